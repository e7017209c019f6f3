#pragma once

#include "core/domain/candidate.h"

#include <array>

namespace maskwright::rank {

/// What confidence looks at, in this order. Unknown attributes (NaN) take a neutral value.
enum class Feature {
  Score,            ///< the source's score; neutral for the merge tree
  Maskness,         ///< mean soft value inside; neutral for the merge tree
  Stability,        ///< IoU between two thresholds; neutral for the merge tree
  Contrast,         ///< colour step across the outline
  Border,           ///< share of the outline on the picture's border
  Compact,          ///< roundness
  Size,             ///< log10 of the area fraction, 0 at 1 % of the picture
  Large,            ///< how far beyond 40 % of the picture: 0 to 1
  Centred,          ///< 1 for Free Mask on the centred map
  Segmenter,        ///< 1 for a trained segmenter
  Tree,             ///< 1 for a region of the merge tree
  TreeScore,        ///< its score, 0 for others: the two kinds of score mean different things
  Outline,          ///< mean gradient along the outline
  Closed,           ///< share of the outline with a clear gradient
  Surround,         ///< colour distance to the surround
  FeatureStep,      ///< distance of the backbone's features to those of the surround
  Extent,           ///< share of its box that it fills
  Votes,            ///< log of the coarse masks that agree
  Repeats,          ///< log of the look-alikes in the picture
  SizeTimesBorder,  ///< large regions touch the border for other reasons than small ones
  Centre,           ///< distance from the picture's middle: who took it aimed at something
  SizeTimesCentre   ///< of small things there are many, wherever one aimed
};
inline constexpr size_t kFeatureCount = 22;
using FeatureVector = std::array<double, kFeatureCount>;

/// The features of one candidate, each within about [-2, 1].
FeatureVector confidenceFeatures(const CandidateAttributes& attributes, double sourceScore);

/// First confidence in (0, 1), before any decision: a logistic function of the features with fixed
/// weights (table in confidence.cpp). What an outline separates counts most: clear gradients along
/// it, compactness, features unlike the surround's, agreement of several looks, a place in the
/// middle, little contact with the border. Calibrated on average over collections of four kinds;
/// how far off it is on one collection only decisions tell.
double firstConfidence(const CandidateAttributes& attributes, double sourceScore);

}  // namespace maskwright::rank
