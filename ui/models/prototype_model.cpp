#include "ui/models/prototype_model.h"

#include "core/services/prototype_service.h"
#include "core/store/image_repository.h"
#include "core/store/prototype_repository.h"
#include "ui/models/guarded_read.h"
#include "ui/support/mask_paint.h"

#include <QPolygonF>

#include <algorithm>

namespace maskwright::ui {
namespace {

/// Box of the largest piece: a prototype is often strewn over its image, and all of it would be too
/// small to see what it is.
QRectF largestPiece(const Rle& mask, const Box& whole) {
  QRectF best;
  for (const QPolygonF& piece : maskOutline(mask).toSubpathPolygons()) {
    const QRectF box = piece.boundingRect();
    if (box.width() * box.height() > best.width() * best.height()) best = box;
  }
  return best.isEmpty() ? QRectF(whole.x, whole.y, whole.w, whole.h) : best;
}

}  // namespace

bool PrototypeMasks::maskFor(qint64 region, Rle* mask) {
  const auto found = masks_.find(region);
  if (found == masks_.end()) return false;
  *mask = found->second;
  return true;
}

PrototypeModel::PrototypeModel(const CategoryModel& categories, QObject* parent)
    : QAbstractListModel(parent), categories_(categories) {
  connect(&categories_, &QAbstractItemModel::modelReset, this, [this] {
    if (!rows_.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
  });
}

void PrototypeModel::setSource(store::Project* project, const QString& imagesRoot) {
  project_ = project;
  imagesRoot_ = imagesRoot.isEmpty() || imagesRoot.endsWith(u'/') ? imagesRoot : imagesRoot + u'/';
  reload();
}

void PrototypeModel::reload() {
  beginResetModel();
  run_.reset();
  crops_.clear();
  masks_.clear();
  if (project_) {
    run_ = guardedRead([this] {
      auto newest = newestSemanticRun(*project_);
      return newest ? std::optional<Run>(*newest) : std::nullopt;
    });
  }
  readStates();
  rows_ = shownNow();
  endResetModel();
}

void PrototypeModel::refresh() {
  readStates();
  const auto shown = shownNow();
  for (int row = rowCount() - 1; row >= 0; --row) {
    if (std::find(shown.begin(), shown.end(), rows_[static_cast<size_t>(row)]) != shown.end())
      continue;
    beginRemoveRows({}, row, row);
    rows_.erase(rows_.begin() + row);
    endRemoveRows();
  }
  // Both are in the same order, so what differs is missing here.
  for (size_t i = 0; i < shown.size(); ++i) {
    if (i < rows_.size() && rows_[i] == shown[i]) continue;
    beginInsertRows({}, static_cast<int>(i), static_cast<int>(i));
    rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(i), shown[i]);
    endInsertRows();
  }
  if (!rows_.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

void PrototypeModel::readStates() {
  images_.clear();
  prototypes_.clear();
  if (!run_) return;
  prototypes_ = guardedRead(
      [this] { return store::PrototypeRepository(project_->connection()).all(run_->id); });
}

std::vector<int> PrototypeModel::shownNow() const {
  std::vector<int> shown;
  for (const auto& one : prototypes_) {
    if (!one.state.mergedInto && (one.images > 0 || !membersOf(one.number).isEmpty()))
      shown.push_back(one.number);
  }
  std::stable_sort(
      shown.begin(), shown.end(), [this](int a, int b) { return at(a).share > at(b).share; });
  return shown;
}

QList<int> PrototypeModel::membersOf(int number) const {
  QList<int> members;
  for (const auto& one : prototypes_)
    if (one.state.mergedInto == number) members << one.number;
  return members;
}

double PrototypeModel::shareOf(int number) const {
  double share = at(number).share;
  for (const int member : membersOf(number)) share += at(member).share;
  return share;
}

/// An image counts once, however many of the group it shows.
qint64 PrototypeModel::imagesOf(int number) const {
  if (membersOf(number).isEmpty()) return at(number).images;
  if (const auto known = images_.find(number); known != images_.end()) return known->second;
  const qint64 count = guardedRead([&]() -> qint64 {
    auto query = project_->connection().prepare(
        "SELECT COUNT(DISTINCT i.image_id) FROM prototype p JOIN prototype_image i ON i.run_id = "
        "p.run_id AND i.number = p.number WHERE p.run_id = ?1 AND (p.number = ?2 OR p.merged_into "
        "= ?2)");
    query.bind(1, run_->id.value);
    query.bind(2, number);
    return query.executeStep() ? query.getColumn(0).getInt64() : 0;
  });
  images_.emplace(number, count);
  return count;
}

QVector<CropRef> PrototypeModel::readCrops(int number) const {
  QVector<CropRef> crops;
  store::ImageRepository images(project_->connection());
  for (auto& region :
       store::PrototypeRepository(project_->connection()).regions(run_->id, number)) {
    if (crops.size() == kCrops) break;
    const auto image = images.byId(region.image);
    if (!image) continue;
    CropRef crop;
    // Regions have no id of their own; this one is unique over all runs.
    crop.candidate = (static_cast<qint64>(run_->id.value) << 24) + (number << 8) + region.rank;
    crop.imagePath = imagesRoot_ + QString::fromStdString(image->path);
    crop.orientation = image->orientation;
    crop.imageSize = QSize(image->width, image->height);
    crop.box = largestPiece(region.mask, region.box);
    masks_.keep(crop.candidate, std::move(region.mask));
    crops.push_back(crop);
  }
  return crops;
}

QVector<CropRef> PrototypeModel::cropsOf(int number) const {
  const auto known = crops_.find(number);
  if (known != crops_.end()) return known->second;
  return crops_.emplace(number, guardedRead([&] { return readCrops(number); })).first->second;
}

int PrototypeModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant PrototypeModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const int number = rows_[static_cast<size_t>(index.row())];
  const PrototypeState& state = at(number).state;
  switch (role) {
    case Qt::DisplayRole:
      return titleOf(number);
    case Qt::AccessibleTextRole:
      return state.enabled ? titleOf(number) : tr("%1, switched off").arg(titleOf(number));
    case PrototypeNumberRole:
      return static_cast<qlonglong>(number);
    case PrototypeNameRole:
      return categories_.nameOf(state.category);
    case PrototypeColourRole: {
      const Category* category = categories_.find(state.category);
      return category ? category->colour : -1;
    }
    case PrototypeShareRole:
      return shareOf(number);
    case PrototypeRelativeShareRole: {
      double largest = 0;
      for (const int one : rows_) largest = std::max(largest, shareOf(one));
      return largest > 0 ? shareOf(number) / largest : 0.0;
    }
    case PrototypeImagesRole:
      return static_cast<qlonglong>(imagesOf(number));
    case PrototypeEnabledRole:
      return state.enabled;
    case PrototypeCropsRole:
      return QVariant::fromValue(cropsOf(number));
    case PrototypeMembersRole:
      return QVariant::fromValue(membersOf(number));
    case PrototypeMembersCropsRole: {
      QVector<CropRef> crops;
      for (const int member : membersOf(number))
        if (const auto own = cropsOf(member); !own.isEmpty()) crops << own.front();
      return QVariant::fromValue(crops);
    }
    default:
      return {};
  }
}

Qt::ItemFlags PrototypeModel::flags(const QModelIndex& index) const {
  const auto flags = QAbstractListModel::flags(index);
  return index.isValid() ? flags | Qt::ItemIsEditable : flags;
}

int PrototypeModel::rowOf(int number) const {
  const auto found = std::find(rows_.begin(), rows_.end(), number);
  return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

QString PrototypeModel::titleOf(int number) const {
  const QString name = categories_.nameOf(at(number).state.category);
  if (!name.isEmpty()) return name;
  return number == 0 && run_ && zeroIsBackground(*run_) ? tr("Background")
                                                        : tr("Prototype %1").arg(number);
}

}  // namespace maskwright::ui
