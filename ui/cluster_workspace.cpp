#include "ui/cluster_workspace.h"

#include "ui/controllers/review_controller.h"
#include "ui/views/cluster_panel.h"
#include "ui/views/verdict_bar.h"

#include <QLocale>
#include <QVBoxLayout>

namespace maskwright::ui {

ClusterWorkspace::ClusterWorkspace(ProjectSession& session,
                                   ReviewController& review,
                                   ImageLoader& loader,
                                   QWidget* parent)
    : QWidget(parent), session_(session), review_(review) {
  setObjectName(QStringLiteral("clusterWorkspace"));
  build(loader);
  connect(wall_, &ClusterPanel::clusterFocused, this, &ClusterWorkspace::showCurrent);
  connect(wall_, &ClusterPanel::clusterOpened, this, &ClusterWorkspace::clusterOpened);
  connect(wall_, &ClusterPanel::clusterRelabelRequested, this, &ClusterWorkspace::relabelRequested);
  connect(wall_, &ClusterPanel::clusterAccepted, &review_, [this](qint64 cluster) {
    review_.decideCluster(ClusterId(cluster), Verdict::Accepted);
  });
  connect(wall_, &ClusterPanel::clusterRejected, &review_, [this](qint64 cluster) {
    review_.decideCluster(ClusterId(cluster), Verdict::NotAnObject);
  });
  connect(
      wall_, &ClusterPanel::clusterRenamed, &review_, [this](qint64 cluster, const QString& name) {
        review_.renameCluster(ClusterId(cluster), name);
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
  connect(
      &session_.categories(), &QAbstractItemModel::modelReset, this, &ClusterWorkspace::showNames);
  connect(
      &session_.clusters(), &QAbstractItemModel::modelReset, this, &ClusterWorkspace::showCurrent);
  nameHistory();
  showNames();
  showCurrent();
}

void ClusterWorkspace::build(ImageLoader& loader) {
  wall_ = new ClusterPanel(&loader, ClusterLayout::Wall, this);
  wall_->setModel(&session_.clusters());
  wall_->setMaskProvider(&session_.masks());
  wall_->setEmptyState(tr("No clusters yet"),
                       tr("Find masks first: look-alikes are grouped at the end of it."));
  verdicts_ = new VerdictBar(this);
  verdicts_->setEditVisible(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(wall_, 1);
  layout->addWidget(verdicts_);
  setFocusProxy(wall_);
}

void ClusterWorkspace::decide(Verdict verdict) {
  if (wall_->currentCluster() == 0) return;
  review_.decideCluster(ClusterId(wall_->currentCluster()), verdict);
  wall_->moveToNext();
}

void ClusterWorkspace::relabel() {
  if (wall_->currentCluster() != 0) Q_EMIT relabelRequested(wall_->currentCluster());
}

void ClusterWorkspace::rename() {
  wall_->renameCurrent();
}

void ClusterWorkspace::skip() {
  wall_->moveToNext();
}

void ClusterWorkspace::showCurrent() {
  const Cluster* cluster = session_.clusters().find(ClusterId(wall_->currentCluster()));
  verdicts_->setTarget(cluster ? tr("all %1").arg(locale().toString(cluster->size)) : QString(),
                       cluster != nullptr);
}

void ClusterWorkspace::showNames() {
  QStringList names;
  for (const Category& one : session_.categories().categories())
    names << QString::fromStdString(one.name);
  wall_->setCategoryNames(names);
}

}  // namespace maskwright::ui
