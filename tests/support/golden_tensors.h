#pragma once

// For tests that link LibTorch.

#include "core/ml/weights/safetensors.h"

#include <torch/torch.h>

#include <stdexcept>
#include <string>

namespace maskwright::testing {

/// tests/golden/NAME.safetensors; tests run in the source root.
inline ml::TensorMap goldenTensors(const std::string& name) {
  auto content = ml::readSafetensors("tests/golden/" + name + ".safetensors");
  if (!content) throw std::runtime_error(content.error().text());
  return std::move(content->tensors);
}

/// Largest |got - expected| / (1 + |expected|): the figure that the golden README calls tol.
/// Infinite if the shapes differ.
inline double goldenError(const torch::Tensor& got, const torch::Tensor& expected) {
  if (got.sizes() != expected.sizes()) return std::numeric_limits<double>::infinity();
  if (got.numel() == 0) return 0;
  const torch::Tensor wanted = expected.to(torch::kFloat64);
  const torch::Tensor error = (got.to(torch::kFloat64) - wanted).abs() / (wanted.abs() + 1.0);
  // NaN would compare false everywhere; make it fail.
  return error.nan_to_num(std::numeric_limits<double>::infinity()).max().item<double>();
}

}  // namespace maskwright::testing
