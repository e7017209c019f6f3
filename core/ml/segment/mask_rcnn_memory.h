#pragma once

#include "core/ml/segment/mask_rcnn_profile.h"

namespace maskwright::ml {

/// Memory that a training step of the profile takes, bytes, as soloStepBytes() reckons it.
double maskRcnnStepBytes(const MaskRcnnProfile& profile);

}  // namespace maskwright::ml
