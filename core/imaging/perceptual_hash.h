#pragma once

#include <opencv2/core.hpp>

#include <cstdint>

namespace maskwright::imaging {

struct PerceptualHash {
  uint64_t bits = 0;
  double contrast = 0;  ///< standard deviation of the reduced grey picture, 0 to 127.5
};

/// DCT hash of a picture (CV_8UC3 BGR, not empty): grey values reduced to 32 x 32, their cosine
/// transform, of which the 8 x 8 lowest frequencies without the first row and column (rows and
/// columns 1 to 8) are compared with their median, one bit each. Copies that were resized,
/// recompressed or made a little brighter differ in few bits. Below a contrast of about 2 the bits
/// are noise. Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions (thesis,
/// Hagenberg 2010), section 3.2.
PerceptualHash perceptualHash(const cv::Mat& bgr);

}  // namespace maskwright::imaging
