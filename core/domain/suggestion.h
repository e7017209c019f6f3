#pragma once

#include "core/domain/ids.h"

namespace maskwright {

/// A category that the program proposes for an undecided candidate. Never a decision.
struct Suggestion {
  CandidateId candidate;
  CategoryId category;
  double probability = 0;  ///< share of the votes of its nearest decided masks, [0, 1]
  bool operator==(const Suggestion&) const = default;
};

}  // namespace maskwright
