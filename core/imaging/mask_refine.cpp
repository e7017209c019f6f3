#include "core/imaging/mask_refine.h"

#include "core/imaging/mask_ops.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace maskwright::imaging {
namespace {

/// Cells around the mask's box that may still become part of it.
constexpr int kMarginCells = 2;
/// Parts smaller than this share of the largest one are specks.
constexpr double kSpeckShare = 0.1;
/// Bound of one pixel's colour vote, in log odds.
constexpr double kMaxVote = 3;

/// Window of the picture at half the working size that holds the mask and its margin; empty if
/// there is no mask.
cv::Rect windowOf(const cv::Mat& soft, double threshold, cv::Size size) {
  cv::Rect cells = cv::boundingRect(soft > threshold);
  if (cells.empty()) return {};
  cells -= cv::Point(kMarginCells, kMarginCells);
  cells += cv::Size(2 * kMarginCells, 2 * kMarginCells);
  cells &= cv::Rect({}, soft.size());
  const double sx = static_cast<double>(size.width) / soft.cols;
  const double sy = static_cast<double>(size.height) / soft.rows;
  const cv::Point from(static_cast<int>(cells.x * sx), static_cast<int>(cells.y * sy));
  const cv::Point to(static_cast<int>(std::ceil(cells.br().x * sx)),
                     static_cast<int>(std::ceil(cells.br().y * sy)));
  return cv::Rect(from, to) & cv::Rect({}, size);
}

cv::Rect doubled(cv::Rect r) {
  return {2 * r.x, 2 * r.y, 2 * r.width, 2 * r.height};
}

cv::Mat windowMean(const cv::Mat& values, int radius) {
  cv::Mat out;
  cv::blur(values, out, {2 * radius + 1, 2 * radius + 1}, {-1, -1}, cv::BORDER_REFLECT_101);
  return out;
}

/// Adds the colour evidence to the probability `p` (CV_32F), in place.
void voteByColour(const cv::Mat& bins, double weight, cv::Mat& p) {
  std::vector<float> inside(RefineContext::kColourBins, 0), outside(inside);
  double insideSum = 0, outsideSum = 0;
  for (int y = 0; y < p.rows; ++y) {
    const auto* bin = bins.ptr<uint16_t>(y);
    const auto* value = p.ptr<float>(y);
    for (int x = 0; x < p.cols; ++x) {
      if (value[x] > 0.85f) {
        inside[bin[x]] += 1;
        insideSum += 1;
      } else if (value[x] < 0.15f) {
        outside[bin[x]] += 1;
        outsideSum += 1;
      }
    }
  }
  if (insideSum < 16 || outsideSum < 16) return;
  // Two pseudo-pixels a side keep rare colours near neutral; unseen ones stay neutral.
  std::vector<float> factor(RefineContext::kColourBins, 1);
  for (size_t i = 0; i < factor.size(); ++i) {
    if (inside[i] + outside[i] == 0) continue;
    const double odds = (inside[i] + 2) / (insideSum + 2) / ((outside[i] + 2) / (outsideSum + 2));
    factor[i] =
        static_cast<float>(std::exp(weight * std::clamp(std::log(odds), -kMaxVote, kMaxVote)));
  }
  for (int y = 0; y < p.rows; ++y) {
    const auto* bin = bins.ptr<uint16_t>(y);
    auto* value = p.ptr<float>(y);
    for (int x = 0; x < p.cols; ++x) {
      const float prior = std::clamp(value[x], 0.02f, 0.98f);
      const float inFavour = prior * factor[bin[x]];
      value[x] = inFavour / (inFavour + 1 - prior);
    }
  }
}

/// Filters `p` (CV_32F, working size of `half` doubled) by the guide in the window `half`.
cv::Mat guidedFilter(const RefineContext& context, cv::Rect half, const cv::Mat& p) {
  const int radius = context.settings().radius;
  cv::Mat small;
  cv::resize(p, small, half.size(), 0, 0, cv::INTER_AREA);
  const cv::Mat guide = context.halfGuide()(half), mean = context.mean()(half);
  const cv::Mat inverse = context.inverse()(half);
  cv::Mat products(half.size(), CV_32FC4);  // guide * p, p
  for (int y = 0; y < half.height; ++y) {
    const auto* g = guide.ptr<cv::Vec3f>(y);
    const auto* v = small.ptr<float>(y);
    auto* o = products.ptr<cv::Vec4f>(y);
    for (int x = 0; x < half.width; ++x)
      o[x] = {g[x][0] * v[x], g[x][1] * v[x], g[x][2] * v[x], v[x]};
  }
  cv::Mat linear = windowMean(products, radius);
  for (int y = 0; y < half.height; ++y) {
    const auto* m = mean.ptr<cv::Vec3f>(y);
    const auto* i = inverse.ptr<cv::Vec6f>(y);
    auto* o = linear.ptr<cv::Vec4f>(y);
    for (int x = 0; x < half.width; ++x) {
      const float pm = o[x][3];
      const float k0 = o[x][0] - m[x][0] * pm, k1 = o[x][1] - m[x][1] * pm;
      const float k2 = o[x][2] - m[x][2] * pm;
      const float a0 = i[x][0] * k0 + i[x][1] * k1 + i[x][2] * k2;
      const float a1 = i[x][1] * k0 + i[x][3] * k1 + i[x][4] * k2;
      const float a2 = i[x][2] * k0 + i[x][4] * k1 + i[x][5] * k2;
      o[x] = {a0, a1, a2, pm - a0 * m[x][0] - a1 * m[x][1] - a2 * m[x][2]};
    }
  }
  cv::Mat models, out(p.size(), CV_32F);
  cv::resize(windowMean(linear, radius), models, p.size(), 0, 0, cv::INTER_LINEAR);
  const cv::Mat fineGuide = context.guide()(doubled(half));
  for (int y = 0; y < p.rows; ++y) {
    const auto* g = fineGuide.ptr<cv::Vec3f>(y);
    const auto* k = models.ptr<cv::Vec4f>(y);
    auto* o = out.ptr<float>(y);
    for (int x = 0; x < p.cols; ++x)
      o[x] = k[x][0] * g[x][0] + k[x][1] * g[x][1] + k[x][2] * g[x][2] + k[x][3];
  }
  return out;
}

/// Inverse (upper triangle) of the guide's covariance in each window, epsilon on the diagonal.
cv::Mat inverseCovariance(const cv::Mat& guide, const cv::Mat& mean, int radius, double epsilon) {
  cv::Mat products(guide.size(), CV_32FC(6));
  for (int y = 0; y < guide.rows; ++y) {
    const auto* g = guide.ptr<cv::Vec3f>(y);
    auto* o = products.ptr<cv::Vec6f>(y);
    for (int x = 0; x < guide.cols; ++x) {
      const float b = g[x][0], c = g[x][1], r = g[x][2];
      o[x] = {b * b, b * c, b * r, c * c, c * r, r * r};
    }
  }
  cv::Mat out = windowMean(products, radius);
  const auto eps = static_cast<float>(epsilon);
  for (int y = 0; y < guide.rows; ++y) {
    const auto* m = mean.ptr<cv::Vec3f>(y);
    auto* o = out.ptr<cv::Vec6f>(y);
    for (int x = 0; x < guide.cols; ++x) {
      const float s00 = o[x][0] - m[x][0] * m[x][0] + eps, s01 = o[x][1] - m[x][0] * m[x][1];
      const float s02 = o[x][2] - m[x][0] * m[x][2], s11 = o[x][3] - m[x][1] * m[x][1] + eps;
      const float s12 = o[x][4] - m[x][1] * m[x][2], s22 = o[x][5] - m[x][2] * m[x][2] + eps;
      const float c00 = s11 * s22 - s12 * s12, c01 = s02 * s12 - s01 * s22;
      const float c02 = s01 * s12 - s02 * s11, c11 = s00 * s22 - s02 * s02;
      const float c12 = s01 * s02 - s00 * s12, c22 = s00 * s11 - s01 * s01;
      const float determinant = s00 * c00 + s01 * c01 + s02 * c02;
      const float f = determinant > 1e-20f ? 1 / determinant : 0;
      o[x] = {c00 * f, c01 * f, c02 * f, c11 * f, c12 * f, c22 * f};
    }
  }
  return out;
}

}  // namespace

RefineContext::RefineContext(const cv::Mat& bgr, const RefineSettings& settings)
    : settings_(settings), fullSize_(bgr.size()) {
  CV_Assert(bgr.type() == CV_8UC3 && !bgr.empty());
  const double scale =
      std::min(1.0, static_cast<double>(settings.workSide) / std::max(bgr.cols, bgr.rows));
  const cv::Size half(std::max(1, cvRound(bgr.cols * scale / 2)),
                      std::max(1, cvRound(bgr.rows * scale / 2)));
  cv::Mat work;
  cv::resize(bgr, work, half * 2, 0, 0, cv::INTER_AREA);
  work.convertTo(guide_, CV_32FC3, 1.0 / 255);
  cv::resize(guide_, halfGuide_, half, 0, 0, cv::INTER_AREA);
  mean_ = windowMean(halfGuide_, settings.radius);
  inverse_ = inverseCovariance(halfGuide_, mean_, settings.radius, settings.epsilon);
  cv::Mat lab, smooth;
  cv::blur(work, smooth, {3, 3});
  cv::cvtColor(smooth, lab, cv::COLOR_BGR2Lab);
  colourBins_.create(lab.size(), CV_16U);
  for (int y = 0; y < lab.rows; ++y)
    for (int x = 0; x < lab.cols; ++x) {
      const auto& c = lab.at<cv::Vec3b>(y, x);
      // Most photographs use the middle third of a and b only: 12 steps of 8 there.
      const int a = std::clamp((c[1] - 80) / 8, 0, 11), b = std::clamp((c[2] - 80) / 8, 0, 11);
      colourBins_.at<uint16_t>(y, x) = static_cast<uint16_t>((c[0] / 16 * 12 + a) * 12 + b);
    }
}

cv::Mat enlargeMask(const cv::Mat& soft, cv::Size size, double threshold) {
  cv::Mat large;
  cv::resize(soft, large, size, 0, 0, cv::INTER_LINEAR);
  return large > threshold;
}

RefinedMask refineMask(const RefineContext& context, const cv::Mat& soft, double threshold) {
  CV_Assert(soft.type() == CV_32F && !soft.empty());
  const RefineSettings& settings = context.settings();
  const cv::Size work = context.workSize();
  const cv::Rect half = windowOf(soft, threshold, context.halfGuide().size());
  if (half.empty()) return {};
  const cv::Rect window = doubled(half);
  cv::Mat enlarged;
  cv::resize(soft, enlarged, work, 0, 0, cv::INTER_LINEAR);
  const cv::Mat coarse = enlarged(window);
  const cv::Mat origin = coarse > threshold;
  cv::Mat p;
  coarse.convertTo(p, CV_32F, settings.gain, 0.5 - settings.gain * threshold);
  cv::max(p, 0, p);
  cv::min(p, 1, p);
  if (settings.colourWeight > 0)
    voteByColour(context.colourBins()(window), settings.colourWeight, p);
  const cv::Mat fine = guidedFilter(context, half, p);
  const double cellPx = static_cast<double>(work.width) / soft.cols;
  cv::Mat inside = fillSmallHoles(fine > 0.5, cvRound(cellPx * cellPx));
  inside = keepLargeParts(inside, kSpeckShare);
  RefinedMask out;
  out.iouWithOrigin = maskIou(inside, origin);
  if (out.iouWithOrigin < settings.minIouWithOrigin) return out;

  // To full size: linear on the filtered values would undo the clean-up, so the mask is enlarged.
  const double sx = static_cast<double>(context.fullSize().width) / work.width;
  const double sy = static_cast<double>(context.fullSize().height) / work.height;
  const cv::Rect target =
      cv::Rect(cv::Point(cvRound(window.x * sx), cvRound(window.y * sy)),
               cv::Point(cvRound(window.br().x * sx), cvRound(window.br().y * sy))) &
      cv::Rect({}, context.fullSize());
  cv::Mat large;
  cv::resize(inside, large, target.size(), 0, 0, cv::INTER_LINEAR);
  out.mask = cv::Mat::zeros(context.fullSize(), CV_8U);
  cv::Mat part = out.mask(target);
  cv::compare(large, 127, part, cv::CMP_GT);
  return out;
}

}  // namespace maskwright::imaging
