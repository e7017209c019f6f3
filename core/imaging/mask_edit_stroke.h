#pragma once

#include <opencv2/core.hpp>

namespace maskwright::imaging {

/// One piece of a brush stroke: sets (or clears) every pixel of `mask` whose centre is within
/// `radius` of the line from `from` to `to`, a capsule. `mask` is CV_8U 0 or 255; coordinates are
/// pixels of the picture, centres at .5; they may lie outside it, the radius is above 0 (pixels).
/// Returns the box of pixels that may have changed, inside the picture; empty if none.
cv::Rect paintStroke(cv::Mat& mask, cv::Point2d from, cv::Point2d to, double radius, bool inside);

}  // namespace maskwright::imaging
