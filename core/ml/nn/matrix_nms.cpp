#include "core/ml/nn/matrix_nms.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace maskwright::ml {
namespace {

// The loop becomes a handful of instructions where the processor counts bits in vectors.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__)
__attribute__((target_clones("arch=icelake-server", "popcnt", "default")))
#endif
int64_t
commonBits(const uint64_t* a, const uint64_t* b, int64_t words) {
  int64_t count = 0;
  for (int64_t w = 0; w < words; ++w) count += __builtin_popcountll(a[w] & b[w]);
  return count;
}

}  // namespace

PackedMasks::PackedMasks(int64_t count, int64_t pixels)
    : count_(count), words_((pixels + 63) / 64), bits_(count * words_, 0) {}

PackedMasks::PackedMasks(const torch::Tensor& masks)
    : PackedMasks(masks.size(0), masks.size(0) == 0 ? 0 : masks.numel() / masks.size(0)) {
  if (count_ == 0) return;
  const torch::Tensor flat = (masks != 0).to(torch::kCPU).reshape({count_, -1}).contiguous();
  const bool* values = flat.data_ptr<bool>();
  for (int64_t m = 0; m < count_; ++m) {
    for (int64_t p = 0; p < flat.size(1); ++p) {
      if (*values++) row(m)[p / 64] |= uint64_t{1} << (p % 64);
    }
  }
}

int64_t PackedMasks::area(int64_t mask) const {
  return commonBits(row(mask), row(mask), words_);
}

PackedMasks PackedMasks::select(const std::vector<int64_t>& indices) const {
  PackedMasks picked(static_cast<int64_t>(indices.size()), words_ * 64);
  for (size_t i = 0; i < indices.size(); ++i) {
    std::copy_n(row(indices[i]), words_, picked.row(static_cast<int64_t>(i)));
  }
  return picked;
}

std::vector<float> PackedMasks::overlaps() const {
  std::vector<float> iou(count_ * count_, 0.0F);
  std::vector<int64_t> areas(count_);
  for (int64_t m = 0; m < count_; ++m) areas[m] = area(m);
  for (int64_t j = 1; j < count_; ++j) {
    for (int64_t i = 0; i < j; ++i) {
      const int64_t both = commonBits(row(i), row(j), words_);
      if (both == 0) continue;
      iou[j * count_ + i] =
          static_cast<float>(both) / static_cast<float>(areas[i] + areas[j] - both);
    }
  }
  return iou;
}

std::vector<float> matrixNms(const PackedMasks& masks,
                             const std::vector<float>& scores,
                             const std::vector<int64_t>& labels,
                             NmsKernel kernel,
                             double sigma) {
  const int64_t n = masks.count();
  if (static_cast<int64_t>(scores.size()) != n ||
      (!labels.empty() && static_cast<int64_t>(labels.size()) != n)) {
    throw std::invalid_argument("matrixNms: one score (and label) a mask expected");
  }
  const std::vector<float> iou = masks.overlaps();
  std::vector<double> suppressed(n, 0.0);  // largest overlap of a mask with an earlier one
  std::vector<float> result(scores);
  for (int64_t j = 0; j < n; ++j) {
    // Logarithm of the decay: one exp a mask instead of one a pair.
    double lowest = 0.0, largest = 0.0;
    for (int64_t i = 0; i < j; ++i) {
      if (!labels.empty() && labels[i] != labels[j]) continue;
      const double overlap = iou[j * n + i];
      largest = std::max(largest, overlap);
      if (kernel == NmsKernel::Gaussian) {
        lowest = std::min(lowest, -sigma * (overlap * overlap - suppressed[i] * suppressed[i]));
      } else if (suppressed[i] < 1.0) {
        // Before the logarithm: (1 - overlap) / (1 - suppressed), shifted so that 0 means 1.
        lowest = std::min(lowest, (1.0 - overlap) / (1.0 - suppressed[i]) - 1.0);
      }
    }
    suppressed[j] = largest;
    const double decay = kernel == NmsKernel::Gaussian ? std::exp(lowest) : lowest + 1.0;
    result[j] = static_cast<float>(scores[j] * decay);
  }
  return result;
}

std::vector<bool> maskNms(const PackedMasks& masks,
                          double threshold,
                          const std::vector<int64_t>& labels) {
  const int64_t n = masks.count();
  const std::vector<float> iou = masks.overlaps();
  std::vector<bool> keep(n, true);
  for (int64_t j = 0; j < n; ++j) {
    for (int64_t i = 0; i < j && keep[j]; ++i) {
      const bool rivals = labels.empty() || labels[i] == labels[j];
      if (keep[i] && rivals && iou[j * n + i] > threshold) keep[j] = false;
    }
  }
  return keep;
}

torch::Tensor pointNms(const torch::Tensor& heat) {
  const torch::Tensor highest = torch::max_pool2d(heat,
                                                  /*kernel_size=*/2,
                                                  /*stride=*/1,
                                                  /*padding=*/1)
                                    .slice(2, 0, heat.size(2))
                                    .slice(3, 0, heat.size(3));
  return heat * (highest == heat).to(heat.scalar_type());
}

torch::Tensor maskness(const torch::Tensor& soft, double threshold) {
  const torch::Tensor flat = soft.flatten(1).to(torch::kFloat32);
  const torch::Tensor hard = (flat >= threshold).to(torch::kFloat32);
  return (flat * hard).sum(1) / hard.sum(1).clamp_min(1.0);
}

}  // namespace maskwright::ml
