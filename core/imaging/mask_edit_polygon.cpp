#include "core/imaging/mask_edit_polygon.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace maskwright::imaging {
namespace {

/// Where the outline crosses the line at `y`, from left to right. An edge owns its upper end, not
/// its lower one, so that a corner is crossed once.
std::vector<double> crossings(std::span<const cv::Point2d> corners, double y) {
  std::vector<double> xs;
  for (size_t i = 0; i < corners.size(); ++i) {
    const cv::Point2d &a = corners[i], &b = corners[(i + 1) % corners.size()];
    if ((a.y <= y) == (b.y <= y)) continue;
    xs.push_back(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
  }
  std::sort(xs.begin(), xs.end());
  return xs;
}

int pixelFrom(double x, int limit) {
  return static_cast<int>(std::clamp(std::ceil(x - 0.5), 0.0, static_cast<double>(limit)));
}

}  // namespace

cv::Rect fillPolygon(cv::Mat& mask, std::span<const cv::Point2d> corners, bool inside) {
  CV_Assert(mask.type() == CV_8U);
  cv::Rect touched;
  if (corners.size() < 3) return touched;
  const auto [high, low] = std::minmax_element(
      corners.begin(), corners.end(), [](const auto& a, const auto& b) { return a.y < b.y; });
  const auto value = static_cast<uint8_t>(inside ? 255 : 0);
  const int end = pixelFrom(low->y, mask.rows);
  for (int row = pixelFrom(high->y, mask.rows); row < end; ++row) {
    const auto xs = crossings(corners, row + 0.5);
    for (size_t i = 0; i + 1 < xs.size(); i += 2) {
      const int left = pixelFrom(xs[i], mask.cols), right = pixelFrom(xs[i + 1], mask.cols);
      if (left >= right) continue;
      std::fill_n(mask.ptr(row) + left, right - left, value);
      touched |= cv::Rect(left, row, right - left, 1);
    }
  }
  return touched;
}

}  // namespace maskwright::imaging
