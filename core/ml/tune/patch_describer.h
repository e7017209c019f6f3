#pragma once

#include "core/ml/nn/folded_resnet.h"
#include "core/ml/tune/patch_sampler.h"

#include <torch/torch.h>

#include <vector>

namespace maskwright::ml {

inline constexpr int64_t kPatchSize = 128;     ///< pixels a patch is resized to
inline constexpr int kLastStage = 4;           ///< of a ResNet, stem = 0
inline constexpr double kObjectContext = 1.5;  ///< side of an object's own patch / its longer side

/// Patches as the tuned network takes them (N of them).
struct PatchBatch {
  /// Output of the frozen stages, N x C x h x w; undefined if all stages are frozen.
  torch::Tensor maps;
  torch::Tensor inside;  ///< N x 1 x h x w: share of each cell that is the patch's object
  torch::Tensor fixed;   ///< N x F: features that training leaves alone, raw
  std::vector<int64_t> labels;

  int64_t size() const { return fixed.defined() ? fixed.size(0) : 0; }
  PatchBatch select(const std::vector<int64_t>& rows) const;
  static PatchBatch join(const std::vector<PatchBatch>& parts);
};

/// The patch of an object: around its box with some context. mask: H x W, any type.
Patch objectPatch(const torch::Tensor& mask, int64_t label);

/// Mean features of a map (N x C x h x w) where `weight` (N x 1 x h x w) says, N x C.
torch::Tensor pooled(const torch::Tensor& map, const torch::Tensor& weight);

/// Computes what frozen parts say of patches: the object's mean features in the picture as a whole
/// (layers 2 to 4) and in the patch (inside, everywhere and, for the last, outside the object),
/// and where in the picture it is and how large.
class PatchDescriber {
 public:
  /// `firstTrained`: stage of the trunk from which on training changes it; 5 = none.
  PatchDescriber(const ResNetImpl& trunk, const Precision& precision, int firstTrained);

  /// Maps of a whole picture (3 x H x W, normalised), for describe().
  std::vector<torch::Tensor> pictureMaps(const torch::Tensor& picture) const;
  /// masks: per patch the H x W mask of its object (uint8 0/1). `mirrored`: patches flipped.
  PatchBatch describe(const torch::Tensor& picture,
                      const std::vector<torch::Tensor>& maps,
                      const std::vector<Patch>& patches,
                      const std::vector<torch::Tensor>& masks,
                      bool mirrored = false) const;
  /// Widths of the blocks in `fixed`, in order.
  std::vector<int64_t> fixedBlocks() const;

 private:
  FoldedResNet trunk_;
  int firstTrained_;
};

}  // namespace maskwright::ml
