#pragma once

#include "core/ml/nn/precision.h"
#include "core/ml/nn/resnet.h"

#include <vector>

namespace maskwright::ml {

/// Inference copy of a ResNet: each batch norm (with its running statistics) is folded into the
/// convolution before it, weights are converted to the precision's type and memory format once.
/// Independent of the network it was made from. Safe to use from several threads.
class FoldedResNet {
 public:
  FoldedResNet(const ResNetImpl& network, const Precision& precision);

  /// x: B x 3 x H x W float32, normalised. Returns {stem after max pooling, layer1, .., layer4} in
  /// the precision's type.
  std::vector<torch::Tensor> stages(const torch::Tensor& x) const;
  /// Channels of stages()[stage].
  int64_t channels(int stage) const { return channels_[stage]; }

 private:
  struct Convolution {
    torch::Tensor weight, bias;
    int64_t stride = 1, padding = 0, dilation = 1;
    torch::Tensor operator()(const torch::Tensor& x) const;
  };
  struct Block {
    std::vector<Convolution> path;      ///< two (basic) or three (bottleneck)
    std::vector<Convolution> shortcut;  ///< none or one
  };
  Convolution fold(const ResNetImpl& network,
                   const std::string& convolution,
                   const std::string& norm,
                   int64_t stride,
                   int64_t dilation) const;

  Precision precision_;
  Convolution stem_;
  std::vector<std::vector<Block>> layers_;
  std::vector<int64_t> channels_;
};

}  // namespace maskwright::ml
