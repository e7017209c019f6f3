#include "ui/cluster_workspace.h"

#include "ui/controllers/cluster_tools.h"
#include "ui/controllers/review_controller.h"
#include "ui/support/shortcuts.h"
#include "ui/views/category_popup.h"
#include "ui/views/cluster_bar.h"
#include "ui/views/cluster_list_view.h"
#include "ui/views/cluster_panel.h"
#include "ui/views/section.h"
#include "ui/views/split_page.h"
#include "ui/views/verdict_bar.h"

#include <QLocale>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace maskwright::ui {
namespace {

std::vector<int64_t> valuesOf(const std::vector<CandidateId>& ids) {
  std::vector<int64_t> values;
  values.reserve(ids.size());
  for (const CandidateId id : ids) values.push_back(id.value);
  return values;
}

}  // namespace

ClusterWorkspace::ClusterWorkspace(ProjectSession& session,
                                   ReviewController& review,
                                   ClusterTools& tools,
                                   ImageLoader& loader,
                                   QWidget* parent)
    : QWidget(parent), session_(session), review_(review), tools_(tools) {
  setObjectName(QStringLiteral("clusterWorkspace"));
  build(loader);
  connectParts();
  showNames();
  showTargets();
}

void ClusterWorkspace::build(ImageLoader& loader) {
  work_ = new QWidget(this);
  bar_ = new ClusterBar(work_);
  wall_ = new ClusterPanel(&loader, ClusterLayout::Wall, work_);
  wall_->setModel(&session_.clusters());
  wall_->setMaskProvider(&session_.masks());
  wall_->setEmptyState(tr("No clusters yet"),
                       tr("Find masks first (%1): look-alikes are grouped at the end of it, so "
                          "that one key decides many. Of imported masks a training round makes "
                          "clusters (%2).")
                           .arg(Shortcuts::instance().text(QStringLiteral("job.discover")),
                                Shortcuts::instance().text(QStringLiteral("job.round"))));
  wall_->wall()->setDescribe([this](const QList<qint64>& clusters, qint64 into) {
    return tools_.mergeText(clusters, into);
  });
  verdicts_ = new VerdictBar(work_);
  verdicts_->setEditVisible(false);
  categories_ = new CategoryPopup(this);
  split_ = new SplitPage(&loader, &session_.masks(), this);
  auto* column = new QVBoxLayout(work_);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(bar_);
  column->addWidget(separator(Qt::Horizontal, work_));
  column->addWidget(wall_, 1);
  column->addWidget(verdicts_);
  pages_ = new QStackedWidget(this);
  pages_->addWidget(work_);
  pages_->addWidget(split_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(pages_);
  setFocusProxy(wall_);
}

void ClusterWorkspace::connectParts() {
  connect(wall_, &ClusterPanel::clusterFocused, this, &ClusterWorkspace::showTargets);
  connect(wall_, &ClusterPanel::selectionChanged, this, &ClusterWorkspace::showTargets);
  connect(wall_, &ClusterPanel::clusterOpened, this, &ClusterWorkspace::clusterOpened);
  connect(wall_,
          &ClusterPanel::verdictRequested,
          this,
          [this](const QList<qint64>& clusters, Verdict verdict) {
            verdict == Verdict::Relabelled ? askCategory(clusters)
                                           : review_.decideClusters(clusters, verdict);
          });
  connect(categories_, &CategoryPopup::categoryChosen, this, [this](const QString& name) {
    review_.decideClusters(toRelabel_, Verdict::Relabelled, name);
    if (toRelabel_.size() == 1 && wall_->currentCluster() == toRelabel_.front())
      wall_->moveToNext();
    wall_->setFocus();
  });
  connect(&review_, &ReviewController::clustersRequested, wall_, &ClusterPanel::showClusters);
  connect(wall_->wall(), &ClusterListView::escaped, &tools_, &ClusterTools::cancelProposal);
  connect(
      wall_, &ClusterPanel::clusterRenamed, &review_, [this](qint64 cluster, const QString& name) {
        review_.renameCluster(ClusterId(cluster), name);
      });
  connect(wall_, &ClusterPanel::commandGiven, this, &ClusterWorkspace::run);
  connect(bar_, &ClusterBar::commandGiven, this, &ClusterWorkspace::run);
  connect(wall_->wall(), &ClusterListView::dropped, &tools_, &ClusterTools::mergeInto);
  connect(&tools_, &ClusterTools::merging, wall_->wall(), &ClusterListView::makeCurrent);
  connect(&tools_, &ClusterTools::proposed, this, &ClusterWorkspace::showHalves);
  connect(split_, &SplitPage::cancelled, this, &ClusterWorkspace::leaveSplit);
  connect(split_, &SplitPage::confirmed, this, [this](qint64 cluster, const QList<qint64>& part) {
    tools_.split(cluster, part);
    leaveSplit();
  });
  connect(verdicts_, &VerdictBar::verdictRequested, this, &ClusterWorkspace::decide);
  connect(verdicts_, &VerdictBar::relabelRequested, this, &ClusterWorkspace::relabel);
  connect(verdicts_, &VerdictBar::skipRequested, this, &ClusterWorkspace::skip);
  connect(verdicts_, &VerdictBar::undoRequested, &review_, &ReviewController::undo);
  connect(verdicts_, &VerdictBar::redoRequested, &review_, &ReviewController::redo);
  const auto nameHistory = [this] {
    verdicts_->setUndoText(review_.undoText(), review_.redoText());
  };
  connect(&review_, &ReviewController::undoTextsChanged, verdicts_, nameHistory);
  nameHistory();
  connect(
      &session_.categories(), &QAbstractItemModel::modelReset, this, &ClusterWorkspace::showNames);
  connect(
      &session_.clusters(), &QAbstractItemModel::dataChanged, this, &ClusterWorkspace::showTargets);
  connect(&session_.clusters(), &QAbstractItemModel::modelReset, this, [this] {
    // What is proposed may be gone.
    if (isSplitting()) leaveSplit();
    showTargets();
  });
}

bool ClusterWorkspace::isSplitting() const {
  return pages_->currentWidget() == split_;
}

void ClusterWorkspace::decide(Verdict verdict) {
  const auto clusters = wall_->selectedClusters();
  if (clusters.isEmpty() || isSplitting()) return;
  review_.decideClusters(clusters, verdict);
  if (clusters.size() == 1) wall_->moveToNext();
}

void ClusterWorkspace::relabel() {
  if (!isSplitting()) askCategory(wall_->selectedClusters());
}

void ClusterWorkspace::askCategory(const QList<qint64>& clusters) {
  if (clusters.isEmpty()) return;
  toRelabel_ = clusters;
  const auto count = static_cast<int>(clusters.size());
  categories_->popUp(count == 1 ? tr("Relabel the masks of %1")
                                      .arg(session_.clusters().titleOf(ClusterId(clusters.front())))
                                : tr("Relabel the masks of %n clusters", nullptr, count));
}

void ClusterWorkspace::skip() {
  if (!isSplitting()) wall_->moveToNext();
}

void ClusterWorkspace::move(int step) {
  auto* wall = wall_->wall();
  const int row = wall->currentIndex().row() + step;
  const QModelIndex to = wall->model()->index(row, 0);
  if (to.isValid() && !isSplitting()) wall->setCurrentIndex(to);
}

QWidget& ClusterWorkspace::wall() {
  return *wall_;
}

void ClusterWorkspace::selectAll() {
  if (!isSplitting()) wall_->wall()->selectAll();
}

bool ClusterWorkspace::areAllJunk(const QList<qint64>& clusters) const {
  return std::all_of(clusters.begin(), clusters.end(), [this](qint64 id) {
    const Cluster* one = session_.clusters().find(ClusterId(id));
    return one && one->junk;
  });
}

void ClusterWorkspace::run(ClusterCommand command) {
  const auto clusters = wall_->selectedClusters();
  if (clusters.isEmpty() || isSplitting()) return;
  switch (command) {
    case ClusterCommand::Merge:
      tools_.merge(clusters);
      break;
    case ClusterCommand::Split:
      if (clusters.size() == 1)
        tools_.proposeSplit(clusters.front());
      else
        review_.announce(tr("One cluster at a time is split"));
      break;
    case ClusterCommand::Lock:
      tools_.toggleLock(clusters);
      break;
    case ClusterCommand::Junk:
      // They go to the end of the wall; what follows them comes next. Back, they are shown.
      if (!areAllJunk(clusters)) wall_->leaveSelected();
      tools_.toggleJunk(clusters);
      break;
    case ClusterCommand::Name:
      wall_->renameCurrent();
      break;
  }
}

void ClusterWorkspace::moveMasks() {
  if (isSplitting())
    split_->moveOver();
  else
    run(ClusterCommand::Merge);
}

void ClusterWorkspace::showHalves(const SplitAnswer& answer) {
  if (!answer.problem.isEmpty()) {
    QString why = answer.problem;
    why[0] = why[0].toUpper();
    review_.announce(why);
    return;
  }
  const auto& model = session_.clusters();
  // Who went on meanwhile is not called back.
  if (!isVisible() || wall_->selectedClusters() != QList<qint64>{answer.halves.cluster.value})
    return;
  split_->setHalves(answer.halves.cluster.value,
                    model.titleOf(answer.halves.cluster),
                    model.crops(valuesOf(answer.halves.stay)),
                    model.crops(valuesOf(answer.halves.part)));
  pages_->setCurrentWidget(split_);
  setFocusProxy(split_);
  split_->setFocus();
}

void ClusterWorkspace::leaveSplit() {
  pages_->setCurrentWidget(work_);
  setFocusProxy(wall_);
  wall_->setFocus();
}

void ClusterWorkspace::showTargets() {
  const auto ids = wall_->selectedClusters();
  qint64 size = 0, undecided = 0;
  ClusterBar::Targets targets;
  targets.areLocked = targets.areJunk = !ids.isEmpty();
  for (const qint64 id : ids) {
    const Cluster* cluster = session_.clusters().find(ClusterId(id));
    if (!cluster) continue;
    ++targets.count;
    size += cluster->size;
    undecided += session_.clusters().undecidedIn(cluster->id).value_or(cluster->size);
    targets.areLocked &= cluster->locked;
    targets.areJunk &= cluster->junk;
    targets.canSplit = ids.size() == 1 && !cluster->locked && cluster->size > 1;
  }
  bar_->setTargets(targets);
  int named = 0, locked = 0, junk = 0;
  for (const Cluster& one : session_.clusters().clusters()) {
    named += bool(one.category);
    locked += one.locked;
    junk += one.junk;
  }
  QStringList counts{tr("%n clusters", nullptr, session_.clusters().rowCount())};
  if (named > 0) counts << tr("%n named", nullptr, named);
  if (locked > 0) counts << tr("%n locked", nullptr, locked);
  if (junk > 0) counts << tr("%n junk", nullptr, junk);
  if (targets.count > 1) counts << tr("%n selected", nullptr, targets.count);
  bar_->setCounts(counts.join(QStringLiteral(" · ")));
  verdicts_->setUndecided(undecided, size);
}

void ClusterWorkspace::showNames() {
  QStringList names;
  QVector<CategoryChoice> choices;
  for (const Category& one : session_.categories().categories()) {
    names << QString::fromStdString(one.name);
    choices.push_back({one.id.value, names.back(), one.colour, -1});
  }
  wall_->setCategoryNames(names);
  categories_->setCategories(choices);
}

}  // namespace maskwright::ui
