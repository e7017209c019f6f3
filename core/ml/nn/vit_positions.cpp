#include "core/ml/nn/vit_positions.h"

namespace maskwright::ml {

torch::Tensor resizedPositions(const torch::Tensor& stored,
                               const VitSettings& settings,
                               int64_t rows,
                               int64_t cols) {
  const int64_t h = settings.gridHeight, w = settings.gridWidth;
  const torch::Tensor all = stored.to(torch::kFloat32);
  if (rows == h && cols == w) return all;
  const torch::Tensor grid =
      all.slice(1, 1).reshape({1, h, w, settings.embed}).permute({0, 3, 1, 2}).contiguous();
  torch::Tensor resized;
  if (settings.positionResize == PositionResize::Offset) {
    // The published code passes this scale on instead of the size; the source positions follow it.
    constexpr double kOffset = 0.1;
    const double sy = (static_cast<double>(rows) + kOffset) / static_cast<double>(h);
    const double sx = (static_cast<double>(cols) + kOffset) / static_cast<double>(w);
    resized = at::upsample_bicubic2d(grid, {rows, cols}, /*align_corners=*/false, sy, sx);
  } else {
    resized = at::_upsample_bicubic2d_aa(grid, {rows, cols}, /*align_corners=*/false);
  }
  const torch::Tensor patches =
      resized.permute({0, 2, 3, 1}).reshape({1, rows * cols, settings.embed});
  return torch::cat({all.slice(1, 0, 1), patches}, 1);
}

}  // namespace maskwright::ml
