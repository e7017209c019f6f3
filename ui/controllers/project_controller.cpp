#include "ui/controllers/project_controller.h"

#include "ui/controllers/recent_projects.h"
#include "ui/jobs/job_specs.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>
#include <cmath>

namespace maskwright::ui {
namespace {

constexpr int kSampleImages = 60;
constexpr double kImagesPerSecond = 3;    ///< of a discovery on two cores
constexpr double kPretrainSeconds = 300;  ///< typical budget without weights

QString dataFolder() {
  // The same place that packaging/run.sh uses.
  return QDir(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation))
      .filePath(QStringLiteral("maskwright"));
}

QString durationOf(qint64 images) {
  const double minutes = (kPretrainSeconds + static_cast<double>(images) / kImagesPerSecond) / 60;
  return ProjectController::tr("About %n min on two cores (estimate).",
                               nullptr,
                               std::max(1, static_cast<int>(std::lround(minutes))));
}

}  // namespace

ProjectController::ProjectController(StartPage& page,
                                     JobQueue& queue,
                                     Prompts& prompts,
                                     QObject* parent)
    : QObject(parent), page_(page), queue_(queue), prompts_(prompts) {
  connect(&page_, &StartPage::folderDialogRequested, this, &ProjectController::chooseFolder);
  connect(&page_, &StartPage::projectDialogRequested, this, &ProjectController::chooseProject);
  connect(&page_, &StartPage::sampleRequested, this, &ProjectController::trySample);
  connect(&page_, &StartPage::folderDropped, this, &ProjectController::propose);
  connect(&page_, &StartPage::projectChosen, this, [this](const QString& path) {
    Q_EMIT projectReady(path, false);
  });
  connect(&page_, &StartPage::recentRemoved, this, [this](const QString& path) {
    forgetProject(path);
    refreshRecent();
  });
  connect(&page_, &StartPage::proposalAccepted, this, &ProjectController::acceptProposal);
  connect(&page_, &StartPage::proposalDismissed, this, [this] {
    probe_.stop();
    page_.showChoices();
  });
  connect(&probe_, &FolderProbe::found, this, &ProjectController::takeFindings);
  connect(&queue_, &JobQueue::jobEnded, this, &ProjectController::onJobEnded);
}

bool ProjectController::isProject(const QString& folder) {
  return QFileInfo::exists(QDir(folder).filePath(QStringLiteral("project.sqlite")));
}

QString ProjectController::projectPathFor(const QString& folder) {
  const QString clean = QDir::cleanPath(QDir(folder).absolutePath());
  const QFileInfo info(clean);
  const QString name = info.fileName() + QStringLiteral(".maskwright");
  QString beside = QDir(info.path()).filePath(name);
  if (isProject(beside) || QFileInfo(info.path()).isWritable()) return beside;
  return QDir(dataFolder()).filePath(name);
}

void ProjectController::chooseFolder() {
  const QString folder = prompts_.chooseFolder(&page_, tr("Folder of images"), QDir::homePath());
  if (!folder.isEmpty()) propose(folder);
}

void ProjectController::chooseProject() {
  const QString folder =
      prompts_.chooseFolder(&page_, tr("Project folder (NAME.maskwright)"), QDir::homePath());
  if (folder.isEmpty()) return;
  if (!isProject(folder)) {
    showProblem(tr("%1 holds no project. Choose a folder that ends in .maskwright, or open a "
                   "folder of images.")
                    .arg(folder));
    return;
  }
  Q_EMIT projectReady(folder, false);
}

void ProjectController::propose(const QString& folder) {
  page_.setMessage({});
  if (isProject(folder)) {
    Q_EMIT projectReady(folder, false);
    return;
  }
  if (!QFileInfo(folder).isDir()) {
    showProblem(tr("%1 is not a folder").arg(folder));
    return;
  }
  proposal_ = {};
  proposal_.folder = QDir::cleanPath(QDir(folder).absolutePath());
  proposal_.projectPath = projectPathFor(folder);
  proposal_.projectExists = isProject(proposal_.projectPath);
  proposal_.counting = true;
  proposal_.steps = tr(
      "Pre-train a ResNet-18 on these images with DenseCL (no weights are there "
      "yet), then find masks with Free Mask (FreeSOLO) and a merge tree at 512 px, group and rank "
      "them. You can review as soon as it ends, and stop it at any time.");
  page_.setProposal(proposal_);
  probe_.start(proposal_.folder);
}

void ProjectController::takeFindings(const FolderFindings& findings) {
  if (findings.folder != proposal_.folder) return;
  proposal_.images = findings.images;
  proposal_.unreadable = findings.empty;
  proposal_.bytes = findings.bytes;
  proposal_.examples = findings.examples;
  proposal_.issues = findings.issues;
  proposal_.counting = !findings.done;
  proposal_.duration = durationOf(findings.images);
  page_.setProposal(proposal_);
  if (findings.done && findings.images == 0 && !proposal_.projectExists) {
    page_.showChoices();
    showProblem(tr("No images in %1. JPEG, PNG, TIFF, BMP and WebP files are looked for, also in "
                   "its sub-folders.")
                    .arg(findings.folder));
  }
}

void ProjectController::acceptProposal() {
  probe_.stop();
  if (proposal_.projectExists) {
    Q_EMIT projectReady(proposal_.projectPath, false);
    return;
  }
  QDir().mkpath(QFileInfo(proposal_.projectPath).path());
  page_.setBusy(tr("Looking for images in %1").arg(proposal_.folder));
  initJob_ = queue_.add(initJob(proposal_.projectPath, proposal_.folder));
}

void ProjectController::trySample() {
  sampleFolder_ = QDir(dataFolder()).filePath(QStringLiteral("sample"));
  const QString images = QDir(sampleFolder_).filePath(QStringLiteral("images"));
  if (QFileInfo::exists(QDir(sampleFolder_).filePath(QStringLiteral("instances.json")))) {
    propose(images);
    return;
  }
  QDir().mkpath(dataFolder());
  page_.setBusy(tr("Rendering the sample collection"));
  sampleJob_ = queue_.add(sampleJob(sampleFolder_, kSampleImages, 1));
}

void ProjectController::onJobEnded(int id) {
  if (id != initJob_ && id != sampleJob_) return;
  const Job* job = queue_.find(id);
  page_.setBusy({});
  const bool isInit = id == initJob_;
  (isInit ? initJob_ : sampleJob_) = -1;
  if (!job || job->state != JobState::Finished) {
    page_.showChoices();
    if (job && job->state == JobState::Failed) showProblem(job->error);
    return;
  }
  if (isInit) {
    Q_EMIT projectReady(proposal_.projectPath, true);
  } else {
    propose(QDir(sampleFolder_).filePath(QStringLiteral("images")));
  }
}

void ProjectController::refreshRecent() {
  page_.setRecentProjects(recentProjects());
}

void ProjectController::showProblem(const QString& text) {
  page_.setMessage(text);
}

}  // namespace maskwright::ui
