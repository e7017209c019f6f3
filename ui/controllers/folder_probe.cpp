#include "ui/controllers/folder_probe.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QSet>

namespace maskwright::ui {
namespace {

bool isImageName(const QString& suffix) {
  static const QSet<QString> kinds{QStringLiteral("jpg"),
                                   QStringLiteral("jpeg"),
                                   QStringLiteral("png"),
                                   QStringLiteral("tif"),
                                   QStringLiteral("tiff"),
                                   QStringLiteral("bmp"),
                                   QStringLiteral("webp")};
  return kinds.contains(suffix.toLower());
}

void add(FolderFindings& findings, const QFileInfo& file) {
  if (file.size() == 0) {
    ++findings.empty;
    if (findings.issues.size() < 5)
      findings.issues << FolderProbe::tr("%1: empty file").arg(file.fileName());
    return;
  }
  ++findings.images;
  findings.bytes += file.size();
  if (findings.examples.size() < 6) findings.examples << file.absoluteFilePath();
}

}  // namespace

FolderProbe::FolderProbe(QObject* parent) : QObject(parent) {}

FolderProbe::~FolderProbe() {
  stop();
}

void FolderProbe::stop() {
  if (!thread_) return;
  stopped_->store(true);
  thread_->wait();
  delete thread_;
  thread_ = nullptr;
}

void FolderProbe::start(const QString& folder) {
  stop();
  auto stopped = std::make_shared<std::atomic<bool>>(false);
  stopped_ = stopped;
  const auto tell = [this, stopped](const FolderFindings& findings) {
    QMetaObject::invokeMethod(
        this,
        [this, stopped, findings] {
          if (!stopped->load()) Q_EMIT found(findings);
        },
        Qt::QueuedConnection);
  };
  thread_ = QThread::create([folder, stopped, tell] {
    FolderFindings findings;
    findings.folder = folder;
    QElapsedTimer sinceTold;
    sinceTold.start();
    QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext() && !stopped->load()) {
      files.next();
      const QFileInfo file = files.fileInfo();
      if (isImageName(file.suffix())) add(findings, file);
      if (sinceTold.elapsed() > 100) {
        sinceTold.restart();
        tell(findings);
      }
    }
    findings.done = true;
    tell(findings);
  });
  thread_->start();
}

}  // namespace maskwright::ui
