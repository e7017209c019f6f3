#pragma once

#include "core/ml/nn/vit.h"

#include <filesystem>

namespace maskwright::ml {

/// A vision transformer for inference from any weights file that is known (see recognizeBackbone).
/// `heads`: 0 = what the file tells. A DINOv3 without stored key masks gets the published ones
/// (1, 0, 1). Errors: as readBackbone(); Conflict (a ResNet, senseless weights), WrongUse (heads).
Result<Vit> loadVit(const std::filesystem::path& file, int64_t heads, const Precision& precision);

}  // namespace maskwright::ml
