#pragma once

#include "core/imaging/dense_crf.h"

#include <opencv2/core.hpp>

namespace maskwright::imaging {

/// A label for each pixel, and how sure it is.
struct PixelLabels {
  cv::Mat labels;  ///< CV_16U
  cv::Mat scores;  ///< CV_32F, [0, 1] for probabilities
};

/// MaskDistill's kernels for label maps (Van Gansbeke et al. 2022: 1, 3 and 67, 3, 4). The
/// bilateral one is given for photographs whose long side is 500 pixels: it grows with the picture.
DenseCrfSettings labelCrfSettings(cv::Size picture);

/// The most probable label of each pixel. logProbabilities: CV_32F [labels, pixels].
PixelLabels likeliestLabels(const cv::Mat& logProbabilities, cv::Size size);

/// The same after a dense CRF over the picture (CV_8UC3). Labels that nowhere reach a probability
/// of 1 % are left out: nothing would become of them, and each costs time.
PixelLabels crfLabels(const cv::Mat& picture, const cv::Mat& logProbabilities);

}  // namespace maskwright::imaging
