#include "core/ml/nn/vit_block.h"

#include <cmath>

namespace maskwright::ml {
namespace {

/// The weight with its rows (or the bias with its entries) multiplied by the layer scale.
torch::Tensor scaledRows(const torch::Tensor& t, const torch::Tensor& gamma) {
  return t.dim() == 2 ? t * gamma.unsqueeze(1) : t * gamma;
}

}  // namespace

VitBlock::VitBlock(const VitSettings& settings,
                   const VitWeights& weights,
                   const std::string& block,
                   at::ScalarType type)
    : settings_(settings), type_(type) {
  const torch::NoGradGuard noGrad;
  const auto wide = [&](const std::string& name) {
    return weights.at(block + name).detach().to(torch::kFloat32);
  };
  const auto linear = [&](const std::string& name, const torch::Tensor& gamma) {
    torch::Tensor weight = wide(name + ".weight"), bias = wide(name + ".bias");
    if (gamma.defined()) {
      weight = scaledRows(weight, gamma);
      bias = scaledRows(bias, gamma);
    }
    return Linear{weight.to(type).contiguous(), bias.to(type).contiguous()};
  };
  const auto norm = [&](const std::string& name) {
    return Norm{wide(name + ".weight").contiguous(), wide(name + ".bias").contiguous()};
  };
  const torch::Tensor none;
  const torch::Tensor scale1 = settings.layerScale ? wide("ls1.gamma") : none;
  const torch::Tensor scale2 = settings.layerScale ? wide("ls2.gamma") : none;
  norm1_ = norm("norm1");
  norm2_ = norm("norm2");
  qkv_.weight = wide("attn.qkv.weight").to(type).contiguous();
  if (settings.qkvBias) {
    torch::Tensor bias = wide("attn.qkv.bias");
    if (settings.family == VitFamily::DinoV3) {
      // A key's bias under a mask of 0 need not be 0 in the file.
      torch::Tensor mask = torch::ones_like(bias);
      mask.slice(0, settings.embed, 2 * settings.embed).zero_();
      bias = bias * (settings.keyBiasMask ? wide("attn.qkv.bias_mask") : mask);
    }
    qkv_.bias = bias.to(type).contiguous();
  }
  projection_ = linear("attn.proj", scale1);
  switch (settings.feedForward) {
    case VitFeedForward::Mlp:
      up_ = linear("mlp.fc1", none);
      down_ = linear("mlp.fc2", scale2);
      break;
    case VitFeedForward::GatedJoint:
      up_ = linear("mlp.w12", none);
      down_ = linear("mlp.w3", scale2);
      break;
    case VitFeedForward::Gated:
      up_ = linear("mlp.w1", none);
      second_ = linear("mlp.w2", none);
      down_ = linear("mlp.w3", scale2);
      break;
  }
}

torch::Tensor VitBlock::normalized(const torch::Tensor& tokens, const Norm& norm) const {
  return at::layer_norm(tokens, {settings_.embed}, norm.weight, norm.bias, settings_.layerNormEps)
      .to(type_);
}

torch::Tensor VitBlock::feedForward(const torch::Tensor& x) const {
  switch (settings_.feedForward) {
    case VitFeedForward::Mlp:
      return down_(at::gelu(up_(x)));
    case VitFeedForward::GatedJoint: {
      const auto halves = up_(x).chunk(2, -1);
      return down_(at::silu(halves[0]) * halves[1]);
    }
    case VitFeedForward::Gated:
      break;
  }
  return down_(at::silu(up_(x)) * second_(x));
}

AttentionInputs VitBlock::attentionInputs(const torch::Tensor& tokens) const {
  const int64_t batch = tokens.size(0), count = tokens.size(1);
  const torch::Tensor parts = qkv_(normalized(tokens, norm1_))
                                  .view({batch, count, 3, settings_.heads, settings_.headSize()})
                                  .permute({2, 0, 3, 1, 4});
  return {parts[0], parts[1], parts[2]};
}

/// softmax(q k^T / sqrt(d)) v of rotated queries and keys, as B x T x D.
torch::Tensor VitBlock::attend(const torch::Tensor& q, const AttentionInputs& inputs) const {
  const double scale = 1 / std::sqrt(static_cast<double>(settings_.headSize()));
  const torch::Tensor shares = (q * scale).matmul(inputs.k.transpose(-2, -1)).softmax(-1);
  return shares.matmul(inputs.v).transpose(1, 2).flatten(2);
}

torch::Tensor VitBlock::residuals(const torch::Tensor& tokens,
                                  const torch::Tensor& attended) const {
  const torch::Tensor middle = tokens + projection_(attended).to(torch::kFloat32);
  return middle + feedForward(normalized(middle, norm2_)).to(torch::kFloat32);
}

torch::Tensor VitBlock::finish(const torch::Tensor& tokens,
                               const AttentionInputs& inputs,
                               const RotaryTable* rotary) const {
  const auto turn = [&](const torch::Tensor& t) {
    return rotary ? rotated(t.to(torch::kFloat32), *rotary).to(type_) : t;
  };
  return residuals(tokens, attend(turn(inputs.q), {{}, turn(inputs.k), inputs.v}));
}

torch::Tensor VitBlock::finishFirst(const torch::Tensor& tokens,
                                    const AttentionInputs& inputs,
                                    const RotaryTable* rotary) const {
  const torch::Tensor keys =
      rotary ? rotated(inputs.k.to(torch::kFloat32), *rotary).to(type_) : inputs.k;
  // The first token has no place, so its query is never turned.
  return residuals(tokens.slice(1, 0, 1), attend(inputs.q.slice(2, 0, 1), {{}, keys, inputs.v}));
}

}  // namespace maskwright::ml
