#pragma once

// For tests that link LibTorch: a vision transformer whose keys say the patches' mean colours.

#include "core/ml/nn/vit.h"
#include "core/ml/weights/safetensors.h"

namespace maskwright::testing {

/// Weights (DINO's names, 1 block, 1 head of 64, patch 16) of a network whose keys are the patches'
/// mean normalised colours (r, g, b, -r, -g, -b, then 0, less their mean, of one length), and whose
/// CLS looks for `wanted` (r, g, b).
inline ml::TensorMap colourVitWeights(std::array<float, 3> wanted) {
  constexpr int64_t kWidth = 64, kPatch = 16, kGrid = 14;
  ml::VitSettings settings;
  settings.embed = kWidth;
  settings.depth = settings.heads = 1;
  settings.patch = kPatch;
  settings.hidden = 8;
  settings.gridHeight = settings.gridWidth = kGrid;
  ml::TensorMap weights;
  for (const auto& [name, shape] : ml::vitShapes(settings))
    weights[name] = torch::zeros(shape, torch::kFloat32);
  for (const char* norm : {"norm.weight", "blocks.0.norm1.weight", "blocks.0.norm2.weight"})
    weights[norm].fill_(1);
  for (int64_t c = 0; c < 3; ++c) {
    weights["patch_embed.proj.weight"][c][c].fill_(1.0 / (kPatch * kPatch));
    weights["patch_embed.proj.weight"][c + 3][c].fill_(-1.0 / (kPatch * kPatch));
    weights["blocks.0.attn.qkv.bias"][c] = wanted[static_cast<size_t>(c)];
    weights["blocks.0.attn.qkv.bias"][c + 3] = -wanted[static_cast<size_t>(c)];
  }
  // Keys and values alike; CLS takes the mean of what it looks at.
  for (const int64_t part : {kWidth, 2 * kWidth})
    weights["blocks.0.attn.qkv.weight"].slice(0, part, part + kWidth).copy_(torch::eye(kWidth));
  weights["blocks.0.attn.proj.weight"].copy_(torch::eye(kWidth));
  return weights;
}

inline ml::Vit colourVit(std::array<float, 3> wanted) {
  const auto weights = colourVitWeights(wanted);
  ml::ShapeMap shapes;
  for (const auto& [name, tensor] : weights) shapes[name] = tensor.sizes().vec();
  return *ml::Vit::make(*ml::vitSettingsOf(shapes), weights, ml::Precision{});
}

}  // namespace maskwright::testing
