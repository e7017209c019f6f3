#pragma once

#include "core/domain/candidate.h"
#include "core/imaging/region_graph.h"

namespace maskwright::imaging {

/// Fills outlineGradient, outlineClosed, surroundContrast and extent of a mask: what tells an
/// object from its surround. `mask`: CV_8U, of the edge picture's size, non-zero inside; an empty
/// one leaves zeros. "Around" is a band of a fiftieth of the picture's longer side. Returns the
/// mean Lab inside.
cv::Vec3f measureSurround(const cv::Mat& mask,
                          const EdgePicture& picture,
                          CandidateAttributes& attributes);

/// Everything that is measured on a mask of any size: brings it to the edge picture's size
/// (returned in `small`), then measureAttributes() and measureSurround(). Returns the mean Lab
/// inside.
cv::Vec3f measureMask(const cv::Mat& mask,
                      const EdgePicture& picture,
                      cv::Mat& small,
                      CandidateAttributes& attributes);

/// How much of each of `cells` equal cells of the picture a mask covers: CV_32F in [0, 1]. Pixels
/// go to the cell that holds their centre.
cv::Mat cellShares(const cv::Mat& mask, cv::Size cells);

/// The band around a mask: CV_8U 0 or 255, within the mask's box grown by `radius` pixels.
cv::Mat bandAround(const cv::Mat& mask, int radius);

}  // namespace maskwright::imaging
