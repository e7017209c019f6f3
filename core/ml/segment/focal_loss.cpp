#include "core/ml/segment/focal_loss.h"

#include <cmath>

namespace maskwright::ml {
namespace F = torch::nn::functional;

torch::Tensor sigmoidFocalLoss(const torch::Tensor& logits,
                               const torch::Tensor& targets,
                               double alpha,
                               double gamma) {
  const auto p = torch::sigmoid(logits);
  const auto entropy = F::binary_cross_entropy_with_logits(
      logits, targets, F::BinaryCrossEntropyWithLogitsFuncOptions().reduction(torch::kNone));
  const auto missed = targets * (1 - p) + (1 - targets) * p;
  const auto balance = targets * alpha + (1 - targets) * (1 - alpha);
  return balance * entropy * missed.pow(gamma);
}

double priorBias(double prior) {
  return -std::log((1 - prior) / prior);
}

}  // namespace maskwright::ml
