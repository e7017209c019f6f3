#pragma once

#include "core/imaging/mask_edit_result.h"

namespace maskwright::imaging {

struct GrabCutSettings {
  int workSide = 384;      ///< longer side of what is worked on, pixels: bounds the time
  double reach = 0.15;     ///< how far the outline may move, as a share of the root of the area
  double surround = 0.35;  ///< context on each side, as a share of the longer side of the box
  int iterations = 4;
  double leastIou = 0.3;  ///< a result less like the mask than this is not taken
};

/// Cuts the object out anew (Rother, Kolmogorov and Blake, GrabCut, 2004), starting from the mask:
/// what lies deeper inside or further outside than the reach is certain, the band in between is
/// decided by colour and contrast. `bgr` is CV_8UC3, `mask` CV_8U of its size. Works on a smaller
/// copy of the mask's surroundings; only the band can change. The same input gives the same result.
/// Unchanged, with the reason, if the mask is empty, leaves no background to compare with, or the
/// cut degenerates (nothing left, or something else than the mask showed).
MaskEditResult grabCutFromMask(const cv::Mat& bgr,
                               const cv::Mat& mask,
                               const GrabCutSettings& settings = {});

}  // namespace maskwright::imaging
