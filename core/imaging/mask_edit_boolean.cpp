#include "core/imaging/mask_edit_boolean.h"

namespace maskwright::imaging {
namespace {

cv::Mat combined(const cv::Mat& mask, const cv::Mat& other, BooleanEdit edit) {
  switch (edit) {
    case BooleanEdit::Unite:
      return mask | other;
    case BooleanEdit::Subtract:
      return mask & ~other;
    case BooleanEdit::Intersect:
      return mask & other;
  }
  return mask;
}

}  // namespace

MaskEditResult combineMasks(const cv::Mat& mask, const cv::Mat& other, BooleanEdit edit) {
  CV_Assert(mask.type() == CV_8U && other.type() == CV_8U && mask.size() == other.size());
  const cv::Mat before = mask != 0;
  MaskEditResult result{combined(before, other != 0, edit), {}};
  if (cv::countNonZero(result.mask) == 0) return {before, "nothing would be left of the mask"};
  if (cv::countNonZero(result.mask != before) == 0)
    return {before,
            edit == BooleanEdit::Subtract ? "the two masks have no pixel in common"
                                          : "the other mask makes no difference"};
  return result;
}

}  // namespace maskwright::imaging
