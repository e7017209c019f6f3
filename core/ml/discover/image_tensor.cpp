#include "core/ml/discover/image_tensor.h"

#include <algorithm>
#include <array>

namespace maskwright::ml {

cv::Size workSize(cv::Size image, int shortSide, int longSide) {
  const double scale =
      std::min(static_cast<double>(shortSide) / std::min(image.width, image.height),
               static_cast<double>(longSide) / std::max(image.width, image.height));
  return {std::max(32, cvRound(image.width * scale)), std::max(32, cvRound(image.height * scale))};
}

torch::Tensor normalizedTensor(const cv::Mat& bgr) {
  CV_Assert(bgr.type() == CV_8UC3);
  constexpr std::array<float, 3> kMean{123.675F, 116.28F, 103.53F};
  constexpr std::array<float, 3> kDeviation{58.395F, 57.12F, 57.375F};
  torch::Tensor pixels = torch::empty({1, bgr.rows, bgr.cols, 3}, torch::kFloat32);
  float* out = pixels.data_ptr<float>();
  for (int y = 0; y < bgr.rows; ++y) {
    const auto* in = bgr.ptr<uint8_t>(y);
    for (int x = 0; x < bgr.cols; ++x, in += 3, out += 3) {
      for (int c = 0; c < 3; ++c) {
        out[c] = (static_cast<float>(in[2 - c]) - kMean[c]) / kDeviation[c];
      }
    }
  }
  return pixels.permute({0, 3, 1, 2});
}

}  // namespace maskwright::ml
