#pragma once

#include <opencv2/core.hpp>

#include <span>

namespace maskwright::imaging {

/// Sets (or clears) every pixel of `mask` whose centre lies inside the closed polygon by the
/// even-odd rule; of centres on an edge, those on a left or upper edge count as inside. `mask` is
/// CV_8U 0 or 255; corners are pixels of the picture (centres at .5), may lie outside it and must
/// be finite. Fewer than three corners change nothing. Returns the box of pixels that may have
/// changed.
cv::Rect fillPolygon(cv::Mat& mask, std::span<const cv::Point2d> corners, bool inside);

}  // namespace maskwright::imaging
