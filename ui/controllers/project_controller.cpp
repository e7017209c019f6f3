#include "ui/controllers/project_controller.h"

#include "core/services/bundled_weights.h"
#include "ui/controllers/recent_projects.h"
#include "ui/jobs/job_specs.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QThread>

#include <algorithm>
#include <cmath>
#include <utility>

namespace maskwright::ui {
namespace {

constexpr int kSampleImages = 60;
constexpr double kCoreSecondsAnImage =
    2.4;                                  ///< of a discovery; results.md: 1 to 1.8 s on two cores
constexpr int kMostCores = 8;             ///< more of them help little
constexpr double kPretrainSeconds = 300;  ///< the engine's budget where there are no weights

QString dataFolder() {
  // The same place that packaging/run.sh uses.
  return QDir(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation))
      .filePath(QStringLiteral("maskwright"));
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
    if (now_.initJob < 0) now_.proposal = {};
    Q_EMIT projectReady(path, false);
  });
  connect(&page_, &StartPage::recentRemoved, this, [this](const QString& path) {
    forgetProject(path);
    refreshRecent();
  });
  connect(&page_, &StartPage::proposalAccepted, this, &ProjectController::acceptProposal);
  connect(&page_, &StartPage::proposalDismissed, this, [this] {
    probe_.stop();
    now_.proposal = {};
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

QString ProjectController::durationText(qint64 images, bool bundled, int cores) {
  const double seconds =
      static_cast<double>(images) * kCoreSecondsAnImage / std::clamp(cores, 1, kMostCores) +
      (bundled ? 0 : kPretrainSeconds);
  const int minutes = static_cast<int>(std::lround(seconds / 60));
  if (minutes < 1) return tr("Less than a minute on this computer (estimate).");
  if (minutes < 120) return tr("About %n min on this computer (estimate).", nullptr, minutes);
  return tr("About %n hours on this computer (estimate).",
            nullptr,
            static_cast<int>(std::lround(seconds / 3600)));
}

QString ProjectController::stepsText(bool bundled) {
  if (bundled)
    return tr(
        "Find masks with Free Mask (FreeSOLO) and a merge tree at 512 px, on the bundled ResNet-18 "
        "(trained on unlabelled photographs), then group and rank them. You can review as soon as "
        "it ends, and stop it at any time.");
  return tr(
      "Pre-train a ResNet-18 on these images with DenseCL (no weights are there "
      "yet), then find masks with Free Mask (FreeSOLO) and a merge tree at 512 px, group and rank "
      "them. You can review as soon as it ends, and stop it at any time.");
}

void ProjectController::announce(FolderProposal& proposal) {
  const bool bundled = bundledBackbone().has_value();
  proposal.steps = stepsText(bundled);
  proposal.duration = durationText(proposal.images, bundled, QThread::idealThreadCount());
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
  now_.proposal = {};
  now_.proposal.folder = QDir::cleanPath(QDir(folder).absolutePath());
  now_.proposal.projectPath = projectPathFor(folder);
  now_.proposal.projectExists = isProject(now_.proposal.projectPath);
  now_.proposal.counting = true;
  now_.proposal.steps = stepsText(bundledBackbone().has_value());
  page_.setProposal(now_.proposal);
  probe_.start(now_.proposal.folder);
}

void ProjectController::takeFindings(const FolderFindings& findings) {
  if (findings.folder != now_.proposal.folder) return;
  now_.proposal.images = findings.images;
  now_.proposal.unreadable = findings.unreadable;
  now_.proposal.bytes = findings.bytes;
  now_.proposal.examples = findings.examples;
  now_.proposal.issues = findings.issues;
  now_.proposal.counting = !findings.done;
  announce(now_.proposal);
  page_.setProposal(now_.proposal);
  if (findings.done && findings.images == 0 && !now_.proposal.projectExists) {
    now_.proposal = {};
    page_.showChoices();
    showProblem(tr("No images in %1. JPEG, PNG, TIFF, BMP and WebP files are looked for, also in "
                   "its sub-folders.")
                    .arg(findings.folder));
  }
}

void ProjectController::acceptProposal() {
  probe_.stop();
  if (now_.proposal.projectExists) {
    Q_EMIT projectReady(std::exchange(now_.proposal, {}).projectPath, false);
    return;
  }
  QDir().mkpath(QFileInfo(now_.proposal.projectPath).path());
  now_.initJob = queue_.add(initJob(now_.proposal.projectPath, now_.proposal.folder));
  showBusy();
}

void ProjectController::trySample() {
  now_.sampleFolder = QDir(dataFolder()).filePath(QStringLiteral("sample"));
  const QString images = QDir(now_.sampleFolder).filePath(QStringLiteral("images"));
  if (QFileInfo::exists(QDir(now_.sampleFolder).filePath(QStringLiteral("instances.json")))) {
    propose(images);
    return;
  }
  QDir().mkpath(dataFolder());
  now_.sampleJob = queue_.add(sampleJob(now_.sampleFolder, kSampleImages, 1));
  showBusy();
}

void ProjectController::showBusy() {
  page_.setBusy(now_.initJob >= 0     ? tr("Looking for images in %1").arg(now_.proposal.folder)
                : now_.sampleJob >= 0 ? tr("Rendering the sample collection")
                                      : QString());
}

void ProjectController::goOn(const Underway& begun) {
  now_ = begun;
  if (now_.initJob >= 0) {
    announce(now_.proposal);
    page_.setProposal(now_.proposal);
  } else if (!now_.proposal.folder.isEmpty()) {
    propose(now_.proposal.folder);
  }
  showBusy();
}

void ProjectController::onJobEnded(int id) {
  if (id != now_.initJob && id != now_.sampleJob) return;
  const Job* job = queue_.find(id);
  page_.setBusy({});
  const bool isInit = id == now_.initJob;
  (isInit ? now_.initJob : now_.sampleJob) = -1;
  if (!job || job->state != JobState::Finished) {
    now_.proposal = {};
    page_.showChoices();
    if (job && job->state == JobState::Failed) showProblem(job->error);
    return;
  }
  if (isInit) {
    Q_EMIT projectReady(std::exchange(now_.proposal, {}).projectPath, true);
  } else {
    propose(QDir(now_.sampleFolder).filePath(QStringLiteral("images")));
  }
}

void ProjectController::refreshRecent() {
  page_.setRecentProjects(recentProjects());
}

void ProjectController::showProblem(const QString& text) {
  page_.setMessage(text);
}

}  // namespace maskwright::ui
