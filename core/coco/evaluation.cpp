#include "core/coco/evaluation.h"

#include "core/base/parallel.h"
#include "core/coco/evaluation_match.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace maskwright::coco {
namespace {

constexpr int kLimitCount = 3;
// Same meaning as numpy's spacing(1): keeps 0/0 away without changing any other quotient.
constexpr double kTiny = std::numeric_limits<double>::epsilon();

std::vector<int64_t> sortedUnique(std::vector<int64_t> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

size_t positionOf(const std::vector<int64_t>& sorted, int64_t id) {
  const auto it = std::lower_bound(sorted.begin(), sorted.end(), id);
  return it != sorted.end() && *it == id ? static_cast<size_t>(it - sorted.begin()) : sorted.size();
}

/// All objects of a list by image, then in the order of the list.
using Groups = std::vector<std::vector<const Annotation*>>;

Groups groupByImage(std::span<const Annotation> list, const std::vector<int64_t>& images) {
  Groups groups(images.size());
  for (const Annotation& annotation : list)
    if (const size_t i = positionOf(images, annotation.image); i < images.size())
      groups[i].push_back(&annotation);
  return groups;
}

void sortByScore(std::vector<const Annotation*>& list) {
  std::stable_sort(
      list.begin(), list.end(), [](const auto* a, const auto* b) { return a->score > b->score; });
}

/// Precision, recall and scores of one category for all thresholds, areas and limits.
struct Curves {
  struct Curve {
    std::array<double, kRecallCount> precision, score;
    double recall = -1;
    Curve() {
      precision.fill(-1);
      score.fill(-1);
    }
  };
  std::array<std::array<std::array<Curve, kLimitCount>, kAreaCount>, kIouCount> at;
};

/// One detection in the order of all images' scores.
struct Ranked {
  const MatchResult* image;
  uint32_t index;
};

std::vector<Ranked> rank(const std::vector<MatchResult>& images) {
  std::vector<Ranked> all;
  for (const auto& image : images)
    for (size_t d = 0; d < image.scores.size(); ++d)
      all.push_back({&image, static_cast<uint32_t>(d)});
  std::stable_sort(all.begin(), all.end(), [](const Ranked& a, const Ranked& b) {
    return a.image->scores[a.index] > b.image->scores[b.index];
  });
  return all;
}

void fillCurve(const std::vector<Ranked>& ranked,
               int threshold,
               int area,
               uint32_t limit,
               int64_t truths,
               Curves::Curve& curve) {
  std::vector<double> recall, precision, scores;
  int64_t hits = 0, misses = 0;
  for (const Ranked& r : ranked) {
    if (r.index >= limit) continue;
    const auto& outcome = r.image->areas[area];
    const bool counts = ((outcome.ignored[r.index] >> threshold) & 1) == 0;
    const bool matched = ((outcome.matched[r.index] >> threshold) & 1) != 0;
    hits += counts && matched;
    misses += counts && !matched;
    recall.push_back(static_cast<double>(hits) / static_cast<double>(truths));
    precision.push_back(static_cast<double>(hits) / (static_cast<double>(misses + hits) + kTiny));
    scores.push_back(r.image->scores[r.index]);
  }
  curve.recall = recall.empty() ? 0 : recall.back();
  for (size_t i = precision.size(); i-- > 1;)
    precision[i - 1] = std::max(precision[i - 1], precision[i]);
  curve.precision.fill(0);
  curve.score.fill(0);
  for (int r = 0; r < kRecallCount; ++r) {
    const double wanted = r == kRecallCount - 1 ? 1. : r * .01;
    const auto it = std::lower_bound(recall.begin(), recall.end(), wanted);
    if (it == recall.end()) break;
    curve.precision[r] = precision[it - recall.begin()];
    curve.score[r] = scores[it - recall.begin()];
  }
}

Curves accumulate(const std::vector<MatchResult>& images, const EvaluationSettings& settings) {
  Curves curves;
  const auto ranked = rank(images);
  std::array<int64_t, kAreaCount> truths{};
  for (const auto& image : images)
    for (int a = 0; a < kAreaCount; ++a) truths[a] += image.areas[a].truthsCounted;
  parallelFor(kIouCount * kAreaCount, settings.threads, [&](size_t job) {
    const int t = static_cast<int>(job) / kAreaCount, a = static_cast<int>(job) % kAreaCount;
    if (truths[a] == 0) return;
    for (int m = 0; m < kLimitCount; ++m)
      fillCurve(ranked,
                t,
                a,
                static_cast<uint32_t>(settings.maxDetections[m]),
                truths[a],
                curves.at[t][a][m]);
  });
  return curves;
}

/// Mean of what is defined, -1 if nothing is.
class Mean {
 public:
  void add(double value) {
    if (value <= -1) return;
    sum_ += value;
    ++count_;
  }
  void addAll(std::span<const double> values) {
    for (const double value : values) add(value);
  }
  double value() const { return count_ == 0 ? -1 : sum_ / static_cast<double>(count_); }

 private:
  double sum_ = 0;
  int64_t count_ = 0;
};

/// Mean precision; `threshold` -1 = over all.
double meanPrecision(const std::vector<Curves>& all, int threshold, int area) {
  Mean mean;
  for (const Curves& curves : all)
    for (int t = 0; t < kIouCount; ++t)
      if (threshold < 0 || t == threshold)
        mean.addAll(curves.at[t][area][kLimitCount - 1].precision);
  return mean.value();
}

double meanRecall(const std::vector<Curves>& all, int area, int limit) {
  Mean mean;
  for (const Curves& curves : all)
    for (int t = 0; t < kIouCount; ++t) mean.add(curves.at[t][area][limit].recall);
  return mean.value();
}

std::array<double, 12> summarize(const std::vector<Curves>& all) {
  return {meanPrecision(all, -1, 0),
          meanPrecision(all, 0, 0),
          meanPrecision(all, 5, 0),
          meanPrecision(all, -1, 1),
          meanPrecision(all, -1, 2),
          meanPrecision(all, -1, 3),
          meanRecall(all, 0, 0),
          meanRecall(all, 0, 1),
          meanRecall(all, 0, 2),
          meanRecall(all, 1, 2),
          meanRecall(all, 2, 2),
          meanRecall(all, 3, 2)};
}

CategoryEvaluation describe(const Curves& curves, int64_t category) {
  CategoryEvaluation out;
  out.category = category;
  const std::vector<Curves> one{curves};
  const auto stats = summarize(one);
  out.ap = stats[0];
  out.ap50 = stats[1];
  out.ap75 = stats[2];
  out.apSmall = stats[3];
  out.apMedium = stats[4];
  out.apLarge = stats[5];
  out.ar = stats[8];
  for (int t = 0; t < kIouCount; ++t) {
    out.apByIou[t] = meanPrecision(one, t, 0);
    out.recallByIou[t] = curves.at[t][0][kLimitCount - 1].recall;
  }
  out.precisionAt50 = curves.at[0][0][kLimitCount - 1].precision;
  out.scoreAt50 = curves.at[0][0][kLimitCount - 1].score;
  return out;
}

/// What each image adds to the extra figures.
struct ImageExtras {
  std::vector<double> bestOfTruth;
  std::vector<std::pair<double, bool>> scored;  // score, meets a truth; by falling score
  bool located = false;                         // the box of the first meets the box of a truth
};

ImageExtras extrasOf(std::vector<const Annotation*> detections,
                     const std::vector<const Annotation*>& all,
                     IouType type) {
  std::vector<const Annotation*> truths;
  for (const auto* truth : all)
    if (!truth->crowd) truths.push_back(truth);
  sortByScore(detections);
  const auto ious = overlaps(detections, truths, type);
  ImageExtras out;
  out.bestOfTruth.assign(truths.size(), 0);
  for (size_t d = 0; d < detections.size(); ++d) {
    double best = 0;
    for (size_t t = 0; t < truths.size(); ++t) {
      const double iou = ious[d * truths.size() + t];
      best = std::max(best, iou);
      out.bestOfTruth[t] = std::max(out.bestOfTruth[t], iou);
    }
    out.scored.emplace_back(detections[d]->score, best >= .5);
  }
  if (!detections.empty()) {
    for (const double iou : overlaps(std::span(detections).first(1), truths, IouType::Box))
      out.located = out.located || iou >= .5;
  }
  return out;
}

ExtraFigures combine(const std::vector<ImageExtras>& images) {
  ExtraFigures out;
  Mean best, covered, located, firstGood, precise;
  std::vector<std::pair<double, bool>> scored;
  for (const auto& image : images) {
    for (const double iou : image.bestOfTruth) {
      best.add(iou);
      covered.add(iou >= .5);
    }
    out.truths += static_cast<int64_t>(image.bestOfTruth.size());
    if (!image.bestOfTruth.empty()) {
      located.add(image.located);
      firstGood.add(!image.scored.empty() && image.scored.front().second);
    }
    scored.insert(scored.end(), image.scored.begin(), image.scored.end());
  }
  std::stable_sort(
      scored.begin(), scored.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  out.images = static_cast<int64_t>(images.size());
  out.detections = static_cast<int64_t>(scored.size());
  out.bestCount = std::min(out.images, out.detections);
  for (int64_t i = 0; i < out.bestCount; ++i) precise.add(scored[i].second);
  out.mbo = best.value();
  out.coverage50 = covered.value();
  out.corLoc = located.value();
  out.corLocByType = firstGood.value();
  out.bestPrecision = precise.value();
  return out;
}

/// Objects of one image in the evaluated categories; categories in rising order as in COCOeval.
MatchInput selectInput(const std::vector<const Annotation*>& detections,
                       const std::vector<const Annotation*>& truths,
                       std::span<const int64_t> categories,
                       int limit) {
  MatchInput input;
  for (const int64_t category : categories) {
    for (const auto* d : detections)
      if (d->category == category) input.detections.push_back(d);
    for (const auto* t : truths)
      if (t->category == category) input.truths.push_back(t);
  }
  sortByScore(input.detections);
  if (input.detections.size() > static_cast<size_t>(limit)) input.detections.resize(limit);
  return input;
}

}  // namespace

std::array<std::string, 12> statNames(const EvaluationSettings& settings) {
  std::array<std::string, 12> names{"AP",
                                    "AP50",
                                    "AP75",
                                    "AP_small",
                                    "AP_medium",
                                    "AP_large",
                                    "AR",
                                    "AR",
                                    "AR",
                                    "AR_small",
                                    "AR_medium",
                                    "AR_large"};
  for (int m = 0; m < kLimitCount; ++m)
    names[6 + m] += std::to_string(settings.maxDetections.at(m));
  return names;
}

Evaluation evaluate(std::span<const Annotation> truths,
                    std::span<const Annotation> detections,
                    const EvaluationSettings& settings) {
  if (settings.maxDetections.size() != kLimitCount)
    throw std::invalid_argument("three limits of detections are needed");
  const auto images = sortedUnique(settings.images);
  const auto categories = sortedUnique(settings.categories);
  const auto truthsOf = groupByImage(truths, images);
  const auto detectionsOf = groupByImage(detections, images);
  const int limit = settings.maxDetections.back();

  Evaluation result;
  std::vector<Curves> curves;
  const size_t groups = settings.useCategories ? categories.size() : 1;
  for (size_t k = 0; k < groups; ++k) {
    const std::span<const int64_t> chosen =
        settings.useCategories ? std::span(&categories[k], 1) : std::span(categories);
    const int64_t name = settings.useCategories ? categories[k] : -1;
    std::vector<MatchResult> matched(images.size());
    std::vector<ImageMatches> kept(settings.keepMatches ? images.size() : 0);
    parallelFor(images.size(), settings.threads, [&](size_t i) {
      const auto input = selectInput(detectionsOf[i], truthsOf[i], chosen, limit);
      if (settings.keepMatches) {
        kept[i].image = images[i];
        kept[i].category = name;
      }
      matched[i] = matchImage(input, settings.type, settings.keepMatches ? &kept[i] : nullptr);
    });
    for (size_t i = 0; i < kept.size(); ++i)
      if (!matched[i].empty) result.matches.push_back(std::move(kept[i]));
    curves.push_back(accumulate(matched, settings));
    result.categories.push_back(describe(curves.back(), name));
  }
  result.stats = summarize(curves);

  std::vector<ImageExtras> extras(images.size());
  parallelFor(images.size(), settings.threads, [&](size_t i) {
    extras[i] = extrasOf(detectionsOf[i], truthsOf[i], settings.type);
  });
  result.extra = combine(extras);
  return result;
}

}  // namespace maskwright::coco
