#include "ui/controllers/folder_probe.h"

#include "core/imaging/image_header.h"
#include "core/imaging/image_scanner.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QFileInfo>

namespace maskwright::ui {
namespace {

constexpr qint64 kHeadersMs = 3'000;
constexpr qsizetype kIssues = 5, kExamples = 6;

std::filesystem::path pathOf(const QFileInfo& file) {
  return file.absoluteFilePath().toStdString();
}

void add(FolderFindings& findings, const QFileInfo& file, bool readHeader) {
  const bool isEmpty = file.size() == 0;
  if (isEmpty || (readHeader && !imaging::readImageInfo(pathOf(file)))) {
    ++findings.unreadable;
    if (findings.issues.size() < kIssues)
      findings.issues << (isEmpty ? FolderProbe::tr("%1: empty file")
                                  : FolderProbe::tr("%1: can't be read as an image"))
                             .arg(file.fileName());
    return;
  }
  ++findings.images;
  findings.bytes += file.size();
  if (findings.examples.size() < kExamples) findings.examples << file.absoluteFilePath();
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
    QElapsedTimer sinceTold, sinceBegun;
    sinceTold.start();
    sinceBegun.start();
    QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext() && !stopped->load()) {
      files.next();
      const QFileInfo file = files.fileInfo();
      if (imaging::hasImageExtension(pathOf(file)))
        add(findings, file, sinceBegun.elapsed() < kHeadersMs);
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
