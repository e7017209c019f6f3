#include "core/rank/isotonic.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace maskwright::rank {
namespace {

/// Share of the logistic function in every value: what keeps the order inside a pool.
constexpr double kSlope = 0.01;
/// Examples that the mean logistic function of a pool counts as. Half an example of each kind
/// instead (Jeffreys) would put the lowest pool, ten refusals, at .045, and with it all the
/// thousands that nobody looks at.
constexpr double kBelief = 3;
constexpr double kDoubt = 1;  // refusals more than were seen

double logistic(double x) {
  return 1 / (1 + std::exp(-x));
}

double logOdds(double p) {
  return std::log(p / (1 - p));
}

struct Pool {
  double score = 0, good = 0, expected = 0, count = 0;
  double rate() const { return good / count; }
  void add(const Pool& other) {
    score += other.score;
    good += other.good;
    expected += other.expected;
    count += other.count;
  }
};

}  // namespace

IsotonicMap IsotonicMap::fit(std::span<const double> scores,
                             std::span<const uint8_t> good,
                             std::span<const double> weights,
                             double minPool) {
  if (scores.size() != good.size() || (!weights.empty() && weights.size() != good.size()))
    throw std::invalid_argument("isotonic regression needs one outcome for each score");
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(
      order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] < scores[b]; });

  // Equal scores stay together, small pools are filled up before violators are pooled.
  std::vector<Pool> start;
  for (size_t i = 0; i < order.size(); ++i) {
    const bool same = i > 0 && scores[order[i]] == scores[order[i - 1]];
    if (start.empty() || (!same && start.back().count >= minPool)) start.emplace_back();
    const double weight = weights.empty() ? 1 : weights[order[i]];
    const double score = scores[order[i]];
    start.back().add(
        {weight * score, good[order[i]] ? weight : 0.0, weight * logistic(score), weight});
  }
  if (start.size() > 1 && start.back().count < minPool) {
    const Pool last = start.back();
    start.pop_back();
    start.back().add(last);
  }
  std::vector<Pool> pools;
  for (const Pool& next : start) {
    pools.push_back(next);
    while (pools.size() > 1 && pools[pools.size() - 2].rate() >= pools.back().rate()) {
      const Pool last = pools.back();
      pools.pop_back();
      pools.back().add(last);
    }
  }
  IsotonicMap map;
  for (const Pool& pool : pools) {
    map.scores_.push_back(pool.score / pool.count);
    // No pool is certain: the scores say something too, and none is certain to be good.
    map.values_.push_back((pool.good + kBelief * pool.expected / pool.count) /
                          (pool.count + kBelief + kDoubt));
  }
  // The correction moves small pools more than large ones.
  for (size_t i = 1; i < map.values_.size(); ++i)
    map.values_[i] = std::max(map.values_[i], map.values_[i - 1]);
  return map;
}

double IsotonicMap::operator()(double score) const {
  const double plain = std::clamp(logistic(score), 1e-9, 1 - 1e-9);
  if (scores_.empty()) return plain;
  const auto next = std::upper_bound(scores_.begin(), scores_.end(), score);
  double value = 0;
  if (next == scores_.begin()) {
    // The lowest pool is wide, and most of what is asked about lies further down.
    value = logistic(logOdds(values_.front()) + score - scores_.front());
  } else if (next == scores_.end()) {
    value = values_.back();
  } else {
    const size_t i = static_cast<size_t>(next - scores_.begin());
    const double part = (score - scores_[i - 1]) / (scores_[i] - scores_[i - 1]);
    const double low = logOdds(values_[i - 1]), high = logOdds(values_[i]);
    value = logistic(low + part * (high - low));
  }
  return (1 - kSlope) * value + kSlope * plain;
}

}  // namespace maskwright::rank
