#pragma once

#include "core/services/dashboard.h"

#include <QAbstractTableModel>
#include <QColor>

namespace maskwright::ui {

/// Clusters or categories with the share of their decided masks that was accepted. Sorts by its
/// SortRole.
class AcceptanceModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { Name, Share, Decided, Masks, ColumnCount };
  enum Role { IdRole = Qt::UserRole + 1, SortRole, ShareRole, ColourRole };

  AcceptanceModel(QString nameTitle, QObject* parent = nullptr);
  void setGroups(std::vector<GroupAcceptance> groups);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QVariant display(const GroupAcceptance& group, int column) const;
  QVariant sortValue(const GroupAcceptance& group, int column) const;
  QString nameTitle_;
  std::vector<GroupAcceptance> groups_;
};

}  // namespace maskwright::ui
