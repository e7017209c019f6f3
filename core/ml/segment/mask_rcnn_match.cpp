#include "core/ml/segment/mask_rcnn_match.h"

#include "core/ml/nn/box_ops.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {

constexpr double kRefusedIou = 0.5, kIgnoredIou = 0.3;

/// Best IoU of each box with any of `others`, 0 without.
torch::Tensor bestIou(const torch::Tensor& boxes, const torch::Tensor& others) {
  if (others.size(0) == 0) return torch::zeros({boxes.size(0)});
  return std::get<0>(boxIou(boxes, others).max(1));
}

/// Boxes of outlineRows(), which may be undefined.
torch::Tensor boxesOf(const torch::Tensor& outlines) {
  return outlines.defined() ? outlines.narrow(1, 2, 4) : torch::zeros({0, 4});
}

torch::Tensor someOf(const torch::Tensor& indices, int64_t count) {
  const auto order = torch::randperm(indices.size(0), torch::kInt64);
  return indices.index_select(0, order.narrow(0, 0, std::min(count, indices.size(0))));
}

}  // namespace

KnownBoxes knownBoxes(const SoloInstances& instances) {
  return {instances.boxes, boxesOf(instances.negatives), boxesOf(instances.ignored)};
}

MatchRule anchorRule() {
  return {.object = 0.7, .background = 0.3, .bestOfEach = true};
}

MatchRule regionRule(double drop) {
  return {.drop = drop};
}

torch::Tensor matchBoxes(const torch::Tensor& boxes,
                         const KnownBoxes& known,
                         const MatchRule& rule) {
  auto owners = torch::full({boxes.size(0)}, kBackground, torch::kInt64);
  auto best = torch::zeros({boxes.size(0)});
  auto owned = torch::zeros({boxes.size(0)}, torch::kBool);
  if (known.objects.size(0) > 0 && boxes.size(0) > 0) {
    const auto iou = boxIou(boxes, known.objects);
    const auto [value, index] = iou.max(1);
    best = value;
    owned = value.ge(rule.object);
    if (rule.bestOfEach) {
      const auto top = std::get<0>(iou.max(0));
      owned = owned.logical_or(iou.ge(top - 1e-6f).logical_and(iou.gt(0)).any(1));
    }
    owners = torch::where(owned, index, owners);
  }
  const auto background = best.lt(rule.background).logical_and(owned.logical_not());
  const auto refused = bestIou(boxes, known.refused).ge(kRefusedIou).logical_and(background);
  auto free = owned.logical_or(background).logical_not();
  free = free.logical_or(background.logical_and(bestIou(boxes, known.ignored).ge(kIgnoredIou)));
  if (rule.drop > 0) free = free.logical_or(background.logical_and(best.le(rule.drop)));
  owners.masked_fill_(free, kNoCost);
  owners.masked_fill_(refused, kRefused);
  return owners;
}

BoxSample sampleBoxes(const torch::Tensor& owners, int64_t count, double share) {
  const auto most = static_cast<int64_t>(std::floor(static_cast<double>(count) * share));
  BoxSample sample;
  sample.objects = someOf(owners.ge(0).nonzero().flatten(), most);
  const int64_t left = count - sample.objects.size(0);
  const auto refused = someOf(owners.eq(kRefused).nonzero().flatten(), left);
  const auto others = someOf(owners.eq(kBackground).nonzero().flatten(), left - refused.size(0));
  sample.background = torch::cat({refused, others});
  return sample;
}

}  // namespace maskwright::ml
