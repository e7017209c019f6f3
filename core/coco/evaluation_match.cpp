#include "core/coco/evaluation_match.h"

#include "core/coco/rle.h"

#include <algorithm>

namespace maskwright::coco {
namespace {

struct AreaRange {
  double low, high;
  bool contains(double area) const { return area >= low && area <= high; }
};
constexpr std::array<AreaRange, kAreaCount> kAreas{
    {{0, 1e10}, {0, 32. * 32}, {32. * 32, 96. * 96}, {96. * 96, 1e10}}};

/// The truths of one area range: those that count come first.
struct Ordered {
  std::vector<size_t> order;
  std::vector<uint8_t> ignored;  // by position in `order`
};

Ordered orderTruths(const std::vector<const Annotation*>& truths, const AreaRange& range) {
  Ordered out;
  for (const bool wantIgnored : {false, true})
    for (size_t g = 0; g < truths.size(); ++g) {
      const bool ignored = truths[g]->crowd || !range.contains(truths[g]->area);
      if (ignored != wantIgnored) continue;
      out.order.push_back(g);
      out.ignored.push_back(ignored);
    }
  return out;
}

/// Position in `ordered` of the truth that a detection takes at a threshold, or -1.
int findMatch(const double* row,
              double threshold,
              const Ordered& ordered,
              const std::vector<const Annotation*>& truths,
              const std::vector<uint8_t>& taken) {
  double best = std::min(threshold, 1 - 1e-10);
  int match = -1;
  for (size_t i = 0; i < ordered.order.size(); ++i) {
    const size_t g = ordered.order[i];
    if (taken[i] && !truths[g]->crowd) continue;
    if (match > -1 && !ordered.ignored[match] && ordered.ignored[i]) break;
    if (row[g] < best) continue;
    best = row[g];
    match = static_cast<int>(i);
  }
  return match;
}

void record(ImageMatches& out, int threshold, size_t detection, int64_t truth) {
  if (threshold == 0) out.matchAt50[detection] = truth;
  if (threshold == 5) out.matchAt75[detection] = truth;
}

MatchResult::Area matchArea(const MatchInput& input,
                            const std::vector<double>& ious,
                            const AreaRange& range,
                            ImageMatches* matches) {
  static const auto kThresholds = iouThresholds();
  const size_t detections = input.detections.size(), truths = input.truths.size();
  const Ordered ordered = orderTruths(input.truths, range);
  MatchResult::Area out;
  out.matched.assign(detections, 0);
  out.ignored.assign(detections, 0);
  out.truthsCounted = std::count(ordered.ignored.begin(), ordered.ignored.end(), 0);
  std::vector<uint8_t> taken(truths);
  for (int t = 0; t < kIouCount; ++t) {
    const auto bit = static_cast<uint16_t>(1 << t);
    std::fill(taken.begin(), taken.end(), 0);
    for (size_t d = 0; d < detections; ++d) {
      const int m =
          findMatch(ious.data() + d * truths, kThresholds[t], ordered, input.truths, taken);
      if (m < 0) {
        if (!range.contains(input.detections[d]->area)) out.ignored[d] |= bit;
        continue;
      }
      taken[m] = 1;
      out.matched[d] |= bit;
      if (ordered.ignored[m]) out.ignored[d] |= bit;
      if (matches) record(*matches, t, d, input.truths[ordered.order[m]]->id);
    }
  }
  if (matches) {
    for (size_t i = 0; i < truths; ++i)
      matches->truths.push_back(input.truths[ordered.order[i]]->id);
    matches->truthIgnored = ordered.ignored;
    for (size_t d = 0; d < detections; ++d) matches->ignoredAt50.push_back(out.ignored[d] & 1);
  }
  return out;
}

}  // namespace

std::array<double, kIouCount> iouThresholds() {
  std::array<double, kIouCount> values{};
  const double step = (.95 - .5) / (kIouCount - 1);
  for (int t = 0; t < kIouCount; ++t) values[t] = t * step + .5;
  values.back() = .95;
  return values;
}

std::vector<double> overlaps(std::span<const Annotation* const> detections,
                             std::span<const Annotation* const> truths,
                             IouType type) {
  std::vector<uint8_t> crowd;
  for (const auto* truth : truths) crowd.push_back(truth->crowd);
  if (type == IouType::Box) {
    std::vector<Box> a, b;
    for (const auto* d : detections) a.push_back(d->box);
    for (const auto* t : truths) b.push_back(t->box);
    return boxIouMatrix(a, b, crowd);
  }
  std::vector<const Rle*> a, b;
  for (const auto* d : detections) a.push_back(&d->mask);
  for (const auto* t : truths) b.push_back(&t->mask);
  return iouMatrix(a, b, crowd);
}

MatchResult matchImage(const MatchInput& input, IouType type, ImageMatches* matches) {
  MatchResult result;
  result.empty = input.detections.empty() && input.truths.empty();
  if (result.empty) return result;
  for (const auto* detection : input.detections) result.scores.push_back(detection->score);
  if (matches) {
    for (const auto* detection : input.detections) matches->detections.push_back(detection->id);
    matches->matchAt50.assign(input.detections.size(), 0);
    matches->matchAt75.assign(input.detections.size(), 0);
  }
  const auto ious = overlaps(input.detections, input.truths, type);
  for (int a = 0; a < kAreaCount; ++a)
    result.areas[a] = matchArea(input, ious, kAreas[a], a == 0 ? matches : nullptr);
  return result;
}

}  // namespace maskwright::coco
