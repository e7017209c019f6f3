#pragma once

#include "core/domain/ids.h"
#include "core/store/connection.h"

namespace maskwright::store {

/// Category that a cluster of whichever round is named after; none = it has no name, or is gone.
/// Throws SQLite::Exception.
CategoryId categoryOfCluster(Connection& connection, ClusterId cluster);

}  // namespace maskwright::store
