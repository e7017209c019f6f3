#pragma once

#include "core/rank/confidence.h"
#include "core/rank/context_features.h"

#include <string_view>
#include <vector>

namespace maskwright::rank {

inline constexpr size_t kInputCount = kFeatureCount + kContextCount;

/// Name of an input for people ("closed outline"), 0 <= input < kInputCount.
std::string_view inputName(size_t input);

/// Inputs of a row: features of the candidate, then those of its surroundings.
void appendInputs(const RankingContext& context, size_t row, std::vector<float>& inputs);

}  // namespace maskwright::rank
