#pragma once

#include "core/cluster/neighbour_graph.h"

#include <cstdint>
#include <span>
#include <vector>

namespace maskwright::cluster {

/// How a row's distances become memberships: exp(-max(0, d - rho) / sigma).
struct SmoothKnn {
  float rho = 0;    ///< distance to the nearest other row that is not a copy
  float sigma = 1;  ///< so that the memberships sum to log2(k)
};

/// sigma by bisection (McInnes et al. 2018, "UMAP", algorithm 3), never below a thousandth of the
/// mean distance. distances: one row's, rising. meanDistance: over all rows.
SmoothKnn smoothKnn(std::span<const float> distances, float meanDistance);

/// A symmetric weighted graph in compressed rows, neighbours by rising index.
struct FuzzyGraph {
  std::vector<size_t> start;       ///< [rows + 1]
  std::vector<int32_t> neighbour;  ///< [start.back()]
  std::vector<float> weight;       ///< (0, 1]
  size_t rows() const { return start.empty() ? 0 : start.size() - 1; }
};

/// The fuzzy union a + b - ab of the memberships in both directions (UMAP, section 3.1).
FuzzyGraph fuzzyUnion(const NeighbourGraph& neighbours);

}  // namespace maskwright::cluster
