#include "core/ml/discover/pixel_tensor.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace maskwright::ml {

cv::Size shortSideSize(cv::Size image, int shortSide, double longestAspect) {
  const double shorter = std::min(image.width, image.height);
  const double longer = std::max(image.width, image.height);
  const double scale = std::min(shortSide / shorter, shortSide * longestAspect / longer);
  const auto side = [&](int pixels) { return std::max(32, cvRound(pixels * scale)); };
  return {side(image.width), side(image.height)};
}

cv::Mat softMat(const torch::Tensor& soft) {
  return {static_cast<int>(soft.size(0)),
          static_cast<int>(soft.size(1)),
          CV_32F,
          soft.data_ptr<float>()};
}

torch::Tensor rgbBytes(const cv::Mat& bgr, cv::Size size) {
  cv::Mat small;
  cv::resize(bgr, small, size, 0, 0, size.width < bgr.cols ? cv::INTER_AREA : cv::INTER_LINEAR);
  cv::cvtColor(small, small, cv::COLOR_BGR2RGB);
  return torch::from_blob(small.data, {small.rows, small.cols, 3}, torch::kUInt8)
      .permute({2, 0, 1})
      .contiguous()
      .clone();
}

}  // namespace maskwright::ml
