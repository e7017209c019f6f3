#include "core/imaging/mask_edit_clean.h"

#include "core/imaging/mask_ops.h"

#include <opencv2/imgproc.hpp>

#include <limits>

namespace maskwright::imaging {
namespace {

/// Works on the mask's box alone: what an edit of its parts or holes can touch lies in there.
template <typename Edit>
MaskEditResult editBox(const cv::Mat& mask, const char* unchanged, Edit edit) {
  MaskEditResult result{mask != 0, {}};
  const cv::Rect box = cv::boundingRect(mask);
  if (box.empty()) return {result.mask, "the mask is empty"};
  const cv::Mat edited = edit(mask(box));
  if (cv::countNonZero(edited != result.mask(box)) == 0) return {result.mask, unchanged};
  edited.copyTo(result.mask(box));
  return result;
}

}  // namespace

MaskEditResult fillHoles(const cv::Mat& mask) {
  return editBox(mask, "the mask has no holes", [](const cv::Mat& part) {
    return fillSmallHoles(part, std::numeric_limits<int>::max());
  });
}

MaskEditResult removeSpecks(const cv::Mat& mask, double share) {
  return editBox(mask,
                 "no part of the mask is small enough to be a speck",
                 [&](const cv::Mat& part) { return keepLargeParts(part, share); });
}

}  // namespace maskwright::imaging
