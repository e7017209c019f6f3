#pragma once

#include <opencv2/core.hpp>

namespace maskwright::ml {

/// Which whole masks are dropped. The published values are made for one collection, so each is a
/// setting.
struct MaskFilters {
  /// Drop if the centre lies above this share of the height (published .2; 0 = off).
  double topFraction = 0;
  double maxWidthFraction =
      0.95;             ///< drop if at least this share of the width is occupied; 1 = off
  double minScore = 0;  ///< of the decayed maskness (published .7)
  double minAreaFraction = 0.0003;  ///< of the picture
};

/// Rows and columns that a mask occupies.
struct MaskProjection {
  double centreRow = 0;  ///< mean index of the occupied rows
  int width = 0;         ///< number of occupied columns
};
/// mask: CV_8U, non-zero inside.
MaskProjection projectMask(const cv::Mat& mask);

/// Whether a mask (CV_8U) of this score stays.
bool passesFilters(const cv::Mat& mask, double score, const MaskFilters& filters);

}  // namespace maskwright::ml
