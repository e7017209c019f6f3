#include "core/imaging/mask_surround.h"

#include "core/imaging/mask_ops.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <vector>

namespace maskwright::imaging {
namespace {

constexpr double kContrastUnit = 50;  // Lab distance

/// Gradient along the sides between a mask's pixels and the others.
struct OutlineSum {
  double gradient = 0, clear = 0;
  int64_t sides = 0;

  void add(float value) {
    gradient += value;
    clear += value > kClearGradient ? 1 : 0;
    ++sides;
  }
};

OutlineSum sumOutline(const cv::Mat& mask, const cv::Mat& gradient, const cv::Rect& box) {
  OutlineSum sum;
  // From one row and column before the box, so that each side is seen from its left or upper pixel.
  for (int y = std::max(0, box.y - 1); y < box.br().y; ++y) {
    const auto* here = mask.ptr<uint8_t>(y);
    const auto* below = y + 1 < mask.rows ? mask.ptr<uint8_t>(y + 1) : nullptr;
    const auto* g = gradient.ptr<float>(y);
    const auto* h = below ? gradient.ptr<float>(y + 1) : nullptr;
    for (int x = std::max(0, box.x - 1); x < box.br().x; ++x) {
      if (x + 1 < mask.cols && (here[x] != 0) != (here[x + 1] != 0))
        sum.add(std::max(g[x], g[x + 1]));
      if (below && (here[x] != 0) != (below[x] != 0)) sum.add(std::max(g[x], h[x]));
    }
  }
  return sum;
}

cv::Rect grown(const cv::Rect& box, int radius, cv::Size size) {
  return cv::Rect(box.x - radius, box.y - radius, box.width + 2 * radius, box.height + 2 * radius) &
         cv::Rect({}, size);
}

}  // namespace

cv::Mat bandAround(const cv::Mat& mask, int radius) {
  cv::Mat band = cv::Mat::zeros(mask.size(), CV_8U);
  const cv::Rect box = cv::boundingRect(mask);
  if (box.empty()) return band;
  const cv::Rect window = grown(box, radius, mask.size());
  const cv::Mat inside = mask(window) != 0;
  cv::Mat wide;
  cv::dilate(
      inside, wide, cv::getStructuringElement(cv::MORPH_RECT, {2 * radius + 1, 2 * radius + 1}));
  cv::Mat part = band(window);
  cv::subtract(wide, inside, part);
  return band;
}

cv::Vec3f measureMask(const cv::Mat& mask,
                      const EdgePicture& picture,
                      cv::Mat& small,
                      CandidateAttributes& attributes) {
  if (mask.size() == picture.gradient.size()) {
    small = mask;
  } else {
    cv::resize(mask, small, picture.gradient.size(), 0, 0, cv::INTER_NEAREST);
  }
  measureAttributes(small, picture.lab8, attributes);
  return measureSurround(small, picture, attributes);
}

cv::Mat cellShares(const cv::Mat& mask, cv::Size cells) {
  CV_Assert(mask.type() == CV_8U && !cells.empty());
  cv::Mat shares = cv::Mat::zeros(cells, CV_32F);
  const auto cellOf = [](int pixel, int pixels, int count) {
    return static_cast<int>((2 * int64_t{pixel} + 1) * count / (2 * int64_t{pixels}));
  };
  std::vector<int> column(static_cast<size_t>(mask.cols));
  std::vector<float> widths(static_cast<size_t>(cells.width), 0);
  std::vector<float> heights(static_cast<size_t>(cells.height), 0);
  for (int x = 0; x < mask.cols; ++x) {
    column[static_cast<size_t>(x)] = cellOf(x, mask.cols, cells.width);
    ++widths[static_cast<size_t>(column[static_cast<size_t>(x)])];
  }
  for (int y = 0; y < mask.rows; ++y)
    ++heights[static_cast<size_t>(cellOf(y, mask.rows, cells.height))];
  const cv::Rect box = cv::boundingRect(mask);
  for (int y = box.y; y < box.br().y; ++y) {
    const auto* inside = mask.ptr<uint8_t>(y);
    auto* row = shares.ptr<float>(cellOf(y, mask.rows, cells.height));
    for (int x = box.x; x < box.br().x; ++x)
      row[column[static_cast<size_t>(x)]] += inside[x] != 0 ? 1 : 0;
  }
  for (int y = 0; y < cells.height; ++y) {
    for (int x = 0; x < cells.width; ++x) {
      const float pixels = widths[static_cast<size_t>(x)] * heights[static_cast<size_t>(y)];
      if (pixels > 0) shares.at<float>(y, x) /= pixels;
    }
  }
  return shares;
}

cv::Vec3f measureSurround(const cv::Mat& mask,
                          const EdgePicture& picture,
                          CandidateAttributes& attributes) {
  CV_Assert(mask.type() == CV_8U && mask.size() == picture.gradient.size());
  attributes.outlineGradient = attributes.outlineClosed = 0;
  attributes.surroundContrast = attributes.extent = 0;
  const cv::Rect box = cv::boundingRect(mask);
  if (box.empty()) return {};
  const OutlineSum outline = sumOutline(mask, picture.gradient, box);
  if (outline.sides > 0) {
    attributes.outlineGradient = outline.gradient / static_cast<double>(outline.sides);
    attributes.outlineClosed = outline.clear / static_cast<double>(outline.sides);
  }
  attributes.extent = static_cast<double>(cv::countNonZero(mask(box))) / box.area();
  const int radius = std::max(2, std::max(mask.cols, mask.rows) / 50);
  const cv::Rect window = grown(box, radius, mask.size());
  const cv::Mat band = bandAround(mask(window), radius);
  const cv::Scalar inside = cv::mean(picture.lab(window), mask(window));
  const cv::Vec3f colour(
      static_cast<float>(inside[0]), static_cast<float>(inside[1]), static_cast<float>(inside[2]));
  if (cv::countNonZero(band) > 0) {
    const cv::Scalar around = cv::mean(picture.lab(window), band);
    attributes.surroundContrast = std::min(1.0, cv::norm(inside - around) / kContrastUnit);
  }
  return colour;
}

}  // namespace maskwright::imaging
