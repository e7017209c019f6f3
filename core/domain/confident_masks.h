#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace maskwright {

/// Which of an image's masks are trusted: those with a score of at least `tau`; with `bestAlways`
/// at least the best one, so that no image goes without (MaskDistill, Van Gansbeke et al. 2022:
/// tau .9). Indices by falling score, equal ones in their order.
inline std::vector<size_t> confidentMasks(const std::vector<double>& scores,
                                          double tau,
                                          bool bestAlways) {
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(
      order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] > scores[b]; });
  auto count = static_cast<size_t>(
      std::count_if(scores.begin(), scores.end(), [&](double s) { return s >= tau; }));
  if (count == 0 && bestAlways) count = std::min<size_t>(1, order.size());
  order.resize(count);
  return order;
}

}  // namespace maskwright
