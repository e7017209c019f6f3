#include "core/rank/confidence.h"

#include <algorithm>
#include <cmath>

namespace maskwright::rank {
namespace {

double known(double value, double neutral) {
  return std::isfinite(value) ? value : neutral;
}

/// Values of a middling candidate: what an unknown attribute counts as, and the zero of the sum.
constexpr FeatureVector kNeutral{0.5, 0.7, 0.7, 0.15, 0.05, 0.45, 0.3, 0, 0, 0, 0, 0};
/// Found by random search for the mean log AP50 and log recall of the first ten over a sixth of
/// each of four sets of photographs and drawings and a rendered set, then scaled by a logistic fit
/// on the same; maskness and compactness proved worthless there once the others were known.
constexpr FeatureVector kWeights{2.9, 0.03, 1.0, 1.6, -3.7, 0.01, 1.0, -0.6, -2.2, 0, 0.55, 2.95};
/// Most candidates are wrong before anybody looks.
constexpr double kOffset = -2.7;

}  // namespace

FeatureVector confidenceFeatures(const CandidateAttributes& a, double sourceScore) {
  const double area = std::clamp(known(a.areaFraction, 0.02), 1e-4, 1.0);
  const bool tree = a.tree > 0.5;
  const auto soft = [tree](double value, size_t i) {
    return tree ? kNeutral[i] : std::clamp(known(value, kNeutral[i]), 0.0, 1.0);
  };
  return {soft(sourceScore, 0),
          soft(a.maskness, 1),
          soft(a.stability, 2),
          std::clamp(known(a.boundaryContrast, kNeutral[3]), 0.0, 1.0),
          std::clamp(known(a.borderFraction, kNeutral[4]), 0.0, 1.0),
          std::clamp(known(a.compactness, kNeutral[5]), 0.0, 1.0),
          std::min(1.0, std::log10(area) + 2),
          std::max(0.0, area - 0.4) / 0.6,
          a.centred,
          a.segmenter,
          a.tree,
          tree ? std::clamp(known(sourceScore, 0), 0.0, 1.0) : 0};
}

double firstConfidence(const CandidateAttributes& attributes, double sourceScore) {
  const FeatureVector features = confidenceFeatures(attributes, sourceScore);
  double sum = kOffset;
  for (size_t i = 0; i < kFeatureCount; ++i) sum += kWeights[i] * (features[i] - kNeutral[i]);
  return 1 / (1 + std::exp(-sum));
}

}  // namespace maskwright::rank
