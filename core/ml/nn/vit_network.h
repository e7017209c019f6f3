#pragma once

#include "core/ml/nn/vit_settings.h"

#include <torch/torch.h>

namespace maskwright::ml {

/// One block of VitNetwork. Its parameters have the official names (norm1, attn.qkv, ...).
class VitNetworkBlockImpl : public torch::nn::Module {
 public:
  /// `dropPath`: probability that a branch is left out of a picture.
  VitNetworkBlockImpl(const VitSettings& settings, double dropPath);
  /// tokens: (B, T, D) float32; the same comes back.
  torch::Tensor forward(const torch::Tensor& tokens, torch::Generator* drops);

 private:
  torch::Tensor attention(const torch::Tensor& tokens);
  torch::Tensor dropped(const torch::Tensor& branch, torch::Generator* drops) const;

  VitSettings settings_;
  double dropPath_;
  torch::nn::LayerNorm norm1_{nullptr}, norm2_{nullptr};
  torch::nn::Linear qkv_{nullptr}, projection_{nullptr}, up_{nullptr}, down_{nullptr};
};
TORCH_MODULE(VitNetworkBlock);

/// The vision transformer of DINO (Caron et al. 2021, arXiv 2104.14294) for training; Vit is the
/// copy for inference of any family. Parameters have the names and shapes of vitShapes(), so that
/// what is trained is written as the published files are. Starts from a normal distribution of
/// deviation .02, biases 0, as published.
class VitNetworkImpl : public torch::nn::Module {
 public:
  /// `settings`: of VitFamily::Dino. `dropPath`: stochastic depth (Huang et al. 2016) of the last
  /// block, falling linearly to 0 at the first. Throws std::invalid_argument for another family or
  /// heads that don't divide the width.
  explicit VitNetworkImpl(const VitSettings& settings, double dropPath = 0);

  /// pictures: (B, 3, H, W) float32, normalised, sides multiples of the patch (any size: positions
  /// are resized, with gradient). Returns CLS after the last norm: (B, D) float32. `drops`: draws
  /// of the stochastic depth; null = none.
  torch::Tensor forward(const torch::Tensor& pictures, torch::Generator* drops = nullptr);
  const VitSettings& settings() const { return settings_; }

 private:
  VitSettings settings_;
  torch::Tensor cls_, positions_;
  torch::nn::Conv2d patches_{nullptr};
  torch::nn::ModuleList blocks_{nullptr};
  torch::nn::LayerNorm norm_{nullptr};
};
TORCH_MODULE(VitNetwork);

}  // namespace maskwright::ml
