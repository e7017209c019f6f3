#pragma once

#include "ui/models/image_list_model.h"

#include <QListView>

namespace maskwright::ui {

/// Thumbnails of whole images with their names; those of one group on one band. A double click
/// or Enter means the image.
class ImageWall final : public QListView {
  Q_OBJECT
 public:
  explicit ImageWall(ImageLoader* loader, QWidget* parent = nullptr);
  void setImages(QVector<ListedImage> images);
  /// The same list as it is now: the current image and the place stay if they can.
  void updateImages(QVector<ListedImage> images);
  ImageListModel& images() { return model_; }

 Q_SIGNALS:
  void imageChosen(qint64 image, const QString& path);

 private:
  ImageListModel model_;
};

}  // namespace maskwright::ui
