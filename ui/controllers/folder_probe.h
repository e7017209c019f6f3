#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <QThread>

#include <atomic>
#include <memory>

namespace maskwright::ui {

/// What a look into a folder found so far.
struct FolderFindings {
  QString folder;
  qint64 images = 0, bytes = 0, empty = 0;  ///< `empty`: zero-byte files with an image's name
  QStringList examples;                     ///< up to six absolute paths
  QStringList issues;                       ///< up to five lines
  bool done = false;
};

/// Counts the images of a folder (recursively, by file name) in a thread of its own, so that a slow
/// disk never blocks the window. The exact answer comes from the engine's scan.
class FolderProbe final : public QObject {
  Q_OBJECT
 public:
  explicit FolderProbe(QObject* parent = nullptr);
  ~FolderProbe() override;
  void start(const QString& folder);
  void stop();

 Q_SIGNALS:
  void found(const maskwright::ui::FolderFindings& findings);  ///< grows; the last one is done

 private:
  QThread* thread_ = nullptr;
  std::shared_ptr<std::atomic<bool>> stopped_;
};

}  // namespace maskwright::ui
