#pragma once

#include <opencv2/core.hpp>
#include <torch/torch.h>

namespace maskwright::ml {

// Patches of a vision transformer as cells of a mask (CV_8U, 0 or 255), row by row.

/// rows * cols flags (any type; non-zero is inside) as a mask.
cv::Mat gridMask(const torch::Tensor& inside, int rows, int cols);

/// The cell of a patch.
inline cv::Point cellOf(int64_t patch, int cols) {
  return {static_cast<int>(patch) % cols, static_cast<int>(patch) / cols};
}

/// A mask as a float32 tensor of 0 and 1, h x w.
torch::Tensor softTensor(const cv::Mat& mask);

}  // namespace maskwright::ml
