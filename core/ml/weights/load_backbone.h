#pragma once

#include "core/ml/nn/resnet.h"
#include "core/ml/weights/backbone_layout.h"
#include "core/ml/weights/safetensors.h"

#include <filesystem>
#include <optional>
#include <string>

namespace maskwright::ml {

/// A backbone as a file holds it.
struct BackboneWeights {
  BackboneLayout layout;
  Container container = Container::Safetensors;
  TensorMap tensors;  ///< under the network's own names, in the file's number types, all finite
  std::map<std::string, std::string> metadata;
};

/// Reads the backbone of any weights file that is known (see openCheckpoint, recognizeBackbone);
/// classifier, student, optimiser and other tensors are not even read. A ViT whose heads can't be
/// told comes with heads 0 and a note.
/// Errors: NotFound; Unreadable (container, no backbone, NaN or infinite weights, impossible
/// statistics); Conflict (missing or misshapen weights); WrongUse (heads).
Result<BackboneWeights> readBackbone(const std::filesystem::path& file,
                                     std::optional<int64_t> heads = std::nullopt);
/// The same, but a ViT is a Conflict that says so: for jobs that need the maps of a ResNet.
Result<BackboneWeights> readResNet(const std::filesystem::path& file);

/// A ResNet in eval mode with the weights of a file. `lastStride`: see ResNetOptions.
/// Errors: as readResNet().
Result<ResNet> loadBackbone(const std::filesystem::path& file, int64_t lastStride);

/// The same network without any training, from a seed.
ResNet untrainedBackbone(const std::string& architecture, int64_t lastStride, uint64_t seed);

}  // namespace maskwright::ml
