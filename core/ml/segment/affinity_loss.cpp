#include "core/ml/segment/affinity_loss.h"

#include "core/ml/segment/sparse_pairwise.h"

#include <vector>

namespace maskwright::ml {
namespace F = torch::nn::functional;

torch::Tensor neighbourValues(const torch::Tensor& x, int dilation, double outside) {
  const int64_t h = x.size(-2), w = x.size(-1), d = dilation;
  const auto padded = torch::constant_pad_nd(x, {d, d, d, d}, outside);
  std::vector<torch::Tensor> shifted;
  for (int64_t dy = 0; dy <= 2 * d; dy += d) {
    for (int64_t dx = 0; dx <= 2 * d; dx += d) {
      if (dy == d && dx == d) continue;
      shifted.push_back(padded.narrow(-2, dy, h).narrow(-1, dx, w));
    }
  }
  return torch::stack(shifted, -3);
}

torch::Tensor pairwiseTerm(const torch::Tensor& logits, int dilation) {
  TORCH_CHECK_VALUE(logits.dim() == 3, "pairwiseTerm needs (N, H, W)");
  const auto self = F::softplus(logits).unsqueeze(1);
  const auto other = neighbourValues(logits, dilation);
  const auto term = self + F::softplus(other) - F::softplus(logits.unsqueeze(1) + other);
  const auto inside = neighbourValues(torch::ones_like(logits[0]), dilation).unsqueeze(0);
  return term.clamp_min(0) * inside;
}

torch::Tensor colorSimilarity(const torch::Tensor& lab,
                              const torch::Tensor& validity,
                              int dilation) {
  TORCH_CHECK_VALUE(lab.dim() == 3 && lab.size(0) == 3, "colorSimilarity needs (3, H, W)");
  const auto difference = neighbourValues(lab, dilation) - lab.unsqueeze(1);
  const auto distance = difference.square().sum(0).sqrt();
  return torch::exp(-0.5 * distance) * neighbourValues(validity.to(torch::kFloat32), dilation);
}

torch::Tensor projectionBox(const torch::Tensor& masks) {
  return masks.amax(2, true) * masks.amax(1, true);
}

torch::Tensor densePairwiseLoss(const torch::Tensor& logits,
                                const torch::Tensor& masks,
                                const torch::Tensor& similarity,
                                const torch::Tensor& images,
                                const torch::Tensor& instanceWeights,
                                double threshold,
                                int dilation) {
  const auto alike = (similarity >= threshold).to(logits.dtype()).index_select(0, images);
  const auto weight = alike * projectionBox(masks).unsqueeze(1);
  const auto term = pairwiseTerm(logits, dilation) * instanceWeights.view({-1, 1, 1, 1});
  return (term * weight).sum() / weight.sum().clamp_min(1);
}

torch::Tensor pairwiseLoss(const torch::Tensor& logits,
                           const torch::Tensor& masks,
                           const torch::Tensor& similarity,
                           const torch::Tensor& images,
                           const torch::Tensor& instanceWeights,
                           double threshold,
                           int dilation) {
  if (!logits.is_cpu() || logits.scalar_type() != torch::kFloat32) {
    return densePairwiseLoss(
        logits, masks, similarity, images, instanceWeights, threshold, dilation);
  }
  return sparsePairwiseLoss(
      logits, masks, similarity >= threshold, images, instanceWeights, dilation);
}

}  // namespace maskwright::ml
