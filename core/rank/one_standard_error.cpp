#include "core/rank/one_standard_error.h"

#include <cmath>
#include <numeric>
#include <stdexcept>
#include <unordered_map>

namespace maskwright::rank {

size_t simplestAsGood(std::span<const std::vector<double>> losses, std::span<const int> groups) {
  if (losses.empty()) throw std::invalid_argument("there is no model to choose from");
  std::vector<double> sums;
  for (const auto& loss : losses) {
    if (loss.size() != groups.size())
      throw std::invalid_argument("each model needs one loss for each example");
    sums.push_back(std::accumulate(loss.begin(), loss.end(), 0.0));
  }
  size_t best = 0;
  for (size_t i = 1; i < sums.size(); ++i)
    if (sums[i] < sums[best]) best = i;
  for (size_t i = sums.size() - 1; i > best; --i) {
    std::unordered_map<int, double> differences;
    for (size_t k = 0; k < groups.size(); ++k)
      differences[groups[k]] += losses[i][k] - losses[best][k];
    double squares = 0;
    for (const auto& [group, difference] : differences) squares += difference * difference;
    if (sums[i] - sums[best] <= std::sqrt(squares)) return i;
  }
  return best;
}

}  // namespace maskwright::rank
