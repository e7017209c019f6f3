#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace maskwright::rank {

/// A rising map from a score (log-odds) to a probability, by isotonic regression: pool adjacent
/// violators (Ayer et al. 1955; for calibration Zadrozny and Elkan 2002). Between the middles of
/// the pools the log-odds are linear, below the lowest they fall with the score, above the highest
/// they hardly rise; nowhere are they quite flat, so the order of the scores survives.
class IsotonicMap {
 public:
  /// The logistic function: what nothing was learned for.
  IsotonicMap() = default;

  /// scores: any finite values; good: 0 or 1 for each; weights: > 0 for each, or empty for all
  /// alike. Pools weigh at least `minPool` (less only if all do), so that a lucky handful at the
  /// top is not called certain; each leans to the logistic function at its scores, as if three more
  /// examples had said so, and to one refusal more. Throws std::invalid_argument if the sizes
  /// differ. Without examples: the logistic function.
  static IsotonicMap fit(std::span<const double> scores,
                         std::span<const uint8_t> good,
                         std::span<const double> weights = {},
                         double minPool = 10);

  /// In (0, 1), strictly rising in `score`.
  double operator()(double score) const;

 private:
  std::vector<double> scores_, values_;  ///< middles of the pools, both rising
};

}  // namespace maskwright::rank
