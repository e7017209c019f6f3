#pragma once

#include "core/rank/confidence.h"

#include <optional>
#include <span>

namespace maskwright::rank {

/// One decision to learn from.
struct ConfidenceExample {
  CandidateAttributes attributes;
  double sourceScore = 0;
  bool good = false;  ///< accepted or relabelled; not an object, bad mask and fix later are not
  double weight = 1;  ///< > 0; e.g. less for decisions taken a cluster at a time
};

/// Decisions needed before anything is learned, and of each kind.
inline constexpr int kMinDecisions = 20;
inline constexpr int kMinOfEachKind = 3;

/// Confidence learned from decisions: logistic regression on the logit of the first confidence and
/// the features. It is pulled towards "the first confidence as it is", so a few decisions
/// change little and many decide (Gaussian prior, maximum a posteriori).
struct ConfidenceModel {
  double offset = 0;
  double firstWeight = 1;          ///< of the first confidence's logit
  FeatureVector featureWeights{};  ///< of the features minus `means`
  FeatureVector means{};
  int decisions = 0;           ///< examples it was learned from
  int segmenterDecisions = 0;  ///< of them, masks of a trained segmenter

  /// Whether it knows such masks; until then see rank_fusion.h.
  bool knowsSegmenter() const { return segmenterDecisions >= kMinDecisions; }

  /// Calibrated probability in (0, 1) that a person would accept the candidate.
  double confidence(const CandidateAttributes& attributes, double sourceScore) const;
};

/// Nothing if there are fewer than kMinDecisions examples or fewer than kMinOfEachKind of a kind.
/// Throws std::invalid_argument for a weight that is not positive.
std::optional<ConfidenceModel> learnConfidence(std::span<const ConfidenceExample> examples);

}  // namespace maskwright::rank
