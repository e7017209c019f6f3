#include "core/imaging/mask_ops.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace maskwright::imaging {
namespace {

using Contours = std::vector<std::vector<cv::Point>>;

/// How far inside and outside the outline colours are compared, pixels.
constexpr double kContrastStep = 3;

double labDistance(const cv::Vec3b& a, const cv::Vec3b& b) {
  // OpenCV stores L * 255 / 100, a + 128, b + 128.
  const double dl = (a[0] - b[0]) * (100.0 / 255);
  return std::sqrt(dl * dl + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
}

/// Sum and number of colour steps across one contour, which is shifted by `corner`.
void addContrast(const std::vector<cv::Point>& contour,
                 cv::Point corner,
                 const cv::Mat& lab,
                 double& sum,
                 int& count) {
  const int n = static_cast<int>(contour.size());
  if (n < 6) return;
  const cv::Rect picture({}, lab.size());
  for (int i = 0; i < n; i += 2) {
    const cv::Point along = contour[(i + 3) % n] - contour[(i + n - 3) % n];
    const double length = std::hypot(along.x, along.y);
    if (length == 0) continue;
    const cv::Point step(cvRound(-along.y / length * kContrastStep),
                         cvRound(along.x / length * kContrastStep));
    const cv::Point a = contour[i] + corner + step, b = contour[i] + corner - step;
    if (!a.inside(picture) || !b.inside(picture)) continue;
    sum += labDistance(lab.at<cv::Vec3b>(a), lab.at<cv::Vec3b>(b));
    ++count;
  }
}

}  // namespace

cv::Mat toMat(const Bitmap& mask) {
  cv::Mat out(mask.height, mask.width, CV_8U);
  for (int y = 0; y < mask.height; ++y)
    for (int x = 0; x < mask.width; ++x) out.at<uint8_t>(y, x) = mask.at(y, x) ? 255 : 0;
  return out;
}

Bitmap toBitmap(const cv::Mat& mask) {
  CV_Assert(mask.type() == CV_8U);
  Bitmap out(mask.rows, mask.cols);
  for (int y = 0; y < mask.rows; ++y) {
    const uint8_t* row = mask.ptr<uint8_t>(y);
    for (int x = 0; x < mask.cols; ++x) out.at(y, x) = row[x] ? 1 : 0;
  }
  return out;
}

Box tightBox(const cv::Mat& mask) {
  const cv::Rect box = cv::boundingRect(mask);
  return {double(box.x), double(box.y), double(box.width), double(box.height)};
}

double maskIou(const cv::Mat& a, const cv::Mat& b) {
  const int joined = cv::countNonZero(a | b);
  return joined ? static_cast<double>(cv::countNonZero(a & b)) / joined : 0.0;
}

cv::Mat fillSmallHoles(const cv::Mat& mask, int maxAreaPx) {
  cv::Mat out = mask != 0;
  // A ring of background makes everything that reaches the border one component.
  cv::Mat outside;
  cv::copyMakeBorder(out == 0, outside, 1, 1, 1, 1, cv::BORDER_CONSTANT, cv::Scalar(255));
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(outside, labels, stats, centres, 4);
  const int open = labels.at<int>(0, 0);
  const cv::Mat inner = labels(cv::Rect(1, 1, mask.cols, mask.rows));
  for (int i = 1; i < count; ++i) {
    if (i == open || stats.at<int>(i, cv::CC_STAT_AREA) > maxAreaPx) continue;
    cv::Rect box(stats.at<int>(i, cv::CC_STAT_LEFT) - 1,
                 stats.at<int>(i, cv::CC_STAT_TOP) - 1,
                 stats.at<int>(i, cv::CC_STAT_WIDTH),
                 stats.at<int>(i, cv::CC_STAT_HEIGHT));
    cv::Mat part = out(box);
    part.setTo(255, inner(box) == i);
  }
  return out;
}

cv::Mat keepLargeParts(const cv::Mat& mask, double minShare) {
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(mask, labels, stats, centres, 8);
  if (count <= 2) return mask != 0;
  int largest = 0;
  for (int i = 1; i < count; ++i) largest = std::max(largest, stats.at<int>(i, cv::CC_STAT_AREA));
  cv::Mat out = mask != 0;
  for (int i = 1; i < count; ++i) {
    if (stats.at<int>(i, cv::CC_STAT_AREA) >= minShare * largest) continue;
    const cv::Rect box(stats.at<int>(i, cv::CC_STAT_LEFT),
                       stats.at<int>(i, cv::CC_STAT_TOP),
                       stats.at<int>(i, cv::CC_STAT_WIDTH),
                       stats.at<int>(i, cv::CC_STAT_HEIGHT));
    cv::Mat part = out(box);
    part.setTo(0, labels(box) == i);
  }
  return out;
}

cv::Mat partAt(const cv::Mat& mask, cv::Point cell) {
  if (mask.at<uint8_t>(cell) == 0) return cv::Mat::zeros(mask.size(), CV_8U);
  cv::Mat labels;
  cv::connectedComponents(mask != 0, labels, /*connectivity=*/4, CV_32S);
  return labels == labels.at<int>(cell);
}

cv::Mat labForContrast(const cv::Mat& bgr) {
  cv::Mat smooth, lab;
  cv::blur(bgr, smooth, {3, 3});
  cv::cvtColor(smooth, lab, cv::COLOR_BGR2Lab);
  return lab;
}

OutlineMeasures measureOutline(const cv::Mat& mask, const cv::Mat& lab) {
  CV_Assert(lab.empty() || (lab.type() == CV_8UC3 && lab.size() == mask.size()));
  OutlineMeasures out;
  const cv::Rect box = cv::boundingRect(mask);
  if (box.empty()) return out;
  Contours contours;
  cv::findContours(mask(box), contours, cv::RETR_CCOMP, cv::CHAIN_APPROX_NONE);
  int64_t points = 0, onBorder = 0;
  double contrast = 0;
  int compared = 0;
  for (const auto& contour : contours) {
    out.lengthPx += cv::arcLength(contour, true);
    points += static_cast<int64_t>(contour.size());
    for (const cv::Point& p : contour) {
      const int x = p.x + box.x, y = p.y + box.y;
      onBorder += x == 0 || y == 0 || x == mask.cols - 1 || y == mask.rows - 1;
    }
    if (!lab.empty()) addContrast(contour, box.tl(), lab, contrast, compared);
  }
  const double area = cv::countNonZero(mask(box));
  out.borderFraction = points ? static_cast<double>(onBorder) / static_cast<double>(points) : 0;
  out.compactness =
      std::min(1.0, 4 * std::numbers::pi * area / std::max(1.0, out.lengthPx * out.lengthPx));
  if (compared) out.contrast = std::min(1.0, contrast / compared / 100);
  return out;
}

void measureAttributes(const cv::Mat& mask, const cv::Mat& lab, CandidateAttributes& attributes) {
  const OutlineMeasures outline = measureOutline(mask, lab);
  attributes.areaFraction =
      static_cast<double>(cv::countNonZero(mask)) / static_cast<double>(mask.total());
  attributes.borderFraction = outline.borderFraction;
  attributes.compactness = outline.compactness;
  attributes.boundaryContrast = outline.contrast;
}

}  // namespace maskwright::imaging
