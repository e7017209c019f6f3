#pragma once

#include "core/domain/ids.h"
#include "core/store/connection.h"

#include <cstdint>
#include <optional>

namespace maskwright::store {

/// What was decided on a cluster's members, each object once; a member that is a later outline of
/// an accepted object counts as accepted.
struct ClusterOutcomes {
  int64_t accepted = 0;  ///< or relabelled
  int64_t rejected = 0;  ///< not an object
  int64_t poor = 0;      ///< bad mask or fix later: an object, of which kind is not said
  int64_t agreeing = 0;  ///< of accepted (by category) and rejected ones the most that say the same

  /// Share of all members that would agree, estimated from those decided (Jeffreys' prior: the mean
  /// of the posterior); nothing while none is.
  std::optional<double> purity() const {
    const int64_t told = accepted + rejected;
    if (told == 0) return std::nullopt;
    return (static_cast<double>(agreeing) + 0.5) / (static_cast<double>(told) + 1);
  }
  bool operator==(const ClusterOutcomes&) const = default;
};

/// Throws SQLite::Exception.
ClusterOutcomes clusterOutcomes(Connection& connection, ClusterId cluster);
/// Members that a verdict on the whole cluster decides. Throws SQLite::Exception.
int64_t undecidedMembers(Connection& connection, ClusterId cluster, int round);
/// Of the members in the active ranking of the round; 0 = there is none. Throws SQLite::Exception.
double meanConfidence(Connection& connection, ClusterId cluster, int round);

}  // namespace maskwright::store
