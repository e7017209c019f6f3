#pragma once

#include "core/domain/run.h"
#include "core/store/cluster_edit_repository.h"

#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

namespace maskwright {

/// The clustering that a new one follows: the round's own, or for a round without one that of the
/// newest round before it that has one and isn't rolled back, of whose masks the new ones are the
/// same objects (carried over, found again by the segmenter, linked).
struct FormerClusters {
  bool isOwn = true;
  std::vector<Cluster> clusters;
  std::unordered_map<CandidateId, size_t> of;            ///< candidates of the new round
  std::unordered_map<CandidateId, CandidateId> earlier;  ///< the same object there; empty if own
};

/// Throws SQLite::Exception, as all here.
FormerClusters formerClusters(store::Connection& connection, int round);

/// What people did to clusters and decided, as wishes for a new grouping. Clusters by their place
/// in FormerClusters::clusters.
struct ClusterWishes {
  struct Placed {
    size_t former = 0;
    double weight = 1;
  };
  std::unordered_map<CandidateId, size_t> locked;  ///< members of locked clusters: to be left there
  std::unordered_map<CandidateId, Placed> placed;  ///< put there by a person, and still there
  std::vector<std::pair<int, int>> apart;          ///< clusters that were split apart
  std::unordered_map<CandidateId, int> category;   ///< group by the category it was accepted as
};
ClusterWishes clusterWishes(store::Connection& connection, int round, const FormerClusters& former);

/// The same wishes for the clusters that go on as the former ones (`now`, by former place).
std::vector<store::ClusterPlacement> carriedPlacements(const ClusterWishes& wishes,
                                                       const std::map<size_t, ClusterId>& now);
std::vector<std::pair<ClusterId, ClusterId>> carriedApart(const ClusterWishes& wishes,
                                                          const std::map<size_t, ClusterId>& now);

}  // namespace maskwright
