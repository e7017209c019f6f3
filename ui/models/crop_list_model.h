#pragma once

#include "ui/support/crop_ref.h"

#include <QAbstractListModel>
#include <QSet>

namespace maskwright::ui {

/// A plain list of masks to look at, one row each: CropRole its picture, CropIdRole its candidate.
class CropListModel final : public QAbstractListModel {
  Q_OBJECT
 public:
  enum Role { CropRole = Qt::UserRole + 1, CropIdRole };
  using QAbstractListModel::QAbstractListModel;

  void setCrops(const QVector<CropRef>& crops);
  QList<qint64> ids() const;
  /// Takes these out, in their order.
  QVector<CropRef> takeOut(const QSet<qint64>& candidates);
  void append(const QVector<CropRef>& crops);

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

 private:
  QVector<CropRef> crops_;
};

}  // namespace maskwright::ui
