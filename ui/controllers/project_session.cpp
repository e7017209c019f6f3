#include "ui/controllers/project_session.h"

#include "core/store/candidate_repository.h"
#include "core/store/image_repository.h"
#include "core/store/run_repository.h"
#include "ui/controllers/recent_projects.h"
#include "ui/models/candidate_roles.h"
#include "ui/models/guarded_read.h"

#include <QDir>
#include <QFileInfo>

namespace maskwright::ui {

Result<std::unique_ptr<ProjectSession>> ProjectSession::open(const QString& folder) {
  const auto path = QDir(folder).absolutePath();
  auto project = store::Project::open(path.toStdString());
  if (!project) return project.error();
  auto writing = (*project)->connect();
  if (!writing) return writing.error();
  auto writingPrototypes = store::Project::open(path.toStdString());
  if (!writingPrototypes) return writingPrototypes.error();
  try {
    return std::unique_ptr<ProjectSession>(new ProjectSession(
        std::move(*project), std::move(*writing), std::move(*writingPrototypes), path));
  } catch (const std::exception& exception) {
    return store::toError(exception, path.toStdString());
  }
}

ProjectSession::ProjectSession(std::unique_ptr<store::Project> project,
                               std::unique_ptr<store::Connection> writing,
                               std::unique_ptr<store::Project> writingPrototypes,
                               const QString& folder)
    : project_(std::move(project)),
      folder_(folder),
      imagesRoot_(QString::fromStdString(project_->imagesRoot().string())),
      candidates_(categories_),
      clusters_(categories_),
      prototypes_(categories_),
      writer_(std::make_unique<ReviewWriter>(std::move(writing), currentAuthor())),
      prototypeWriter_(
          std::make_unique<PrototypeWriter>(std::move(writingPrototypes), currentAuthor())) {
  categories_.setConnection(&connection());
  issues_.setConnection(&connection());
  masks_.setConnection(&connection());
  candidates_.setSource(&connection(), imagesRoot_);
  clusters_.setSource(&connection(), imagesRoot_);
  prototypes_.setSource(project_.get(), imagesRoot_);
}

ProjectSession::~ProjectSession() = default;

QString ProjectSession::name() const {
  return projectName(folder_);
}

int64_t ProjectSession::imageCount() {
  return guardedRead([this] { return store::ImageRepository(connection()).countPresent(); });
}

int ProjectSession::newestRound() {
  return guardedRead([this] { return store::CandidateRepository(connection()).newestRound(); });
}

bool ProjectSession::showsRemovedCandidates() {
  return !guardedRead(
      [this] { return store::CandidateRepository(connection()).allExist(candidates().ids()); });
}

bool ProjectSession::hasCandidates() {
  return guardedRead([this] { return store::CandidateRepository(connection()).count(); }) > 0;
}

bool ProjectSession::hasSlotCon() {
  const auto model =
      guardedRead([this] { return store::RunRepository(connection()).newestModel("slotcon"); });
  return model && QFileInfo::exists(QDir(folder_).filePath(QString::fromStdString(model->path)));
}

}  // namespace maskwright::ui
