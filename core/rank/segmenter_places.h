#pragma once

#include "core/rank/ranking_model.h"

#include <span>

namespace maskwright::rank {

/// Whether hardly anybody judged a segmenter's masks, so that they take their confidence from their
/// order.
bool segmenterNeedsPlaces(const RankingContext& context, ModelKind kind);

/// Gives the segmenter's masks among `rows` the confidences of places among the others
/// (fusedConfidences): by their score, and where something was learned by the mean of their places
/// by score and by the learned confidence, since the two can't be compared otherwise (Borda).
/// One that meets an accepted mask by half or more is its object again: no place lifts it.
/// `confidence`: of each of `rows`, changed in place. `step`: segmenterStep().
void placeSegmenterMasks(const RankingContext& context,
                         std::span<const size_t> rows,
                         bool learned,
                         double step,
                         std::span<double> confidence);

}  // namespace maskwright::rank
