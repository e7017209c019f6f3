#pragma once

#include "ui/support/image_loader.h"

#include <QList>

namespace maskwright::ui {

/// Serves several requests for one image file by decoding it once, at the smallest scale that
/// serves all (JPEG is then decoded at a fraction of the cost). Used on a worker thread.
class DecodeBatch {
 public:
  /// `diskFolder` holds finished small pictures; empty = none.
  explicit DecodeBatch(QString diskFolder) : diskFolder_(std::move(diskFolder)) {}
  void add(const ImageRequest& request) { requests_.append(request); }
  /// One picture for each request, in order; all null with `error` set if the file is unreadable.
  QList<QImage> run(QString* error);
  qint64 bytesWritten() const { return written_; }  ///< to the disk folder

 private:
  QString diskFile(const ImageRequest& request) const;
  QString diskFolder_;
  QList<ImageRequest> requests_;
  qint64 written_ = 0;
};

/// `image` (stored frame) in the displayed frame of an EXIF orientation 1 to 8.
QImage orientedImage(const QImage& image, int orientation);

}  // namespace maskwright::ui
