#include "core/ml/discover/found.h"

#include "core/ml/discover/patch_grid.h"

namespace maskwright::ml {
namespace {

/// log(sum of Q over heads / Q), Q = patches that a head attends to more than on average.
torch::Tensor headWeights(const torch::Tensor& attention) {
  constexpr double kEpsilon = 1e-10;
  const torch::Tensor above = (attention > attention.mean()).to(torch::kFloat32).mean(1) + kEpsilon;
  return (above.sum() / above).log();
}

}  // namespace

cv::Mat foundBackground(const torch::Tensor& clsAttention,
                        const torch::Tensor& keys,
                        int rows,
                        int cols,
                        const FoundSettings& settings) {
  const c10::InferenceMode inference;
  const torch::Tensor attention = clsAttention.to(torch::kFloat32);
  const int64_t heads = attention.size(0), count = attention.size(1);
  const torch::Tensor weights =
      settings.weighHeads ? headWeights(attention) : torch::ones({heads}, torch::kFloat32);
  const torch::Tensor cells =
      (keys.to(torch::kFloat32).view({count, heads, -1}) * weights.view({1, heads, 1})).flatten(1);
  const torch::Tensor unit = cells / cells.norm(2, 1, true).clamp_min(1e-12);
  const int64_t seed = (attention * weights.unsqueeze(1)).sum(0).argmin().item<int64_t>();
  return gridMask(unit.matmul(unit[seed]) > settings.threshold, rows, cols);
}

}  // namespace maskwright::ml
