#pragma once

#include <torch/torch.h>

namespace maskwright::ml {

struct RoiAlignOptions {
  int64_t size = 7;           ///< cells a side of the output
  double scale = 1;           ///< map cells a pixel, e.g. 1 / 8 for stride 8
  int64_t samplingRatio = 2;  ///< samples a side of each cell; 0 = as many as map cells it spans
  bool aligned = true;        ///< pixel centres at halves; false: the earlier half-cell shift
};

/// RoIAlign (He et al. 2017): bilinear samples of a map in each cell of each region, averaged.
/// Samples beyond a margin of one cell around the map count as 0. map: (B, C, H, W) float32 or
/// float64; regions: (R, 5) image index, x0, y0, x1, y1 in pixels (no gradient). Returns (R, C,
/// size, size). Computed on the CPU; other devices' maps are copied there and back. Throws
/// c10::Error for another shape or an index outside the batch.
torch::Tensor roiAlign(const torch::Tensor& map,
                       const torch::Tensor& regions,
                       const RoiAlignOptions& options);

}  // namespace maskwright::ml
