#pragma once

#include <opencv2/core.hpp>
#include <torch/torch.h>

namespace maskwright::ml {

/// One object by LOST (Simeoni et al. 2021, object_discovery.py).
struct LostObject {
  cv::Mat mask;          ///< CV_8U 0 or 255, one cell a patch
  cv::Rect box;          ///< of the mask, cells
  torch::Tensor degree;  ///< int64 per patch: other patches with a positive key product
  torch::Tensor sum;     ///< float32 per patch: key products with the chosen patches, summed
  int64_t seed = 0;      ///< patch of least degree
};

/// keys: N x C of the patches (no CLS), N = rows * cols. Of the `candidates` patches of least
/// degree those that agree with the seed vote; positive sums 4-connected to the seed are the
/// object. Ties go to the earlier patch.
LostObject lostObject(const torch::Tensor& keys, int rows, int cols, int64_t candidates = 100);

}  // namespace maskwright::ml
