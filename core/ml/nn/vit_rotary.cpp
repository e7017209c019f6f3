#include "core/ml/nn/vit_rotary.h"

namespace maskwright::ml {

torch::Tensor rotaryPeriods(int64_t headSize) {
  const torch::Tensor j = torch::arange(headSize / 4, torch::kFloat64);
  return torch::pow(100.0, j * 2 / (static_cast<double>(headSize) / 2)).to(torch::kFloat32);
}

RotaryTable rotaryTable(const torch::Tensor& periods, int64_t rows, int64_t cols) {
  const auto coordinates = [](int64_t n) {
    return (torch::arange(n, torch::kFloat32) + 0.5) / static_cast<double>(n) * 2 - 1;
  };
  const torch::Tensor y = coordinates(rows).view({rows, 1}).expand({rows, cols});
  const torch::Tensor x = coordinates(cols).view({1, cols}).expand({rows, cols});
  const torch::Tensor places = torch::stack({y, x}, -1).reshape({rows * cols, 2, 1});
  const torch::Tensor angles =
      (places * (2 * M_PI) / periods.to(torch::kFloat32).view({1, 1, -1})).flatten(1);
  const torch::Tensor twice = torch::cat({angles, angles}, 1);
  return {twice.sin(), twice.cos()};
}

torch::Tensor rotated(const torch::Tensor& tokens, const RotaryTable& table) {
  const int64_t before = tokens.size(-2) - table.sin.size(0), half = tokens.size(-1) / 2;
  const torch::Tensor patches = tokens.slice(-2, before);
  const torch::Tensor turned =
      torch::cat({-patches.slice(-1, half), patches.slice(-1, 0, half)}, -1);
  return torch::cat({tokens.slice(-2, 0, before), patches * table.cos + turned * table.sin}, -2);
}

}  // namespace maskwright::ml
