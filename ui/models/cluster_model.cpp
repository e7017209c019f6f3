#include "ui/models/cluster_model.h"

#include "ui/models/guarded_read.h"

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr int kAskDelayMs = 40;  ///< what is painted at once is asked for at once

/// Nine of a cluster: five central, two borderline, two odd ones.
std::vector<int64_t> representatives(const std::vector<CandidateId>& byDistance) {
  std::vector<int64_t> ids;
  const size_t n = byDistance.size();
  const auto take = [&](size_t i) { ids.push_back(byDistance[i].value); };
  if (n <= 9) {
    for (size_t i = 0; i < n; ++i) take(i);
    return ids;
  }
  for (size_t i = 0; i < 5; ++i) take(i);
  const size_t middle = std::clamp<size_t>(n / 2, 5, n - 4);
  for (const size_t i : {middle, middle + 1, n - 2, n - 1}) take(i);
  return ids;
}

}  // namespace

ClusterModel::ClusterModel(const CategoryModel& categories, QObject* parent)
    : QAbstractListModel(parent), categories_(categories) {
  askTimer_.setSingleShot(true);
  askTimer_.setInterval(kAskDelayMs);
  connect(&askTimer_, &QTimer::timeout, this, &ClusterModel::askForCounts);
  connect(&categories_, &QAbstractItemModel::modelReset, this, [this] {
    if (!clusters_.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
  });
}

void ClusterModel::setSource(store::Connection* connection, const QString& imagesRoot) {
  connection_ = connection;
  imagesRoot_ = imagesRoot.isEmpty() || imagesRoot.endsWith(u'/') ? imagesRoot : imagesRoot + u'/';
  round_ = 0;
  counter_.reset();
  if (connection_) {
    counter_ = std::make_unique<BackgroundReader<Wanted, Found>>(
        connection_->file(), QStringLiteral("cluster-counts"), &count, [this](const Found& found) {
          take(found);
        });
  }
  reload();
}

void ClusterModel::setRound(int round) {
  if (round == round_) return;
  round_ = round;
  reload();
}

void ClusterModel::reload() {
  beginResetModel();
  for (auto& [id, details] : details_) {  // counts stay on show until they are read anew
    details.members.reset();
    details.counted = false;
  }
  uncounted_.clear();
  clusters_.clear();
  if (connection_) {
    clusters_ = guardedRead([this] { return store::ReviewQuery(*connection_).clusters(round_); });
    std::stable_sort(clusters_.begin(), clusters_.end(), [](const Cluster& a, const Cluster& b) {
      return a.junk != b.junk ? b.junk : a.size > b.size;
    });
  }
  endResetModel();
}

void ClusterModel::refreshCounts() {
  ++revision_;
  for (auto& [id, details] : details_) details.counted = false;
  announceCounts();
}

void ClusterModel::announceCounts() {
  if (clusters_.empty()) return;
  Q_EMIT dataChanged(index(0),
                     index(rowCount() - 1),
                     {ClusterAcceptedRole,
                      ClusterRejectedRole,
                      ClusterPurityRole,
                      ClusterConfidenceRole,
                      ClusterUndecidedRole});
}

int ClusterModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(clusters_.size());
}

ClusterModel::Found ClusterModel::count(store::Connection& connection, const Wanted& wanted) {
  Found found;
  found.revision = wanted.revision;
  for (const ClusterId cluster : wanted.clusters)
    found.counts.push_back({cluster,
                            store::clusterOutcomes(connection, cluster),
                            store::undecidedMembers(connection, cluster, wanted.round),
                            store::meanConfidence(connection, cluster, wanted.round)});
  return found;
}

const ClusterModel::Details& ClusterModel::countsOf(const Cluster& cluster) const {
  const Details& details = details_[cluster.id.value];
  if (!details.counted && counter_) {
    uncounted_.insert(cluster.id.value);
    if (!askTimer_.isActive()) askTimer_.start();
  }
  return details;
}

void ClusterModel::askForCounts() {
  if (uncounted_.empty()) return;
  Wanted wanted{round_, revision_, {}};
  for (const int64_t id : uncounted_) wanted.clusters.emplace_back(id);
  counter_->request(std::move(wanted));
}

void ClusterModel::take(const Found& found) {
  for (const auto& [cluster, counts, undecided, confidence] : found.counts) {
    const auto shown = std::find_if(clusters_.begin(),
                                    clusters_.end(),
                                    [id = cluster](const Cluster& one) { return one.id == id; });
    if (shown != clusters_.end()) shown->meanConfidence = confidence;
    const auto known = details_.find(cluster.value);
    if (known == details_.end()) continue;  // the list was read anew meanwhile
    known->second.outcomes = counts;
    known->second.undecided = undecided;
    if (found.revision != revision_) continue;
    known->second.counted = true;
    uncounted_.erase(cluster.value);
  }
  announceCounts();
}

QVector<CropRef> ClusterModel::crops(const std::vector<int64_t>& candidates) const {
  QVector<CropRef> crops;
  if (!connection_) return crops;
  const auto items =
      guardedRead([&] { return store::ReviewQuery(*connection_).items(candidates); });
  for (const auto& item : items) {
    CropRef crop;
    crop.candidate = item.id.value;
    crop.imagePath = imagesRoot_ + QString::fromStdString(item.imagePath);
    crop.orientation = item.orientation;
    crop.imageSize = QSize(item.imageWidth, item.imageHeight);
    crop.box = QRectF(item.box.x, item.box.y, item.box.w, item.box.h);
    crops.push_back(crop);
  }
  return crops;
}

QVector<CropRef> ClusterModel::mosaic(const Cluster& cluster) const {
  Details& details = details_[cluster.id.value];
  if (!details.members && connection_) {
    details.members = crops(guardedRead([&] {
      return representatives(store::ReviewQuery(*connection_).clusterMembers(cluster.id));
    }));
  }
  return details.members.value_or(QVector<CropRef>{});
}

QVariant ClusterModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const Cluster& cluster = clusters_[static_cast<size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return titleOf(cluster.id);
    case ClusterIdRole:
      return static_cast<qlonglong>(cluster.id.value);
    case ClusterOrdinalRole:
      return shownClusterNumber(cluster.number);
    case ClusterSizeRole:
      return static_cast<qlonglong>(cluster.size);
    case ClusterConfidenceRole:
      countsOf(cluster);  // asks for it anew where it may have changed
      return cluster.meanConfidence;
    case ClusterNameRole:
      return categories_.nameOf(cluster.category);
    case ClusterColourRole: {
      const Category* category = categories_.find(cluster.category);
      return category ? category->colour : cluster.number;
    }
    case ClusterAcceptedRole:
      return static_cast<qlonglong>(countsOf(cluster).outcomes.accepted);
    case ClusterRejectedRole:
      return static_cast<qlonglong>(countsOf(cluster).outcomes.rejected);
    case ClusterPurityRole:
      return countsOf(cluster).outcomes.purity().value_or(-1);
    case ClusterUndecidedRole:
      return static_cast<qlonglong>(countsOf(cluster).undecided);
    case ClusterLockedRole:
      return cluster.locked;
    case ClusterJunkRole:
      return cluster.junk;
    case ClusterMembersRole:
      return QVariant::fromValue(mosaic(cluster));
    default:
      return {};
  }
}

Qt::ItemFlags ClusterModel::flags(const QModelIndex& index) const {
  const auto flags = QAbstractListModel::flags(index);
  return index.isValid() ? flags | Qt::ItemIsEditable : flags;
}

const Cluster* ClusterModel::find(ClusterId id) const {
  const auto found = std::find_if(
      clusters_.begin(), clusters_.end(), [id](const Cluster& one) { return one.id == id; });
  return found == clusters_.end() ? nullptr : &*found;
}

std::optional<int64_t> ClusterModel::undecidedIn(ClusterId id) const {
  const Cluster* cluster = find(id);
  const int64_t known = cluster ? countsOf(*cluster).undecided : 0;
  return known < 0 ? std::nullopt : std::optional(known);
}

QString ClusterModel::nameOf(ClusterId id) const {
  const Cluster* cluster = find(id);
  return cluster ? categories_.nameOf(cluster->category) : QString();
}

QString ClusterModel::titleOf(ClusterId id) const {
  QString name = nameOf(id);
  const Cluster* cluster = find(id);
  if (!name.isEmpty()) {
    const bool isShared =
        std::count_if(clusters_.begin(), clusters_.end(), [cluster](const Cluster& one) {
          return cluster && one.category == cluster->category;
        }) > 1;
    return isShared ? tr("%1 (%2)").arg(name).arg(shownClusterNumber(cluster->number)) : name;
  }
  return cluster ? tr("Cluster %1").arg(shownClusterNumber(cluster->number)) : QString();
}

}  // namespace maskwright::ui
