#include "core/rank/confidence.h"

#include <algorithm>
#include <cmath>

namespace maskwright::rank {
namespace {

double known(double value, double neutral) {
  return std::isfinite(value) ? value : neutral;
}

/// Values of a middling candidate: what an unknown attribute counts as, and the zero of the sum.
constexpr FeatureVector kNeutral{0.5, 0.7, 0.7, 0.15, 0.05, 0.45, 0.3, 0, 0, 0};
/// Found by random search around equal weights for the mean log AP50 over parts of four sets of
/// photographs and drawings; a logistic fit on three sets did worse on the fourth.
constexpr FeatureVector kWeights{2.0, 0.2, 2.2, 6.0, -4.4, 1.0, 0.4, -6.0, -1.0, 0.0};
/// Most candidates are wrong before anybody looks.
constexpr double kOffset = -0.8;

}  // namespace

FeatureVector confidenceFeatures(const CandidateAttributes& a, double sourceScore) {
  const double area = std::clamp(known(a.areaFraction, 0.02), 1e-4, 1.0);
  return {std::clamp(known(sourceScore, kNeutral[0]), 0.0, 1.0),
          std::clamp(known(a.maskness, kNeutral[1]), 0.0, 1.0),
          std::clamp(known(a.stability, kNeutral[2]), 0.0, 1.0),
          std::clamp(known(a.boundaryContrast, kNeutral[3]), 0.0, 1.0),
          std::clamp(known(a.borderFraction, kNeutral[4]), 0.0, 1.0),
          std::clamp(known(a.compactness, kNeutral[5]), 0.0, 1.0),
          std::min(1.0, std::log10(area) + 2),
          std::max(0.0, area - 0.4) / 0.6,
          a.centred,
          a.segmenter};
}

double firstConfidence(const CandidateAttributes& attributes, double sourceScore) {
  const FeatureVector features = confidenceFeatures(attributes, sourceScore);
  double sum = kOffset;
  for (size_t i = 0; i < kFeatureCount; ++i) sum += kWeights[i] * (features[i] - kNeutral[i]);
  return 1 / (1 + std::exp(-sum));
}

}  // namespace maskwright::rank
