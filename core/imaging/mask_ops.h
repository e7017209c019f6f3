#pragma once

#include "core/domain/candidate.h"
#include "core/domain/mask.h"

#include <opencv2/core.hpp>

namespace maskwright::imaging {

// Masks as cv::Mat are CV_8U; non-zero is inside. Functions return 0 and 255.

/// Copy of a bitmap.
cv::Mat toMat(const Bitmap& mask);
/// Copy of a CV_8U mask as 0 and 1.
Bitmap toBitmap(const cv::Mat& mask);

/// Tight box in whole pixels; all zero for an empty mask.
Box tightBox(const cv::Mat& mask);

/// Intersection over union; 0 when both are empty.
double maskIou(const cv::Mat& a, const cv::Mat& b);

/// Fills holes (background that touches neither the picture's border nor other background,
/// 4-connected) of at most `maxAreaPx` pixels.
cv::Mat fillSmallHoles(const cv::Mat& mask, int maxAreaPx);

/// Keeps the 8-connected parts whose area is at least `minShare` (0 to 1) of the largest part's;
/// 1 keeps only the largest (and its equals).
cv::Mat keepLargeParts(const cv::Mat& mask, double minShare);

/// The 4-connected part that holds a cell; empty (all 0) if the cell is outside.
cv::Mat partAt(const cv::Mat& mask, cv::Point cell);

/// Measures of a mask's outline.
struct OutlineMeasures {
  double lengthPx = 0;        ///< all contours, holes included, pixels
  double borderFraction = 0;  ///< share of contour pixels on the picture's border
  double compactness = 0;     ///< 4 pi area / length^2, clipped to 1
  double contrast = 0;        ///< mean Lab distance across the outline / 100, clipped to 1
};

/// The picture as measureOutline wants it: 8-bit Lab, slightly smoothed.
cv::Mat labForContrast(const cv::Mat& bgr);

/// `lab` is labForContrast() of the picture, of the mask's size, or empty (contrast stays 0).
/// An empty mask gives zeros.
OutlineMeasures measureOutline(const cv::Mat& mask, const cv::Mat& lab);

/// Fills areaFraction, borderFraction, compactness and boundaryContrast.
void measureAttributes(const cv::Mat& mask, const cv::Mat& lab, CandidateAttributes& attributes);

}  // namespace maskwright::imaging
