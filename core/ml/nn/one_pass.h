#pragma once

#include <torch/torch.h>

#include <initializer_list>

namespace maskwright::ml {

// Optimisers update their parameters in one pass over memory where they lie in the CPU's: as tensor
// operations an update took as long as the rest of a small step. Elsewhere they use the operations.

/// Numbers that one thread takes at least.
inline constexpr int64_t kOnePassGrain = 1 << 15;

/// Whether a parameter and its state can be walked through as plain arrays of the same order.
inline bool runsInOnePass(const torch::Tensor& parameter,
                          std::initializer_list<torch::Tensor> state) {
  const auto plain = [&](const torch::Tensor& t) {
    return t.is_cpu() && t.scalar_type() == torch::kFloat32 && t.strides() == parameter.strides();
  };
  if (!plain(parameter) || !parameter.is_non_overlapping_and_dense()) return false;
  for (const auto& t : state) {
    if (!plain(t)) return false;
  }
  return true;
}

/// `gradient` in the memory order of `parameter`, float32.
inline torch::Tensor inOrderOf(const torch::Tensor& parameter, const torch::Tensor& gradient) {
  const bool same =
      gradient.scalar_type() == torch::kFloat32 && gradient.strides() == parameter.strides();
  return same ? gradient : torch::empty_like(parameter).copy_(gradient);
}

}  // namespace maskwright::ml
