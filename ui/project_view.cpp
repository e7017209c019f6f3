#include "ui/project_view.h"

#include "ui/actions/action_registry.h"
#include "ui/actions/command_palette.h"
#include "ui/actions/project_actions.h"
#include "ui/cluster_workspace.h"
#include "ui/controllers/cluster_tools.h"
#include "ui/controllers/round_presenter.h"
#include "ui/dialogs/banner.h"
#include "ui/map_workspace.h"
#include "ui/models/guarded_read.h"
#include "ui/overview_workspace.h"
#include "ui/prototype_workspace.h"
#include "ui/review_workspace.h"
#include "ui/support/image_loader.h"
#include "ui/support/shortcuts.h"
#include "ui/views/candidate_grid.h"
#include "ui/views/history_panel.h"
#include "ui/views/jobs_panel.h"
#include "ui/views/round_panel.h"
#include "ui/views/status_strip.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace maskwright::ui {
namespace {
constexpr int kJobsWidth = 300;  ///< as the inspector, whose place it takes where there is little

/// The jobs of one project: one closed before may still be stopping its own.
class ProjectJobs final : public QSortFilterProxyModel {
 public:
  ProjectJobs(QString folder, QObject* parent)
      : QSortFilterProxyModel(parent), folder_(std::move(folder)) {}

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override {
    return sourceModel()->index(row, 0, parent).data(JobProjectRole).toString() == folder_;
  }

 private:
  QString folder_;
};
}  // namespace

ProjectView::ProjectView(std::unique_ptr<ProjectSession> session,
                         JobQueue& queue,
                         JobModel& jobs,
                         ImageLoader& loader,
                         Prompts& prompts,
                         QWidget* parent)
    : QWidget(parent),
      session_(std::move(session)),
      queue_(queue),
      loader_(loader),
      prompts_(prompts) {
  setObjectName(QStringLiteral("projectView"));
  loader.setDiskCache(
      QString::fromStdString((session_->project().cacheFolder() / "thumbnails").string()));
  jobController_ = new JobController(*session_, queue_, this);
  build(loader, jobs);
  actions_ = new ActionRegistry(this);
  registerProjectActions(*this, *actions_);
  fillMenu();
  bar_->setProject(session_->name(), menu_);
  palette_ = new CommandPalette(*actions_, this);
  keys_ = new KeyOverlay(*actions_, this);
  connectBars();
  connectReview();
  connectPrototypes();
  connectMap();
  connectOverview();
  connectJobs();
  connectHistory();
  status_->setProjectOpen(true);
  showWorkspace(Workspace::Review);
  showJobStatus();
}

ProjectView::~ProjectView() {
  queue_.disconnect(this);
  // Views first: they hold models of the session. The jobs' model outlives this view.
  delete clusters_;
  delete clusterTools_;
  delete map_;
  delete prototypes_;
  delete overview_;
  delete review_;
  delete presenter_;
}

void ProjectView::build(ImageLoader& loader, JobModel& jobs) {
  bar_ = new TopBar(this);
  banner_ = new Banner(this);
  spaces_ = new QStackedWidget(this);
  review_ = new ReviewWorkspace(*session_, loader, this);
  clusterTools_ = new ClusterTools(*session_, review_->review(), this);
  clusters_ = new ClusterWorkspace(*session_, review_->review(), *clusterTools_, loader, this);
  map_ = new MapWorkspace(*session_, review_->review(), *jobController_, loader, this);
  rounds_ = new RoundPanel(this);
  presenter_ = new RoundPresenter(*session_, *jobController_, queue_, *rounds_, this);
  spaces_->addWidget(review_);
  spaces_->addWidget(clusters_);
  spaces_->addWidget(map_);
  prototypes_ = new PrototypeWorkspace(*session_, *jobController_, loader, this);
  spaces_->addWidget(rounds_);
  spaces_->addWidget(prototypes_);
  overview_ = new OverviewWorkspace(*session_, *jobController_, loader, this);
  spaces_->addWidget(overview_);
  jobsPanel_ = new JobsPanel(this);
  jobsPanel_->setObjectName(QStringLiteral("jobsPanel"));
  auto* ours = new ProjectJobs(session_->folder(), this);
  ours->setSourceModel(&jobs);
  jobsPanel_->setModel(ours);
  jobsPanel_->setFixedWidth(kJobsWidth);
  jobsPanel_->hide();
  buildHistory(loader);
  status_ = new StatusStrip(this);
  auto* middle = new QHBoxLayout;
  middle->setSpacing(0);
  middle->addWidget(spaces_, 1);
  middle->addWidget(historyPanel_);
  middle->addWidget(jobsPanel_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(bar_);
  layout->addLayout(middle, 1);
  layout->addWidget(banner_);  // below, so that nothing under the reader's eyes moves
  layout->addWidget(status_);
}

void ProjectView::fillMenu() {
  menu_ = new QMenu(this);
  menu_->setObjectName(QStringLiteral("projectMenu"));
  for (const auto* id : {"project.open",
                         "project.close",
                         "",
                         "job.discover",
                         "job.pretrain",
                         "job.semantic",
                         "job.semanticFromMasks",
                         "job.round",
                         "job.cluster",
                         "job.map",
                         "job.rank",
                         "job.scan",
                         "",
                         "project.export",
                         "tools.backbones",
                         "view.history",
                         "view.issues",
                         "view.keys",
                         "view.preferences"}) {
    if (*id == '\0')
      menu_->addSeparator();
    else
      menu_->addAction(actions_->action(QString::fromLatin1(id)));
  }
  actions_->dimIn(menu_);
}

void ProjectView::connectBars() {
  connect(bar_, &TopBar::workspaceChosen, this, &ProjectView::showWorkspace);
  connect(bar_, &TopBar::tileSizeChosen, &review_->grid(), &CandidateGrid::setTileSize);
  connect(review_, &ReviewWorkspace::tileSizeChanged, bar_, &TopBar::setTileSize);
  connect(review_, &ReviewWorkspace::targetsChanged, this, [this] {
    bar_->setTileSliderVisible(workspace() == Workspace::Review && !review_->isImageOpen() &&
                               !review_->isEditing() && !review_->isComparing());
  });
  connect(bar_, &TopBar::discoverRequested, this, &ProjectView::showDiscoverDialog);
  connect(bar_, &TopBar::exportRequested, this, &ProjectView::showExportDialog);
  connect(bar_, &TopBar::jobsToggled, this, &ProjectView::toggleJobs);
  connect(bar_, &TopBar::keysRequested, this, &ProjectView::showKeys);
  connect(status_, &StatusStrip::jobsToggled, this, &ProjectView::toggleJobs);
  connect(jobsPanel_, &JobsPanel::cancelRequested, &queue_, &JobQueue::cancel);
  connect(jobsPanel_, &JobsPanel::resumeRequested, &queue_, &JobQueue::resume);
  connect(jobsPanel_, &JobsPanel::closeRequested, this, &ProjectView::toggleJobs);
  connect(jobsPanel_, &JobsPanel::logRequested, this, [this](int id) {
    if (const Job* job = queue_.find(id))
      QDesktopServices::openUrl(QUrl::fromLocalFile(job->spec.logFile));
  });
  bar_->setTileSize(review_->grid().tileSize());
}

void ProjectView::connectReview() {
  auto& review = review_->review();
  connect(&review, &ReviewController::numbersChanged, this, [this](const ReviewNumbers& numbers) {
    status_->setCounts(numbers.all);
    status_->setRate(numbers.pacePerHour);
  });
  connect(&review, &ReviewController::saveStateChanged, this, [this] {
    if (session_->writer().pending() > 0)
      status_->setSaved(SavedState::Saving);
    else if (!writeFailed_)
      status_->setSaved(SavedState::Saved);
  });
  connect(&review, &ReviewController::failed, this, [this](const QString& text) {
    writeFailed_ = true;
    status_->setSaved(SavedState::Failed, text);
    banner_->showText(text, true);
  });
  connect(&review, &ReviewController::announced, status_, &StatusStrip::announce);
  connect(&review, &ReviewController::undoTextsChanged, this, [this] {
    writeFailed_ = false;
    const auto& r = review_->review();
    actions_->setText(QStringLiteral("edit.undo"),
                      r.undoText().isEmpty() ? tr("Undo") : tr("Undo: %1").arg(r.undoText()));
    actions_->setText(QStringLiteral("edit.redo"),
                      r.redoText().isEmpty() ? tr("Redo") : tr("Redo: %1").arg(r.redoText()));
  });
  connect(&review, &ReviewController::scopeChanged, this, [this] {
    if (review_->review().isClusterScope())
      banner_->showText(
          review_->review().clusterScopeText(), false, {}, {}, BannerTopic::ClusterScope);
    else
      banner_->withdraw(BannerTopic::ClusterScope);
  });
  connect(review_, &ReviewWorkspace::discoverRequested, this, &ProjectView::showDiscoverDialog);
  connect(clusters_, &ClusterWorkspace::clusterOpened, this, [this](qint64 cluster) {
    showWorkspace(Workspace::Review);
    review_->showCluster(cluster);
  });
  connect(review_, &ReviewWorkspace::moveRequested, this, [this] { moveMasks(false); });
  connect(map_, &MapWorkspace::moveRequested, this, &ProjectView::moveMasks);
  connect(presenter_, &RoundPresenter::candidatesRequested, this, &ProjectView::reviewRound);
}

void ProjectView::showWorkspace(Workspace workspace) {
  spaces_->setCurrentIndex(static_cast<int>(workspace));
  bar_->setWorkspace(workspace);
  bar_->setTileSliderVisible(workspace == Workspace::Review && !review_->isImageOpen() &&
                             !review_->isEditing() && !review_->isComparing());
  if (workspace == Workspace::Rounds) {
    presenter_->reload();
    rounds_->focusSelected();
  }
  if (workspace == Workspace::Review) review_->focusWork();
  if (workspace == Workspace::Clusters) clusters_->setFocus();
  if (workspace == Workspace::Map) {
    map_->showState();
    map_->setFocus();
  }
  if (workspace == Workspace::Prototypes) {
    prototypes_->showState();
    prototypes_->setFocus();
  }
  if (workspace == Workspace::Overview) {
    overview_->reload();
    overview_->showCards();
  }
}

void ProjectView::decide(Verdict verdict) {
  if (workspace() == Workspace::Clusters)
    clusters_->decide(verdict);
  else if (workspace() == Workspace::Map)
    map_->decide(verdict);
  else
    review_->review().decide(verdict);
}

void ProjectView::relabel() {
  if (workspace() == Workspace::Clusters)
    clusters_->relabel();
  else if (workspace() == Workspace::Map)
    map_->relabel();
  else
    review_->askCategory();
}

void ProjectView::skip() {
  if (workspace() == Workspace::Clusters)
    clusters_->skip();
  else
    review_->skip();
}

void ProjectView::move(int step) {
  if (workspace() == Workspace::Clusters)
    clusters_->move(step);
  else
    review_->move(step, false);
}

void ProjectView::moveMasks(bool toNew) {
  if (workspace() == Workspace::Clusters) return clusters_->moveMasks();
  QList<qint64> masks;
  if (workspace() == Workspace::Map) {
    masks = map_->selectedCandidates();
  } else {
    // Clusters are the round's: accepted masks of earlier rounds move in the outlines it has of
    // them.
    const auto targets = review_->targets();
    const auto own = guardedRead([&] {
      return store::ReviewQuery(session_->connection())
          .outlinesIn(review_->review().filter().round, {targets.begin(), targets.end()});
    });
    masks = QList<qint64>(own.begin(), own.end());
    if (masks.isEmpty() && !targets.isEmpty())
      return review_->review().announce(tr("This round has no outline of these masks"));
  }
  if (toNew)
    clusterTools_->moveToNew(masks);
  else
    clusterTools_->moveMasks(masks);
}

void ProjectView::selectAll() {
  if (workspace() == Workspace::Map)
    map_->selectAll();
  else if (workspace() == Workspace::Clusters)
    clusters_->selectAll();
  else
    review_->grid().selectAll();
}

void ProjectView::undo() {
  if (workspace() == Workspace::Prototypes)
    prototypes_->run(PrototypeCommand::Undo);
  else
    review_->review().undo();
}

bool ProjectView::isEditingMask() const {
  return workspace() == Workspace::Review && review_->isEditing();
}

Workspace ProjectView::workspace() const {
  return static_cast<Workspace>(spaces_->currentIndex());
}

bool ProjectView::sayIfImagesAreMissing() {
  if (QFileInfo(session_->imagesRoot()).isDir()) return false;
  banner_->showText(
      tr("The folder of images is not there: %1. Masks and decisions are all kept; put "
         "it back to see the pictures again.")
          .arg(QDir::toNativeSeparators(session_->imagesRoot())),
      true,
      withKey(tr("Look again"), QStringLiteral("view.refresh")),
      [this] { refresh(); },
      BannerTopic::MissingImages);
  return true;
}

void ProjectView::refresh() {
  banner_->withdraw(BannerTopic::NewOrder);
  if (!sayIfImagesAreMissing()) banner_->withdraw(BannerTopic::MissingImages);
  loader_.forgetBroken();
  if (workspace() == Workspace::Overview) overview_->reload();
  review_->review().reload();
}

void ProjectView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  makeRoomForDrawers();
}

void ProjectView::showKeys() {
  keys_->popUp();
}

void ProjectView::showPalette() {
  palette_->popUp();
}

}  // namespace maskwright::ui
