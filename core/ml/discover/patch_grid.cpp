#include "core/ml/discover/patch_grid.h"

namespace maskwright::ml {

cv::Mat gridMask(const torch::Tensor& inside, int rows, int cols) {
  const torch::Tensor flags = (inside != 0).to(torch::kUInt8).contiguous();
  CV_Assert(flags.numel() == static_cast<int64_t>(rows) * cols);
  return cv::Mat(rows, cols, CV_8U, flags.data_ptr<uint8_t>()) != 0;
}

torch::Tensor softTensor(const cv::Mat& mask) {
  torch::Tensor soft = torch::empty({mask.rows, mask.cols}, torch::kFloat32);
  mask.convertTo(cv::Mat(mask.rows, mask.cols, CV_32F, soft.data_ptr<float>()), CV_32F, 1.0 / 255);
  return soft;
}

}  // namespace maskwright::ml
