#pragma once

#include "core/base/result.h"
#include "core/store/connection.h"

#include <cstdint>

namespace maskwright {

struct RankSummary {
  int64_t candidates = 0;
  int64_t decisionsUsed = 0;  ///< 0 = first confidence (too few decisions on this round)
};

/// Computes the confidence of every candidate of `round` and makes it the active ranking: the first
/// confidence, or one learned from this round's decisions once there are enough (core/rank).
Result<RankSummary> rankCandidates(store::Connection& connection, int round);

}  // namespace maskwright
