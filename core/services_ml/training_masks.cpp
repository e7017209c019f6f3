#include "core/services_ml/training_masks.h"

#include "core/coco/rle.h"
#include "core/imaging/mask_ops.h"

#include <opencv2/imgproc.hpp>

namespace maskwright {

torch::Tensor maskAtSize(const Rle& rle, cv::Size size) {
  const cv::Mat full = imaging::toMat(coco::decode(rle));
  cv::Mat small;
  cv::resize(full, small, size, 0, 0, cv::INTER_AREA);
  const cv::Mat inside = (small > 127) / 255;
  return torch::from_blob(inside.data, {inside.rows, inside.cols}, torch::kUInt8).clone();
}

torch::Tensor paintLabels(const std::vector<PaintedMask>& masks, cv::Size size) {
  auto labels = torch::zeros({size.height, size.width}, torch::kUInt8);
  if (masks.empty()) return labels;
  std::vector<torch::Tensor> inside;
  std::vector<double> priorities;
  std::vector<int64_t> values;
  for (const auto& mask : masks) {
    inside.push_back(maskAtSize(mask.mask, size));
    priorities.push_back(mask.priority);
    values.push_back(mask.label);
  }
  const auto owners = ml::paintMasks(torch::stack(inside), priorities);
  const auto known = torch::tensor(values).to(torch::kUInt8);
  const auto painted =
      known.index_select(0, owners.clamp_min(0).flatten()).view({size.height, size.width});
  return torch::where(owners.ge(0), painted, labels);
}

}  // namespace maskwright
