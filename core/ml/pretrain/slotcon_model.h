#pragma once

#include "core/base/result.h"
#include "core/ml/nn/resnet.h"
#include "core/ml/pretrain/slotcon_options.h"
#include "core/ml/weights/safetensors.h"

#include <torch/torch.h>

namespace maskwright::ml {

/// Three layers with batch norm and GELU between them and nothing after the last; weights normal
/// with deviation .02, biases 0 (SlotCon's `DINOHead`-like projector and predictor).
class SlotHeadImpl : public torch::nn::Module {
 public:
  /// `dense`: 1x1 convolutions on maps (N, in, H, W), else linear layers on rows (N, in).
  SlotHeadImpl(int64_t in, int64_t hidden, int64_t out, bool dense);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  torch::nn::Sequential layers_{nullptr};
};
TORCH_MODULE(SlotHead);

/// What student and teacher both have: backbone, dense projector and prototypes.
class SlotConEncoderImpl : public torch::nn::Module {
 public:
  explicit SlotConEncoderImpl(const SlotConOptions& options);
  /// images: (B, 3, S, S), normalised. Cells (B, D, H, W), any length.
  torch::Tensor forward(const torch::Tensor& images);
  ResNet& backbone() { return backbone_; }
  torch::Tensor prototypes;  ///< (K, D), any lengths

 private:
  ResNet backbone_{nullptr};
  SlotHead projector_{nullptr};
};
TORCH_MODULE(SlotConEncoder);

/// The student: the encoder and the slot predictor that only it has.
class SlotConStudentImpl : public torch::nn::Module {
 public:
  explicit SlotConStudentImpl(const SlotConOptions& options);
  SlotConEncoder encoder{nullptr};
  SlotHead predictor{nullptr};  ///< rows (N, D) to rows (N, D)
};
TORCH_MODULE(SlotConStudent);

/// What a stored SlotCon model is: the teacher with its prototypes and centre.
struct SlotConTeacher {
  SlotConEncoder encoder{nullptr};  ///< in eval mode
  torch::Tensor centre;             ///< (K)
  int64_t crop = 128;               ///< side of the views it was trained on, pixels
  std::string provenance;
};

/// Writes the teacher; the metadata holds what is needed to build it again. Error: Unwritable.
Result<void> writeSlotConTeacher(const std::filesystem::path& file,
                                 const SlotConEncoder& teacher,
                                 const torch::Tensor& centre,
                                 const SlotConOptions& options,
                                 const std::string& provenance);
/// Errors: NotFound, Unreadable (no SlotCon model, incomplete), Conflict (shapes).
Result<SlotConTeacher> readSlotConTeacher(const std::filesystem::path& file);

}  // namespace maskwright::ml
