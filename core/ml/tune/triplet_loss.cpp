#include "core/ml/tune/triplet_loss.h"

namespace maskwright::ml {

torch::Tensor unitFeatures(const torch::Tensor& maps) {
  const torch::Tensor rows = maps.flatten(1);
  return rows / rows.norm(2, /*dim=*/1, /*keepdim=*/true).clamp_min(1e-12);
}

torch::Tensor tripletLoss(const torch::Tensor& features,
                          const std::vector<Triplet>& triplets,
                          double margin) {
  std::vector<int64_t> anchors, positives, negatives;
  for (const Triplet& triplet : triplets) {
    anchors.push_back(triplet.anchor);
    positives.push_back(triplet.positive);
    negatives.push_back(triplet.negative < 0 ? features.size(0) : triplet.negative);
  }
  const auto chosen = [&](const torch::Tensor& rows, const std::vector<int64_t>& places) {
    return rows.index_select(0, torch::tensor(places, torch::kInt64).to(rows.device()));
  };
  const torch::Tensor zero = torch::zeros({1, features.size(1)}, features.options());
  const torch::Tensor anchor = chosen(features, anchors);
  const torch::Tensor near = (anchor - chosen(features, positives)).square().sum(1);
  const torch::Tensor far =
      (anchor - chosen(torch::cat({features, zero}), negatives)).square().sum(1);
  return (margin + near - far).clamp_min(0).sum() / (2.0 * static_cast<double>(triplets.size()));
}

}  // namespace maskwright::ml
