#include "ui/models/image_list_model.h"

namespace maskwright::ui {

void ImageListModel::setImages(QVector<ListedImage> images) {
  beginResetModel();
  images_ = std::move(images);
  endResetModel();
}

int ImageListModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(images_.size());
}

QVariant ImageListModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const ListedImage& image = images_[index.row()];
  switch (role) {
    case Qt::DisplayRole:
      return image.name;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
      return image.caption.isEmpty() ? image.name
                                     : QStringLiteral("%1: %2").arg(image.name, image.caption);
    case IdRole:
      return image.id;
    case CaptionRole:
      return image.caption;
    case GroupRole:
      return image.group;
    case PathRole:
      return image.path;
    case RequestRole:
      return QVariant::fromValue(ImageRequest{image.path, image.orientation, image.size, {}, {}});
    default:
      return {};
  }
}

}  // namespace maskwright::ui
