#include "core/ml/discover/coarse_pool.h"

#include "core/ml/nn/matrix_nms.h"

#include <algorithm>
#include <numeric>

namespace maskwright::ml {
namespace {

constexpr int64_t kGrid = 64;

/// The mask on the grid that masks of all views share.
torch::Tensor onGrid(const torch::Tensor& soft, double threshold) {
  return at::upsample_bilinear2d(
             soft.view({1, 1, soft.size(0), soft.size(1)}), {kGrid, kGrid}, false)
      .gt(threshold)
      .flatten();
}

}  // namespace

std::vector<size_t> distinctMasks(const std::vector<CoarseMask>& masks,
                                  double threshold,
                                  double duplicateIou,
                                  size_t limit) {
  if (masks.empty()) return {};
  std::vector<size_t> order(masks.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return masks[a].rank < masks[b].rank;
  });
  std::vector<torch::Tensor> grids;
  for (const size_t i : order) grids.push_back(onGrid(masks[i].soft, threshold));
  const auto kept = maskNms(PackedMasks(torch::stack(grids)), duplicateIou);
  std::vector<size_t> chosen;
  for (size_t k = 0; k < order.size() && (limit == 0 || chosen.size() < limit); ++k) {
    if (kept[k]) chosen.push_back(order[k]);
  }
  return chosen;
}

}  // namespace maskwright::ml
