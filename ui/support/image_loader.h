#pragma once

#include "ui/support/disk_cache.h"

#include <QImage>
#include <QObject>
#include <QRect>
#include <QSize>
#include <QString>

#include <memory>

namespace maskwright::ui {

/// A picture a view wants to paint: a region of an image in its displayed frame, scaled down so
/// that it fits `bound` (never enlarged).
struct ImageRequest {
  QString path;         ///< absolute
  int orientation = 1;  ///< EXIF 1 to 8 as stored in the project; the file's own tag is not read
  QSize imageSize;      ///< displayed frame; empty = unknown (only with an empty region)
  QRect region;         ///< displayed frame; empty = the whole image
  QSize bound;          ///< device pixels; empty = full resolution
  bool operator==(const ImageRequest&) const = default;
};

enum class LoadPriority { Visible = 0, Ahead = 1 };

/// Decodes images off the GUI thread (QImageReader, scaled decoding, our own EXIF rule), keeps
/// results in memory under a byte budget and crops on the disk if a folder is set. Requests of one
/// image are served by one decoding. GUI thread only; emits loaded() for each answer.
class ImageLoader : public QObject {
  Q_OBJECT
 public:
  explicit ImageLoader(QObject* parent = nullptr);
  ~ImageLoader() override;

  /// Memory for finished pictures (default 192 MB).
  void setBudget(qint64 bytes);
  /// Pictures up to 512 px of images above 2 megapixels are kept as JPEG under `folder` (made if
  /// missing); empty = none. Above `limit` bytes those used least lately are dropped.
  void setDiskCache(const QString& folder, qint64 limit = DiskCache::kDefaultLimit);

  /// The picture if it is at hand, else a null image, and it is queued for `owner`.
  QImage request(const ImageRequest& request,
                 const QObject* owner = nullptr,
                 LoadPriority priority = LoadPriority::Visible);
  /// The picture if it is at hand; queues nothing.
  QImage cached(const ImageRequest& request) const;
  /// True after the file could not be read: paint a broken-image tile.
  bool isBroken(const QString& path) const;
  /// A broken file that was written since is tried again on the next request.
  void lookAgain(const QString& path);
  /// All broken files are tried again on the next request.
  void forgetBroken();
  /// Drops, soon, what was decoded of files that were written since, broken or not: a scan found
  /// changed ones. Emits loaded() for each such file, without a picture, so that views ask anew.
  void forgetChanged();
  /// Forgets the queued requests of `owner`. A view calls it when its visible part changes and
  /// then asks for what it shows now, so that nobody waits for pictures scrolled away.
  void beginPass(const QObject* owner);
  /// Drops queued requests and everything known (another project was opened).
  void clear();

 Q_SIGNALS:
  void loaded(const maskwright::ui::ImageRequest& request);
  void failed(const QString& path, const QString& reason);

 private:
  class Private;
  std::unique_ptr<Private> d_;
};

/// Decodes one picture now (tests, tools, one-off use). Null with `error` set on failure.
QImage loadImageNow(const ImageRequest& request, QString* error = nullptr);

}  // namespace maskwright::ui
