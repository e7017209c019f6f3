#pragma once

#include "core/store/connection.h"

#include <cstdint>

namespace maskwright::store {

/// Active revision of a round's ranking or clustering (`kind` "ranking" or "clusters"), 0 = none.
int64_t activeRevision(Connection& connection, const char* kind, int round);
/// A revision number never used before, for either kind.
int64_t newRevision(Connection& connection);
/// Flips the round to `revision`.
void activate(Connection& connection, const char* kind, int round, int64_t revision);

}  // namespace maskwright::store
