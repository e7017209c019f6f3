#include "ui/support/image_loader.h"

#include "ui/support/background_priority.h"
#include "ui/support/image_decode.h"

#include <QCache>
#include <QDateTime>
#include <QFileInfo>
#include <QHash>
#include <QImageReader>
#include <QMutex>
#include <QSet>
#include <QThread>
#include <QThreadPool>

#include <algorithm>
#include <atomic>

namespace maskwright::ui {
namespace {

QString keyOf(const ImageRequest& r) {
  return QString("%1|%2|%3,%4,%5,%6|%7,%8")
      .arg(r.path)
      .arg(r.orientation)
      .arg(r.region.x())
      .arg(r.region.y())
      .arg(r.region.width())
      .arg(r.region.height())
      .arg(r.bound.width())
      .arg(r.bound.height());
}

int costOf(const QImage& image) {
  return static_cast<int>(image.sizeInBytes() / 1024) + 1;
}

/// Tells whether a file was written since.
struct FileStamp {
  qint64 modifiedMs = 0, size = -1;
  bool operator==(const FileStamp&) const = default;
};

FileStamp stampOf(const QString& path) {
  const QFileInfo info(path);
  return {info.lastModified().toMSecsSinceEpoch(), info.exists() ? info.size() : -1};
}

constexpr int kTries = 3;
constexpr int kTryAgainMs = 100;
constexpr qint64 kFreshMs = 2'000;  ///< a file written that lately may not be whole yet

struct Queued {
  ImageRequest request;
  QString key;
  const QObject* owner = nullptr;
  LoadPriority priority = LoadPriority::Visible;
};

}  // namespace

class ImageLoader::Private {
 public:
  explicit Private(ImageLoader* owner) : q(owner) {
    // Two decoders saturate a small machine and leave the GUI thread its share.
    pool.setMaxThreadCount(std::clamp(QThread::idealThreadCount() - 1, 1, 4));
    QImageReader::setAllocationLimit(1024);
    finished.setMaxCost(192 * 1024);
  }

  /// All queued requests of the most urgent image.
  QList<Queued> takeBatch() {
    const QMutexLocker lock(&mutex);
    if (queue.isEmpty()) return {};
    const auto best =
        std::min_element(queue.begin(), queue.end(), [](const Queued& a, const Queued& b) {
          return a.priority < b.priority;
        });
    const QString path = best->request.path;
    QList<Queued> batch;
    for (qsizetype i = 0; i < queue.size();) {
      if (queue[i].request.path == path)
        batch.append(queue.takeAt(i));
      else
        ++i;
    }
    return batch;
  }

  void work() {
    stepBehindInterface();
    for (QList<Queued> batch = takeBatch(); !batch.isEmpty(); batch = takeBatch()) {
      const int generation = generation_;
      const Decoded decoded = decode(batch);
      if (decoded.written > 0) trimDisk(decoded.written);
      QMetaObject::invokeMethod(
          q,
          [this, batch, decoded, generation] {
            if (generation == generation_) deliver(batch, decoded);
          },
          Qt::QueuedConnection);
    }
  }

  struct Decoded {
    QList<QImage> images;
    QString error;
    FileStamp stamp;     ///< of the file that was tried
    qint64 written = 0;  ///< to the disk cache
  };

  /// A file that somebody writes at this moment (a copy, a camera) is no broken one: it gets a few
  /// tries.
  Decoded decode(const QList<Queued>& batch) {
    const QString path = batch.front().request.path;
    DecodeBatch decoder(folder());
    for (const Queued& one : batch) decoder.add(one.request);
    for (int tried = 1;; ++tried) {
      Decoded decoded;
      decoded.stamp = stampOf(path);
      decoded.images = decoder.run(&decoded.error);
      decoded.written = decoder.bytesWritten();
      if (decoded.error.isEmpty() || tried == kTries) return decoded;
      const bool fresh = decoded.stamp.size >= 0 &&
                         QDateTime::currentMSecsSinceEpoch() - decoded.stamp.modifiedMs < kFreshMs;
      if (!fresh && stampOf(path) == decoded.stamp) return decoded;
      QThread::msleep(kTryAgainMs);
    }
  }

  void deliver(const QList<Queued>& batch, const Decoded& decoded) {
    const auto& images = decoded.images;
    const auto& error = decoded.error;
    const QString path = batch.front().request.path;
    if (const auto known = seen.constFind(path);
        known != seen.constEnd() && *known != decoded.stamp)
      drop(path);
    seen.insert(path, decoded.stamp);
    for (qsizetype i = 0; i < batch.size(); ++i) {
      pending.remove(batch[i].key);
      if (images[i].isNull()) continue;
      finished.insert(batch[i].key, new QImage(images[i]), costOf(images[i]));
      Q_EMIT q->loaded(batch[i].request);
    }
    if (error.isEmpty() || broken.contains(path)) return;
    broken.insert(path, decoded.stamp);
    Q_EMIT q->failed(path, error);
  }

  /// Finished pictures of a file that is another one now.
  void drop(const QString& path) {
    seen.remove(path);
    const QString prefix = path + u'|';
    for (const QString& key : finished.keys())
      if (key.startsWith(prefix)) finished.remove(key);
  }

  void forgetChanged(const QHash<QString, FileStamp>& changed) {
    for (auto it = changed.begin(); it != changed.end(); ++it) {
      if (seen.value(it.key()) != it.value()) continue;  // looked at anew meanwhile
      drop(it.key());
      broken.remove(it.key());
      Q_EMIT q->loaded({it.key(), 1, {}, {}, {}});
    }
  }

  /// Looks over the folder once a sixteenth of the limit was written since the last time.
  void trimDisk(qint64 written) {
    QString folder;
    qint64 limit = 0;
    {
      const QMutexLocker lock(&mutex);
      unchecked += written;
      if (diskFolder.isEmpty() || unchecked < diskLimit / 16) return;
      unchecked = 0;
      folder = diskFolder;
      limit = diskLimit;
    }
    DiskCache::trim(folder, limit);
  }

  QString folder() {
    const QMutexLocker lock(&mutex);
    return diskFolder;
  }

  ImageLoader* q;
  QThreadPool pool;
  QMutex mutex;  ///< guards the queue and what is said of the disk
  QList<Queued> queue;
  QString diskFolder;
  qint64 diskLimit = 0, unchecked = 0;
  QSet<QString> pending;  ///< GUI thread: queued or being decoded
  mutable QCache<QString, QImage> finished;
  QHash<QString, FileStamp> broken;
  QHash<QString, FileStamp> seen;  ///< files as they were decoded
  std::atomic<int> generation_{0};
};

ImageLoader::ImageLoader(QObject* parent) : QObject(parent), d_(std::make_unique<Private>(this)) {}

ImageLoader::~ImageLoader() {
  clear();
  d_->pool.waitForDone();
}

void ImageLoader::setBudget(qint64 bytes) {
  d_->finished.setMaxCost(static_cast<int>(std::max<qint64>(bytes / 1024, 1)));
}

void ImageLoader::setDiskCache(const QString& folder, qint64 limit) {
  {
    const QMutexLocker lock(&d_->mutex);
    d_->diskFolder = folder;
    d_->diskLimit = limit;
    d_->unchecked = limit;  // what earlier sessions left is looked at once
  }
  d_->pool.start([this] { d_->trimDisk(0); });
}

QImage ImageLoader::request(const ImageRequest& request,
                            const QObject* owner,
                            LoadPriority priority) {
  const QString key = keyOf(request);
  if (const QImage* image = d_->finished.object(key)) return *image;
  if (request.path.isEmpty() || d_->broken.contains(request.path)) return {};
  if (d_->pending.contains(key)) return {};
  d_->pending.insert(key);
  {
    const QMutexLocker lock(&d_->mutex);
    d_->queue.append({request, key, owner, priority});
  }
  d_->pool.start([this] { d_->work(); });
  return {};
}

QImage ImageLoader::cached(const ImageRequest& request) const {
  const QImage* image = d_->finished.object(keyOf(request));
  return image ? *image : QImage();
}

bool ImageLoader::isBroken(const QString& path) const {
  return d_->broken.contains(path);
}

void ImageLoader::lookAgain(const QString& path) {
  const auto known = d_->broken.constFind(path);
  if (known != d_->broken.constEnd() && stampOf(path) != *known) d_->broken.erase(known);
}

void ImageLoader::forgetBroken() {
  d_->broken.clear();
}

void ImageLoader::forgetChanged() {
  d_->pool.start([this, seen = d_->seen] {
    stepBehindInterface();
    QHash<QString, FileStamp> changed;
    for (auto it = seen.begin(); it != seen.end(); ++it)
      if (stampOf(it.key()) != it.value()) changed.insert(it.key(), it.value());
    if (changed.isEmpty()) return;
    QMetaObject::invokeMethod(
        this, [this, changed] { d_->forgetChanged(changed); }, Qt::QueuedConnection);
  });
}

void ImageLoader::beginPass(const QObject* owner) {
  const QMutexLocker lock(&d_->mutex);
  for (qsizetype i = 0; i < d_->queue.size();) {
    if (d_->queue[i].owner == owner)
      d_->pending.remove(d_->queue.takeAt(i).key);
    else
      ++i;
  }
}

void ImageLoader::clear() {
  {
    const QMutexLocker lock(&d_->mutex);
    d_->queue.clear();
  }
  d_->generation_++;
  d_->pending.clear();
  d_->finished.clear();
  d_->broken.clear();
  d_->seen.clear();
}

QImage loadImageNow(const ImageRequest& request, QString* error) {
  DecodeBatch decoder({});
  decoder.add(request);
  QString problem;
  const QList<QImage> images = decoder.run(&problem);
  if (error) *error = problem;
  return images.front();
}

}  // namespace maskwright::ui
