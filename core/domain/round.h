#pragma once

#include "core/domain/ids.h"

#include <cstdint>
#include <string>

namespace maskwright {

/// What a pseudo-label does in training. Values are stored.
enum class TargetRole { Positive = 0, Negative = 1, Ignored = 2 };

/// One pseudo-label of a round: which candidate, as what, how strongly and why.
struct RoundTarget {
  CandidateId candidate;
  TargetRole role = TargetRole::Ignored;
  double weight = 1;   ///< loss weight in (0, 1]
  std::string reason;  ///< "accepted", "relabelled", "confident .93", "not an object", ...
};

enum class RoundState { Training = 0, Discovering = 1, Done = 2, Failed = 3, Cancelled = 4 };

/// One self-training round: settings, state and what it produced.
struct Round {
  RoundId id;
  int number = 1;         ///< 1, 2, ... ; discovery is round 0 and has no row
  std::string segmenter;  ///< "solo", "mask-rcnn"
  std::string profile;
  RoundState state = RoundState::Training;
  std::string settingsJson;
  uint64_t seed = 0;
  int64_t stepsDone = 0, stepsTotal = 0;
  ModelId checkpoint;
  int64_t startedMs = 0, finishedMs = 0;
};

}  // namespace maskwright
