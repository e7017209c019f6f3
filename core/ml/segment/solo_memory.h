#pragma once

#include "core/ml/segment/solo_profile.h"

namespace maskwright::ml {

/// Memory that a training step of the profile takes, bytes: weights with gradient and optimiser
/// state, and what the backward pass keeps of a batch of 4:3 pictures at the largest scale. An
/// estimate that may be half too high (tests/bench/ml/solo_memory compares it with measurements).
double soloStepBytes(const SoloProfile& profile);

}  // namespace maskwright::ml
