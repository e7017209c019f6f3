#include "ui/controllers/backbone_shelf.h"

#include "ui/jobs/engine_process.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace maskwright::ui {

BackboneShelf::BackboneShelf(const QString& folder, QObject* parent)
    : QObject(parent), folder_(folder) {
  if (folder_.isEmpty())
    folder_ = QDir(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation))
                  .filePath(QStringLiteral("maskwright/weights"));
}

QStringList BackboneShelf::files() const {
  const QDir folder(folder_);
  QStringList paths;
  for (const auto& name :
       folder.entryList({QStringLiteral("*.safetensors")}, QDir::Files, QDir::Name))
    paths << folder.filePath(name);
  return paths;
}

QString BackboneShelf::freePathFor(const QString& file) const {
  QString stem = QFileInfo(file).fileName();
  for (const auto* ending : {".tar", ".safetensors", ".pth", ".pt", ".pkl", ".bin", ".ckpt"})
    if (stem.endsWith(QLatin1String(ending))) stem.chop(static_cast<int>(qstrlen(ending)));
  const QDir folder(folder_);
  QString path = folder.filePath(stem + QStringLiteral(".safetensors"));
  for (int number = 2; QFileInfo::exists(path); ++number)
    path = folder.filePath(QStringLiteral("%1-%2.safetensors").arg(stem).arg(number));
  return path;
}

void BackboneShelf::add(const QString& file) {
  if (isBusy()) return;
  if (!QDir().mkpath(folder_)) {
    Q_EMIT refused(tr("The folder %1 can't be made.").arg(folder_));
    return;
  }
  const QString path = freePathFor(file);
  adding_ = new EngineProcess(this);
  connect(adding_, &EngineProcess::ended, this, [this, path](const EngineEnd& end) {
    adding_->deleteLater();
    adding_ = nullptr;
    if (end.outcome == EngineEnd::Outcome::Finished) {
      Q_EMIT added(path);
    } else {
      Q_EMIT refused(end.outcome == EngineEnd::Outcome::Failed ? end.error : QString());
    }
  });
  adding_->start({QStringLiteral("weights"), QStringLiteral("convert"), file, path}, {});
}

void BackboneShelf::cancelAdding() {
  if (adding_) adding_->cancel();
}

void BackboneShelf::describe(const QString& file) {
  auto* engine = new EngineProcess(this);
  connect(engine, &EngineProcess::ended, this, [this, engine, file](const EngineEnd& end) {
    engine->deleteLater();
    if (end.outcome == EngineEnd::Outcome::Finished) {
      Q_EMIT described(file, end.summary);
    } else {
      Q_EMIT notDescribed(file, end.error);
    }
  });
  engine->start({QStringLiteral("weights"), QStringLiteral("inspect"), file}, {});
}

bool BackboneShelf::remove(const QString& file) {
  return files().contains(file) && QFile::remove(file);
}

}  // namespace maskwright::ui
