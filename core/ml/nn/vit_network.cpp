#include "core/ml/nn/vit_network.h"

#include "core/ml/nn/vit_positions.h"

#include <cmath>
#include <memory>
#include <stdexcept>

namespace maskwright::ml {
namespace nn = torch::nn;
namespace {

constexpr double kDeviation = 0.02;

nn::LayerNorm normOf(const VitSettings& settings) {
  return nn::LayerNorm(nn::LayerNormOptions({settings.embed}).eps(settings.layerNormEps));
}

/// A module that only gives a part of a name.
std::shared_ptr<nn::Module> part(nn::Module& parent, const std::string& name) {
  return parent.register_module(name, std::make_shared<nn::Module>());
}

}  // namespace

VitNetworkBlockImpl::VitNetworkBlockImpl(const VitSettings& settings, double dropPath)
    : settings_(settings), dropPath_(dropPath) {
  const int64_t d = settings.embed;
  norm1_ = register_module("norm1", normOf(settings));
  const auto attention = part(*this, "attn");
  qkv_ = attention->register_module("qkv", nn::Linear(d, 3 * d));
  projection_ = attention->register_module("proj", nn::Linear(d, d));
  norm2_ = register_module("norm2", normOf(settings));
  const auto mlp = part(*this, "mlp");
  up_ = mlp->register_module("fc1", nn::Linear(d, settings.hidden));
  down_ = mlp->register_module("fc2", nn::Linear(settings.hidden, d));
}

torch::Tensor VitNetworkBlockImpl::attention(const torch::Tensor& tokens) {
  const int64_t batch = tokens.size(0), count = tokens.size(1);
  const auto parts = qkv_(tokens)
                         .view({batch, count, 3, settings_.heads, settings_.headSize()})
                         .permute({2, 0, 3, 1, 4});
  const double scale = 1 / std::sqrt(static_cast<double>(settings_.headSize()));
  const auto shares =
      (parts[0] * scale).matmul(parts[1].transpose(-2, -1)).softmax(-1, torch::kFloat32);
  return projection_(shares.to(parts.scalar_type()).matmul(parts[2]).transpose(1, 2).flatten(2));
}

torch::Tensor VitNetworkBlockImpl::dropped(const torch::Tensor& branch,
                                           torch::Generator* drops) const {
  const auto wide = branch.to(torch::kFloat32);
  if (!drops || dropPath_ <= 0) return wide;
  const auto kept = torch::rand({wide.size(0), 1, 1}, *drops).ge(dropPath_).to(torch::kFloat32);
  return wide * (kept / (1 - dropPath_)).to(wide.device());
}

torch::Tensor VitNetworkBlockImpl::forward(const torch::Tensor& tokens, torch::Generator* drops) {
  const auto middle = tokens + dropped(attention(norm1_(tokens)), drops);
  return middle + dropped(down_(torch::gelu(up_(norm2_(middle)))), drops);
}

VitNetworkImpl::VitNetworkImpl(const VitSettings& settings, double dropPath) : settings_(settings) {
  if (settings.family != VitFamily::Dino || settings.heads < 1 ||
      settings.embed % settings.heads != 0 || settings.gridHeight < 1)
    throw std::invalid_argument("only vision transformers of DINO's layout can be trained");
  const int64_t d = settings.embed, cells = settings.gridHeight * settings.gridWidth;
  cls_ = register_parameter("cls_token", torch::zeros({1, 1, d}));
  positions_ = register_parameter("pos_embed", torch::zeros({1, 1 + cells, d}));
  patches_ =
      part(*this, "patch_embed")
          ->register_module(
              "proj", nn::Conv2d(nn::Conv2dOptions(3, d, settings.patch).stride(settings.patch)));
  blocks_ = register_module("blocks", nn::ModuleList());
  const auto steps = static_cast<double>(std::max<int64_t>(1, settings.depth - 1));
  for (int64_t i = 0; i < settings.depth; ++i)
    blocks_->push_back(VitNetworkBlock(settings, dropPath * static_cast<double>(i) / steps));
  norm_ = register_module("norm", normOf(settings));
  const torch::NoGradGuard noGrad;
  for (auto& item : named_parameters()) {
    // The patch projection keeps the usual start of a convolution.
    if (item.key().rfind("patch_embed", 0) == 0) continue;
    if (item.value().dim() > 1) {
      item.value().normal_(0, kDeviation);
    } else if (item.key().ends_with("bias")) {
      item.value().zero_();
    }
  }
}

torch::Tensor VitNetworkImpl::forward(const torch::Tensor& pictures, torch::Generator* drops) {
  const int64_t p = settings_.patch;
  if (pictures.dim() != 4 || pictures.size(2) % p != 0 || pictures.size(3) % p != 0)
    throw std::invalid_argument("the sides of pictures must be multiples of the patch");
  const int64_t batch = pictures.size(0), rows = pictures.size(2) / p, cols = pictures.size(3) / p;
  // The patch projection as one product: its windows don't overlap.
  const auto windows = pictures.contiguous()
                           .view({batch, 3, rows, p, cols, p})
                           .permute({0, 2, 4, 1, 3, 5})
                           .reshape({batch, rows * cols, 3 * p * p});
  const auto patches =
      torch::linear(windows, patches_->weight.flatten(1), patches_->bias).to(torch::kFloat32);
  auto tokens = torch::cat({cls_.expand({batch, -1, -1}), patches}, 1) +
                resizedPositions(positions_, settings_, rows, cols);
  for (const auto& block : *blocks_)
    tokens = block->as<VitNetworkBlockImpl>()->forward(tokens, drops);
  return norm_(tokens.select(1, 0));
}

}  // namespace maskwright::ml
