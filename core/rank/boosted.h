#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace maskwright::rank {

struct BoostSettings {
  int trees = 60;
  int depth = 3;
  double rate = 0.1;        ///< shrinkage of each tree
  double minWeight = 4;     ///< least sum of second derivatives in a leaf
  double l2 = 4;            ///< on leaf values
  double rowShare = 0.8;    ///< rows drawn for each tree, (0, 1]
  double inputShare = 0.7;  ///< inputs drawn for each tree, (0, 1]
  uint64_t seed = 1;
};

/// Boosted trees that correct given log-odds (gradient boosting, Friedman 2001; XGBoost, Chen and
/// Guestrin 2016). Movable.
class BoostedTrees {
 public:
  /// inputs: [n, size] row-major, NaN = unknown; good: n times 0 or 1; weights: n, or empty;
  /// margins: n log-odds that the trees add to. Error Internal with XGBoost's message.
  static Result<BoostedTrees> fit(std::span<const float> inputs,
                                  int size,
                                  std::span<const uint8_t> good,
                                  std::span<const double> weights,
                                  std::span<const double> margins,
                                  const BoostSettings& settings = {});

  /// Log-odds, margins included. inputs: [n, size]; margins: n.
  Result<std::vector<double>> predict(std::span<const float> inputs,
                                      std::span<const double> margins) const;

  BoostedTrees(BoostedTrees&&) noexcept;
  BoostedTrees& operator=(BoostedTrees&&) noexcept;
  ~BoostedTrees();

 private:
  struct Booster;
  explicit BoostedTrees(std::unique_ptr<Booster> booster);
  std::unique_ptr<Booster> booster_;
};

}  // namespace maskwright::rank
