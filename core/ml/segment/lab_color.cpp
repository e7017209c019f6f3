#include "core/ml/segment/lab_color.h"

namespace maskwright::ml {
namespace {

torch::Tensor linearLight(const torch::Tensor& srgb) {
  return torch::where(srgb > 0.04045, torch::pow((srgb + 0.055) / 1.055, 2.4), srgb / 12.92);
}

torch::Tensor labCurve(const torch::Tensor& t) {
  return torch::where(
      t > 0.008856, torch::pow(t.clamp_min(1e-6), 1.0 / 3.0), 7.787 * t + 16.0 / 116.0);
}

}  // namespace

torch::Tensor rgbToLab(const torch::Tensor& rgb) {
  TORCH_CHECK_VALUE(rgb.dim() >= 3 && rgb.size(-3) == 3, "rgbToLab needs (..., 3, H, W)");
  const auto c = linearLight(rgb.to(torch::kFloat32) / 255.0);
  const auto r = c.select(-3, 0), g = c.select(-3, 1), b = c.select(-3, 2);
  // sRGB primaries to XYZ, divided by the D65 white point.
  const auto x = labCurve((0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.95047);
  const auto y = labCurve(0.212671 * r + 0.715160 * g + 0.072169 * b);
  const auto z = labCurve((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.08883);
  return torch::stack({116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)}, -3);
}

}  // namespace maskwright::ml
