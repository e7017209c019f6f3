#include "core/ml/segment/mask_rcnn_loss.h"

#include "core/ml/nn/roi_align.h"

#include <algorithm>

namespace maskwright::ml {
namespace {
namespace F = torch::nn::functional;

torch::Tensor crossEntropy(const torch::Tensor& logits, const torch::Tensor& labels) {
  return F::binary_cross_entropy_with_logits(
      logits, labels, F::BinaryCrossEntropyWithLogitsFuncOptions().reduction(torch::kNone));
}

torch::Tensor shareOf(const torch::Tensor& sum, int64_t samples) {
  return sum / static_cast<double>(std::max<int64_t>(1, samples));
}

}  // namespace

torch::Tensor objectnessLoss(const torch::Tensor& logits,
                             const torch::Tensor& labels,
                             const torch::Tensor& weights) {
  return shareOf((crossEntropy(logits, labels) * weights).sum(), logits.size(0));
}

torch::Tensor shiftLoss(const torch::Tensor& shifts,
                        const torch::Tensor& targets,
                        const torch::Tensor& weights,
                        int64_t samples) {
  return shareOf(((shifts - targets).abs().sum(1) * weights).sum(), samples);
}

torch::Tensor classLoss(const torch::Tensor& logits,
                        const torch::Tensor& classes,
                        const torch::Tensor& weights) {
  const auto taken = logits.log_softmax(1).gather(1, classes.unsqueeze(1)).squeeze(1);
  return shareOf(-(taken * weights).sum(), logits.size(0));
}

torch::Tensor maskLoss(const torch::Tensor& logits,
                       const torch::Tensor& targets,
                       const torch::Tensor& weights) {
  const double cells = static_cast<double>(logits.size(1) * logits.size(2));
  const auto each = crossEntropy(logits, targets).flatten(1).sum(1) / cells;
  return shareOf((each * weights).sum(), logits.size(0));
}

torch::Tensor maskTargets(const torch::Tensor& masks,
                          const torch::Tensor& owners,
                          const torch::Tensor& regions,
                          int64_t side) {
  if (owners.size(0) == 0) return torch::zeros({0, side, side});
  const auto rows = torch::cat({owners.to(torch::kFloat32).unsqueeze(1), regions}, 1);
  const auto soft = roiAlign(
      masks.to(torch::kFloat32).unsqueeze(1), rows, {.size = side, .scale = 1, .samplingRatio = 0});
  return soft.squeeze(1).ge(0.5).to(torch::kFloat32);
}

}  // namespace maskwright::ml
