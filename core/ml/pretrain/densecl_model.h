#pragma once

#include "core/ml/nn/resnet.h"

#include <torch/torch.h>

#include <string>

namespace maskwright::ml {

/// Backbone with DenseCL's two projection heads (two linear layers each, no batch norm).
class DenseClEncoderImpl : public torch::nn::Module {
 public:
  explicit DenseClEncoderImpl(const std::string& architecture, int64_t dimension = 128);

  struct Output {
    torch::Tensor map;     ///< (B, C, S, S), last backbone stage
    torch::Tensor global;  ///< (B, D)
    torch::Tensor dense;   ///< (B, D, S * S)
  };
  Output forward(const torch::Tensor& images);
  ResNet& backbone() { return backbone_; }

 private:
  ResNet backbone_{nullptr};
  torch::nn::Linear global0{nullptr}, global1{nullptr};
  torch::nn::Conv2d dense0{nullptr}, dense1{nullptr};
};
TORCH_MODULE(DenseClEncoder);

/// Runs the key encoder on the images in the order of `permutation`, in `groups` parts with batch
/// statistics of their own, and puts every output back into the order of `images`. A key then has
/// other companions in its statistics than its query, so they can't tell which belong together.
DenseClEncoderImpl::Output shuffledForward(DenseClEncoder& encoder,
                                           const torch::Tensor& images,
                                           const torch::Tensor& permutation,
                                           int64_t groups);

}  // namespace maskwright::ml
