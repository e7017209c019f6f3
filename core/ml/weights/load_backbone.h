#pragma once

#include "core/ml/nn/resnet.h"
#include "core/ml/weights/safetensors.h"

#include <filesystem>
#include <string>

namespace maskwright::ml {

/// What a weights file says about the backbone in it.
struct BackboneInfo {
  std::string architecture;  ///< "resnet18", ...
  std::string prefix;        ///< before torchvision's names: "", "backbone.", ...
};
/// Recognises a ResNet by the names in the file (torchvision's, possibly after a known prefix).
/// Error: Unreadable if there is none, or none of a known depth.
Result<BackboneInfo> recognizeBackbone(const TensorMap& tensors);

/// A backbone in eval mode with the weights of a safetensors file; classifier and other tensors are
/// passed over. `lastStride`: see ResNetOptions.
/// Errors: NotFound, Unreadable, Conflict (missing or misshapen weights).
Result<ResNet> loadBackbone(const std::filesystem::path& file, int64_t lastStride);

/// The same network without any training, from a seed.
ResNet untrainedBackbone(const std::string& architecture, int64_t lastStride, uint64_t seed);

}  // namespace maskwright::ml
