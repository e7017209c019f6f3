#pragma once

#include "core/ml/nn/resnet.h"
#include "core/ml/weights/backbone_layout.h"
#include "core/ml/weights/checkpoint.h"
#include "core/ml/weights/safetensors.h"

#include <filesystem>
#include <optional>
#include <string>

namespace maskwright::ml {

/// The backbone of any weights file that is known (see openCheckpoint, recognizeBackbone), read
/// tensor by tensor: nothing is held twice. Classifier, student, optimiser and other tensors are
/// not even read. A ViT whose heads can't be told comes with heads 0 and a note.
class BackboneFile {
 public:
  /// Errors: NotFound; Unreadable (container, no backbone, misshapen weights); Conflict (missing
  /// weights); WrongUse (heads).
  static Result<BackboneFile> open(const std::filesystem::path& file,
                                   std::optional<int64_t> heads = std::nullopt);

  const BackboneLayout& layout() const { return layout_; }
  Container container() const { return checkpoint_.directory.container; }
  const std::map<std::string, std::string>& metadata() const {
    return checkpoint_.directory.metadata;
  }
  /// One of layout().tensors, in the file's number type. Error: Unreadable (NaN or infinite
  /// weights, impossible statistics, masks or periods).
  Result<torch::Tensor> read(const TensorSource& source) const;
  /// Copies all into the parameters and buffers of the same names. Errors: as read(); Conflict for
  /// a module that lacks one or has it in another shape.
  Result<void> loadInto(torch::nn::Module& module) const;

 private:
  Checkpoint checkpoint_;
  BackboneLayout layout_;
  std::filesystem::path path_;
};

/// A backbone as a file holds it.
struct BackboneWeights {
  BackboneLayout layout;
  Container container = Container::Safetensors;
  TensorMap tensors;  ///< under the network's own names, in the file's number types, all finite
  std::map<std::string, std::string> metadata;
};

/// All tensors of a BackboneFile at once. Errors: as its open() and read().
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
