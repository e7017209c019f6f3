#include "ui/controllers/cluster_tools.h"

#include "ui/controllers/review_controller.h"
#include "ui/views/cluster_popup.h"

#include <QApplication>
#include <QLocale>

#include <algorithm>
#include <utility>

namespace maskwright::ui {
namespace {

std::vector<ClusterId> clusterIds(const QList<qint64>& values) {
  std::vector<ClusterId> ids;
  for (const qint64 value : values) ids.emplace_back(value);
  return ids;
}

std::vector<CandidateId> candidateIds(const QList<qint64>& values) {
  std::vector<CandidateId> ids;
  for (const qint64 value : values) ids.emplace_back(value);
  return ids;
}

/// Halves of so many masks are found within a moment; more of them in the background.
constexpr int64_t kAtOnce = 2'000;

SplitAnswer halvesOf(store::Connection& connection, qint64 cluster) {
  SplitAnswer answer;
  auto halves = ClusterEdit(connection, {}).proposeSplit(ClusterId(cluster));
  if (halves)
    answer.halves = std::move(*halves);
  else
    answer.problem = QString::fromStdString(halves.error().message);
  return answer;
}

}  // namespace

ClusterTools::ClusterTools(ProjectSession& session, ReviewController& review, QWidget* over)
    : QObject(over),
      session_(session),
      review_(review),
      popup_(new ClusterPopup(over)),
      reader_(
          session.project().databaseFile(),
          QStringLiteral("split"),
          [](store::Connection& connection, qint64 cluster) {
            return halvesOf(connection, cluster);
          },
          [this](const SplitAnswer& answer) {
            if (std::exchange(isLooking_, false)) Q_EMIT proposed(answer);
          }) {
  connect(popup_, &ClusterPopup::clusterChosen, this, [this](qint64 cluster) {
    if (before_) before_->setFocus();
    if (auto then = std::exchange(then_, {})) then(cluster);
  });
}

void ClusterTools::ask(const QString& title,
                       const QList<qint64>& without,
                       bool withNew,
                       std::function<void(qint64)> then) {
  QVector<ClusterChoice> choices;
  const auto& model = session_.clusters();
  for (const Cluster& one : model.clusters()) {
    if (without.contains(one.id.value)) continue;
    const Category* category = session_.categories().find(one.category);
    choices.append({one.id.value,
                    shownClusterNumber(one.number),
                    model.nameOf(one.id),
                    one.size,
                    category ? category->colour : one.number,
                    one.junk});
  }
  if (choices.isEmpty() && !withNew) return review_.announce(tr("There is no other cluster"));
  before_ = QApplication::focusWidget();
  then_ = std::move(then);
  popup_->setClusters(choices, withNew);
  popup_->popUp(title);
}

/// A named cluster keeps its name; else the largest stays.
qint64 ClusterTools::mergeTarget(const QList<qint64>& clusters) const {
  const auto& model = session_.clusters();
  return *std::max_element(clusters.begin(), clusters.end(), [&](qint64 a, qint64 b) {
    const Cluster *first = model.find(ClusterId(a)), *second = model.find(ClusterId(b));
    if (!first || !second) return first == nullptr && second != nullptr;
    if (first->locked != second->locked) return second->locked;  // its members stay where they are
    const bool named = bool(first->category), other = bool(second->category);
    if (first->junk != second->junk) return first->junk;
    return named != other ? other : first->size < second->size;
  });
}

void ClusterTools::merge(const QList<qint64>& clusters) {
  if (clusters.isEmpty()) return;
  if (clusters.size() > 1) return mergeInto(clusters, mergeTarget(clusters));
  ask(tr("Merge %1 into").arg(session_.clusters().titleOf(ClusterId(clusters.front()))),
      clusters,
      false,
      [this, clusters](qint64 into) { mergeInto(clusters, into); });
}

void ClusterTools::mergeInto(const QList<qint64>& clusters, qint64 into) {
  Q_EMIT merging(into);
  session_.writer().editClusters([from = clusterIds(clusters), into](ClusterEdit& edit) {
    return edit.merge(from, ClusterId(into));
  });
}

QString ClusterTools::mergeText(const QList<qint64>& clusters, qint64 into) const {
  const auto& model = session_.clusters();
  const Cluster* target = model.find(ClusterId(into));
  qint64 size = 0, count = 0;
  QString only;
  for (const qint64 id : clusters) {
    const Cluster* one = model.find(ClusterId(id));
    if (!one || id == into) continue;
    if (one->locked) return tr("%1 is locked").arg(model.titleOf(one->id));
    size += one->size;
    only = model.titleOf(one->id);
    ++count;
  }
  if (!target || count == 0) return {};
  const QString what = count == 1 ? only : tr("%1 clusters").arg(count);
  return tr("Merge %1 into %2: %3 + %4 masks")
      .arg(what,
           model.titleOf(target->id),
           QLocale().toString(qint64(target->size)),
           QLocale().toString(size));
}

void ClusterTools::proposeSplit(qint64 cluster) {
  session_.writer().flush();  // members must be those that are on their way
  const Cluster* known = session_.clusters().find(ClusterId(cluster));
  if (known && known->size <= kAtOnce) {
    Q_EMIT proposed(halvesOf(session_.connection(), cluster));
    return;
  }
  review_.announce(tr("Looking for two halves… Esc stops it."));
  isLooking_ = true;
  reader_.request(cluster);
}

void ClusterTools::cancelProposal() {
  if (std::exchange(isLooking_, false)) review_.announce(tr("Not split"));
}

void ClusterTools::split(qint64 cluster, const QList<qint64>& part) {
  session_.writer().editClusters([cluster, ids = candidateIds(part)](ClusterEdit& edit) {
    return edit.split(ClusterId(cluster), ids);
  });
}

void ClusterTools::toggleLock(const QList<qint64>& clusters) {
  const bool all = std::all_of(clusters.begin(), clusters.end(), [this](qint64 id) {
    const Cluster* one = session_.clusters().find(ClusterId(id));
    return one && one->locked;
  });
  session_.writer().editClusters(
      [ids = clusterIds(clusters), all](ClusterEdit& edit) { return edit.setLocked(ids, !all); });
}

void ClusterTools::toggleJunk(const QList<qint64>& clusters) {
  const bool all = std::all_of(clusters.begin(), clusters.end(), [this](qint64 id) {
    const Cluster* one = session_.clusters().find(ClusterId(id));
    return one && one->junk;
  });
  session_.writer().editClusters(
      [ids = clusterIds(clusters), all](ClusterEdit& edit) { return edit.setJunk(ids, !all); });
}

void ClusterTools::moveMasks(const QList<qint64>& candidates) {
  if (candidates.isEmpty()) return review_.announce(tr("Select the masks to move first"));
  const auto count = static_cast<int>(candidates.size());
  ask(count == 1 ? tr("Move 1 mask to") : tr("Move %Ln masks to", nullptr, count),
      {},
      true,
      [this, candidates](qint64 into) { move(candidates, into); });
}

void ClusterTools::moveToNew(const QList<qint64>& candidates) {
  if (candidates.isEmpty()) return review_.announce(tr("Select the masks to move first"));
  move(candidates, 0);
}

void ClusterTools::move(const QList<qint64>& candidates, qint64 into) {
  session_.writer().editClusters([ids = candidateIds(candidates), into](ClusterEdit& edit) {
    return edit.move(ids, ClusterId(into));
  });
}

}  // namespace maskwright::ui
