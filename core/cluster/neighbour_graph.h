#pragma once

#include "core/base/cancel.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace maskwright::cluster {

/// The nearest rows of each row, itself left out.
struct NeighbourGraph {
  int neighbours = 0;           ///< k, the same for every row
  std::vector<int32_t> index;   ///< [rows, k], by rising distance
  std::vector<float> distance;  ///< [rows, k], 1 - cosine, 0 to 2
  size_t rows() const {
    return neighbours > 0 ? index.size() / static_cast<size_t>(neighbours) : 0;
  }
};

struct NeighbourGraphSettings {
  int neighbours = 15;  ///< at most; fewer if there are fewer rows
  /// More rows than this are searched in inverted lists, long ones by 96 principal components (most
  /// neighbours are found, not all); up to it the number of threads does not change a bit.
  size_t exactRows = 20'000;
};

/// Of unit rows [rows, dimension], up to 2^31 - 1 of them. A stop leaves the rest of the graph
/// unfilled: ask the token. `progress` gets the share done, [0, 1]. Throws std::invalid_argument if
/// a size does not fit.
NeighbourGraph neighbourGraph(std::span<const float> unitRows,
                              int dimension,
                              const NeighbourGraphSettings& settings = {},
                              const CancelToken& cancel = {},
                              const std::function<void(double)>& progress = {});

}  // namespace maskwright::cluster
