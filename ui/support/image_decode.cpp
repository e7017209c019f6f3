#include "ui/support/image_decode.h"

#include "core/imaging/orientation.h"
#include "ui/support/disk_cache.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFileInfo>
#include <QImageReader>
#include <QTransform>

#include <algorithm>
#include <cmath>

namespace maskwright::ui {
namespace {

constexpr int kDiskPx = 512;
constexpr qint64 kDiskMinPixels = 2'000'000;

bool isSwapped(int orientation) {
  return imaging::orientationTransform(orientation).transpose;
}

/// Scale (at most 1) at which the whole image must be decoded to serve `r` sharply.
double scaleFor(const ImageRequest& r, const QSize& displayed) {
  if (r.bound.isEmpty()) return 1;
  const QSize part = r.region.isEmpty() ? displayed : r.region.size();
  const QSize fitted = part.scaled(r.bound, Qt::KeepAspectRatio);
  return std::min(1.0, double(fitted.width()) / std::max(1, part.width()));
}

/// Cuts a request out of the whole image decoded at `scale` of the displayed frame.
QImage cut(const QImage& whole, const ImageRequest& r, const QSize& displayed) {
  const double sx = double(whole.width()) / displayed.width();
  const double sy = double(whole.height()) / displayed.height();
  QImage part = whole;
  QSize native = displayed;
  if (!r.region.isEmpty()) {
    const QRectF scaled(
        r.region.x() * sx, r.region.y() * sy, r.region.width() * sx, r.region.height() * sy);
    part = whole.copy(scaled.toAlignedRect() & whole.rect());
    native = r.region.size();
  }
  if (r.bound.isEmpty()) return part;
  QSize target = native.scaled(r.bound, Qt::KeepAspectRatio);
  if (target.width() > native.width()) target = native;
  target = target.expandedTo({1, 1});
  return part.size() == target
             ? part
             : part.scaled(target, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

}  // namespace

QImage orientedImage(const QImage& image, int orientation) {
  const imaging::OrientationTransform t = imaging::orientationTransform(orientation);
  QImage result = image;
  if (t.transpose) result = result.transformed(QTransform(0, 1, 1, 0, 0, 0));
  if (t.flipHorizontal || t.flipVertical)
    result = result.mirrored(t.flipHorizontal, t.flipVertical);
  return result;
}

QString DecodeBatch::diskFile(const ImageRequest& r) const {
  const bool small = !r.bound.isEmpty() && std::max(r.bound.width(), r.bound.height()) <= kDiskPx;
  const qint64 pixels = qint64(r.imageSize.width()) * r.imageSize.height();
  if (diskFolder_.isEmpty() || !small || pixels < kDiskMinPixels) return {};
  const QFileInfo info(r.path);
  const QString identity = QString("%1|%2|%3|%4|%5,%6,%7,%8|%9")
                               .arg(r.path)
                               .arg(info.lastModified().toMSecsSinceEpoch())
                               .arg(info.size())
                               .arg(r.orientation)
                               .arg(r.region.x())
                               .arg(r.region.y())
                               .arg(r.region.width())
                               .arg(r.region.height())
                               .arg(r.bound.width());
  const QString hash =
      QCryptographicHash::hash(identity.toUtf8(), QCryptographicHash::Sha1).toHex();
  return diskFolder_ + '/' + hash.left(2) + '/' + hash + ".jpg";
}

QList<QImage> DecodeBatch::run(QString* error) {
  QList<QImage> images(requests_.size());
  QStringList files;
  bool complete = true;
  for (qsizetype i = 0; i < requests_.size(); ++i) {
    files.append(diskFile(requests_[i]));
    if (!files[i].isEmpty()) images[i] = DiskCache::load(files[i]);
    complete = complete && !images[i].isNull();
  }
  if (complete) return images;

  const int orientation = requests_.front().orientation;
  QImageReader reader(requests_.front().path);
  reader.setAutoTransform(false);
  reader.setDecideFormatFromContent(true);
  const QSize stored = reader.size();
  const QSize displayed = isSwapped(orientation) ? stored.transposed() : stored;
  double scale = 0;
  for (qsizetype i = 0; i < requests_.size(); ++i)
    if (images[i].isNull()) scale = std::max(scale, scaleFor(requests_[i], displayed));
  if (scale < 0.9 && stored.isValid())
    reader.setScaledSize((QSizeF(stored) * scale).toSize().expandedTo({1, 1}));
  QImage whole = reader.read();
  if (whole.isNull()) {
    *error = reader.errorString();
    return images;
  }
  whole = orientedImage(whole.convertToFormat(QImage::Format_RGB32), orientation);
  for (qsizetype i = 0; i < requests_.size(); ++i) {
    if (!images[i].isNull()) continue;
    images[i] = cut(whole, requests_[i], displayed.isValid() ? displayed : whole.size());
    if (!files[i].isEmpty()) written_ += DiskCache::save(files[i], images[i]);
  }
  return images;
}

}  // namespace maskwright::ui
