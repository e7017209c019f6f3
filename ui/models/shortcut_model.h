#pragma once

#include "ui/actions/action_registry.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

namespace maskwright::ui {

/// All actions with their keys: what they do, where the keys work, those that count now.
class ShortcutModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { Action, Where, Keys, ColumnCount };
  enum Role { IdRole = Qt::UserRole + 1, SequencesRole };

  explicit ShortcutModel(const ActionRegistry& actions, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  static QString placeOf(const ActionSpec& spec);
  const ActionRegistry& actions_;
};

/// Rows that hold all words of a text and, if one is given, a key.
class ShortcutFilter final : public QSortFilterProxyModel {
  Q_OBJECT
 public:
  using QSortFilterProxyModel::QSortFilterProxyModel;
  void setText(const QString& text);
  void setKey(const QKeySequence& key);  ///< empty = any

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  QStringList words_;
  QKeySequence key_;
};

}  // namespace maskwright::ui
