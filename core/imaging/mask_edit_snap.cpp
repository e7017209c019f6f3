#include "core/imaging/mask_edit_snap.h"

#include <queue>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace maskwright::imaging {
namespace {

constexpr float kUnreached = std::numeric_limits<float>::infinity();
/// Gradient below which there is no edge: that of a step of four grey levels (three times the
/// step).
constexpr float kLeastGradient = 12;
constexpr double kScalePercentile = 0.95;

/// Largest gradient of the three channels of the 8-bit Lab picture, after a Gaussian of 1 px; Sobel
/// sums, eight times the grey levels a pixel.
cv::Mat gradientOf(const cv::Mat& bgr) {
  cv::Mat lab, smooth;
  cv::cvtColor(bgr, lab, cv::COLOR_BGR2Lab);
  cv::GaussianBlur(lab, smooth, {5, 5}, 1);
  std::array<cv::Mat, 3> channels;
  cv::split(smooth, channels.data());
  cv::Mat strongest(bgr.size(), CV_32F, cv::Scalar(0));
  for (const cv::Mat& channel : channels) {
    cv::Mat dx, dy, length;
    cv::Sobel(channel, dx, CV_32F, 1, 0, 3, 1.0);
    cv::Sobel(channel, dy, CV_32F, 0, 1, 3, 1.0);
    cv::magnitude(dx, dy, length);
    strongest = cv::max(strongest, length);
  }
  return strongest;
}

/// Depth of each pixel's centre below the outline, on its own side: 0.5 for those beside it.
cv::Mat depthOf(const cv::Mat& mask) {
  cv::Mat in, out;
  cv::distanceTransform(mask, in, cv::DIST_L2, cv::DIST_MASK_PRECISE);
  cv::distanceTransform(mask == 0, out, cv::DIST_L2, cv::DIST_MASK_PRECISE);
  return in + out - 0.5;
}

/// Gradients of the band brought to [0, 1] in place; false if there is no edge in it.
bool normalize(cv::Mat& gradient, const cv::Mat& depth, float radius) {
  std::vector<float> values;
  for (int y = 0; y < depth.rows; ++y)
    for (int x = 0; x < depth.cols; ++x)
      if (depth.at<float>(y, x) < radius) values.push_back(gradient.at<float>(y, x));
  if (values.empty()) return false;
  const auto place =
      values.begin() +
      static_cast<ptrdiff_t>(kScalePercentile * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), place, values.end());
  const float scale = std::max(kLeastGradient, *place);
  if (*std::max_element(values.begin(), values.end()) < kLeastGradient) return false;
  gradient = cv::min(gradient / scale, 1.0F);
  return true;
}

/// The two fronts.
class Fronts {
 public:
  Fronts(const cv::Mat& mask, const cv::Mat& depth, const cv::Mat& gradient, const SnapSettings& s)
      : mask_(mask),
        depth_(depth),
        gradient_(gradient),
        radius_(static_cast<float>(s.radiusPx)),
        pull_(static_cast<float>(2 * s.radiusPx * s.strength)) {}

  /// Length of the shortest way from that side's sure pixels; unreached outside the band.
  cv::Mat from(bool inside) {
    cv::Mat way(mask_.size(), CV_32F, cv::Scalar(kUnreached));
    std::priority_queue<Step> open;
    for (int y = 0; y < mask_.rows; ++y) {
      for (int x = 0; x < mask_.cols; ++x) {
        if ((mask_.at<uint8_t>(y, x) != 0) != inside || !isSure(y, x)) continue;
        const float start = std::max(0.0F, radius_ - depth_.at<float>(y, x));
        way.at<float>(y, x) = start;
        open.push({start, {x, y}});
      }
    }
    advance(way, open);
    return way;
  }

 private:
  struct Step {
    float way;
    cv::Point at;
    bool operator<(const Step& other) const { return way > other.way; }  // the shortest on top
  };

  bool isOutside(int y, int x) const {
    return y < 0 || x < 0 || y >= mask_.rows || x >= mask_.cols;
  }

  /// The rim of the band, and middle lines of what is thinner.
  bool isSure(int y, int x) const {
    const float depth = depth_.at<float>(y, x);
    if (depth >= radius_) return depth < radius_ + 2;
    if (depth < std::max(1.0F, radius_ / 4)) return false;
    const uint8_t side = mask_.at<uint8_t>(y, x);
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx)
        if (!isOutside(y + dy, x + dx) && mask_.at<uint8_t>(y + dy, x + dx) == side &&
            depth_.at<float>(y + dy, x + dx) > depth)
          return false;
    return true;
  }

  void advance(cv::Mat& way, std::priority_queue<Step>& open) const {
    while (!open.empty()) {
      const Step step = open.top();
      open.pop();
      if (step.way > way.at<float>(step.at)) continue;
      for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) {
          const cv::Point to(step.at.x + dx, step.at.y + dy);
          if (isOutside(to.y, to.x) || depth_.at<float>(to) >= radius_) continue;
          const float mean = (gradient_.at<float>(step.at) + gradient_.at<float>(to)) / 2;
          const float length = dx != 0 && dy != 0 ? std::sqrt(2.0F) : 1.0F;
          const float reached = step.way + length * (1 + pull_ * mean * mean);
          if (reached >= way.at<float>(to)) continue;
          way.at<float>(to) = reached;
          open.push({reached, to});
        }
      }
    }
  }

  const cv::Mat &mask_, &depth_, &gradient_;
  float radius_, pull_;
};

}  // namespace

MaskEditResult snapToEdges(const cv::Mat& bgr, const cv::Mat& mask, const SnapSettings& settings) {
  CV_Assert(bgr.type() == CV_8UC3 && mask.type() == CV_8U && bgr.size() == mask.size());
  CV_Assert(settings.radiusPx >= 2 && settings.strength > 0);
  const cv::Mat before = mask != 0;
  const cv::Rect around = surroundOf(before, 0, settings.radiusPx + 4);
  if (around.empty()) return {before, "the mask is empty"};
  const cv::Mat part = before(around).clone();
  const auto radius = static_cast<float>(settings.radiusPx);
  if (cv::countNonZero(part) == static_cast<int>(part.total()))
    return {before, "the mask has no outline inside the picture"};
  const cv::Mat depth = depthOf(part);
  cv::Mat gradient = gradientOf(bgr(around));
  if (!normalize(gradient, depth, radius))
    return {before, "there is no edge within " + std::to_string(settings.radiusPx) + " px"};
  Fronts fronts(part, depth, gradient, settings);
  const cv::Mat in = fronts.from(true), out = fronts.from(false);
  if (cv::countNonZero(in < kUnreached) == 0)
    return {before,
            "the mask is too thin to be moved by " + std::to_string(settings.radiusPx) + " px"};

  // Steps along a grid are up to 8 % longer than the straight way: not reason enough to move.
  const float tie = 0.1F * radius + 0.5F;
  MaskEditResult result{before.clone(), {}};
  cv::Mat target = result.mask(around);
  int moved = 0;
  for (int y = 0; y < part.rows; ++y) {
    for (int x = 0; x < part.cols; ++x) {
      if (depth.at<float>(y, x) >= radius) continue;
      const bool isInside = part.at<uint8_t>(y, x) != 0;
      const float own = (isInside ? in : out).at<float>(y, x);
      const float other = (isInside ? out : in).at<float>(y, x);
      if (!(other + tie < own)) continue;
      target.at<uint8_t>(y, x) = isInside ? 0 : 255;
      ++moved;
    }
  }
  if (moved == 0) result.reason = "the outline lies on the nearest edges already";
  return result;
}

}  // namespace maskwright::imaging
