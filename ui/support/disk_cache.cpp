#include "ui/support/disk_cache.h"

#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>
#include <vector>

namespace maskwright::ui {
namespace {
constexpr qint64 kTouchAfterS = 3'600;  ///< not every look is worth a write
constexpr int kQuality = 88;
}  // namespace

QImage DiskCache::load(const QString& file) {
  QImage image;
  if (!image.load(file)) return {};
  const QDateTime now = QDateTime::currentDateTime();
  if (QFileInfo(file).lastModified().secsTo(now) > kTouchAfterS) {
    QFile used(file);
    if (used.open(QIODevice::ReadWrite)) used.setFileTime(now, QFileDevice::FileModificationTime);
  }
  return image;
}

qint64 DiskCache::save(const QString& file, const QImage& image) {
  QDir().mkpath(QFileInfo(file).path());
  QSaveFile out(file);
  if (!out.open(QIODevice::WriteOnly) || !image.save(&out, "JPG", kQuality)) return 0;
  const qint64 size = out.size();
  return out.commit() ? size : 0;
}

qint64 DiskCache::trim(const QString& folder, qint64 limit) {
  struct Kept {
    QString path;
    QDateTime used;
    qint64 size;
  };
  std::vector<Kept> files;
  qint64 total = 0;
  QDirIterator all(folder, {QStringLiteral("*.jpg")}, QDir::Files, QDirIterator::Subdirectories);
  while (all.hasNext()) {
    const QFileInfo info(all.next());
    files.push_back({info.filePath(), info.lastModified(), info.size()});
    total += info.size();
  }
  if (total <= limit) return total;
  std::sort(
      files.begin(), files.end(), [](const Kept& a, const Kept& b) { return a.used < b.used; });
  for (const Kept& one : files) {
    if (total <= limit / 10 * 9) break;
    if (QFile::remove(one.path)) total -= one.size;
  }
  return total;
}

}  // namespace maskwright::ui
