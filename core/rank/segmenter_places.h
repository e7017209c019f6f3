#pragma once

#include "core/rank/ranking_model.h"

#include <span>

namespace maskwright::rank {

/// How far a round's segmenter can be believed.
struct SegmenterTrust {
  double step = 1;  ///< masks of other sources that weigh as much as one of its own, [1, 20]
  double fine = 1;  ///< share of its masks of real objects whose outline is good enough to accept
};

/// Whether hardly anybody judged a segmenter's masks, so that they take their confidence from their
/// order.
bool segmenterNeedsPlaces(const RankingContext& context, ModelKind kind);

/// Gives the segmenter's masks among `rows` the confidences of places among the others
/// (fusedConfidences): by their score, and where something was learned by the mean of their places
/// by score and by the learned confidence, since the two can't be compared otherwise (Borda). A
/// place says that an object is there: it is worth accepting as often as the outline is
/// `trust.fine`. One that meets an accepted mask by half or more is its object again: no place
/// lifts it. `confidence`: of each of `rows`, changed in place; likewise `poor`, the probability of
/// an object with a poor outline, if it is not empty.
void placeSegmenterMasks(const RankingContext& context,
                         std::span<const size_t> rows,
                         bool learned,
                         const SegmenterTrust& trust,
                         std::span<double> confidence,
                         std::span<double> poor = {});

}  // namespace maskwright::rank
