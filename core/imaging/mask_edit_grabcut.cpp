#include "core/imaging/mask_edit_grabcut.h"

#include "core/imaging/mask_ops.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace maskwright::imaging {
namespace {

constexpr int kLeastSamples = 32;   ///< of each side: five colour components are fitted to them
constexpr double kLeastBandPx = 2;  ///< at the working size
constexpr uint64_t kSeed = 1;       ///< of the first grouping of colours

cv::Size workSizeOf(cv::Size full, int side) {
  const double scale = std::min(1.0, static_cast<double>(side) / std::max(full.width, full.height));
  return {std::max(1, static_cast<int>(std::lround(full.width * scale))),
          std::max(1, static_cast<int>(std::lround(full.height * scale)))};
}

/// GC_FGD, GC_PR_FGD, GC_PR_BGD or GC_BGD by the distance from the mask's outline.
cv::Mat trimapOf(const cv::Mat& mask, double band) {
  cv::Mat in, out;
  cv::distanceTransform(mask, in, cv::DIST_L2, cv::DIST_MASK_5);
  cv::distanceTransform(mask == 0, out, cv::DIST_L2, cv::DIST_MASK_5);
  cv::Mat trimap(mask.size(), CV_8U, cv::Scalar(cv::GC_BGD));
  trimap.setTo(cv::GC_PR_BGD, out <= band);
  trimap.setTo(cv::GC_PR_FGD, mask);
  trimap.setTo(cv::GC_FGD, in > band);
  return trimap;
}

cv::Mat insideOf(const cv::Mat& trimap) {
  return (trimap == cv::GC_FGD) | (trimap == cv::GC_PR_FGD);
}

std::string problemOf(const cv::Mat& before, const cv::Mat& after, double leastIou) {
  if (cv::countNonZero(after) == 0) return "GrabCut left nothing of the mask";
  if (maskIou(before, after) < leastIou) return "GrabCut found something else than the mask showed";
  if (cv::countNonZero(before != after) == 0) return "GrabCut finds the same outline";
  return {};
}

}  // namespace

MaskEditResult grabCutFromMask(const cv::Mat& bgr,
                               const cv::Mat& mask,
                               const GrabCutSettings& settings) {
  CV_Assert(bgr.type() == CV_8UC3 && mask.type() == CV_8U && bgr.size() == mask.size());
  const cv::Mat before = mask != 0;
  const cv::Rect around = surroundOf(before, settings.surround, 8);
  if (around.empty()) return {before, "the mask is empty"};
  const cv::Size work = workSizeOf(around.size(), settings.workSide);
  cv::Mat picture, small;
  cv::resize(bgr(around), picture, work, 0, 0, cv::INTER_AREA);
  cv::resize(before(around), small, work, 0, 0, cv::INTER_AREA);
  small = small > 127;
  const double band = std::max(kLeastBandPx, settings.reach * std::sqrt(cv::countNonZero(small)));
  cv::Mat trimap = trimapOf(small, band);
  const cv::Mat isUnknown = (trimap == cv::GC_PR_FGD) | (trimap == cv::GC_PR_BGD);
  const int inside = cv::countNonZero(small);
  if (inside < kLeastSamples) return {before, "the mask is too small for GrabCut"};
  if (static_cast<int>(small.total()) - inside < kLeastSamples)
    return {before, "GrabCut needs some background around the mask"};

  cv::theRNG().state = kSeed;
  cv::Mat background, foreground;
  cv::grabCut(
      picture, trimap, {}, background, foreground, settings.iterations, cv::GC_INIT_WITH_MASK);

  cv::Mat cut, open;
  cv::resize(insideOf(trimap), cut, around.size(), 0, 0, cv::INTER_LINEAR);
  cv::resize(isUnknown, open, around.size(), 0, 0, cv::INTER_NEAREST);
  MaskEditResult result{before.clone(), {}};
  cv::Mat(cut > 127).copyTo(result.mask(around), open);
  result.reason = problemOf(before(around), result.mask(around), settings.leastIou);
  if (!result.isChanged()) result.mask = before;
  return result;
}

}  // namespace maskwright::imaging
