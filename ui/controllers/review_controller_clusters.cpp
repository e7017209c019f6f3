#include "core/store/cluster_edit_repository.h"
#include "core/store/cluster_outcomes.h"
#include "ui/controllers/review_controller.h"
#include "ui/models/guarded_read.h"
#include "ui/support/shortcuts.h"

#include <QLocale>

// Verdicts on whole clusters, and what follows when clusters change.

namespace maskwright::ui {

void ReviewController::setClusterScope(bool on) {
  if (on && !currentCluster()) {
    announce(tr("This candidate belongs to no cluster yet"));
    return;
  }
  if (on == clusterScope_) return;
  clusterScope_ = on;
  Q_EMIT scopeChanged();
}

QString ReviewController::clusterScopeText() const {
  const Cluster* cluster = session_.clusters().find(currentCluster());
  if (!cluster) return {};
  const QLocale locale;
  const qint64 undecided = guardedRead(
      [&] { return store::undecidedMembers(session_.connection(), cluster->id, filter().round); });
  const QString title = session_.clusters().titleOf(cluster->id);
  const QString text =
      undecided == cluster->size
          ? tr("The next verdict goes to the whole of %1 (%2 masks).")
                .arg(title, locale.toString(undecided))
          : tr("The next verdict goes to the whole of %1 (%2 undecided of %3 masks).")
                .arg(title, locale.toString(undecided), locale.toString(qint64(cluster->size)));
  const QString back = Shortcuts::instance().text(QStringLiteral("move.back"));
  return back.isEmpty() ? text : text + u' ' + tr("%1 takes this back.").arg(back);
}

std::vector<CandidateId> ReviewController::membersWith(ClusterId cluster,
                                                       std::initializer_list<Verdict> verdicts) {
  std::vector<CandidateId> ids;
  for (const Verdict verdict : verdicts) {
    store::ReviewFilter members;
    members.round = filter().round;
    members.cluster = cluster;
    members.verdict = verdict;
    const auto found =
        guardedRead([&] { return store::ReviewQuery(session_.connection()).ids(members); });
    for (const int64_t id : found) ids.emplace_back(id);
  }
  return ids;
}

std::vector<CandidateId> ReviewController::membersFor(ClusterId cluster, Verdict verdict) {
  return verdict == Verdict::Relabelled
             ? membersWith(cluster, {Verdict::Undecided, Verdict::Accepted, Verdict::Relabelled})
             : membersWith(cluster, {Verdict::Undecided});
}

void ReviewController::decideCluster(ClusterId cluster, Verdict verdict, const QString& category) {
  if (!cluster) return;
  session_.writer().flush();  // membership by verdict must see what is on its way
  ReviewService::Request request;
  request.verdict = verdict;
  request.origin = DecisionOrigin::Cluster;
  request.cluster = cluster;
  request.candidates = membersFor(cluster, verdict);
  if (request.candidates.empty()) {
    announce(tr("Nothing undecided is left in %1").arg(session_.clusters().titleOf(cluster)));
    return;
  }
  const QString name = category.isEmpty() ? session_.clusters().nameOf(cluster) : category;
  if (isPositive(verdict) && !name.isEmpty()) request.category = name.toStdString();
  const QString title = session_.clusters().titleOf(cluster);
  const QString count = QLocale().toString(static_cast<qlonglong>(request.candidates.size()));
  if (verdict == Verdict::Accepted) {
    request.text = tr("accept %1 in %2").arg(count, title).toStdString();
  } else if (verdict == Verdict::NotAnObject) {
    request.text = tr("reject %1 in %2").arg(count, title).toStdString();
  } else if (verdict == Verdict::Relabelled) {
    request.text = tr("relabel %1 in %2 as %3").arg(count, title, name).toStdString();
  }
  send(std::move(request));
}

void ReviewController::decideClusters(const QList<qint64>& clusters,
                                      Verdict verdict,
                                      const QString& category) {
  if (clusters.size() == 1) return decideCluster(ClusterId(clusters.front()), verdict, category);
  session_.writer().flush();
  ReviewService::Request request;
  request.verdict = verdict;
  request.origin = DecisionOrigin::Cluster;
  for (const qint64 cluster : clusters)
    for (const CandidateId id : membersFor(ClusterId(cluster), verdict))
      request.candidates.push_back(id);
  if (isPositive(verdict) && !category.isEmpty()) request.category = category.toStdString();
  if (request.candidates.empty()) {
    announce(tr("Nothing undecided is left in these clusters"));
    return;
  }
  send(std::move(request));
}

void ReviewController::renameCluster(ClusterId cluster, const QString& name) {
  session_.writer().nameCluster(cluster, name.trimmed());
}

/// Of what was changed: the clusters themselves, or those that hold some of its masks.
QList<qint64> ReviewController::clustersOf(const WriteResult& result) const {
  QList<qint64> clusters;
  for (const ClusterId one : result.clusters) clusters << one.value;
  if (!clusters.isEmpty()) return clusters;
  constexpr size_t kLooked = 64;
  store::ClusterEditRepository members(session_.connection());
  const size_t step = result.changed.size() / kLooked + 1;
  for (size_t i = 0; i < result.changed.size(); i += step) {
    const auto found =
        guardedRead([&] { return members.memberOf(result.changed[i], filter().round); });
    if (found && !clusters.contains(found->cluster.value)) clusters << found->cluster.value;
  }
  return clusters;
}

/// A view of a cluster that is gone becomes that of the one which took its members.
void ReviewController::onClustersEdited(const WriteResult& result) {
  const int before = session_.clusters().rowCount();
  session_.clusters().reload();
  if (result.kind == WriteResult::Kind::EditClusters && session_.clusters().rowCount() > before)
    Q_EMIT clustersRequested(clustersOf(result));
  const auto shown = filter().cluster;
  if (shown && !session_.clusters().find(*shown)) {
    auto next = filter();
    next.cluster.reset();
    for (const ClusterId one : result.clusters)
      if (!next.cluster && session_.clusters().find(one)) next.cluster = one;
    setFilter(next);
  } else if (shown && !result.changed.empty()) {
    const auto targets = targets_();
    session_.candidates().reload();
    Q_EMIT candidateRequested(targets.isEmpty() ? 0 : targets.front());
  } else {
    session_.candidates().refresh(result.changed);
  }
  if (result.kind != WriteResult::Kind::NameCluster) Q_EMIT clustersEdited();
}

}  // namespace maskwright::ui
