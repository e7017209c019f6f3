#pragma once

#include <opencv2/core.hpp>

namespace maskwright::imaging {

/// How coarse masks are brought to the picture's edges. The defaults were chosen on human masks of
/// four collections, coarsened to 16 and 32 cells and disturbed.
struct RefineSettings {
  int workSide = 256;     ///< longer side of the picture that is worked on, pixels
  int radius = 1;         ///< guided filter: window radius in pixels of half the working size
  double epsilon = 1e-4;  ///< guided filter: colour variance (values 0 to 1) that counts as an edge
  double colourWeight = 1;  ///< weight of the colour evidence against the mask's own; 0 = none
  double gain = 3;          ///< steepness of the coarse mask about its threshold
  double minIouWithOrigin = 0.5;  ///< below, the refined mask is dropped
};

/// A picture prepared once for the refinement of many masks. Read-only afterwards, so one context
/// may serve several threads.
class RefineContext {
 public:
  /// `bgr` CV_8UC3, full size.
  explicit RefineContext(const cv::Mat& bgr, const RefineSettings& settings = {});

  const RefineSettings& settings() const { return settings_; }
  cv::Size fullSize() const { return fullSize_; }
  cv::Size workSize() const { return guide_.size(); }        ///< even numbers
  const cv::Mat& guide() const { return guide_; }            ///< CV_32FC3, 0 to 1, work size
  const cv::Mat& colourBins() const { return colourBins_; }  ///< CV_16U, below kColourBins
  static constexpr int kColourBins = 16 * 12 * 12;

  // Of the guide at half the working size, over the filter's windows:
  const cv::Mat& halfGuide() const { return halfGuide_; }  ///< CV_32FC3
  const cv::Mat& mean() const { return mean_; }            ///< CV_32FC3
  /// CV_32FC(6): inverse of covariance + epsilon, upper triangle row by row.
  const cv::Mat& inverse() const { return inverse_; }

 private:
  RefineSettings settings_;
  cv::Size fullSize_;
  cv::Mat guide_, colourBins_, halfGuide_, mean_, inverse_;
};

/// A refined mask, or the reason to drop it.
struct RefinedMask {
  cv::Mat mask;              ///< CV_8U 0 or 255, full size; empty if dropped
  double iouWithOrigin = 0;  ///< with the plainly enlarged and thresholded coarse mask
  bool kept() const { return !mask.empty(); }
};

/// Refines one coarse mask. `soft`: CV_32F [h, w], values in [0, 1], whose cells tile the whole
/// picture; inside is where it exceeds `threshold`.
/// 1. around the mask's box (with a margin), the coarse mask is enlarged linearly;
/// 2. colours of its sure inside and its sure outside vote on each pixel (histogram likelihoods);
/// 3. the guided filter (He, Sun and Tang 2013, colour guide; its linear models at half size as in
///    He and Sun 2015) moves the outline to the edges;
/// 4. threshold, specks and pinholes removed, enlarged to full size.
/// A result of IoU < minIouWithOrigin with its origin is dropped, as is an empty one.
RefinedMask refineMask(const RefineContext& context, const cv::Mat& soft, double threshold = 0.5);

/// The coarse mask plainly enlarged to `size` and thresholded: CV_8U 0 or 255.
cv::Mat enlargeMask(const cv::Mat& soft, cv::Size size, double threshold = 0.5);

}  // namespace maskwright::imaging
