#pragma once

// For tests that link LibTorch: the tiny vision transformers of tests/golden/weights.

#include "core/ml/nn/vit.h"
#include "core/ml/weights/load_backbone.h"
#include "tests/support/golden_tensors.h"

namespace maskwright::testing {

/// Weights of tests/golden/weights/FILE, safetensors or zip .pth.
inline ml::TensorMap goldenVitWeights(const std::string& file) {
  if (!file.ends_with(".pth")) return goldenTensors("weights/" + file.substr(0, file.rfind('.')));
  auto weights = ml::readBackbone("tests/golden/weights/" + file);
  if (!weights) throw std::runtime_error(weights.error().text());
  return weights->tensors;
}

inline ml::ShapeMap shapesOf(const ml::TensorMap& tensors) {
  ml::ShapeMap shapes;
  for (const auto& [name, tensor] : tensors) shapes[name] = tensor.sizes().vec();
  return shapes;
}

inline ml::Vit goldenVit(const std::string& file, int64_t heads, const ml::Precision& precision) {
  const auto weights = goldenVitWeights(file);
  const auto settings = ml::vitSettingsOf(shapesOf(weights), heads);
  if (!settings) throw std::runtime_error(settings.error().text());
  auto vit = ml::Vit::make(*settings, weights, precision);
  if (!vit) throw std::runtime_error(vit.error().text());
  return *vit;
}

}  // namespace maskwright::testing
