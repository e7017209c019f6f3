#include "core/imaging/mask_edit_stroke.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace maskwright::imaging {
namespace {

/// An interval of x, empty at first.
struct Span {
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();
  void take(double x) {
    least = std::min(least, x);
    most = std::max(most, x);
  }
};

void takeCircle(Span& span, cv::Point2d centre, double radius, double y) {
  const double dy = y - centre.y;
  if (std::abs(dy) > radius) return;
  const double half = std::sqrt(radius * radius - dy * dy);
  span.take(centre.x - half);
  span.take(centre.x + half);
}

void takeEdge(Span& span, cv::Point2d a, cv::Point2d b, double y) {
  if ((a.y > y && b.y > y) || (a.y < y && b.y < y)) return;
  if (a.y == b.y) {
    span.take(a.x);
    span.take(b.x);
  } else {
    span.take(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
  }
}

/// A capsule is convex: on each row it is one interval, the hull of what its two circles and the
/// rectangle between them have there.
class Capsule {
 public:
  Capsule(cv::Point2d from, cv::Point2d to, double radius) : from_(from), to_(to), radius_(radius) {
    const cv::Point2d along = to - from;
    const double length = std::hypot(along.x, along.y);
    if (length == 0) return;
    const cv::Point2d side(-along.y / length * radius, along.x / length * radius);
    corners_ = {from + side, to + side, to - side, from - side};
    isLong_ = true;
  }

  Span onRow(double y) const {
    Span span;
    takeCircle(span, from_, radius_, y);
    takeCircle(span, to_, radius_, y);
    for (size_t i = 0; isLong_ && i < corners_.size(); ++i)
      takeEdge(span, corners_[i], corners_[(i + 1) % corners_.size()], y);
    return span;
  }

 private:
  cv::Point2d from_, to_;
  double radius_;
  std::array<cv::Point2d, 4> corners_;
  bool isLong_ = false;
};

/// First pixel whose centre is at `x` or right of it, within [0, limit].
int firstPixel(double x, int limit) {
  return static_cast<int>(std::clamp(std::ceil(x - 0.5), 0.0, static_cast<double>(limit)));
}

/// One past the last pixel whose centre is at `x` or left of it, within [0, limit].
int endPixel(double x, int limit) {
  return static_cast<int>(std::clamp(std::floor(x - 0.5) + 1, 0.0, static_cast<double>(limit)));
}

}  // namespace

cv::Rect paintStroke(cv::Mat& mask, cv::Point2d from, cv::Point2d to, double radius, bool inside) {
  CV_Assert(mask.type() == CV_8U && radius > 0);
  const int top = firstPixel(std::min(from.y, to.y) - radius, mask.rows);
  const int bottom = endPixel(std::max(from.y, to.y) + radius, mask.rows);
  const Capsule capsule(from, to, radius);
  const auto value = static_cast<uint8_t>(inside ? 255 : 0);
  cv::Rect touched;
  for (int row = top; row < bottom; ++row) {
    const Span span = capsule.onRow(row + 0.5);
    if (span.least > span.most) continue;
    const int left = firstPixel(span.least, mask.cols), end = endPixel(span.most, mask.cols);
    if (left >= end) continue;
    std::fill_n(mask.ptr(row) + left, end - left, value);
    touched |= cv::Rect(left, row, end - left, 1);
  }
  return touched;
}

}  // namespace maskwright::imaging
