#pragma once

#include "core/imaging/mask_edit_result.h"

namespace maskwright::imaging {

/// Fills every hole: background (4-connected) from which the outside can't be reached. `mask` is
/// CV_8U, non-zero is inside. Unchanged, with the reason, if it has none.
MaskEditResult fillHoles(const cv::Mat& mask);

/// Removes the 8-connected parts whose area is below `share` (0 to 1) of the largest part's.
/// Unchanged, with the reason, if there is none.
MaskEditResult removeSpecks(const cv::Mat& mask, double share);

}  // namespace maskwright::imaging
