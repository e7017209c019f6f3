#pragma once

#include "core/domain/candidate.h"

#include <cstdint>
#include <span>
#include <vector>

namespace maskwright::rank {

/// How one candidate meets another on the same image.
struct Overlap {
  uint32_t other = 0;  ///< row of the table
  float iou = 0;       ///< [0, 1]
  float inside = 0;    ///< share of its own pixels that the other holds, [0, 1]
};

/// Overlaps below both of these are left out of a table.
inline constexpr float kLeastIou = 0.05F, kLeastInside = 0.5F;

/// Candidates as ranking sees them, one row each: what is known before anybody decides. Read once,
/// kept while decisions come in.
struct RankingTable {
  std::vector<CandidateId> ids;
  std::vector<int> image;  ///< number of the row's image, from 0 without gaps
  std::vector<CandidateAttributes> attributes;
  std::vector<double> sourceScore;
  std::vector<int> cluster;            ///< number from 0, -1 = none
  std::vector<float> clusterDistance;  ///< 1 - cosine to the centre; 0 without cluster
  int dimension = 0;                   ///< of an embedding; 0 = nothing has one
  std::vector<float> embeddings;       ///< [rows, dimension] unit rows; all 0 = has none
  std::vector<uint32_t> overlapStart;  ///< [rows + 1] into `overlaps`; empty = unknown
  std::vector<Overlap> overlaps;

  size_t rows() const { return ids.size(); }
  std::span<const Overlap> overlapsOf(size_t row) const {
    if (overlapStart.empty()) return {};
    return std::span(overlaps).subspan(overlapStart[row],
                                       overlapStart[row + 1] - overlapStart[row]);
  }
  std::span<const float> embedding(size_t row) const {
    const auto size = static_cast<size_t>(dimension);
    return std::span(embeddings).subspan(row * size, size);
  }
};

}  // namespace maskwright::rank
