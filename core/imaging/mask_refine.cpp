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

/// The coarse mask in the window `part` of a picture of `size`, linear between cell centres.
cv::Mat enlargedPart(const cv::Mat& soft, cv::Size size, cv::Rect part) {
  const float sx = static_cast<float>(soft.cols) / static_cast<float>(size.width);
  const float sy = static_cast<float>(soft.rows) / static_cast<float>(size.height);
  const cv::Matx23f map(sx,
                        0,
                        (static_cast<float>(part.x) + 0.5f) * sx - 0.5f,
                        0,
                        sy,
                        (static_cast<float>(part.y) + 0.5f) * sy - 0.5f);
  cv::Mat out;
  cv::warpAffine(
      soft, out, map, part.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  return out;
}

/// Window of the working picture that holds the mask and its margin; empty if there is no mask.
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
  std::vector<float> vote(RefineContext::kColourBins, 0);
  for (size_t i = 0; i < vote.size(); ++i) {
    if (inside[i] + outside[i] == 0) continue;
    const double odds = (inside[i] + 2) / (insideSum + 2) / ((outside[i] + 2) / (outsideSum + 2));
    vote[i] = static_cast<float>(weight * std::clamp(std::log(odds), -kMaxVote, kMaxVote));
  }
  for (int y = 0; y < p.rows; ++y) {
    const auto* bin = bins.ptr<uint16_t>(y);
    auto* value = p.ptr<float>(y);
    for (int x = 0; x < p.cols; ++x) {
      const float prior = std::clamp(value[x], 0.02f, 0.98f);
      const float odds = prior / (1 - prior) * std::exp(vote[bin[x]]);
      value[x] = odds / (1 + odds);
    }
  }
}

/// Guided filter with a colour guide; all CV_32F. Windows of (2 radius + 1)^2 pixels.
cv::Mat guidedFilter(const cv::Mat& guide, const cv::Mat& p, int radius, double epsilon) {
  const cv::Size window(2 * radius + 1, 2 * radius + 1);
  const auto mean = [&window](const cv::Mat& m) {
    cv::Mat out;
    cv::boxFilter(m, out, CV_32F, window, {-1, -1}, true, cv::BORDER_REFLECT_101);
    return out;
  };
  // Per pixel: guide mean (3), p mean, guide * p (3), guide products (6).
  std::vector<cv::Mat> in(13);
  const int rows = p.rows, cols = p.cols;
  cv::Mat all(rows, cols, CV_32FC(13));
  for (int y = 0; y < rows; ++y) {
    const auto* g = guide.ptr<cv::Vec3f>(y);
    const auto* v = p.ptr<float>(y);
    auto* o = all.ptr<float>(y);
    for (int x = 0; x < cols; ++x, o += 13) {
      const float b = g[x][0], c = g[x][1], r = g[x][2], q = v[x];
      o[0] = b, o[1] = c, o[2] = r, o[3] = q;
      o[4] = b * q, o[5] = c * q, o[6] = r * q;
      o[7] = b * b, o[8] = b * c, o[9] = b * r, o[10] = c * c, o[11] = c * r, o[12] = r * r;
    }
  }
  const cv::Mat m = mean(all);
  cv::Mat linear(rows, cols, CV_32FC4);
  const auto eps = static_cast<float>(epsilon);
  for (int y = 0; y < rows; ++y) {
    const auto* i = m.ptr<float>(y);
    auto* o = linear.ptr<cv::Vec4f>(y);
    for (int x = 0; x < cols; ++x, i += 13) {
      // Covariance of the guide plus eps, symmetric 3 x 3, inverted by cofactors.
      const float s00 = i[7] - i[0] * i[0] + eps, s01 = i[8] - i[0] * i[1];
      const float s02 = i[9] - i[0] * i[2], s11 = i[10] - i[1] * i[1] + eps;
      const float s12 = i[11] - i[1] * i[2], s22 = i[12] - i[2] * i[2] + eps;
      const float k0 = i[4] - i[0] * i[3], k1 = i[5] - i[1] * i[3], k2 = i[6] - i[2] * i[3];
      const float c00 = s11 * s22 - s12 * s12, c01 = s02 * s12 - s01 * s22;
      const float c02 = s01 * s12 - s02 * s11, c11 = s00 * s22 - s02 * s02;
      const float c12 = s01 * s02 - s00 * s12, c22 = s00 * s11 - s01 * s01;
      const float det = s00 * c00 + s01 * c01 + s02 * c02;
      const float inverse = det > 1e-20f ? 1 / det : 0;
      const float a0 = (c00 * k0 + c01 * k1 + c02 * k2) * inverse;
      const float a1 = (c01 * k0 + c11 * k1 + c12 * k2) * inverse;
      const float a2 = (c02 * k0 + c12 * k1 + c22 * k2) * inverse;
      o[x] = {a0, a1, a2, i[3] - a0 * i[0] - a1 * i[1] - a2 * i[2]};
    }
  }
  const cv::Mat ab = mean(linear);
  cv::Mat out(rows, cols, CV_32F);
  for (int y = 0; y < rows; ++y) {
    const auto* g = guide.ptr<cv::Vec3f>(y);
    const auto* k = ab.ptr<cv::Vec4f>(y);
    auto* o = out.ptr<float>(y);
    for (int x = 0; x < cols; ++x)
      o[x] = k[x][0] * g[x][0] + k[x][1] * g[x][1] + k[x][2] * g[x][2] + k[x][3];
  }
  return out;
}

}  // namespace

RefineContext::RefineContext(const cv::Mat& bgr, const RefineSettings& settings)
    : settings_(settings), fullSize_(bgr.size()) {
  CV_Assert(bgr.type() == CV_8UC3 && !bgr.empty());
  const double scale =
      std::min(1.0, static_cast<double>(settings.workSide) / std::max(bgr.cols, bgr.rows));
  cv::Mat work = bgr;
  if (scale < 1) cv::resize(bgr, work, {}, scale, scale, cv::INTER_AREA);
  work.convertTo(guide_, CV_32FC3, 1.0 / 255);
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
  return enlargedPart(soft, size, cv::Rect({}, size)) > threshold;
}

RefinedMask refineMask(const RefineContext& context, const cv::Mat& soft, double threshold) {
  CV_Assert(soft.type() == CV_32F && !soft.empty());
  const RefineSettings& settings = context.settings();
  const cv::Size work = context.workSize();
  const cv::Rect window = windowOf(soft, threshold, work);
  if (window.empty()) return {};
  const cv::Mat coarse = enlargedPart(soft, work, window);
  const cv::Mat origin = coarse > threshold;
  cv::Mat p;
  coarse.convertTo(p, CV_32F, settings.gain, 0.5 - settings.gain * threshold);
  cv::max(p, 0, p);
  cv::min(p, 1, p);
  const double cellPx = std::max(static_cast<double>(work.width) / soft.cols,
                                 static_cast<double>(work.height) / soft.rows);
  const int radius = std::max(1, cvRound(settings.radiusCells * cellPx));
  if (settings.colourWeight > 0)
    voteByColour(context.colourBins()(window), settings.colourWeight, p);
  const cv::Mat fine = guidedFilter(context.guide()(window), p, radius, settings.epsilon);
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
