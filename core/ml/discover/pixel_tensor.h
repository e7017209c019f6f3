#pragma once

#include <opencv2/core.hpp>
#include <torch/torch.h>

namespace maskwright::ml {

/// Size with `shortSide` as the short side (smaller pictures are enlarged) and the long side at
/// most `longestAspect` times that.
cv::Size shortSideSize(cv::Size image, int shortSide, double longestAspect);

/// A CV_8UC3 BGR picture resized to `size` as uint8 RGB (3, H, W): what training takes.
torch::Tensor rgbBytes(const cv::Mat& bgr, cv::Size size);

/// A soft mask, contiguous float32 (h, w) on the processor, as a CV_32F that shares its memory.
cv::Mat softMat(const torch::Tensor& soft);

}  // namespace maskwright::ml
