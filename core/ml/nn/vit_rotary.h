#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

/// Rotary positions of DINOv3 (facebookresearch/dinov3, layers/rope_position_encoding.py): what the
/// queries and keys of a grid of patches are turned by.
struct RotaryTable {
  torch::Tensor sin, cos;  ///< patches x d float32, row-major patches
};

/// periods: d / 4 values. Coordinates of the patch centres in (-1, 1) on each axis; angles
/// 2 pi y / period, then 2 pi x / period, the whole list twice.
RotaryTable rotaryTable(const torch::Tensor& periods, int64_t rows, int64_t cols);

/// The formula's periods: 100^(2j / (d/2)) for j = 0 .. d/4 - 1.
torch::Tensor rotaryPeriods(int64_t headSize);

/// Turns the last `table` rows of `tokens` (... x T x d, float32); those before (CLS, storage)
/// pass: t * cos + (-t[d/2:], t[:d/2]) * sin.
torch::Tensor rotated(const torch::Tensor& tokens, const RotaryTable& table);

}  // namespace maskwright::ml
