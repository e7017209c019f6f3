#include "core/ml/discover/coarse_pool.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

namespace maskwright::ml {
namespace {

constexpr int64_t kGrid = 64;  // masks of different looks are compared on this many cells squared
constexpr size_t kWords = kGrid * kGrid / 64;
using Bits = std::array<uint64_t, kWords>;

Bits bitsOf(const torch::Tensor& soft, double threshold) {
  const auto grid =
      at::upsample_bilinear2d(soft.view({1, 1, soft.size(0), soft.size(1)}), {kGrid, kGrid}, false)
          .contiguous();
  const float* value = grid.data_ptr<float>();
  Bits bits{};
  for (size_t i = 0; i < kGrid * kGrid; ++i) {
    if (value[i] > threshold) bits[i / 64] |= uint64_t{1} << (i % 64);
  }
  return bits;
}

bool agree(const Bits& a, const Bits& b, double iou) {
  int both = 0, any = 0;
  for (size_t i = 0; i < kWords; ++i) {
    both += std::popcount(a[i] & b[i]);
    any += std::popcount(a[i] | b[i]);
  }
  return both > iou * any;
}

}  // namespace

std::vector<size_t> distinctMasks(const std::vector<CoarseMask>& masks,
                                  double threshold,
                                  double duplicateIou,
                                  size_t limit) {
  std::vector<size_t> order(masks.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return masks[a].place < masks[b].place;
  });
  std::vector<size_t> chosen;
  std::vector<Bits> kept;
  for (const size_t i : order) {
    if (limit > 0 && chosen.size() == limit) break;
    const Bits bits = bitsOf(masks[i].soft, threshold);
    if (std::any_of(kept.begin(), kept.end(), [&](const Bits& other) {
          return agree(bits, other, duplicateIou);
        })) {
      continue;
    }
    kept.push_back(bits);
    chosen.push_back(i);
  }
  return chosen;
}

}  // namespace maskwright::ml
