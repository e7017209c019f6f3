#pragma once

#include "core/domain/ids.h"
#include "core/store/connection.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace maskwright::store {

/// What a person can change about a cluster, beside its members.
struct ClusterState {
  int number = 0;  ///< as stored, from 0
  CategoryId category;
  bool locked = false, junk = false;
  bool operator==(const ClusterState&) const = default;
};

/// A cluster before and after a command; nothing = it was, or is, not there.
struct ClusterChange {
  ClusterId cluster;
  std::optional<ClusterState> before, now;
};

/// A member of a changed cluster. One that stays has only another distance.
struct ClusterMove {
  CandidateId candidate;
  ClusterId before, now;
  double beforeDistance = 0, nowDistance = 0;  ///< 1 - cosine to the centre
};

/// Where a person's commands put candidates: a later grouping keeps to it.
struct ClusterPlacement {
  CandidateId candidate;
  ClusterId cluster;
  double weight = 1;  ///< (0, 1]: less for those that were only there when others came or went
};

/// Edits of clusters and their journal. Throws SQLite::Exception. Write inside a transaction.
class ClusterEditRepository {
 public:
  explicit ClusterEditRepository(Connection& connection) : connection_(connection) {}

  std::optional<ClusterState> state(ClusterId cluster);
  std::optional<int> roundOf(ClusterId cluster);  ///< nothing: not of an active clustering
  struct Member {
    CandidateId candidate;
    ClusterId cluster;
    double distance = 0;
  };
  std::vector<Member> members(ClusterId cluster);             ///< by rising distance
  std::optional<Member> memberOf(CandidateId id, int round);  ///< in the round's active clustering
  /// Of the round's junk clusters, by id; those that were accepted all the same left out.
  std::vector<CandidateId> junkMembers(int round);
  ClusterId nextId();  ///< never given before
  /// Numbers of clusters that commands which stand removed: people still know them by these.
  std::set<int> retiredNumbers(int round);
  int nextNumber(int round);  ///< higher than any of the round's clustering, merged ones included

  /// Stores the journal of a command and makes it so.
  void write(CommandId command,
             int round,
             const std::vector<ClusterChange>& changes,
             const std::vector<ClusterMove>& moves);

  struct Restored {
    std::vector<ClusterId> clusters;
    std::vector<CandidateId> candidates;  ///< in another cluster now
  };
  /// Takes a command's edits back or makes them again; nothing for a command without. Members that
  /// a newer grouping has put elsewhere stay there.
  Restored restore(CommandId command, bool undo);

  /// Placements by commands that stand, and those handed on; the latest of a candidate.
  std::vector<ClusterPlacement> placements();
  /// Pairs of clusters that were split apart, or between which masks were moved.
  std::vector<std::pair<ClusterId, ClusterId>> apart();
  void carry(const std::vector<ClusterPlacement>& placements,
             const std::vector<std::pair<ClusterId, ClusterId>>& apart);

  void setFlags(ClusterId cluster, bool locked, bool junk);
  void setCategory(ClusterId cluster, CategoryId category);

 private:
  struct Sides;
  void apply(int round, const std::vector<Sides>& changes, const std::vector<ClusterMove>& moves);
  Connection& connection_;
};

/// Changes with every edit of a round's clusters and every new grouping: what was read before is
/// stale then.
std::string clusterEdition(Connection& connection, int round);

/// Kinds of commands, as stored.
inline constexpr const char* kMergeClusters = "merge-clusters";
inline constexpr const char* kSplitCluster = "split-cluster";
inline constexpr const char* kMoveMembers = "move-members";

}  // namespace maskwright::store
