#include "ui/models/inspector_source.h"

#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "ui/models/guarded_read.h"

#include <algorithm>

namespace maskwright::ui {

std::optional<InspectorInfo> inspect(store::Connection& connection,
                                     const CandidateModel& candidates,
                                     const ClusterModel& clusters,
                                     const CategoryModel& categories,
                                     int row) {
  const auto item = candidates.itemAt(row);
  if (!item) return std::nullopt;
  const auto candidate =
      guardedRead([&] { return store::CandidateRepository(connection).byId(item->id); });
  if (!candidate) return std::nullopt;
  const auto index = candidates.index(row);
  InspectorInfo info;
  info.crop.candidate = item->id.value;
  info.crop.imagePath = index.data(ImagePathRole).toString();
  info.crop.orientation = item->orientation;
  info.crop.imageSize = QSize(item->imageWidth, item->imageHeight);
  info.crop.box = QRectF(item->box.x, item->box.y, item->box.w, item->box.h);
  info.mask = candidate->mask;
  info.imageName = QString::fromStdString(item->imagePath);
  info.confidence = item->confidence;
  info.verdict = item->verdict;
  info.saved = index.data(SavedRole).toBool();
  info.category = index.data(CategoryRole).toString();
  info.categoryColour = info.category.isEmpty() ? -1 : index.data(CategoryColourRole).toInt();
  info.cluster = item->cluster.value;
  info.clusterName = clusters.titleOf(item->cluster);
  info.round = candidate->round;
  info.source = QString::fromStdString(candidate->source);
  info.profile = QString::fromStdString(candidate->profile);
  info.area = candidate->area;
  info.attributes = candidate->attributes;
  info.history =
      guardedRead([&] { return store::DecisionRepository(connection).history(item->id); });
  std::reverse(info.history.begin(), info.history.end());
  for (const Decision& decision : info.history)
    info.historyCategories << categories.nameOf(decision.now.category);
  return info;
}

}  // namespace maskwright::ui
