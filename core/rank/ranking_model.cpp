#include "core/rank/ranking_model.h"

#include "core/base/shuffle.h"
#include "core/rank/logistic.h"
#include "core/rank/one_standard_error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>
#include <unordered_map>
#include <unordered_set>

namespace maskwright::rank {
namespace {

/// Inverse prior variances. The offset moves freely, the rest must be earned.
constexpr double kOffsetPull = 0.1;
/// Decisions are made where the list is best, so they flatter what is learned from them: the
/// strongest of these is taken that is as good on unseen images as far as can be told.
constexpr std::array kPulls{1.0, 4.0, 16.0, 64.0};
/// From so many decisions on they outweigh any of these.
constexpr size_t kPullsMatterTo = 1000;
/// Below, what was believed before may be quite wrong, and something else should come first.
constexpr std::ptrdiff_t kBothKinds = 10;
constexpr size_t kWeightCount = kInputCount + 2;
/// The isotonic map counts half at this many decisions.
constexpr double kCalibrationBelief = 60;

double logistic(double x) {
  return 1 / (1 + std::exp(-x));
}

LogisticPrior priorAround(double firstWeight, double pull) {
  LogisticPrior prior;
  prior.mean.assign(kWeightCount, 0);
  prior.mean[1] = firstWeight;
  prior.pull.assign(kWeightCount, pull);
  prior.pull[0] = kOffsetPull;
  return prior;
}

/// Offset, first log-odds and centred inputs of some rows.
std::vector<float> designMatrix(std::span<const float> inputs,
                                std::span<const double> first,
                                std::span<const float> means) {
  std::vector<float> out;
  out.reserve(first.size() * kWeightCount);
  for (size_t i = 0; i < first.size(); ++i) {
    out.push_back(1);
    out.push_back(static_cast<float>(first[i]));
    for (size_t k = 0; k < kInputCount; ++k) out.push_back(inputs[i * kInputCount + k] - means[k]);
  }
  return out;
}

std::vector<double> scoresOf(std::span<const float> inputs,
                             std::span<const double> first,
                             std::span<const float> means,
                             std::span<const double> weights) {
  std::vector<double> out(first.size());
  for (size_t i = 0; i < first.size(); ++i) {
    double sum = weights[0] + weights[1] * first[i];
    for (size_t k = 0; k < kInputCount; ++k)
      sum += weights[k + 2] * (inputs[i * kInputCount + k] - means[k]);
    out[i] = sum;
  }
  return out;
}

/// Fold of each example: images are dealt out at random, largest first, to the smallest fold.
std::vector<int> foldsByImage(std::span<const int> images, int folds, uint64_t seed) {
  std::vector<std::pair<int, int>> sizes;  // image, decisions
  std::vector<int> sorted(images.begin(), images.end());
  std::sort(sorted.begin(), sorted.end());
  for (const int image : sorted) {
    if (sizes.empty() || sizes.back().first != image) sizes.emplace_back(image, 0);
    ++sizes.back().second;
  }
  std::mt19937_64 random(seed);
  shuffle(sizes, random);
  std::stable_sort(sizes.begin(), sizes.end(), [](auto a, auto b) { return a.second > b.second; });
  std::vector<int> load(static_cast<size_t>(folds));
  std::unordered_map<int, int> foldOf;
  for (const auto& [image, count] : sizes) {
    const auto least = std::min_element(load.begin(), load.end());
    foldOf[image] = static_cast<int>(least - load.begin());
    *least += count;
  }
  std::vector<int> out;
  for (const int image : images) out.push_back(foldOf[image]);
  return out;
}

template <typename T>
std::vector<T> pick(const std::vector<T>& values, std::span<const size_t> rows, size_t width = 1) {
  std::vector<T> out;
  out.reserve(rows.size() * width);
  for (const size_t row : rows)
    out.insert(out.end(),
               values.begin() + static_cast<std::ptrdiff_t>(row * width),
               values.begin() + static_cast<std::ptrdiff_t>((row + 1) * width));
  return out;
}

}  // namespace

std::string_view modelName(ModelKind kind) {
  switch (kind) {
    case ModelKind::Logistic:
      return "logistic";
    case ModelKind::Boosted:
      return "boosted-trees";
    case ModelKind::First:
      break;
  }
  return "first-confidence";
}

struct RankingModel::Examples {
  std::vector<float> inputs;  ///< [n, kInputCount]
  std::vector<double> first, weights;
  std::vector<uint8_t> good, poor;
  std::vector<int> images;
};

/// People decide on what stands at the top of a list; of the rest decisions say little. So a few
/// undecided candidates, drawn from all, stand for what was believed before: each counts as a small
/// part of a decision that its first confidence is right.
void RankingModel::addAnchors(const RankingContext& context, uint64_t seed, Examples& examples) {
  constexpr size_t kAnchors = 300;
  constexpr double kWeight = 0.03;
  const size_t rows = context.table().rows();
  std::mt19937_64 random(seed);
  for (size_t i = 0; i < std::min(kAnchors, rows); ++i) {
    const size_t row = random() % rows;
    if (context.verdict(row) != Verdict::Undecided) continue;
    const double p = std::clamp(logistic(context.firstLogit(row)), 1e-4, 1 - 1e-4);
    for (const bool good : {true, false}) {
      examples.good.push_back(good);
      examples.weights.push_back(kWeight * (good ? p : 1 - p));
      examples.first.push_back(context.firstLogit(row));
      examples.images.push_back(context.table().image[row]);
      appendInputs(context, row, examples.inputs);
    }
  }
}

struct RankingModel::Part {
  std::vector<float> means;
  std::vector<double> weights;
  std::optional<BoostedTrees> trees;

  Result<std::vector<double>> scores(std::span<const float> inputs,
                                     std::span<const double> first) const {
    auto out = scoresOf(inputs, first, means, weights);
    return trees ? trees->predict(inputs, out) : Result(std::move(out));
  }
};

Result<RankingModel::Part> RankingModel::fitPart(const Examples& examples,
                                                 std::span<const size_t> chosen,
                                                 double pull,
                                                 bool boosted,
                                                 const RankingSettings& settings) {
  Part part;
  const auto inputs = pick(examples.inputs, chosen, kInputCount);
  const auto first = pick(examples.first, chosen);
  const auto good = pick(examples.good, chosen);
  std::vector<double> sums(kInputCount);
  for (size_t i = 0; i < inputs.size(); ++i) sums[i % kInputCount] += inputs[i];
  for (const double sum : sums)
    part.means.push_back(static_cast<float>(sum / static_cast<double>(chosen.size())));
  const auto weights = pick(examples.weights, chosen);
  part.weights =
      fitLogistic(designMatrix(inputs, first, part.means), good, weights, priorAround(1, pull));
  if (!boosted) return part;
  BoostSettings boost;
  boost.seed = settings.seed;
  auto trees = BoostedTrees::fit(inputs,
                                 static_cast<int>(kInputCount),
                                 good,
                                 weights,
                                 scoresOf(inputs, first, part.means, part.weights),
                                 boost);
  if (!trees) return trees.error();
  part.trees = std::move(*trees);
  return part;
}

/// Scores of each example by a model that has not seen its image.
struct RankingModel::HeldOut {
  std::vector<double> plain;  ///< of the regression alone
  std::vector<double> treed;  ///< of all
};

Result<RankingModel::HeldOut> RankingModel::holdOut(const Examples& examples,
                                                    std::span<const int> foldOf,
                                                    double pull,
                                                    bool boosted,
                                                    const RankingSettings& settings) {
  HeldOut out;
  out.plain.resize(foldOf.size());
  out.treed.resize(foldOf.size());
  for (int fold = 0; fold < settings.folds; ++fold) {
    std::vector<size_t> inside, outside;
    for (size_t i = 0; i < foldOf.size(); ++i) (foldOf[i] == fold ? outside : inside).push_back(i);
    if (outside.empty()) continue;
    const auto part = fitPart(examples, inside, pull, boosted, settings);
    if (!part) return part.error();
    const auto inputs = pick(examples.inputs, outside, kInputCount);
    const auto first = pick(examples.first, outside);
    const auto scores = scoresOf(inputs, first, part->means, part->weights);
    const auto better = part->scores(inputs, first);
    if (!better) return better.error();
    for (size_t i = 0; i < outside.size(); ++i) {
      out.plain[outside[i]] = scores[i];
      out.treed[outside[i]] = (*better)[i];
    }
  }
  return out;
}

Result<RankingModel> RankingModel::fit(const RankingContext& context,
                                       const RankingSettings& settings) {
  RankingModel model;
  Examples examples;
  for (const size_t row : context.decided()) {
    examples.good.push_back(context.isGood(row));
    examples.poor.push_back(context.isPoor(row));
    examples.first.push_back(context.firstLogit(row));
    examples.images.push_back(context.table().image[row]);
    examples.weights.push_back(1);
    appendInputs(context, row, examples.inputs);
  }
  const auto count = static_cast<int64_t>(examples.good.size());
  model.decisions_ = count;
  if (count < settings.minDecisions) return model;
  const bool tryTrees = count >= settings.boostFrom;
  const size_t judged = examples.good.size();
  addAnchors(context, settings.seed, examples);

  const auto images = static_cast<int>(
      std::unordered_set<int>(examples.images.begin(), examples.images.end()).size());
  const int folds = std::min(settings.folds, images);
  const std::span<const uint8_t> judgedGood(examples.good.data(), judged);
  const auto plainOf = [&](const std::vector<double>& scores) {
    std::vector<double> p;
    for (size_t i = 0; i < judged; ++i)
      p.push_back(std::clamp(logistic(scores[i]), 1e-6, 1 - 1e-6));
    return p;
  };
  double pull = kPulls.front();
  HeldOut held;
  std::vector<int> foldOf;
  if (folds > 1) {
    foldOf = foldsByImage(examples.images, folds, settings.seed);
    std::vector<std::vector<double>> losses;
    std::vector<HeldOut> tried;
    const auto accepted = std::count(judgedGood.begin(), judgedGood.end(), 1);
    const bool both = std::min(accepted, count - accepted) >= kBothKinds;
    for (size_t i = 0; both && judged < kPullsMatterTo && i < kPulls.size(); ++i) {
      auto scores = holdOut(examples, foldOf, kPulls[i], false, settings);
      if (!scores) return scores.error();
      losses.push_back(logLosses(plainOf(scores->plain), judgedGood));
      tried.push_back(std::move(*scores));
    }
    if (!tried.empty()) {
      const auto chosen = simplestAsGood(losses, std::span(examples.images).first(judged));
      pull = kPulls[chosen];
      held = std::move(tried[chosen]);
    }
    if (tried.empty() || tryTrees) {
      auto scores = holdOut(examples, foldOf, pull, tryTrees, settings);
      if (!scores) return scores.error();
      held = std::move(*scores);
    }
  }
  const bool boosted =
      tryTrees && folds > 1 &&
      logLoss(plainOf(held.treed), judgedGood) < logLoss(plainOf(held.plain), judgedGood);
  model.kind_ = boosted ? ModelKind::Boosted : ModelKind::Logistic;

  if (folds > 1) {
    const auto& scores = boosted ? held.treed : held.plain;
    // Without the anchors: they would lift what lies far below the decisions to their own belief.
    model.calibrate_ = IsotonicMap::fit(std::span(scores).first(judged), judgedGood);
    model.calibrated_ =
        static_cast<double>(count) / (static_cast<double>(count) + kCalibrationBelief);
    // The report must not judge the map by the examples that made it.
    std::vector<double> stated(judged);
    for (int fold = 0; fold < folds; ++fold) {
      std::vector<double> seen;
      std::vector<uint8_t> outcomes;
      for (size_t i = 0; i < judged; ++i) {
        if (foldOf[i] == fold) continue;
        seen.push_back(scores[i]);
        outcomes.push_back(examples.good[i]);
      }
      const auto map = IsotonicMap::fit(seen, outcomes);
      for (size_t i = 0; i < judged; ++i)
        if (foldOf[i] == fold)
          stated[i] =
              model.calibrated_ * map(scores[i]) + (1 - model.calibrated_) * logistic(scores[i]);
    }
    model.calibration_ = calibrationOf(stated, judgedGood);
  }

  std::vector<size_t> all(examples.good.size());
  std::iota(all.begin(), all.end(), size_t{0});
  auto part = fitPart(examples, all, pull, boosted, settings);
  if (!part) return part.error();
  model.means_ = std::move(part->means);
  model.weights_ = std::move(part->weights);
  model.trees_ = std::move(part->trees);
  if (std::count(examples.poor.begin(), examples.poor.end(), 1) >= settings.minPoor)
    // Nothing is believed about poor outlines beforehand, so the anchors say nothing about them.
    model.poorWeights_ =
        fitLogistic(designMatrix(std::span(examples.inputs).first(judged * kInputCount),
                                 std::span(examples.first).first(judged),
                                 model.means_),
                    examples.poor,
                    {},
                    priorAround(0, kPulls.front()));
  return model;
}

Result<std::vector<double>> RankingModel::confidence(const RankingContext& context,
                                                     std::span<const size_t> rows) const {
  std::vector<double> out, first;
  for (const size_t row : rows) first.push_back(context.firstLogit(row));
  if (kind_ == ModelKind::First) {
    for (const double logit : first) out.push_back(logistic(logit));
    return out;
  }
  std::vector<float> inputs;
  inputs.reserve(rows.size() * kInputCount);
  for (const size_t row : rows) appendInputs(context, row, inputs);
  auto scores = scoresOf(inputs, first, means_, weights_);
  if (trees_) {
    auto better = trees_->predict(inputs, scores);
    if (!better) return better.error();
    scores = std::move(*better);
  }
  for (const double score : scores) {
    const double p = calibrated_ * calibrate_(score) + (1 - calibrated_) * logistic(score);
    out.push_back(std::clamp(p, 1e-6, 1 - 1e-6));
  }
  return out;
}

std::vector<double> RankingModel::poorOutline(const RankingContext& context,
                                              std::span<const size_t> rows,
                                              std::span<const double> confidence) const {
  std::vector<double> out(rows.size());
  if (poorWeights_.empty()) return out;
  std::vector<float> inputs;
  std::vector<double> first;
  for (const size_t row : rows) {
    appendInputs(context, row, inputs);
    first.push_back(context.firstLogit(row));
  }
  const auto scores = scoresOf(inputs, first, means_, poorWeights_);
  for (size_t i = 0; i < rows.size(); ++i)
    out[i] = std::min(logistic(scores[i]), 1 - confidence[i]);
  return out;
}

std::vector<RankingModel::Reason> RankingModel::reasons(const RankingContext& context,
                                                        size_t row,
                                                        size_t most) const {
  std::vector<Reason> out;
  if (kind_ == ModelKind::First) return out;
  std::vector<float> inputs;
  appendInputs(context, row, inputs);
  for (size_t k = 0; k < kInputCount; ++k)
    out.push_back({k, weights_[k + 2] * (inputs[k] - means_[k]), inputs[k] > means_[k]});
  std::stable_sort(out.begin(), out.end(), [](const Reason& a, const Reason& b) {
    return std::abs(a.logOdds) > std::abs(b.logOdds);
  });
  out.resize(std::min(most, out.size()));
  return out;
}

}  // namespace maskwright::rank
