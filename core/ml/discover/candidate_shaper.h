#pragma once

#include "core/imaging/mask_refine.h"
#include "core/imaging/region_graph.h"
#include "core/ml/discover/discover_settings.h"

#include <opencv2/core.hpp>

#include <optional>

namespace maskwright::ml {

/// A part of a picture that is looked at on its own: the whole of it, or a tile.
struct PicturePart {
  cv::Mat picture;    ///< CV_8UC3 at working size
  cv::Rect place;     ///< in the full picture, pixels
  cv::Size fullSize;  ///< of the full picture
};

/// A candidate on its way, with what is needed to compare it with others.
struct Proposal {
  Candidate candidate;
  cv::Vec3f colour;  ///< mean Lab inside
  cv::Mat small;     ///< the mask at the edge picture's size, CV_8U 0 or 255
};

/// Masks and attributes of one part of a picture, brought to the full picture.
class CandidateShaper {
 public:
  /// Keeps references to all three.
  CandidateShaper(const PicturePart& part,
                  const imaging::EdgePicture& edges,
                  const DiscoverSettings& settings);

  /// The proposal of a soft mask (CV_32F whose cells tile the part), or nothing if a filter drops
  /// it or a tile's inner border cuts it. `exact`: its outline follows the picture's edges already.
  std::optional<Proposal> shape(const cv::Mat& soft, double score, bool exact) const;

 private:
  bool place(const cv::Mat& mask, Candidate& candidate) const;

  const PicturePart& part_;
  const imaging::EdgePicture& edges_;
  const DiscoverSettings& settings_;
  std::optional<imaging::RefineContext> context_;
};

}  // namespace maskwright::ml
