#pragma once

#include "core/imaging/mask_edit_result.h"

namespace maskwright::imaging {

enum class BooleanEdit { Unite, Subtract, Intersect };

/// The mask together with, without, or only where the other one is. Both CV_8U of one size,
/// non-zero is inside. Unchanged, with the reason, if that makes no difference or would leave
/// nothing.
MaskEditResult combineMasks(const cv::Mat& mask, const cv::Mat& other, BooleanEdit edit);

}  // namespace maskwright::imaging
