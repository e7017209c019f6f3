#pragma once

#include "core/domain/candidate.h"

#include <array>

namespace maskwright::rank {

/// What confidence looks at, in this order. Unknown attributes (NaN) take a neutral value.
enum class Feature {
  Score,      ///< the source's score; neutral for the merge tree
  Maskness,   ///< mean soft value inside; neutral for the merge tree
  Stability,  ///< IoU between two thresholds; neutral for the merge tree
  Contrast,   ///< colour step across the outline
  Border,     ///< share of the outline on the picture's border
  Compact,    ///< roundness
  Size,       ///< log10 of the area fraction, 0 at 1 % of the picture
  Large,      ///< how far beyond 40 % of the picture: 0 to 1
  Centred,    ///< 1 for Free Mask on the centred map
  Segmenter,  ///< 1 for a trained segmenter
  Tree,       ///< 1 for a region of the merge tree
  TreeScore   ///< its score, 0 for others: the two kinds of score mean different things
};
inline constexpr size_t kFeatureCount = 12;
using FeatureVector = std::array<double, kFeatureCount>;

/// The features of one candidate, each within about [-2, 1].
FeatureVector confidenceFeatures(const CandidateAttributes& attributes, double sourceScore);

/// First confidence in (0, 1), before any decision: a logistic function of the features with fixed
/// weights (table in confidence.cpp) of which score and contact to the border count most.
/// Rises with score, maskness, stability and contrast; falls with contact to the border and beyond
/// 40 % of the picture. Only its order is meant to be trusted until decisions calibrate it.
double firstConfidence(const CandidateAttributes& attributes, double sourceScore);

}  // namespace maskwright::rank
