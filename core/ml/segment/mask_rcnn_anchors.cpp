#include "core/ml/segment/mask_rcnn_anchors.h"

#include "core/ml/nn/box_ops.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace maskwright::ml {
namespace {

constexpr std::array<double, kAnchorsPerCell> kRatios{0.5, 1, 2};  // height : width
constexpr int64_t kFinestStride = 4;

}  // namespace

std::vector<torch::Tensor> anchorBoxes(const std::vector<std::pair<int64_t, int64_t>>& shapes,
                                       const std::vector<double>& sizes) {
  TORCH_CHECK(shapes.size() == sizes.size(), "one anchor size a level");
  std::vector<torch::Tensor> all;
  for (size_t level = 0; level < shapes.size(); ++level) {
    const auto [rows, columns] = shapes[level];
    const int64_t stride = kFinestStride << level;
    const auto y = (torch::arange(rows, torch::kFloat32) * stride).view({rows, 1, 1});
    const auto x = (torch::arange(columns, torch::kFloat32) * stride).view({1, columns, 1});
    std::vector<float> halfWidths, halfHeights;
    for (const double ratio : kRatios) {
      halfWidths.push_back(static_cast<float>(sizes[level] / std::sqrt(ratio) / 2));
      halfHeights.push_back(static_cast<float>(sizes[level] * std::sqrt(ratio) / 2));
    }
    const auto w = torch::tensor(halfWidths), h = torch::tensor(halfHeights);
    const std::vector<int64_t> shape{rows, columns, kAnchorsPerCell};
    all.push_back(torch::stack({(x - w).expand(shape),
                                (y - h).expand(shape),
                                (x + w).expand(shape),
                                (y + h).expand(shape)},
                               3)
                      .view({-1, 4}));
  }
  return all;
}

torch::Tensor anchorObjectness(const torch::Tensor& map) {
  return map.permute({1, 2, 0}).reshape({-1});
}

torch::Tensor anchorShifts(const torch::Tensor& map) {
  return map.permute({1, 2, 0}).reshape({-1, 4});
}

torch::Tensor proposeBoxes(const std::vector<torch::Tensor>& objectness,
                           const std::vector<torch::Tensor>& shifts,
                           const std::vector<torch::Tensor>& anchors,
                           int64_t height,
                           int64_t width,
                           const ProposalCounts& counts,
                           double iou) {
  const torch::NoGradGuard noGrad;
  std::vector<torch::Tensor> boxes, scores, levels;
  for (size_t level = 0; level < anchors.size(); ++level) {
    const int64_t most = std::min<int64_t>(counts.beforeNms, anchors[level].size(0));
    const auto [score, best] = objectness[level].topk(most);
    auto box = BoxCoder().decode(shifts[level].index_select(0, best),
                                 anchors[level].index_select(0, best));
    box = clipBoxes(box, height, width);
    const auto kept = boxAreas(box).gt(0).logical_and(score.isfinite()).nonzero().flatten();
    boxes.push_back(box.index_select(0, kept));
    scores.push_back(score.index_select(0, kept));
    levels.push_back(torch::full({kept.size(0)}, static_cast<int64_t>(level), torch::kInt64));
  }
  const auto all = torch::cat(boxes);
  const auto kept = batchedNms(all, torch::cat(scores), torch::cat(levels), iou);
  return all.index_select(0, kept.narrow(0, 0, std::min(counts.afterNms, kept.size(0))));
}

}  // namespace maskwright::ml
