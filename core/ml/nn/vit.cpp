#include "core/ml/nn/vit.h"

#include "core/ml/nn/vit_positions.h"

#include <cmath>
#include <stdexcept>

namespace maskwright::ml {
namespace {

Error conflict(const std::string& what) {
  return {ErrorKind::Conflict, what, ""};
}

Result<void> checkShapes(const VitSettings& settings, const VitWeights& weights) {
  for (const auto& [name, shape] : vitShapes(settings)) {
    const auto found = weights.find(name);
    if (found == weights.end()) return conflict("weight " + name + " is missing");
    if (found->second.sizes() != at::IntArrayRef(shape)) {
      std::ostringstream message;
      message << "weight " << name << " has shape " << found->second.sizes()
              << ", the vision transformer needs " << at::IntArrayRef(shape);
      return conflict(message.str());
    }
  }
  return {};
}

/// DINOv3's class leaves NaN in the mask until its initialiser has run.
Result<void> checkMasks(const VitSettings& settings, const VitWeights& weights) {
  for (int64_t i = 0; settings.keyBiasMask && i < settings.depth; ++i) {
    const std::string name = "blocks." + std::to_string(i) + ".attn.qkv.bias_mask";
    const torch::Tensor mask = weights.at(name).to(torch::kFloat32);
    if (!((mask == 0) | (mask == 1)).all().item<bool>())
      return conflict("weight " + name + " holds values other than 0 and 1");
  }
  return {};
}

torch::Tensor wide(const torch::Tensor& t) {
  return t.detach().to(torch::kCPU, torch::kFloat32).contiguous();
}

}  // namespace

Result<Vit> Vit::make(const VitSettings& settings,
                      const VitWeights& weights,
                      const Precision& precision) {
  const torch::NoGradGuard noGrad;
  if (const auto checked = checkShapes(settings, weights); !checked) return checked.error();
  if (const auto checked = checkMasks(settings, weights); !checked) return checked.error();
  Vit vit;
  vit.settings_ = settings;
  vit.type_ = precision.bfloat16 ? at::kBFloat16 : at::kFloat;
  const bool v3 = settings.family == VitFamily::DinoV3;
  vit.patchWeight_ = wide(weights.at("patch_embed.proj.weight")).flatten(1).to(vit.type_);
  vit.patchBias_ = wide(weights.at("patch_embed.proj.bias")).to(vit.type_);
  vit.before_ = wide(weights.at("cls_token"));
  if (settings.gridHeight > 0) vit.positions_ = wide(weights.at("pos_embed"));
  if (settings.registers > 0) {
    const auto& tokens = weights.at(v3 ? "storage_tokens" : "register_tokens");
    vit.before_ = torch::cat({vit.before_, wide(tokens)}, 1);
  }
  if (v3) vit.takePeriods(weights);
  for (int64_t i = 0; i < settings.depth; ++i)
    vit.blocks_.emplace_back(settings, weights, "blocks." + std::to_string(i) + ".", vit.type_);
  vit.normWeight_ = wide(weights.at("norm.weight"));
  vit.normBias_ = wide(weights.at("norm.bias"));
  if (settings.separateNorms) {
    vit.clsNormWeight_ = wide(weights.at("cls_norm.weight"));
    vit.clsNormBias_ = wide(weights.at("cls_norm.bias"));
  }
  return vit;
}

void Vit::takePeriods(const VitWeights& weights) {
  const torch::Tensor formula = rotaryPeriods(settings_.headSize());
  periods_ = settings_.storedPeriods ? wide(weights.at("rope_embed.periods")) : formula;
  if (((periods_ - formula).abs() > 0.01 * formula).any().item<bool>())
    remark_ = "the stored rotary periods differ from the published formula";
}

torch::Tensor Vit::embedded(const torch::Tensor& pictures, int64_t& rows, int64_t& cols) const {
  const int64_t p = settings_.patch;
  if (pictures.dim() != 4 || pictures.size(1) != 3 || pictures.size(2) % p != 0 ||
      pictures.size(3) % p != 0 || pictures.numel() == 0)
    throw std::invalid_argument(
        "a vision transformer takes pictures whose sides are multiples of "
        "its patch");
  const int64_t batch = pictures.size(0);
  rows = pictures.size(2) / p;
  cols = pictures.size(3) / p;
  // The patch projection as one product: its windows don't overlap.
  const torch::Tensor windows = pictures.contiguous()
                                    .view({batch, 3, rows, p, cols, p})
                                    .permute({0, 2, 4, 1, 3, 5})
                                    .reshape({batch, rows * cols, 3 * p * p})
                                    .to(type_);
  torch::Tensor patches = at::linear(windows, patchWeight_, patchBias_).to(torch::kFloat32);
  torch::Tensor before = before_;
  if (positions_.defined()) {
    const torch::Tensor places = positions(rows, cols);
    patches = patches + places.slice(1, 1);
    // Positions are added before the registers come in.
    before = torch::cat({before.slice(1, 0, 1) + places.slice(1, 0, 1), before.slice(1, 1)}, 1);
  }
  return torch::cat({before.expand({batch, -1, -1}), patches}, 1);
}

torch::Tensor Vit::positions(int64_t rows, int64_t cols) const {
  return positions_.defined() ? resizedPositions(positions_, settings_, rows, cols)
                              : torch::Tensor();
}

std::optional<RotaryTable> Vit::table(int64_t rows, int64_t cols) const {
  if (!periods_.defined()) return std::nullopt;
  return rotaryTable(periods_, rows, cols);
}

torch::Tensor Vit::placed(const torch::Tensor& queriesOrKeys, int64_t rows, int64_t cols) const {
  const auto rotary = table(rows, cols);
  return rotary ? rotated(queriesOrKeys, *rotary) : queriesOrKeys;
}

torch::Tensor Vit::normed(const torch::Tensor& tokens) const {
  const auto norm = [&](const torch::Tensor& t, const torch::Tensor& w, const torch::Tensor& b) {
    return at::layer_norm(t, {settings_.embed}, w, b, settings_.layerNormEps);
  };
  if (!settings_.separateNorms) return norm(tokens, normWeight_, normBias_);
  return torch::cat({norm(tokens.slice(1, 0, prefix()), clsNormWeight_, clsNormBias_),
                     norm(tokens.slice(1, prefix()), normWeight_, normBias_)},
                    1);
}

torch::Tensor Vit::tokensAfter(const torch::Tensor& pictures, int64_t blocks) const {
  const c10::InferenceMode inference;
  int64_t rows = 0, cols = 0;
  torch::Tensor tokens = embedded(pictures, rows, cols);
  const auto rotary = table(rows, cols);
  for (int64_t i = 0; i < blocks; ++i) {
    const VitBlock& block = blocks_[static_cast<size_t>(i)];
    tokens = block.finish(tokens, block.attentionInputs(tokens), rotary ? &*rotary : nullptr);
  }
  return tokens;
}

VitFeatures Vit::features(const torch::Tensor& pictures, bool withTokens) const {
  const c10::InferenceMode inference;
  VitFeatures out;
  const torch::Tensor tokens = tokensAfter(pictures, settings_.depth - 1);
  out.rows = pictures.size(2) / settings_.patch;
  out.cols = pictures.size(3) / settings_.patch;
  const auto inputs = blocks_.back().attentionInputs(tokens);
  if (withTokens) {
    const auto rotary = table(out.rows, out.cols);
    out.tokens = normed(blocks_.back().finish(tokens, inputs, rotary ? &*rotary : nullptr));
  }
  const auto plain = [](const torch::Tensor& t) { return t.to(torch::kFloat32).contiguous(); };
  out.block = {plain(inputs.q), plain(inputs.k), plain(inputs.v)};
  return out;
}

torch::Tensor Vit::cls(const torch::Tensor& pictures) const {
  const c10::InferenceMode inference;
  const torch::Tensor tokens = tokensAfter(pictures, settings_.depth - 1);
  const auto rotary = table(pictures.size(2) / settings_.patch, pictures.size(3) / settings_.patch);
  const auto inputs = blocks_.back().attentionInputs(tokens);
  const torch::Tensor first =
      blocks_.back().finishFirst(tokens, inputs, rotary ? &*rotary : nullptr);
  return normed(first).select(1, 0);
}

torch::Tensor Vit::clsAttention(const VitFeatures& features) const {
  const c10::InferenceMode inference;
  const double scale = 1 / std::sqrt(static_cast<double>(settings_.headSize()));
  const torch::Tensor keys = placed(features.block.k, features.rows, features.cols);
  const torch::Tensor query = features.block.q.slice(2, 0, 1) * scale;  // CLS has no place
  return query.matmul(keys.transpose(-2, -1)).softmax(-1).squeeze(2);
}

}  // namespace maskwright::ml
