#pragma once

#include <torch/torch.h>

#include <vector>

namespace maskwright::ml {

/// Feature pyramid (Lin et al. 2017): p2..p5 by nearest top-down sums, p6 = every other cell of p5.
class FeaturePyramidImpl : public torch::nn::Module {
 public:
  FeaturePyramidImpl(const std::vector<int64_t>& inputChannels, int64_t channels);
  /// maps: strides 4, 8, 16, 32. Returns p2..p6.
  std::vector<torch::Tensor> forward(const std::vector<torch::Tensor>& maps);

 private:
  torch::nn::ModuleList lateral_, output_;
};
TORCH_MODULE(FeaturePyramid);

/// Keeps the batch norms of a network as they came: statistics and affine. Again after train().
void freezeBatchNorms(torch::nn::Module& network);

}  // namespace maskwright::ml
