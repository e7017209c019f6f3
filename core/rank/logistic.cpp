#include "core/rank/logistic.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace maskwright::rank {
namespace {

constexpr int kNewtonSteps = 50;
/// Far out the loss is nearly flat and a whole Newton step would overshoot.
constexpr double kLongestStep = 2;

void check(std::span<const float> inputs,
           std::span<const uint8_t> good,
           std::span<const double> weights,
           const LogisticPrior& prior) {
  const size_t size = prior.mean.size();
  if (prior.pull.size() != size || inputs.size() != good.size() * size ||
      (!weights.empty() && weights.size() != good.size()))
    throw std::invalid_argument("sizes of inputs, outcomes, weights and prior don't fit");
  const auto positive = [](double value) { return value > 0; };
  if (!std::all_of(weights.begin(), weights.end(), positive))
    throw std::invalid_argument("weights must be positive");
  if (!std::all_of(prior.pull.begin(), prior.pull.end(), positive))
    throw std::invalid_argument("inverse variances of the prior must be positive");
}

}  // namespace

std::vector<double> fitLogistic(std::span<const float> inputs,
                                std::span<const uint8_t> good,
                                std::span<const double> weights,
                                const LogisticPrior& prior) {
  check(inputs, good, weights, prior);
  const auto size = static_cast<Eigen::Index>(prior.mean.size());
  const auto count = static_cast<Eigen::Index>(good.size());
  using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::MatrixXd x = Eigen::Map<const RowMajor>(inputs.data(), count, size).cast<double>();
  const auto mean = Eigen::Map<const Eigen::VectorXd>(prior.mean.data(), size);
  const auto pull = Eigen::Map<const Eigen::VectorXd>(prior.pull.data(), size);
  Eigen::VectorXd target(count), weight = Eigen::VectorXd::Ones(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    target[i] = good[static_cast<size_t>(i)] ? 1 : 0;
    if (!weights.empty()) weight[i] = weights[static_cast<size_t>(i)];
  }
  Eigen::VectorXd w = mean;
  for (int step = 0; step < kNewtonSteps; ++step) {
    const Eigen::ArrayXd p = 1 / (1 + (-(x * w).array()).exp());
    const Eigen::VectorXd gradient =
        x.transpose() * (weight.array() * (p - target.array())).matrix() +
        (pull.array() * (w - mean).array()).matrix();
    const Eigen::ArrayXd slope = weight.array() * (p * (1 - p)).max(1e-9);
    Eigen::MatrixXd curvature = x.transpose() * slope.matrix().asDiagonal() * x;
    curvature.diagonal() += pull;
    Eigen::VectorXd move = curvature.llt().solve(gradient);
    const double length = move.norm();
    if (length > kLongestStep) move *= kLongestStep / length;
    w -= move;
    if (length < 1e-9) break;
  }
  return {w.data(), w.data() + size};
}

}  // namespace maskwright::rank
