#include "ui/models/inspector_source.h"

#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/mask_edit_repository.h"
#include "core/store/round_target_query.h"
#include "core/store/tuning_repository.h"
#include "ui/jobs/job_specs.h"
#include "ui/models/candidate_tile.h"
#include "ui/models/guarded_read.h"
#include "ui/support/target_style.h"

#include <QCoreApplication>

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
  const CandidateTile tile = tileOf(candidates.index(row));
  InspectorInfo info;
  info.crop = tile.crop;
  info.mask = candidate->mask;
  info.imageName = QString::fromStdString(item->imagePath);
  info.confidence = tile.confidence;
  info.verdict = item->verdict;
  info.saved = tile.saved;
  info.category = tile.category;
  info.categoryColour = tile.category.isEmpty() ? -1 : tile.categoryColour;
  const auto suggested =
      guardedRead([&] { return store::TuningRepository(connection).suggestion(item->id); });
  if (suggested) {
    info.suggestion = categories.nameOf(suggested->category);
    if (const Category* known = categories.find(suggested->category))
      info.suggestionColour = known->colour;
    info.suggestionShare = suggested->probability;
  }
  // One of another round has its cluster there, not among those shown.
  info.clusterName = clusters.titleOf(item->cluster);
  info.cluster = info.clusterName.isEmpty() ? 0 : item->cluster.value;
  info.round = candidate->round;
  info.source = methodText(QString::fromStdString(candidate->source));
  info.profile = QString::fromStdString(candidate->profile);
  info.area = candidate->area;
  info.attributes = candidate->attributes;
  const auto uses = guardedRead([&] { return store::RoundTargetQuery(connection).of(item->id); });
  for (const auto& use : uses)
    info.uses << QCoreApplication::translate("Inspector", "Trained round %1: %2, %3, weight %4")
                     .arg(use.round)
                     .arg(roleText(use.target.role).toLower(),
                          reasonText(QString::fromStdString(use.target.reason)))
                     .arg(use.target.weight, 0, 'g', 2);
  info.history =
      guardedRead([&] { return store::DecisionRepository(connection).history(item->id); });
  std::reverse(info.history.begin(), info.history.end());
  const auto edits =
      guardedRead([&] { return store::MaskEditRepository(connection).history(item->id); });
  for (const Decision& decision : info.history) {
    info.historyCategories << categories.nameOf(decision.now.category);
    const auto edit = std::find_if(edits.begin(), edits.end(), [&](const MaskEdit& one) {
      return one.decision == decision.id;
    });
    info.historyEdits << (edit == edits.end() ? QString() : QString::fromStdString(edit->tools));
  }
  return info;
}

}  // namespace maskwright::ui
