#include "core/ml/segment/embedding_loss.h"

namespace maskwright::ml {

torch::Tensor embeddingLoss(const torch::Tensor& predicted,
                            const torch::Tensor& target,
                            const torch::Tensor& weights) {
  TORCH_CHECK_VALUE(predicted.sizes() == target.sizes(), "embeddingLoss needs two (P, D)");
  const auto known = (target.norm(2, 1) > 1e-6).to(torch::kFloat32);
  const auto cosine = torch::cosine_similarity(predicted, target, 1, 1e-8);
  return ((1 - cosine) * weights * known).sum() / known.sum().clamp_min(1);
}

}  // namespace maskwright::ml
