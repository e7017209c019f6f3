#pragma once

#include "core/domain/ids.h"
#include "core/domain/mask.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace maskwright {

/// Measured properties of a candidate that ranking uses. All in [0, 1] unless noted; NaN = unknown.
struct CandidateAttributes {
  static constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

  /// Mean soft value over the foreground (FreeSOLO), before NMS; merge tree: outline gradient.
  double maskness = 0;
  /// IoU of the masks at a lower and a higher threshold; merge tree: see TreeRegion.
  double stability = 0;
  double nmsScore = 0;        ///< maskness after matrix NMS (Free Mask) or class x maskness (SOLO)
  double areaFraction = 0;    ///< mask pixels / image pixels
  double borderFraction = 0;  ///< share of the outline that lies on the image border
  double compactness = 0;     ///< 4 pi area / perimeter^2, clipped to 1
  double boundaryContrast = 0;  ///< mean Lab distance across the outline / 100, clipped to 1
  /// Follow from the source: 1 for "free-mask-centred", for a trained segmenter's mask, for a
  /// region of the merge tree.
  double centred = 0, segmenter = 0, tree = 0;
  /// Mean gradient along the outline; 1 = as strong as the picture's strongest twentieth.
  double outlineGradient = kUnknown;
  double outlineClosed = kUnknown;     ///< share of the outline with a clear gradient
  double surroundContrast = kUnknown;  ///< Lab distance of inside to just around / 50, at most 1
  double featureContrast = kUnknown;   ///< (1 - cosine) / 2 of mean features inside and around
  double extent = kUnknown;            ///< area / area of the box
  double votes = kUnknown;             ///< coarse masks of any view and source that agree; a count
  double repeats = kUnknown;           ///< other candidates of its size, shape and colour; a count
  /// Follows from the box: distance of its middle from the picture's, 0 there, 1 in a corner.
  double centreDistance = kUnknown;
};

/// Sets the attribute that follows from a candidate's box, in pixels of a picture of that size.
inline void attributesFromBox(const Box& box,
                              int width,
                              int height,
                              CandidateAttributes& attributes) {
  const double x = 2 * (box.x + box.w / 2) / width - 1, y = 2 * (box.y + box.h / 2) / height - 1;
  attributes.centreDistance = std::min(1.0, std::sqrt((x * x + y * y) / 2));
}

/// Whether a source of candidates is a trained segmenter.
inline bool isSegmenter(const std::string& source) {
  return source == "solo" || source == "mask-rcnn";
}

/// Sets the attributes that follow from a candidate's source.
inline void attributesFromSource(const std::string& source, CandidateAttributes& attributes) {
  attributes.centred = source == "free-mask-centred" ? 1 : 0;
  attributes.segmenter = isSegmenter(source) ? 1 : 0;
  attributes.tree = source == "merge-tree" ? 1 : 0;
}

/// A proposed object mask on one image.
struct Candidate {
  CandidateId id;
  ImageId image;
  RunId run;
  int round = 0;        ///< 0 = discovery, n = made by round n
  std::string source;   ///< "free-mask", "merge-tree", "solo", "mask-rcnn", "import", ...
  std::string profile;  ///< name of the (reduced) profile, e.g. "small: R-18, 512 px"
  Rle mask;
  Box box;           ///< tight, whole pixels
  int64_t area = 0;  ///< mask pixels
  CandidateAttributes attributes;
  double sourceScore = 0;  ///< score the source gave, in [0, 1]
  /// Orders the review while the candidate's job still runs; unknown: the source score does.
  double provisionalConfidence = CandidateAttributes::kUnknown;
  CategoryId category;           ///< suggested category (imports); none otherwise
  std::vector<float> embedding;  ///< unit length; empty if not loaded
};

}  // namespace maskwright
