#pragma once

#include <torch/torch.h>

#include <cmath>

namespace maskwright::ml {

/// Euclidean length of the present gradients over all `slots` (each with a `parameter`).
template <typename Slots>
double gradientLength(const Slots& slots) {
  double squares = 0;
  for (const auto& slot : slots) {
    const auto& gradient = slot.parameter.grad();
    if (gradient.defined()) squares += gradient.square().sum().template item<double>();
  }
  return std::sqrt(squares);
}

/// Factor that shortens a gradient of that length to `clipNorm`; 0 = never.
inline double clipFactor(double length, double clipNorm) {
  return clipNorm > 0 && length > clipNorm ? clipNorm / length : 1.0;
}

}  // namespace maskwright::ml
