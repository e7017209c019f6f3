#include "core/ml/nn/box_ops.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace maskwright::ml {
namespace {

/// Middle and sides.
struct Extent {
  torch::Tensor x, y, w, h;
};

Extent extentOf(const torch::Tensor& boxes) {
  const auto side = boxes.unbind(1);
  const auto w = side[2] - side[0], h = side[3] - side[1];
  return {side[0] + w / 2, side[1] + h / 2, w, h};
}

float overlap(const float* a, const float* b) {
  const float w = std::min(a[2], b[2]) - std::max(a[0], b[0]);
  const float h = std::min(a[3], b[3]) - std::max(a[1], b[1]);
  if (w <= 0 || h <= 0) return 0;
  const float both = w * h;
  return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both);
}

}  // namespace

torch::Tensor boxAreas(const torch::Tensor& boxes) {
  return (boxes.narrow(1, 2, 2) - boxes.narrow(1, 0, 2)).clamp_min(0).prod(1);
}

torch::Tensor boxIntersections(const torch::Tensor& a, const torch::Tensor& b) {
  const auto first = a.unsqueeze(1), second = b.unsqueeze(0);
  const auto low = torch::maximum(first.narrow(2, 0, 2), second.narrow(2, 0, 2));
  const auto high = torch::minimum(first.narrow(2, 2, 2), second.narrow(2, 2, 2));
  return (high - low).clamp_min(0).prod(2);
}

torch::Tensor boxIou(const torch::Tensor& a, const torch::Tensor& b) {
  const auto both = boxIntersections(a, b);
  const auto any = boxAreas(a).unsqueeze(1) + boxAreas(b).unsqueeze(0) - both;
  return torch::where(any > 0, both / any, torch::zeros_like(both));
}

torch::Tensor nms(const torch::Tensor& boxes, const torch::Tensor& scores, double threshold) {
  return batchedNms(
      boxes, scores, torch::zeros({boxes.size(0)}, torch::dtype(torch::kInt64)), threshold);
}

torch::Tensor batchedNms(const torch::Tensor& boxes,
                         const torch::Tensor& scores,
                         const torch::Tensor& labels,
                         double threshold) {
  const auto count = static_cast<size_t>(boxes.size(0));
  const auto order = std::get<1>(scores.sort(/*stable=*/true, /*dim=*/0, /*descending=*/true));
  const auto sorted = boxes.index_select(0, order).to(torch::kFloat32).contiguous();
  const auto kinds = labels.index_select(0, order).contiguous();
  const auto* box = sorted.data_ptr<float>();
  const auto* kind = kinds.data_ptr<int64_t>();
  std::vector<char> gone(count, 0);
  std::vector<int64_t> kept;
  for (size_t i = 0; i < count; ++i) {
    if (gone[i]) continue;
    kept.push_back(static_cast<int64_t>(i));
    for (size_t j = i + 1; j < count; ++j) {
      if (!gone[j] && kind[i] == kind[j] &&
          static_cast<double>(overlap(box + 4 * i, box + 4 * j)) > threshold)
        gone[j] = 1;
    }
  }
  return order.index_select(0, torch::tensor(kept, torch::kInt64));
}

torch::Tensor clipBoxes(const torch::Tensor& boxes, int64_t height, int64_t width) {
  const auto side = boxes.unbind(1);
  return torch::stack({side[0].clamp(0, width),
                       side[1].clamp(0, height),
                       side[2].clamp(0, width),
                       side[3].clamp(0, height)},
                      1);
}

torch::Tensor BoxCoder::encode(const torch::Tensor& boxes, const torch::Tensor& references) const {
  const Extent to = extentOf(boxes), from = extentOf(references);
  return torch::stack({weights_[0] * (to.x - from.x) / from.w,
                       weights_[1] * (to.y - from.y) / from.h,
                       weights_[2] * (to.w / from.w).log(),
                       weights_[3] * (to.h / from.h).log()},
                      1);
}

torch::Tensor BoxCoder::decode(const torch::Tensor& deltas, const torch::Tensor& references) const {
  const double longest = std::log(1000.0 / 16.0);
  const Extent from = extentOf(references);
  const auto d = deltas.unbind(1);
  const auto x = from.x + d[0] / weights_[0] * from.w, y = from.y + d[1] / weights_[1] * from.h;
  const auto w = from.w * (d[2] / weights_[2]).clamp_max(longest).exp() / 2;
  const auto h = from.h * (d[3] / weights_[3]).clamp_max(longest).exp() / 2;
  return torch::stack({x - w, y - h, x + w, y + h}, 1);
}

}  // namespace maskwright::ml
