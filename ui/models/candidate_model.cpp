#include "ui/models/candidate_model.h"

#include "core/store/round_target_query.h"
#include "ui/models/cluster_roles.h"
#include "ui/models/guarded_read.h"

#include <QRectF>
#include <QSize>

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace maskwright::ui {
namespace {
constexpr int kSearchRows = 4'000;   ///< nextUndecided gives up behind that
constexpr size_t kManyRows = 1'000;  ///< more changed rows than that are announced as one span

QHash<qint64, int> numbersOfClusters(store::Connection& connection, int round) {
  QHash<qint64, int> numbers;
  const auto clusters = guardedRead([&] { return store::ReviewQuery(connection).clusters(round); });
  for (const auto& one : clusters) numbers.insert(one.id.value, shownClusterNumber(one.number));
  return numbers;
}

}  // namespace

CandidateModel::CandidateModel(const CategoryModel& categories, QObject* parent)
    : QAbstractListModel(parent), categories_(categories) {
  connect(&categories_, &QAbstractItemModel::modelReset, this, [this] {
    if (!ids_.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
  });
}

void CandidateModel::setSource(store::Connection* connection, const QString& imagesRoot) {
  connection_ = connection;
  imagesRoot_ = imagesRoot.isEmpty() || imagesRoot.endsWith(u'/') ? imagesRoot : imagesRoot + u'/';
  filter_ = {};
  pending_.clear();
  reload();
}

void CandidateModel::setFilter(const store::ReviewFilter& filter) {
  if (filter == filter_) return;
  filter_ = filter;
  reload();
}

void CandidateModel::reload() {
  std::vector<int64_t> ids;
  if (connection_) {
    ids = guardedRead([this] { return store::ReviewQuery(*connection_).ids(filter_); });
  }
  reset(std::move(ids));
}

void CandidateModel::showIds(std::vector<int64_t> ids) {
  reset(std::move(ids));
}

void CandidateModel::reset(std::vector<int64_t> ids) {
  beginResetModel();
  ids_ = std::move(ids);
  pages_.clear();
  ages_.clear();
  clusterNumbers_ =
      connection_ ? numbersOfClusters(*connection_, filter_.round) : QHash<qint64, int>();
  endResetModel();
}

int CandidateModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(ids_.size());
}

CandidateModel::Page& CandidateModel::page(int number) const {
  if (const auto found = pages_.find(number); found != pages_.end()) {
    ages_.splice(ages_.begin(), ages_, found->second.age);
    return found->second;
  }
  if (static_cast<int>(pages_.size()) >= kPagesKept) {
    pages_.erase(ages_.back());
    ages_.pop_back();
  }
  const auto begin = ids_.begin() + static_cast<ptrdiff_t>(number) * kPageRows;
  const auto end = begin + std::min<ptrdiff_t>(kPageRows, ids_.end() - begin);
  const std::vector<int64_t> ids(begin, end);
  auto items = guardedRead([&] { return store::ReviewQuery(*connection_).items(ids); });
  std::unordered_map<int64_t, RoundTarget> targets;
  if (filter_.usedInRound)
    targets = guardedRead(
        [&] { return store::RoundTargetQuery(*connection_).among(*filter_.usedInRound, ids); });
  itemsRead_ += static_cast<qint64>(items.size());
  ages_.push_front(number);
  return pages_[number] = Page{std::move(items), std::move(targets), ages_.begin()};
}

const RoundTarget* CandidateModel::targetAt(int row) const {
  if (!filter_.usedInRound || !connection_ || row < 0 || row >= rowCount()) return nullptr;
  const auto& targets = page(row / kPageRows).targets;
  const auto found = targets.find(idAt(row));
  return found == targets.end() ? nullptr : &found->second;
}

const store::ReviewItem* CandidateModel::stored(int row) const {
  if (!connection_ || row < 0 || row >= rowCount()) return nullptr;
  const auto& items = page(row / kPageRows).items;
  const int64_t id = ids_[static_cast<size_t>(row)];
  const auto offset = static_cast<size_t>(row % kPageRows);
  if (offset < items.size() && items[offset].id.value == id) return &items[offset];
  // A row of this page vanished from the store: the others moved up.
  const auto found = std::find_if(
      items.begin(), items.end(), [id](const auto& one) { return one.id.value == id; });
  return found == items.end() ? nullptr : &*found;
}

std::optional<store::ReviewItem> CandidateModel::itemAt(int row) const {
  const auto* item = stored(row);
  if (!item) return std::nullopt;
  auto copy = *item;
  copy.verdict.verdict = verdictAt(row);
  return copy;
}

qint64 CandidateModel::idAt(int row) const {
  return row >= 0 && row < rowCount() ? ids_[static_cast<size_t>(row)] : 0;
}

int CandidateModel::rowOf(qint64 id) const {
  const auto found = std::find(ids_.begin(), ids_.end(), id);
  return found == ids_.end() ? -1 : static_cast<int>(found - ids_.begin());
}

Verdict CandidateModel::verdictAt(int row) const {
  if (const auto on = pending_.find(idAt(row)); on != pending_.end()) return on->second.verdict;
  const auto* item = stored(row);
  return item ? item->verdict.verdict : Verdict::Undecided;
}

int CandidateModel::nextUndecided(int row, int step) const {
  const int last = rowCount() - 1;
  for (int i = row + step, tried = 0; i >= 0 && i <= last && tried < kSearchRows; i += step) {
    if (verdictAt(i) == Verdict::Undecided) return i;
    ++tried;
  }
  return -1;
}

int CandidateModel::mostUncertain(const QSet<qint64>& passed) const {
  constexpr double kHalf = 0.5;
  constexpr int kMostScanned = 4000;
  const auto confidence = [this](int row) {
    const auto* item = stored(row);
    return item ? item->confidence : 0.0;
  };
  // In another order there is nothing to halve: the first few thousand rows are looked through.
  if (filter_.inOrderOfOnly || filter_.order != store::ReviewOrder::MostLikely) {
    int best = -1;
    for (int row = nextUndecided(-1); row >= 0 && row < kMostScanned; row = nextUndecided(row))
      if (!passed.contains(idAt(row)) &&
          (best < 0 || std::abs(confidence(row) - kHalf) < std::abs(confidence(best) - kHalf)))
        best = row;
    return best;
  }
  // The first row below a half; the nearest to it lies on either side.
  int below = 0;
  for (int end = rowCount(); below < end;) {
    const int middle = below + (end - below) / 2;
    if (confidence(middle) >= kHalf)
      below = middle + 1;
    else
      end = middle;
  }
  const auto open = [&](int row, int step) {
    for (row = nextUndecided(row, step); row >= 0 && passed.contains(idAt(row));)
      row = nextUndecided(row, step);
    return row;
  };
  const int up = open(below, -1), down = open(below - 1, 1);
  if (up < 0 || down < 0) return std::max(up, down);
  return confidence(up) - kHalf <= kHalf - confidence(down) ? up : down;
}

QString CandidateModel::categoryOf(const store::ReviewItem& item) const {
  const auto on = pending_.find(item.id.value);
  if (on != pending_.end() && !on->second.category.isEmpty()) return on->second.category;
  return categories_.nameOf(item.verdict.category ? item.verdict.category : item.suggested);
}

QVariant CandidateModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const int64_t id = idAt(index.row());
  if (role == CandidateIdRole) return static_cast<qlonglong>(id);
  const auto* item = stored(index.row());
  if (role == LoadedRole) return item != nullptr;
  if (!item) return {};
  switch (role) {
    case ImageIdRole:
      return static_cast<qlonglong>(item->image.value);
    case ImagePathRole:
    case Qt::ToolTipRole:
      return QString(imagesRoot_ + QString::fromStdString(item->imagePath));
    case OrientationRole:
      return item->orientation;
    case ImageSizeRole:
      return QSize(item->imageWidth, item->imageHeight);
    case BoxRole:
      return QRectF(item->box.x, item->box.y, item->box.w, item->box.h);
    case ConfidenceRole:
      return item->confidence;
    case VerdictRole:
      return static_cast<int>(verdictAt(index.row()));
    case SavedRole:
      return !pending_.contains(id);
    case CategoryRole:
      return categoryOf(*item);
    case CategoryColourRole: {
      const Category* category = categories_.findByName(categoryOf(*item));
      return category ? category->colour : 0;
    }
    case ClusterRole:
      return static_cast<qlonglong>(item->cluster.value);
    case ClusterNumberRole:
      return clusterNumbers_.value(item->cluster.value, -1);
    case TargetRoleRole: {
      const RoundTarget* target = targetAt(index.row());
      return target ? QVariant(static_cast<int>(target->role)) : QVariant();
    }
    case TargetReasonRole: {
      const RoundTarget* target = targetAt(index.row());
      return target ? QVariant(QString::fromStdString(target->reason)) : QVariant();
    }
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return tr("Mask %1, confidence %2, %3")
          .arg(id)
          .arg(item->confidence, 0, 'f', 2)
          .arg(QString::fromUtf8(verdictName(verdictAt(index.row())).data()));
    default:
      return {};
  }
}

void CandidateModel::setVerdictLocally(const std::vector<CandidateId>& ids,
                                       Verdict verdict,
                                       const QString& category) {
  for (const CandidateId id : ids) {
    Pending& pending = pending_[id.value];
    pending.verdict = verdict;
    pending.category = category;
    ++pending.writes;
  }
  announce(ids);
}

void CandidateModel::settle(const std::vector<CandidateId>& ids) {
  for (const CandidateId id : ids) {
    const auto found = pending_.find(id.value);
    if (found != pending_.end() && --found->second.writes <= 0) pending_.erase(found);
  }
  refresh(ids);
}

void CandidateModel::refresh(const std::vector<CandidateId>& ids) {
  if (!connection_) return;
  std::unordered_set<int64_t> changed;
  for (const CandidateId id : ids) changed.insert(id.value);
  std::vector<int64_t> loaded;  // only rows on pages that are held are read again
  for (const auto& [number, page] : pages_) {
    for (const auto& item : page.items) {
      if (changed.contains(item.id.value)) loaded.push_back(item.id.value);
    }
  }
  const auto fresh = guardedRead([&] { return store::ReviewQuery(*connection_).items(loaded); });
  itemsRead_ += static_cast<qint64>(fresh.size());
  const bool inNewCluster = std::any_of(fresh.begin(), fresh.end(), [this](const auto& item) {
    return item.cluster && !clusterNumbers_.contains(item.cluster.value);
  });
  if (inNewCluster) clusterNumbers_ = numbersOfClusters(*connection_, filter_.round);
  std::unordered_map<int64_t, const store::ReviewItem*> byId;
  for (const auto& item : fresh) byId.emplace(item.id.value, &item);
  for (auto& [number, page] : pages_) {
    for (auto& item : page.items) {
      if (const auto found = byId.find(item.id.value); found != byId.end()) item = *found->second;
    }
  }
  announce(ids);
}

void CandidateModel::announce(const std::vector<CandidateId>& ids) {
  if (ids_.empty() || ids.empty()) return;
  static const QList<int> roles{VerdictRole, SavedRole, CategoryRole, CategoryColourRole};
  if (ids.size() > kManyRows) {
    Q_EMIT dataChanged(index(0), index(rowCount() - 1), roles);
    return;
  }
  std::unordered_set<int64_t> changed;
  for (const CandidateId id : ids) changed.insert(id.value);
  for (int row = 0; row < rowCount() && !changed.empty(); ++row) {
    if (changed.erase(ids_[static_cast<size_t>(row)]) == 0) continue;
    Q_EMIT dataChanged(index(row), index(row), roles);
  }
}

}  // namespace maskwright::ui
