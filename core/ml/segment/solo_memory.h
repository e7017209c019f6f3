#pragma once

#include "core/ml/segment/solo_profile.h"

namespace maskwright::ml {

/// Memory that a training step of the profile takes at least, bytes: weights with gradient and
/// optimiser state, and what the backward pass keeps of a batch of 4:3 pictures at the largest
/// scale. Fitted to measurements (tests/bench/ml/solo_memory), good to a third.
double soloStepBytes(const SoloProfile& profile);

}  // namespace maskwright::ml
