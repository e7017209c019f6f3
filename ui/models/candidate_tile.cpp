#include "ui/models/candidate_tile.h"

#include "ui/models/candidate_roles.h"

namespace maskwright::ui {

CandidateTile tileOf(const QModelIndex& index) {
  CandidateTile tile;
  const QVariant loaded = index.data(LoadedRole);
  tile.loaded = !loaded.isValid() || loaded.toBool();
  if (!tile.loaded) return tile;
  tile.crop = {index.data(CandidateIdRole).toLongLong(),
               index.data(ImagePathRole).toString(),
               index.data(OrientationRole).toInt(),
               index.data(ImageSizeRole).toSize(),
               index.data(BoxRole).toRectF()};
  tile.confidence = index.data(ConfidenceRole).toDouble();
  tile.verdict = static_cast<Verdict>(index.data(VerdictRole).toInt());
  tile.saved = index.data(SavedRole).toBool();
  tile.category = index.data(CategoryRole).toString();
  const QVariant colour = index.data(CategoryColourRole);
  if (colour.isValid()) tile.categoryColour = colour.toInt();
  const QVariant role = index.data(TargetRoleRole);
  if (role.isValid()) {
    tile.target = static_cast<TargetRole>(role.toInt());
    tile.reason = index.data(TargetReasonRole).toString();
  }
  return tile;
}

}  // namespace maskwright::ui
