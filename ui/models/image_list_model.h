#pragma once

#include "ui/support/image_loader.h"

#include <QAbstractListModel>

namespace maskwright::ui {

/// One image of a list.
struct ListedImage {
  qint64 id = 0;
  QString path;     ///< absolute
  QString name;     ///< relative to the images' folder
  QString caption;  ///< what is said of it beside its name
  QSize size;       ///< displayed frame
  int orientation = 1;
  int group = -1;  ///< of the same picture; -1 = none
};

/// Images of the collection, for a wall of thumbnails.
class ImageListModel final : public QAbstractListModel {
  Q_OBJECT
 public:
  enum Role { IdRole = Qt::UserRole + 1, RequestRole, CaptionRole, GroupRole, PathRole };
  using QAbstractListModel::QAbstractListModel;
  void setImages(QVector<ListedImage> images);
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

 private:
  QVector<ListedImage> images_;
};

}  // namespace maskwright::ui

Q_DECLARE_METATYPE(maskwright::ui::ImageRequest)
