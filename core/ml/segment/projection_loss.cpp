#include "core/ml/segment/projection_loss.h"

namespace maskwright::ml {
namespace {

torch::Tensor entropies(const torch::Tensor& logits, const torch::Tensor& targets) {
  namespace F = torch::nn::functional;
  return F::binary_cross_entropy_with_logits(
      logits, targets, F::BinaryCrossEntropyWithLogitsFuncOptions().reduction(torch::kNone));
}

}  // namespace

torch::Tensor diceLoss(const torch::Tensor& a, const torch::Tensor& b) {
  TORCH_CHECK_VALUE(a.dim() == 2 && a.sizes() == b.sizes(), "diceLoss needs two (N, L)");
  const auto overlap = (a * b).sum(1);
  return 1 - 2 * overlap / (a.square().sum(1) + b.square().sum(1) + 1e-5);
}

torch::Tensor maxProjectionLoss(const torch::Tensor& probabilities, const torch::Tensor& targets) {
  // max(dim) and not amax: the gradient goes to one pixel, as in the published loss.
  return diceLoss(std::get<0>(probabilities.max(1)), targets.amax(1)) +
         diceLoss(std::get<0>(probabilities.max(2)), targets.amax(2));
}

torch::Tensor averageProjectionLoss(const torch::Tensor& probabilities,
                                    const torch::Tensor& targets) {
  return diceLoss(probabilities.mean(1), targets.mean(1)) +
         diceLoss(probabilities.mean(2), targets.mean(2));
}

torch::Tensor fullMaskLoss(const torch::Tensor& probabilities, const torch::Tensor& targets) {
  return diceLoss(probabilities.flatten(1), targets.flatten(1));
}

torch::Tensor pixelEntropy(const torch::Tensor& logits, const torch::Tensor& targets) {
  return entropies(logits, targets).flatten(1).mean(1);
}

torch::Tensor boxEntropy(const torch::Tensor& logits, const torch::Tensor& targets) {
  const auto box = targets.amax(2, true) * targets.amax(1, true);
  const auto sum = (entropies(logits, targets) * box).sum({1, 2});
  return sum / box.sum({1, 2}).clamp_min(1);
}

}  // namespace maskwright::ml
