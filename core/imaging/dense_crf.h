#pragma once

#include "core/imaging/permutohedral_lattice.h"

#include <opencv2/core.hpp>

namespace maskwright::imaging {

/// Kernels of a fully connected random field. The defaults are CutLER's for masks of pictures of
/// about 480 pixels (MaskDistill's for label maps: 1, 1, 3 and 67, 67, 3, 4).
struct DenseCrfSettings {
  double gaussianX = 3, gaussianY = 3;  ///< standard deviations of the nearness kernel, pixels
  double gaussianWeight = 7;
  double bilateralX = 50, bilateralY = 50;  ///< of the kernel of near pixels of like colour, pixels
  double bilateralColour = 5;               ///< its standard deviation in values of 0 to 255
  double bilateralWeight = 10;
  int iterations = 10;  ///< of mean field
};

/// Dense conditional random field (Kraehenbuehl and Koltun 2011): Potts terms between all pairs of
/// pixels of a picture, kernels normalised symmetrically, approximate marginals by mean field.
/// Built once for a picture, then used for any labelling of it, from several threads if need be.
/// The nearness kernel is exact, the bilateral one runs on a permutohedral lattice.
class DenseCrf {
 public:
  /// picture: CV_8UC3, channels in any order.
  explicit DenseCrf(const cv::Mat& picture, const DenseCrfSettings& settings = {});

  cv::Size size() const { return size_; }
  const DenseCrfSettings& settings() const { return settings_; }

  /// unary: CV_32F [labels, pixels], -log of the probabilities, at least two labels. Returns the
  /// marginals, CV_32F [labels, pixels], each pixel's sum 1.
  /// Throws cv::Exception for another shape or type.
  cv::Mat marginals(const cv::Mat& unary) const;

 private:
  /// One kernel applied to [pixels, channels]; normalised.
  void applyGaussian(const cv::Mat& in, cv::Mat& out) const;
  void applyBilateral(const cv::Mat& in, cv::Mat& out) const;
  void blurPlanes(const cv::Mat& in, cv::Mat& out) const;

  DenseCrfSettings settings_;
  cv::Size size_;
  cv::Mat kernelX_, kernelY_;
  PermutohedralLattice lattice_;
  cv::Mat gaussianNorm_, bilateralNorm_;  ///< [pixels, 1]: 1 / sqrt(sum of the kernel)
  cv::Mat everywhere_;                    ///< [pixels, 1]: both kernels applied to ones, weighted
};

/// A hard mask brought to the picture's edges, as CutLER's crf.py does it: its pixels' probability
/// is that of a softmax over 0 and 1. mask: CV_8U of the field's size, non-zero inside. Returns
/// CV_8U 0 or 255.
cv::Mat crfMask(const DenseCrf& field, const cv::Mat& mask);

}  // namespace maskwright::imaging
