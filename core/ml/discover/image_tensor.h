#pragma once

#include <opencv2/core.hpp>
#include <torch/torch.h>

namespace maskwright::ml {

/// Size at which a picture is looked at: its short side becomes `shortSide` (smaller pictures are
/// enlarged), its long side at most `longSide`; both at least 32.
cv::Size workSize(cv::Size image, int shortSide, int longSide);

/// A CV_8UC3 BGR picture as 1 x 3 x H x W float32 RGB, less the ImageNet mean, over its deviation.
/// Channels-last memory.
torch::Tensor normalizedTensor(const cv::Mat& bgr);

}  // namespace maskwright::ml
