#include "ui/models/crop_list_model.h"

namespace maskwright::ui {

void CropListModel::setCrops(const QVector<CropRef>& crops) {
  beginResetModel();
  crops_ = crops;
  endResetModel();
}

QList<qint64> CropListModel::ids() const {
  QList<qint64> ids;
  for (const CropRef& crop : crops_) ids << crop.candidate;
  return ids;
}

QVector<CropRef> CropListModel::takeOut(const QSet<qint64>& candidates) {
  QVector<CropRef> taken;
  for (int row = rowCount() - 1; row >= 0; --row) {
    if (!candidates.contains(crops_[row].candidate)) continue;
    beginRemoveRows({}, row, row);
    taken.prepend(crops_.takeAt(row));
    endRemoveRows();
  }
  return taken;
}

void CropListModel::append(const QVector<CropRef>& crops) {
  if (crops.isEmpty()) return;
  beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(crops.size()) - 1);
  crops_ += crops;
  endInsertRows();
}

int CropListModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(crops_.size());
}

QVariant CropListModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const CropRef& crop = crops_[index.row()];
  switch (role) {
    case CropRole:
      return QVariant::fromValue(crop);
    case CropIdRole:
      return static_cast<qlonglong>(crop.candidate);
    case Qt::AccessibleTextRole:
      return tr("Mask %1").arg(crop.candidate);
    default:
      return {};
  }
}

}  // namespace maskwright::ui
