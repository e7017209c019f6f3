#pragma once

#include <torch/torch.h>

#include <cmath>
#include <vector>

namespace maskwright::ml {

/// Euclidean length of the present gradients over all `slots` (each with a `parameter`).
template <typename Slots>
double gradientLength(const Slots& slots) {
  std::vector<torch::Tensor> squares;  // one wait for the device, not one a tensor
  for (const auto& slot : slots) {
    const auto& gradient = slot.parameter.grad();
    if (gradient.defined()) squares.push_back(gradient.square().sum().to(torch::kFloat64));
  }
  return squares.empty() ? 0.0 : std::sqrt(torch::stack(squares).sum().template item<double>());
}

/// Factor that shortens a gradient of that length to `clipNorm`; 0 = never.
inline double clipFactor(double length, double clipNorm) {
  return clipNorm > 0 && length > clipNorm ? clipNorm / length : 1.0;
}

}  // namespace maskwright::ml
