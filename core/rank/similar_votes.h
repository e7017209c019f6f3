#pragma once

#include "core/rank/ranking_table.h"

#include <span>
#include <vector>

namespace maskwright::rank {

/// A decided row that speaks for its look-alikes.
struct SimilarVote {
  size_t row = 0;
  bool good = false;
  float weight = 1;  ///< -1 takes a vote back
};

/// Weight of a vote at a cosine: exp((cosine - 1) / kSimilarTemperature), nothing below
/// kLeastCosine.
inline constexpr float kSimilarTemperature = 0.2F, kLeastCosine = 0.3F;

/// Adds each vote to `good` or `bad` of every row on another image (Parzen window on the unit
/// sphere). Adding is all, so decisions may come in any portions. good, bad: one value per row.
/// Throws std::invalid_argument if a size does not fit.
void addSimilarVotes(const RankingTable& table,
                     std::span<const SimilarVote> votes,
                     std::span<float> good,
                     std::span<float> bad);

}  // namespace maskwright::rank
