#include "core/rank/rank_fusion.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace maskwright::rank {

std::vector<double> fusedConfidences(std::span<const double> others,
                                     std::span<const double> scores,
                                     double step) {
  std::vector<double> fused(scores.size());
  if (others.empty()) {
    std::transform(scores.begin(), scores.end(), fused.begin(), [](double score) {
      return std::clamp(score, 1e-6, 1 - 1e-6);
    });
    return fused;
  }
  std::vector<double> ladder(others.begin(), others.end());
  std::sort(ladder.begin(), ladder.end(), std::greater<>());
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(
      order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] > scores[b]; });
  for (size_t i = 0; i < order.size(); ++i) {
    // The first comes after a whole step too: a doubtful segmenter does not lead.
    const auto rung = static_cast<size_t>(static_cast<double>(i + 1) * std::max(1.0, step)) - 1;
    fused[order[i]] = ladder[std::min(rung, ladder.size() - 1)];
  }
  return fused;
}

}  // namespace maskwright::rank
