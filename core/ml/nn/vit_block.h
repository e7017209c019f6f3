#pragma once

#include "core/ml/nn/vit_rotary.h"
#include "core/ml/nn/vit_settings.h"

#include <torch/torch.h>

#include <map>
#include <optional>
#include <string>

namespace maskwright::ml {

/// Named tensors, as they are in a weights file.
using VitWeights = std::map<std::string, torch::Tensor>;

/// Queries, keys and values of one block: B x heads x T x d, not scaled, before any rotation.
struct AttentionInputs {
  torch::Tensor q, k, v;
};

/// One transformer block, for inference: x += attention(norm1 x), then x += feedForward(norm2 x),
/// with the layer scales and the key bias mask folded into the weights. Products run in `type`, the
/// residual stream and the norms stay float32.
class VitBlock {
 public:
  /// `block`: prefix of its weights, "blocks.0." and so on. The shapes were checked.
  VitBlock(const VitSettings& settings,
           const VitWeights& weights,
           const std::string& block,
           at::ScalarType type);

  /// tokens: B x T x D float32; the result has the block's type.
  AttentionInputs attentionInputs(const torch::Tensor& tokens) const;
  /// Tokens after the block, given its own inputs. `rotary`: null = learned positions.
  torch::Tensor finish(const torch::Tensor& tokens,
                       const AttentionInputs& inputs,
                       const RotaryTable* rotary) const;
  /// The same for the first token alone: B x 1 x D.
  torch::Tensor finishFirst(const torch::Tensor& tokens,
                            const AttentionInputs& inputs,
                            const RotaryTable* rotary) const;

 private:
  struct Linear {
    torch::Tensor weight, bias;
    torch::Tensor operator()(const torch::Tensor& x) const { return at::linear(x, weight, bias); }
  };
  struct Norm {
    torch::Tensor weight, bias;
  };
  torch::Tensor normalized(const torch::Tensor& tokens, const Norm& norm) const;
  torch::Tensor feedForward(const torch::Tensor& x) const;
  torch::Tensor attend(const torch::Tensor& q, const AttentionInputs& inputs) const;
  torch::Tensor residuals(const torch::Tensor& tokens, const torch::Tensor& attended) const;

  VitSettings settings_;
  at::ScalarType type_;
  Norm norm1_, norm2_;
  Linear qkv_, projection_, up_, second_, down_;  ///< `second_` only where w1 and w2 are apart
};

}  // namespace maskwright::ml
