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
  qint64 images = 0, bytes = 0;
  qint64 unreadable = 0;  ///< an image's name, but empty or no picture by its header
  QStringList examples;   ///< up to six absolute paths
  QStringList issues;     ///< up to five lines
  bool done = false;
};

/// Counts the images of a folder (recursively) in a thread of its own, so that a slow disk never
/// blocks the window. Headers are read for a few seconds, then names count; the exact answer comes
/// from the engine's scan.
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
