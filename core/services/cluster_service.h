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
/// that the active clustering. Embeddings of different networks (another length) are grouped apart,
/// a k is shared out by their numbers. Where they are CLS features of masked crops (a discovery by
/// attention or mask-cut alone) they are whitened first, and k = 0 takes the number from 4 to 20 of
/// the greatest silhouette (MaskDistill, Van Gansbeke et al. 2022). No embeddings: no clusters, no
/// error.
///
/// Clusters go on as those before them (of the round, else of the newest round before it) where
/// they share most members: ids (within the round), numbers, names, lock and junk. What a person
/// did is kept: a locked cluster, which counts towards k, has its members; what was merged, split
/// or moved, and categories given to masks, enter as links (cluster::constrainedKMeans). Errors:
/// those of the store; Conflict, if clusters are changed all the time.
Result<ClusterSummary> clusterCandidates(store::Connection& connection,
                                         int round,
                                         int k,
                                         uint64_t seed);

}  // namespace maskwright
