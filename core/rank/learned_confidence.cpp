#include "core/rank/learned_confidence.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace maskwright::rank {
namespace {

constexpr size_t kSize = kFeatureCount + 2;  // offset, logit of the first confidence, features
using Vector = std::array<double, kSize>;
using Matrix = std::array<Vector, kSize>;

/// Inverse prior variances: the offset moves freely, the rest must be earned.
constexpr double kOffsetPull = 0.1, kFirstPull = 4, kFeaturePull = 4;
constexpr int kNewtonSteps = 30;

double logistic(double x) {
  return 1 / (1 + std::exp(-x));
}

double firstLogit(const CandidateAttributes& attributes, double sourceScore) {
  const double p = std::clamp(firstConfidence(attributes, sourceScore), 1e-4, 1 - 1e-4);
  return std::log(p / (1 - p));
}

Vector inputs(const CandidateAttributes& attributes,
              double sourceScore,
              const FeatureVector& means) {
  Vector out{1, firstLogit(attributes, sourceScore)};
  const FeatureVector features = confidenceFeatures(attributes, sourceScore);
  for (size_t i = 0; i < kFeatureCount; ++i) out[i + 2] = features[i] - means[i];
  return out;
}

double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (size_t i = 0; i < kSize; ++i) sum += a[i] * b[i];
  return sum;
}

/// Solves a x = b for a positive definite `a` (Cholesky).
Vector solve(Matrix a, Vector b) {
  for (size_t i = 0; i < kSize; ++i) {
    for (size_t j = 0; j <= i; ++j) {
      double sum = a[i][j];
      for (size_t k = 0; k < j; ++k) sum -= a[i][k] * a[j][k];
      a[i][j] = i == j ? std::sqrt(sum) : sum / a[j][j];
    }
  }
  for (size_t i = 0; i < kSize; ++i) {
    for (size_t k = 0; k < i; ++k) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  for (size_t i = kSize; i-- > 0;) {
    for (size_t k = i + 1; k < kSize; ++k) b[i] -= a[k][i] * b[k];
    b[i] /= a[i][i];
  }
  return b;
}

}  // namespace

double ConfidenceModel::confidence(const CandidateAttributes& attributes,
                                   double sourceScore) const {
  Vector weights{offset, firstWeight};
  std::copy(featureWeights.begin(), featureWeights.end(), weights.begin() + 2);
  const double logit = dot(weights, inputs(attributes, sourceScore, means));
  return std::clamp(logistic(logit), 1e-6, 1 - 1e-6);
}

std::optional<ConfidenceModel> learnConfidence(std::span<const ConfidenceExample> examples) {
  int good = 0;
  for (const auto& example : examples) {
    if (!(example.weight > 0)) throw std::invalid_argument("weights must be positive");
    good += example.good;
  }
  const int count = static_cast<int>(examples.size());
  if (count < kMinDecisions || std::min(good, count - good) < kMinOfEachKind) return std::nullopt;

  ConfidenceModel model;
  model.decisions = count;
  for (const auto& example : examples)
    model.segmenterDecisions += example.attributes.segmenter > 0.5;
  for (const auto& example : examples) {
    const FeatureVector f = confidenceFeatures(example.attributes, example.sourceScore);
    for (size_t i = 0; i < kFeatureCount; ++i) model.means[i] += f[i] / count;
  }
  std::vector<Vector> rows;
  for (const auto& example : examples)
    rows.push_back(inputs(example.attributes, example.sourceScore, model.means));

  Vector pull;
  pull.fill(kFeaturePull);
  pull[0] = kOffsetPull;
  pull[1] = kFirstPull;
  Vector prior{};
  prior[1] = 1;
  Vector weights = prior;
  // Newton's method on a strictly convex loss; steps are bounded, since far out it is nearly flat.
  for (int step = 0; step < kNewtonSteps; ++step) {
    Vector gradient{};
    Matrix curvature{};
    for (size_t i = 0; i < kSize; ++i) {
      gradient[i] = pull[i] * (weights[i] - prior[i]);
      curvature[i][i] = pull[i];
    }
    for (size_t n = 0; n < rows.size(); ++n) {
      const double p = logistic(dot(weights, rows[n]));
      const double error = examples[n].weight * (p - (examples[n].good ? 1 : 0));
      const double slope = examples[n].weight * std::max(1e-9, p * (1 - p));
      for (size_t i = 0; i < kSize; ++i) {
        gradient[i] += error * rows[n][i];
        for (size_t j = 0; j <= i; ++j) curvature[i][j] += slope * rows[n][i] * rows[n][j];
      }
    }
    const Vector move = solve(curvature, gradient);
    const double length = std::sqrt(dot(move, move));
    const double scale = length > 2 ? 2 / length : 1;
    for (size_t i = 0; i < kSize; ++i) weights[i] -= scale * move[i];
    if (length < 1e-9) break;
  }
  model.offset = weights[0];
  model.firstWeight = weights[1];
  std::copy(weights.begin() + 2, weights.end(), model.featureWeights.begin());
  return model;
}

}  // namespace maskwright::rank
