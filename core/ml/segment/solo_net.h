#pragma once

#include "core/ml/nn/resnet.h"
#include "core/ml/segment/feature_pyramid.h"
#include "core/ml/segment/solo_profile.h"

#include <torch/torch.h>

#include <vector>

namespace maskwright::ml {

/// What the network gives for a batch; one entry a level where it is a list. All float32.
struct SoloOutput {
  std::vector<torch::Tensor> categories;  ///< (B, 1, S, S) logits
  std::vector<torch::Tensor> kernels;     ///< (B, K, S, S)
  std::vector<torch::Tensor> embeddings;  ///< (B, E, S, S), any length
  torch::Tensor maskFeatures;             ///< (B, K, H/4, W/4)
  std::vector<torch::Tensor> maps;        ///< backbone layer3 and layer4, the network's type
};

/// Category, kernel and embedding predictions on S x S grids; towers shared over the levels.
class SoloHeadImpl : public torch::nn::Module {
 public:
  explicit SoloHeadImpl(const SoloProfile& profile);
  /// pyramid: p2..p6. Fills the lists of `output`.
  void forward(const std::vector<torch::Tensor>& pyramid, SoloOutput& output);

 private:
  std::vector<SoloLevel> levels_;
  torch::nn::Sequential categoryTower_, kernelTower_;
  torch::nn::Conv2d category_{nullptr}, kernel_{nullptr}, embedding_{nullptr};
};
TORCH_MODULE(SoloHead);

/// Mask features at stride 4 from p2..p5; coordinates join at p5.
class SoloMaskHeadImpl : public torch::nn::Module {
 public:
  explicit SoloMaskHeadImpl(const SoloProfile& profile);
  torch::Tensor forward(const std::vector<torch::Tensor>& pyramid);

 private:
  torch::nn::ModuleList levels_;
  torch::nn::Sequential prediction_;
};
TORCH_MODULE(SoloMaskHead);

/// SOLOv2 (Wang et al. 2020) with FreeSOLO's embedding branch and one foreground channel. The
/// backbone's batch norms stay as they came (statistics and affine frozen).
class SoloNetImpl : public torch::nn::Module {
 public:
  explicit SoloNetImpl(const SoloProfile& profile);
  /// images: (B, 3, H, W), normalised, H and W multiples of 32.
  SoloOutput forward(const torch::Tensor& images);
  ResNet& backbone() { return backbone_; }
  /// Training mode for everything but the backbone's batch norms.
  void train(bool on = true) override;

 private:
  ResNet backbone_{nullptr};
  FeaturePyramid pyramid_{nullptr};
  SoloHead head_{nullptr};
  SoloMaskHead maskHead_{nullptr};
};
TORCH_MODULE(SoloNet);

/// x and y in [-1, 1] as two more channels. x: (B, C, H, W).
torch::Tensor withCoordinates(const torch::Tensor& x);

}  // namespace maskwright::ml
