#pragma once

#include "core/services/review_service.h"

#include <string>
#include <vector>

namespace maskwright {

/// Two halves of a cluster, as a split would make them.
struct SplitProposal {
  ClusterId cluster;
  std::vector<CandidateId> stay;  ///< the larger half; both from their centres outwards
  std::vector<CandidateId> part;  ///< would become a cluster of its own
};

/// What a person makes of the clusters of a round's active clustering. Each call is one transaction
/// that is on disk when it returns, and one undoable command among the verdicts
/// (ReviewService::undo and redo take it back and make it again). An id is never given twice.
/// A locked cluster takes masks in, but none leave it: to merge it away, split it or move masks out
/// of it is refused. Errors of all: WrongUse (says what is wrong), those of the store.
class ClusterEdit {
 public:
  ClusterEdit(store::Connection& connection, std::string author);

  using Outcome = ReviewService::Outcome;

  /// All members of `from` go to `into`, which takes their name if it has none and they agree on
  /// one. `into` among `from` is left out.
  Result<Outcome> merge(const std::vector<ClusterId>& from, ClusterId into);

  /// Halves by spherical 2-means over the embeddings that hold; writes nothing. Members without an
  /// embedding stay. Error WrongUse also where the embeddings are all alike.
  Result<SplitProposal> proposeSplit(ClusterId cluster);
  /// `part` of the cluster's members, neither none nor all, becomes a new one, unnamed.
  Result<Outcome> split(ClusterId cluster, const std::vector<CandidateId>& part);

  /// Candidates of one round go to `into`, or to a new cluster (no id). Those in no cluster and
  /// those already there are left out; clusters that get empty are removed.
  Result<Outcome> move(const std::vector<CandidateId>& candidates, ClusterId into);

  /// Those that are so already are left out; an empty outcome writes nothing.
  Result<Outcome> setLocked(const std::vector<ClusterId>& clusters, bool locked);
  Result<Outcome> setJunk(const std::vector<ClusterId>& clusters, bool junk);

 private:
  struct Edit;
  Result<Outcome> write(Edit& edit);
  Result<Outcome> setFlag(const std::vector<ClusterId>& clusters, bool junkFlag, bool value);

  store::Connection& connection_;
  std::string author_;
};

}  // namespace maskwright
