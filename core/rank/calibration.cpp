#include "core/rank/calibration.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace maskwright::rank {
namespace {

void checkSizes(size_t a, size_t b) {
  if (a != b) throw std::invalid_argument("one outcome is needed for each probability");
}

}  // namespace

double rocAuc(std::span<const double> scores, std::span<const uint8_t> good) {
  checkSizes(scores.size(), good.size());
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] < scores[b]; });
  double rankSum = 0, positives = 0;
  for (size_t i = 0; i < order.size();) {
    size_t end = i;
    while (end < order.size() && scores[order[end]] == scores[order[i]]) ++end;
    const double meanRank = 0.5 * static_cast<double>(i + 1 + end);
    for (; i < end; ++i) {
      if (!good[order[i]]) continue;
      rankSum += meanRank;
      ++positives;
    }
  }
  const double negatives = static_cast<double>(scores.size()) - positives;
  if (positives == 0 || negatives == 0) return 0.5;
  return (rankSum - positives * (positives + 1) / 2) / (positives * negatives);
}

std::vector<double> logLosses(std::span<const double> probabilities,
                              std::span<const uint8_t> good) {
  checkSizes(probabilities.size(), good.size());
  std::vector<double> losses;
  losses.reserve(good.size());
  for (size_t i = 0; i < good.size(); ++i)
    losses.push_back(-std::log(good[i] ? probabilities[i] : 1 - probabilities[i]));
  return losses;
}

double logLoss(std::span<const double> probabilities, std::span<const uint8_t> good) {
  const auto losses = logLosses(probabilities, good);
  const double sum = std::accumulate(losses.begin(), losses.end(), 0.0);
  return losses.empty() ? 0 : sum / static_cast<double>(losses.size());
}

CalibrationReport calibrationOf(std::span<const double> probabilities,
                                std::span<const uint8_t> good,
                                int bins) {
  checkSizes(probabilities.size(), good.size());
  CalibrationReport report;
  report.count = static_cast<int64_t>(good.size());
  if (good.empty()) return report;
  std::vector<ReliabilityBin> all(static_cast<size_t>(bins));
  double rate = 0;
  for (size_t i = 0; i < good.size(); ++i) {
    const double p = probabilities[i];
    if (!(p >= 0 && p <= 1)) throw std::invalid_argument("a probability is outside [0, 1]");
    auto& bin = all[std::min(static_cast<size_t>(p * bins), all.size() - 1)];
    bin.confidence += p;
    bin.accepted += good[i] ? 1 : 0;
    ++bin.count;
    rate += good[i] ? 1 : 0;
    report.brier += (p - (good[i] ? 1 : 0)) * (p - (good[i] ? 1 : 0));
  }
  const auto total = static_cast<double>(good.size());
  rate /= total;
  report.brier /= total;
  report.baseBrier = rate * (1 - rate);
  for (auto& bin : all) {
    if (bin.count == 0) continue;
    report.error += std::abs(bin.confidence - bin.accepted) / total;
    bin.confidence /= static_cast<double>(bin.count);
    bin.accepted /= static_cast<double>(bin.count);
    report.bins.push_back(bin);
  }
  report.auc = rocAuc(probabilities, good);
  return report;
}

}  // namespace maskwright::rank
