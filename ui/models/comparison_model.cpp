#include "ui/models/comparison_model.h"

#include <QString>

#include <algorithm>

namespace maskwright::ui {

void ComparisonModel::sort() {
  std::sort(images_.begin(), images_.end(), [this](const auto& a, const auto& b) {
    const int64_t changeA = a.difference(), changeB = b.difference();
    return order_ == ComparisonOrder::GreatestChange && changeA != changeB ? changeA > changeB
                                                                           : a.path < b.path;
  });
}

void ComparisonModel::setImages(std::vector<ImageComparison> images) {
  beginResetModel();
  images_ = std::move(images);
  sort();
  endResetModel();
}

void ComparisonModel::setOrder(ComparisonOrder order) {
  if (order == order_) return;
  beginResetModel();
  order_ = order;
  sort();
  endResetModel();
}

int ComparisonModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(images_.size());
}

const ImageComparison* ComparisonModel::at(int row) const {
  return row >= 0 && row < rowCount() ? &images_[static_cast<size_t>(row)] : nullptr;
}

int ComparisonModel::rowOf(ImageId image) const {
  const auto found = std::find_if(
      images_.begin(), images_.end(), [image](const auto& one) { return one.image == image; });
  return found == images_.end() ? -1 : static_cast<int>(found - images_.begin());
}

QVariant ComparisonModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const ImageComparison& one = *at(index.row());
  const auto count = [&one](MaskChange change) {
    return static_cast<qlonglong>(one.of(change).count);
  };
  switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
      return QString::fromStdString(one.path);
    case ComparedImageRole:
      return static_cast<qlonglong>(one.image.value);
    case GainedRole:
      return count(MaskChange::Gained);
    case LostRole:
      return count(MaskChange::Lost);
    case ChangedRole:
      return count(MaskChange::Changed);
    case KeptRole:
      return count(MaskChange::Kept);
    case Qt::AccessibleTextRole:
      return tr("%1: %2 gained, %3 lost, %4 changed")
          .arg(QString::fromStdString(one.path))
          .arg(count(MaskChange::Gained))
          .arg(count(MaskChange::Lost))
          .arg(count(MaskChange::Changed));
    default:
      return {};
  }
}

}  // namespace maskwright::ui
