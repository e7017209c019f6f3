#pragma once

#include <QImage>
#include <QString>

namespace maskwright::ui {

/// Small pictures as JPEG files in a folder that anyone may delete. What was used least lately goes
/// first when they take more than the limit. Not for the GUI thread.
class DiskCache {
 public:
  static constexpr qint64 kDefaultLimit = 512LL << 20;

  /// Null if there is none. Using a picture keeps it.
  static QImage load(const QString& file);
  /// Bytes written; a folder that cannot be written only costs time.
  static qint64 save(const QString& file, const QImage& image);
  /// Deletes until nine tenths of the limit are left if the folder holds more than it; bytes that
  /// remain.
  static qint64 trim(const QString& folder, qint64 limit);
};

}  // namespace maskwright::ui
