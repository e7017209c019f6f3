#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace maskwright::rank {

/// A logistic regression that starts from a belief: the weights maximise the likelihood of the
/// examples times a Gaussian around `mean`, so few examples change little and many decide.
struct LogisticPrior {
  std::vector<double> mean;  ///< one per weight
  std::vector<double> pull;  ///< inverse variance, > 0, one per weight
};

/// Weights of the maximum a posteriori by Newton's method (the loss is strictly convex).
/// inputs: [n, prior.mean.size()] row-major, the constant 1 among them if there is to be an offset;
/// good: n times 0 or 1; weights: n, > 0, or empty for all alike. Throws std::invalid_argument if
/// the sizes differ or a weight or pull is not positive.
std::vector<double> fitLogistic(std::span<const float> inputs,
                                std::span<const uint8_t> good,
                                std::span<const double> weights,
                                const LogisticPrior& prior);

}  // namespace maskwright::rank
