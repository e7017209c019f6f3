#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace maskwright::cluster {

/// A row's place on the map.
struct Place {
  float x = 0, y = 0;
  bool operator==(const Place&) const = default;
};

struct LayoutSettings {
  int neighbours = 15;
  int epochs = 0;     ///< 0: 500 up to 10,000 rows, 200 above
  int negatives = 5;  ///< pushed away for each neighbour that is pulled
  uint64_t seed = 1;
  int threads = 0;  ///< 0: one per hardware thread
};

/// A plane in which near rows are near: UMAP (McInnes et al. 2018), from the principal plane, with
/// a faint pull to the middle. rows: [rows, dimension], any length, compared by cosine; those
/// without direction get NaN. Every epoch moves each point by the places that the others had at its
/// beginning, its random numbers drawn from (seed, epoch, row): the number of threads does not
/// change a bit of it (above 20,000 rows as far as the search for neighbours goes). `progress` gets
/// the share done, [0, 1]. Error: Cancelled. Throws std::invalid_argument if a size does not fit.
Result<std::vector<Place>> layOut(std::span<const float> rows,
                                  int dimension,
                                  const LayoutSettings& settings = {},
                                  const CancelToken& cancel = {},
                                  const std::function<void(double)>& progress = {});

}  // namespace maskwright::cluster
