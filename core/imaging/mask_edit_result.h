#pragma once

#include <opencv2/core.hpp>

#include <string>

namespace maskwright::imaging {

/// What an automatic edit made of a mask.
struct MaskEditResult {
  cv::Mat mask;        ///< CV_8U 0 or 255, size of the mask given
  std::string reason;  ///< for people: why nothing was changed; empty if something was
  bool isChanged() const { return reason.empty(); }
};

/// The mask's tight box widened on each side by `share` of its longer side and at least `leastPx`,
/// inside the picture; empty for an empty mask. What lies outside it has no bearing on an edit.
cv::Rect surroundOf(const cv::Mat& mask, double share, int leastPx);

}  // namespace maskwright::imaging
