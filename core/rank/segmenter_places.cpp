#include "core/rank/segmenter_places.h"

#include "core/rank/rank_fusion.h"

#include <algorithm>
#include <numeric>

namespace maskwright::rank {
namespace {

/// From this IoU with an accepted mask a mask is taken for the same object.
constexpr float kRepeatIou = 0.5F;

/// Place of each value from the smallest, in (0, 1]; ties in the order of their places.
std::vector<double> places(const std::vector<double>& values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(
      order.begin(), order.end(), [&](size_t a, size_t b) { return values[a] < values[b]; });
  std::vector<double> out(values.size());
  for (size_t i = 0; i < order.size(); ++i)
    out[order[i]] = static_cast<double>(i + 1) / static_cast<double>(order.size());
  return out;
}

}  // namespace

bool segmenterNeedsPlaces(const RankingContext& context, ModelKind kind) {
  if (kind == ModelKind::First) return true;
  int64_t judged = 0;
  for (const size_t row : context.decided())
    judged += context.table().attributes[row].segmenter > 0.5;
  return judged < kSegmenterDecisions;
}

void placeSegmenterMasks(const RankingContext& context,
                         std::span<const size_t> rows,
                         bool learned,
                         const SegmenterTrust& trust,
                         std::span<double> confidence,
                         std::span<double> poor) {
  const RankingTable& table = context.table();
  std::vector<double> others, scores, stated;
  std::vector<size_t> own;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (table.attributes[rows[i]].segmenter <= 0.5) {
      others.push_back(confidence[i]);
      continue;
    }
    own.push_back(i);
    scores.push_back(table.sourceScore[rows[i]]);
    stated.push_back(confidence[i]);
  }
  if (own.empty()) return;
  if (learned) {
    const auto byScore = places(scores), byModel = places(stated);
    for (size_t i = 0; i < scores.size(); ++i) scores[i] = (byScore[i] + byModel[i]) / 2;
  }
  const auto fused = fusedConfidences(others, scores, trust.step);
  constexpr auto kMeets = static_cast<size_t>(ContextFeature::MeetsAccepted);
  for (size_t i = 0; i < own.size(); ++i) {
    double& now = confidence[own[i]];
    const bool repeats = context.features(rows[own[i]])[kMeets] >= kRepeatIou;
    const double good = fused[i] * trust.fine;
    now = repeats ? std::min(now, good) : good;
    if (!poor.empty() && !repeats) poor[own[i]] = std::max(poor[own[i]], fused[i] - good);
  }
}

}  // namespace maskwright::rank
