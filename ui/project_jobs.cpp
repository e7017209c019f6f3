#include "ui/dialogs/banner.h"
#include "ui/map_workspace.h"
#include "ui/models/guarded_read.h"
#include "ui/overview_workspace.h"
#include "ui/project_view.h"
#include "ui/prototype_workspace.h"
#include "ui/review_workspace.h"
#include "ui/support/image_loader.h"
#include "ui/support/shortcuts.h"
#include "ui/views/candidate_grid.h"
#include "ui/views/history_panel.h"
#include "ui/views/jobs_panel.h"
#include "ui/views/status_strip.h"

// What an open project shows of its jobs, and what their results lead to.
namespace maskwright::ui {
namespace {

constexpr int kRoomForBoth = 1'600;  ///< inspector and jobs, and verdict buttons with their texts

std::optional<Verdict> verdictToShow(const std::vector<GroupAcceptance>& groups, qint64 id) {
  for (const auto& group : groups)
    if (group.id == id) return group.verdictToShow();
  return std::nullopt;
}

}  // namespace

void ProjectView::connectJobs() {
  connect(&queue_, &JobQueue::jobAdded, this, &ProjectView::showJobStatus);
  connect(&queue_, &JobQueue::jobChanged, this, &ProjectView::showJobStatus);
  connect(&queue_, &JobQueue::jobEnded, this, &ProjectView::showJobStatus);
  connect(
      jobController_, &JobController::candidatesChanged, this, &ProjectView::onCandidatesChanged);
  connect(jobController_, &JobController::ended, this, &ProjectView::announceOnce);
  connect(jobController_, &JobController::scanned, &loader_, &ImageLoader::forgetChanged);
}

void ProjectView::connectPrototypes() {
  connect(prototypes_, &PrototypeWorkspace::trainRequested, this, [this] {
    showPretrainDialog(QStringLiteral("slotcon"));
  });
  connect(prototypes_, &PrototypeWorkspace::announced, status_, &StatusStrip::announce);
  connect(prototypes_, &PrototypeWorkspace::failed, this, [this](const QString& text) {
    banner_->showText(text, true);
  });
}

void ProjectView::connectMap() {
  const auto show = [this](const QList<qint64>& candidates) {
    showWorkspace(Workspace::Review);
    review_->showOnly({candidates.begin(), candidates.end()},
                      tr("%1 from the map").arg(locale().toString(candidates.size())),
                      /*inThisOrder=*/false,
                      /*anyRound=*/true);
  };
  connect(map_, &MapWorkspace::gridRequested, this, show);
  connect(review_, &ReviewWorkspace::ranked, map_, &MapWorkspace::askSoon);
  connect(map_, &MapWorkspace::relabelRequested, this, [this, show](const QList<qint64>& ids) {
    show(ids);
    review_->grid().selectAll();
    review_->askCategory();
  });
  connect(map_, &MapWorkspace::discoverRequested, this, &ProjectView::showDiscoverDialog);
}

void ProjectView::connectOverview() {
  connect(&review_->review(), &ReviewController::numbersChanged, overview_, [this] {
    if (workspace() == Workspace::Overview) overview_->reload();
  });
  const auto show = [this](auto narrow) {
    store::ReviewFilter filter;
    filter.round = session_->newestRound();
    narrow(filter);
    showWorkspace(Workspace::Review);
    review_->showGrid();
    review_->review().setFilter(filter);
  };
  connect(overview_, &OverviewWorkspace::clusterChosen, this, [show, this](qint64 cluster) {
    show([cluster, this](auto& filter) {
      filter.cluster = ClusterId(cluster);
      filter.verdict = verdictToShow(overview_->numbers().board.clusters, cluster);
    });
  });
  connect(overview_, &OverviewWorkspace::categoryChosen, this, [show, this](qint64 category) {
    show([category, this](auto& filter) {
      filter.category = CategoryId(category);
      filter.verdict = verdictToShow(overview_->numbers().board.categories, category);
    });
  });
  connect(overview_, &OverviewWorkspace::verdictChosen, this, [show](Verdict verdict) {
    show([verdict](auto& filter) { filter.verdict = verdict; });
  });
  connect(overview_, &OverviewWorkspace::imageChosen, this, [show](qint64 image) {
    show([image](auto& filter) { filter.image = ImageId(image); });
  });
  connect(overview_, &OverviewWorkspace::copiesChosen, this, &ProjectView::reviewCopies);
  connect(overview_, &OverviewWorkspace::madeReadable, this, [this](int images) {
    banner_->showText(
        tr("%n images can be read again. Find masks searches them too.", nullptr, images),
        false,
        withKey(tr("Find masks…"), QStringLiteral("job.discover")),
        [this] { showDiscoverDialog(); });
  });
}

/// The masks of one picture together: those of one object in its copies come near each other.
void ProjectView::reviewCopies(const QList<qint64>& images, const QString& name) {
  constexpr int kMost = 1'000;  ///< of one image
  const int round = session_->newestRound();
  const auto masks = guardedRead([&] {
    store::ReviewQuery query(session_->connection());
    std::vector<int64_t> ids;
    for (const qint64 image : images)
      for (const auto& item : query.onImage(ImageId(image), round, kMost))
        ids.push_back(item.id.value);
    return ids;
  });
  if (masks.empty())
    return status_->announce(tr("There are no masks on these images yet"), Notice::Note);
  showWorkspace(Workspace::Review);
  review_->showOnly(masks,
                    tr("%1 and its copies").arg(name),
                    /*inThisOrder=*/false,
                    /*anyRound=*/true);
}

void ProjectView::announceOnce(const QString& text, Notice notice) {
  if (notice == Notice::Problem) banner_->showText(text, true);
  status_->announce(text, notice);
}

void ProjectView::onCandidatesChanged(const QString& kind) {
  auto& review = review_->review();
  const int newest = session_->newestRound();
  if (kind == QLatin1String("round") && newest > review.filter().round) {
    review_->setRounds();
    banner_->showText(
        tr("Round %1 has new candidates.").arg(newest), false, tr("Review them"), [this, newest] {
          reviewRound(newest);
        });
    return;
  }
  // Rows under the reader's eyes stay; an empty list has nothing to keep in place.
  // The same goes for rows that are no more: nothing could be decided on them.
  if (session_->candidates().rowCount() == 0 || session_->showsRemovedCandidates()) {
    review.reload();
    return;
  }
  banner_->showText(
      tr("There are new candidates or a new order."),
      false,
      withKey(tr("Show"), QStringLiteral("view.refresh")),
      [this] { refresh(); },
      BannerTopic::NewOrder);
}

void ProjectView::reviewRound(int round) {
  store::ReviewFilter filter;
  filter.round = round;
  showWorkspace(Workspace::Review);
  review_->showGrid();
  review_->review().setFilter(filter);
}

void ProjectView::showJobStatus() {
  int open = 0;
  for (const Job& job : queue_.jobs()) open += jobController_->isOurs(job) && !job.isOver();
  bar_->setJobCount(open);
  const bool searches = jobController_->isRunning(QStringLiteral("discover"));
  if (searches && !review_->isSearching() && session_->candidates().rowCount() == 0) showJobs(true);
  review_->setSearching(searches);
  if (workspace() == Workspace::Prototypes) prototypes_->showState();
  if (workspace() == Workspace::Map) map_->showState();
  if (workspace() == Workspace::Overview) overview_->showJobs();
  const Job* job = queue_.running(session_->folder());
  if (!job) {
    status_->clearJob();
    return;
  }
  const double fraction =
      job->total > 0 ? static_cast<double>(job->done) / static_cast<double>(job->total) : -1;
  const QString stage = stageText(job->stage);
  status_->setJob(stage.isEmpty() ? job->spec.title : stage, fraction, job->etaS);
}

void ProjectView::offerResume() {
  if (sayIfImagesAreMissing()) return;
  for (const Job& job : queue_.jobs()) {
    if (!job.canResume() || !jobController_->isOurs(job)) continue;
    banner_->showText(tr("%1 was interrupted. What was finished is kept.").arg(job.spec.title),
                      false,
                      tr("Resume"),
                      [this, id = job.id] { queue_.resume(id); });
    return;
  }
}

void ProjectView::toggleJobs() {
  showJobs(jobsPanel_->isHidden());
}

void ProjectView::showJobs(bool visible) {
  jobsPanel_->setVisible(visible);
  if (visible) historyPanel_->hide();
  makeRoomForDrawers();
}

/// The inspector gives its place to a drawer where there is little room.
void ProjectView::makeRoomForDrawers() {
  const bool isOpen = !jobsPanel_->isHidden() || !historyPanel_->isHidden();
  review_->setInspectorVisible(!isOpen || width() >= kRoomForBoth);
}

}  // namespace maskwright::ui
