#pragma once

#include "core/ml/nn/vit_network.h"
#include "core/ml/pretrain/dino_options.h"

#include <torch/torch.h>

namespace maskwright::ml {

/// What student and teacher both have: a vision transformer and DINO's projection head, three
/// linear layers with GELU between them, then unit length, then a layer of K unit vectors (weight
/// normalisation with its lengths held at 1: "norm_last_layer" of the published program).
class DinoNetworkImpl : public torch::nn::Module {
 public:
  explicit DinoNetworkImpl(const DinoOptions& options);

  /// pictures: (B, 3, H, W), normalised. Returns (B, bottleneck), any length, perhaps in half
  /// precision. `drops`: see VitNetwork.
  torch::Tensor embed(const torch::Tensor& pictures, torch::Generator* drops = nullptr);
  /// Cosines to the K vectors, (B, K) float32 in [-1, 1]. Not to be autocast: the temperatures
  /// stretch them by up to 25, so that bfloat16's steps would count.
  torch::Tensor logits(const torch::Tensor& embedded);

  VitNetwork& backbone() { return backbone_; }
  torch::Tensor last;  ///< (K, bottleneck), any lengths: only directions count

 private:
  VitNetwork backbone_{nullptr};
  torch::nn::Linear first_{nullptr}, second_{nullptr}, third_{nullptr};
};
TORCH_MODULE(DinoNetwork);

}  // namespace maskwright::ml
