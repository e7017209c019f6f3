#pragma once

#include "core/base/result.h"
#include "core/store/connection.h"

#include <cstdint>

namespace maskwright {

struct ClusterSummary {
  int64_t candidates = 0;
  int clusters = 0;
};

/// Groups the embeddings of `round` into k clusters (k = 0: chosen from their number) and makes
/// that the active clustering. No embeddings: no clusters, no error.
Result<ClusterSummary> clusterCandidates(store::Connection& connection,
                                         int round,
                                         int k,
                                         uint64_t seed);

}  // namespace maskwright
