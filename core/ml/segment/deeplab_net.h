#pragma once

#include "core/ml/segment/deeplab_profile.h"

#include <torch/torch.h>

namespace maskwright::ml {

/// DeepLab-v3 (Chen et al. 2017, arXiv 1706.05587) on a dilated ResNet: an atrous spatial pyramid
/// of a 1x1 and three dilated 3x3 convolutions and the picture's mean, then one 3x3 convolution and
/// logits. Parameter names are torchvision's under `backbone` and `head`. As MaskDistill trains it,
/// the stem, layer1 and layer2 never change, nor do their statistics.
class DeepLabNetImpl : public torch::nn::Module {
 public:
  DeepLabNetImpl(const DeepLabProfile& profile, int64_t classes);

  /// x: (B, 3, H, W), normalised. (B, classes, H / stride, W / stride).
  torch::Tensor forward(const torch::Tensor& x);
  void train(bool on = true) override;
  ResNet backbone() const { return backbone_; }

 private:
  ResNet backbone_{nullptr};
  std::vector<torch::nn::Sequential> branches_;  ///< 1x1 and dilated ones
  torch::nn::Sequential mean_{nullptr}, project_{nullptr}, last_{nullptr};
};
TORCH_MODULE(DeepLabNet);

}  // namespace maskwright::ml
