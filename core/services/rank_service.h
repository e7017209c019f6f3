#pragma once

#include "core/base/result.h"
#include "core/rank/calibration.h"
#include "core/store/connection.h"

#include <cstdint>
#include <optional>
#include <string>

namespace maskwright {

struct RankSummary {
  int64_t candidates = 0;
  int64_t decisionsUsed = 0;  ///< 0 = first confidence (too few decisions so far)
  std::string method;         ///< first-confidence, logistic, boosted-trees
  /// By cross-validation over decided images; nothing while there is nothing to judge by.
  std::optional<rank::CalibrationReport> calibration;
};

/// Computes the confidence of every candidate of `round` and makes it the active ranking: the first
/// confidence, or one learned from the decisions on this and earlier rounds once there are enough
/// (rank::RankingModel).
Result<RankSummary> rankCandidates(store::Connection& connection, int round);

}  // namespace maskwright
