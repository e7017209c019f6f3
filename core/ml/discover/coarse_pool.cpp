#include "core/ml/discover/coarse_pool.h"

#include "core/ml/nn/matrix_nms.h"

#include <algorithm>
#include <numeric>

namespace maskwright::ml {
namespace {

constexpr int64_t kGrid = 128;

/// The mask on the grid that masks of all views share.
torch::Tensor onGrid(const torch::Tensor& soft, double threshold) {
  return at::upsample_bilinear2d(
             soft.view({1, 1, soft.size(0), soft.size(1)}), {kGrid, kGrid}, false)
      .gt(threshold)
      .flatten();
}

}  // namespace

CoarsePool::CoarsePool(const std::vector<CoarseMask>& masks, double threshold)
    : masks_(masks), order_(masks.size()) {
  if (masks.empty()) return;
  std::iota(order_.begin(), order_.end(), 0);
  std::stable_sort(order_.begin(), order_.end(), [&](size_t a, size_t b) {
    return masks[a].rank < masks[b].rank;
  });
  std::vector<torch::Tensor> grids;
  for (const size_t i : order_) grids.push_back(onGrid(masks[i].soft, threshold));
  overlaps_ = PackedMasks(torch::stack(grids)).overlaps();
}

float CoarsePool::overlap(size_t i, size_t j) const {
  return overlaps_[std::max(i, j) * order_.size() + std::min(i, j)];
}

std::vector<size_t> CoarsePool::distinct(double duplicateIou, size_t limit) const {
  std::vector<size_t> places, chosen;
  for (size_t k = 0; k < order_.size() && (limit == 0 || chosen.size() < limit); ++k) {
    if (masks_[order_[k]].exact) continue;
    const bool repeated = std::any_of(places.begin(), places.end(), [&](size_t other) {
      return overlap(k, other) > duplicateIou;
    });
    if (repeated) continue;
    places.push_back(k);
    chosen.push_back(order_[k]);
  }
  return chosen;
}

std::vector<int> CoarsePool::votes(double iou) const {
  std::vector<int> votes(order_.size(), 0);
  for (size_t i = 0; i < order_.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (overlap(i, j) <= iou) continue;
      ++votes[order_[i]];
      ++votes[order_[j]];
    }
  }
  return votes;
}

}  // namespace maskwright::ml
