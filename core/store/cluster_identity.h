#pragma once

#include "core/domain/ids.h"
#include "core/store/connection.h"

#include <vector>

namespace maskwright::store {

/// A cluster of a new clustering that goes on as one of the clustering before it.
struct ClusterIdentity {
  ClusterId fresh;  ///< as it was just written
  ClusterId id;     ///< as it shall be called: an id that is free by now
  int number = 0;   ///< likewise; colours follow it
};

/// Gives clusters of the active clustering the ids and numbers of earlier ones. Numbers must be
/// distinct over the whole clustering. Call inside the transaction of replaceClusters().
void setClusterIdentities(Connection& connection, const std::vector<ClusterIdentity>& identities);

}  // namespace maskwright::store
