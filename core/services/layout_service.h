#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/store/connection.h"

#include <cmath>
#include <cstdint>

namespace maskwright {

struct LayoutSummary {
  int64_t candidates = 0;                 ///< that have a place on the map
  double trustworthiness = std::nan("");  ///< k = 15, of the largest group; NaN: 31 or fewer
};

/// Lays a round's candidates out in the plane by their embeddings and stores their places.
/// Embeddings of different networks (another length) can't be compared: each group gets a map of
/// its own, side by side, the largest on the left. No embeddings: an empty map, no error. Progress
/// stage "map". A stop leaves the earlier map. Errors: Cancelled, of the store.
Result<LayoutSummary> layOutCandidates(store::Connection& connection,
                                       int round,
                                       uint64_t seed,
                                       const CancelToken& cancel,
                                       ProgressSink& progress);

}  // namespace maskwright
