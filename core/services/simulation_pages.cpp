#include "core/services/simulation_pages.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace maskwright {

namespace {

/// At most settings.pageSize of `rows` by falling confidence.
std::vector<size_t> mostLikely(const SimulationLearner& learner,
                               const SimulationSettings& settings,
                               std::span<const size_t> rows) {
  std::vector<size_t> most(std::min(rows.size(), static_cast<size_t>(settings.pageSize)));
  std::partial_sort_copy(
      rows.begin(), rows.end(), most.begin(), most.end(), [&](size_t a, size_t b) {
        const double p = learner.confidence(a), q = learner.confidence(b);
        return p != q ? p > q : a < b;
      });
  return most;
}

}  // namespace

ShownTogether bestPage(const SimulationLearner& learner,
                       const SimulationSettings& settings,
                       std::span<const size_t> undecided,
                       double atLeast) {
  std::map<int, std::vector<size_t>> clusters;
  for (const size_t row : undecided)
    if (const int cluster = learner.table().cluster[row]; cluster >= 0)
      clusters[cluster].push_back(row);
  const auto& costs = settings.costs;
  ShownTogether best{{}, atLeast};
  for (const auto& [number, all] : clusters) {
    const auto members = mostLikely(learner, settings, all);
    double good = 0;
    for (size_t shown = 1; shown <= members.size(); ++shown) {
      good += learner.confidence(members[shown - 1]);
      const double seconds =
          costs.look(shown) + costs.exception * (static_cast<double>(shown) - good);
      if (good / seconds <= best.yield) continue;
      best.yield = good / seconds;
      best.rows.assign(members.begin(), members.begin() + static_cast<std::ptrdiff_t>(shown));
    }
  }
  return best;
}

ShownTogether bestSheet(const SimulationLearner& learner,
                        const SimulationSettings& settings,
                        std::span<const size_t> undecided,
                        double atLeast) {
  auto rows = mostLikely(learner, settings, undecided);
  const auto& costs = settings.costs;
  double good = 0, marks = 0;
  for (const size_t row : rows) {
    good += learner.confidence(row);
    marks += (learner.confidence(row) + learner.poor(row)) * costs.exception;
  }
  const double seconds = costs.look(rows.size()) + marks;
  if (rows.empty() || good / seconds <= atLeast) return {};
  return {std::move(rows), good / seconds};
}

rank::CalibrationReport judgeConfidence(const SimulationPool& pool,
                                        const SimulationSettings& settings,
                                        const SimulatedAnnotator& annotator,
                                        const SimulationLearner& learner) {
  const size_t rows = pool.table.rows();
  std::vector<bool> seen, covered(pool.objectCategory.size());
  for (size_t row = 0; row < rows; ++row) {
    const auto image = static_cast<size_t>(pool.table.image[row]);
    if (image >= seen.size()) seen.resize(image + 1);
    if (annotator.isDecided(row)) seen[image] = true;
  }
  std::vector<size_t> order(rows);
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return learner.confidence(a) > learner.confidence(b);
  });
  std::vector<double> stated;
  std::vector<uint8_t> good;
  for (const size_t row : order) {
    if (seen[static_cast<size_t>(pool.table.image[row])]) continue;
    stated.push_back(learner.confidence(row));
    good.push_back(0);
    for (const auto& match : pool.matches[row]) {
      const auto object = static_cast<size_t>(match.object);
      if (match.iou < settings.acceptIou || covered[object]) continue;
      covered[object] = true;
      good.back() = 1;
      break;
    }
  }
  return rank::calibrationOf(stated, good);
}

}  // namespace maskwright
