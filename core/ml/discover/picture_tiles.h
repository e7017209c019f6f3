#pragma once

#include <opencv2/core.hpp>

#include <vector>

namespace maskwright::ml {

/// Parts of an enlarged picture, each as large as a network's picture: how small objects are seen
/// (slicing aided training and inference, Akyon et al. 2022).
struct PictureTiles {
  cv::Size size;  ///< of the enlarged picture, pixels
  /// Squares that cover it and overlap by a quarter; none: not enlarged.
  std::vector<cv::Rect> parts;
};

/// Tiles of a picture of that size seen `zoom` times as large as with `side` as its short side, and
/// never more than twice as large as it is. Places and sizes are multiples of 4, the stride of
/// networks' masks. `side`: a multiple of 4, at least 32.
PictureTiles pictureTiles(cv::Size picture, int side, double longestAspect, double zoom);

/// Whether a mask of the part at `place` of a picture of size `whole` reaches a side that is none
/// of the picture: the next part shows more of it. mask: non-zero inside, of any size.
bool isCut(const cv::Mat& mask, const cv::Rect& place, cv::Size whole);

/// How often a picture must be enlarged so that half of the objects are at least a sixth of the
/// short side wide (8 cells of a mask at 192 pixels), [1, 4]; 1 where less than a third would be
/// gained. `shares`: square root of the area of each object's box / short side of its picture.
double zoomFor(std::vector<double> shares);

}  // namespace maskwright::ml
