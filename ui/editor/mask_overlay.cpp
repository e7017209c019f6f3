#include "ui/editor/mask_overlay.h"

#include "ui/support/preferences.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace maskwright::ui {
namespace {

constexpr int kLevels = 5;       ///< smallest: a 32nd
constexpr double kBlurPx = 1.2;  ///< standard deviation
constexpr int kBlurWindow = 7;   ///< pixels; its half is what a change reaches beyond its box
constexpr int kPad = kBlurWindow / 2;
constexpr double kLineHalf = 1.0;  ///< outline: 2 px
constexpr double kHaloHalf = 2.0;  ///< halo: 1 px on each side
constexpr double kHaloOpacity = 0.55;
constexpr double kPixelZoom = 3;  ///< above this people look at pixels, so they are shown as such

/// Signed distance to a straight edge (positive inside) whose blurred coverage is `value` / 255:
/// the inverse of the normal distribution, by bisection.
double distanceOf(int value) {
  const double wanted = std::clamp(value / 255.0, 1e-4, 1 - 1e-4);
  double low = -4, high = 4;
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    (0.5 * std::erfc(-middle / std::sqrt(2.0)) < wanted ? low : high) = middle;
  }
  return low * kBlurPx;
}

/// 1 within `half` of the edge, falling to 0 over one pixel.
double coverOf(double distance, double half) {
  return std::clamp(half + 0.5 - std::abs(distance), 0.0, 1.0);
}

/// The mean of each 2 x 2 block of `from` into `to`, for the blocks that touch `box` of `to`.
void halve(const cv::Mat& from, cv::Mat& to, const cv::Rect& box) {
  for (int y = box.y; y < box.y + box.height; ++y) {
    const uint8_t* first = from.ptr(2 * y);
    const uint8_t* second = from.ptr(std::min(2 * y + 1, from.rows - 1));
    uint8_t* out = to.ptr(y);
    for (int x = box.x; x < box.x + box.width; ++x) {
      const int next = std::min(2 * x + 1, from.cols - 1);
      out[x] =
          static_cast<uint8_t>((first[2 * x] + first[next] + second[2 * x] + second[next] + 2) / 4);
    }
  }
}

cv::Rect halved(const cv::Rect& box) {
  const int left = box.x / 2, top = box.y / 2;
  return {left, top, (box.x + box.width + 1) / 2 - left, (box.y + box.height + 1) / 2 - top};
}

}  // namespace

MaskOverlay::MaskOverlay() {
  setLook(Qt::white, opacity_);
}

void MaskOverlay::setMask(const cv::Mat* mask) {
  mask_ = mask;
  levels_.clear();
  isStale_ = true;
  if (!mask_) return;
  cv::Size size = mask_->size();
  for (int i = 0; i < kLevels && std::min(size.width, size.height) > 16; ++i) {
    size = {(size.width + 1) / 2, (size.height + 1) / 2};
    levels_.emplace_back(size, CV_8U);
  }
  reduce(cv::Rect({}, mask_->size()));
}

void MaskOverlay::setLook(const QColor& colour, double opacity) {
  colour_ = colour;
  opacity_ = opacity;
  fillTable();
  isStale_ = true;
}

void MaskOverlay::fillTable() {
  isHighContrast_ = highContrastOutlines();
  const double wider = isHighContrast_ ? 1 : 0;
  for (int value = 0; value < 256; ++value) {
    const double distance = distanceOf(value);
    const double inside = std::clamp(distance + 0.5, 0.0, 1.0);
    const double line = coverOf(distance, kLineHalf + wider / 2);
    const double halo = (kHaloOpacity + 0.4 * wider) * coverOf(distance, kHaloHalf + wider);
    const double fill = opacity_ * inside;
    // Premultiplied, one over the other: fill, halo (black), line.
    const double alpha = line + (halo + fill * (1 - halo)) * (1 - line);
    const double share = line + fill * (1 - halo) * (1 - line);
    const auto part = [&](int channel) { return static_cast<int>(std::lround(share * channel)); };
    table_[static_cast<size_t>(value)] = qRgba(part(colour_.red()),
                                               part(colour_.green()),
                                               part(colour_.blue()),
                                               static_cast<int>(std::lround(alpha * 255)));
  }
  table_[0] = 0;
}

void MaskOverlay::setView(double zoom, const QPointF& offset, const QSize& window) {
  if (zoom == zoom_ && offset == offset_ && window == image_.size()) return;
  zoom_ = zoom;
  offset_ = offset;
  if (image_.size() != window) image_ = QImage(window, QImage::Format_ARGB32_Premultiplied);
  isStale_ = true;
}

void MaskOverlay::reduce(const cv::Rect& box) {
  cv::Rect part = box;
  const cv::Mat* from = mask_;
  for (cv::Mat& level : levels_) {
    part = halved(part) & cv::Rect({}, level.size());
    halve(*from, level, part);
    from = &level;
  }
}

QRect MaskOverlay::change(const cv::Rect& box) {
  if (!mask_ || box.empty()) return {};
  reduce(box);
  constexpr int kReach = kPad + 2;
  // A coarse level is sampled between its pixels, which reach as far as one of them.
  const double margin = kReach + 2 * std::max(1.0, zoom_);
  const QRectF area(box.x * zoom_ + offset_.x() - margin,
                    box.y * zoom_ + offset_.y() - margin,
                    box.width * zoom_ + 2 * margin,
                    box.height * zoom_ + 2 * margin);
  const QRect touched = area.toAlignedRect() & image_.rect();
  if (!isStale_) render(touched);
  return touched;
}

const QImage& MaskOverlay::image() {
  if (isHighContrast_ != highContrastOutlines()) {  // chosen since
    fillTable();
    isStale_ = true;
  }
  if (isStale_) {
    isStale_ = false;
    if (mask_) choosePlaces();
    render(image_.rect());
  }
  return image_;
}

std::vector<MaskOverlay::Place> MaskOverlay::places(int count,
                                                    double offset,
                                                    double scale,
                                                    bool nearest) {
  std::vector<Place> places(static_cast<size_t>(count + 2 * kPad));
  for (int i = 0; i < count + 2 * kPad; ++i) {
    // Centre of the window's pixel in those of the level, whose centres are whole numbers.
    const double at =
        std::clamp((i - kPad + 0.5 - offset) / scale - 0.5, -1e6, 1e6) + (nearest ? 0.5 : 0);
    const double first = std::floor(at);
    const int share = nearest ? 0 : static_cast<int>(std::lround((at - first) * 256));
    places[static_cast<size_t>(i)] = {static_cast<int>(first), share};
  }
  return places;
}

void MaskOverlay::choosePlaces() {
  level_ = mask_;
  double scale = zoom_;
  for (const cv::Mat& level : levels_) {
    if (scale > 0.5) break;
    level_ = &level;
    scale *= 2;
  }
  const bool nearest = zoom_ >= kPixelZoom;
  columns_ = places(image_.width(), offset_.x(), scale, nearest);
  rows_ = places(image_.height(), offset_.y(), scale, nearest);
}

/// Coverage of the window's pixels of `part`; outside the mask there is none.
void MaskOverlay::sample(const QRect& part, cv::Mat& coverage) const {
  const std::vector<uint8_t> none(static_cast<size_t>(level_->cols), 0);
  const auto rowAt = [&](int y) {
    return y < 0 || y >= level_->rows ? none.data() : level_->ptr(y);
  };
  const auto at = [&](const uint8_t* row, int x) {
    return x < 0 || x >= level_->cols ? 0 : row[x];
  };
  for (int y = 0; y < part.height(); ++y) {
    const int row = part.y() + y + kPad;
    const Place down = rows_[static_cast<size_t>(row)];
    const uint8_t *upper = rowAt(down.first), *lower = rowAt(down.first + 1);
    uint8_t* out = coverage.ptr(y);
    for (int x = 0; x < part.width(); ++x) {
      const int column = part.x() + x + kPad;
      const Place across = columns_[static_cast<size_t>(column)];
      const int i = across.first;
      const int high = at(upper, i) * (256 - across.share) + at(upper, i + 1) * across.share;
      const int low = at(lower, i) * (256 - across.share) + at(lower, i + 1) * across.share;
      out[x] = static_cast<uint8_t>((high * (256 - down.share) + low * down.share + 32768) >> 16);
    }
  }
}

void MaskOverlay::render(const QRect& target) {
  if (target.isEmpty()) return;
  if (!mask_) {
    image_.fill(Qt::transparent);
    return;
  }
  const QRect wide = target.adjusted(-kPad, -kPad, kPad, kPad);
  cv::Mat coverage(wide.height(), wide.width(), CV_8U), soft;
  sample(wide, coverage);
  cv::GaussianBlur(coverage, soft, {kBlurWindow, kBlurWindow}, kBlurPx);
  for (int y = 0; y < target.height(); ++y) {
    const uint8_t* in = soft.ptr(y + kPad) + kPad;
    auto* out = reinterpret_cast<uint32_t*>(image_.scanLine(target.y() + y)) + target.x();
    for (int x = 0; x < target.width(); ++x) out[x] = table_[in[x]];
  }
}

}  // namespace maskwright::ui
