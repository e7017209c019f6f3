#pragma once

#include <opencv2/core.hpp>

#include <vector>

namespace maskwright::imaging {

/// How a picture is cut into superpixels and what is measured on them.
struct RegionGraphSettings {
  int workSide = 320;       ///< longer side of the picture that is worked on, pixels
  int superpixelSide = 8;   ///< mean side of a superpixel, pixels
  double ruler = 12;        ///< SLIC: weight of closeness against colour
  double smoothing = 0.75;  ///< sigma of the blur before gradients, pixels
};

/// A picture at the size it is measured at.
struct EdgePicture {
  cv::Mat lab;       ///< CV_32FC3: L 0 ... 100, a, b
  cv::Mat smooth;    ///< the same, slightly blurred
  cv::Mat lab8;      ///< labForContrast() of the picture
  cv::Mat gradient;  ///< CV_32F in [0, 1]: 1 = as strong as the picture's strongest twentieth
};

/// Superpixels whose shared outline has a greater mean gradient than this differ clearly.
inline constexpr float kClearGradient = 0.35F;

/// Superpixels of one picture (SLIC, Achanta et al. 2012) with sums over their pixels, so that the
/// values of a union are sums of values, and the edges between neighbours.
struct RegionGraph {
  static constexpr int kColourBins = 3 * 16;  ///< L, a, b
  static constexpr int kTextureBins = 3 * 8;  ///< gradient directions in three channels

  struct Edge {
    int a, b;        ///< a < b
    float gradient;  ///< sum over the shared outline, each value in [0, 1]
    float length;    ///< pixels of the shared outline
  };

  cv::Mat labels;  ///< CV_32S, 0 ... count - 1, at working size
  int count = 0;
  int featureSize = 0;
  std::vector<float> area;     ///< pixels
  std::vector<float> colour;   ///< count x kColourBins, pixels
  std::vector<float> texture;  ///< count x kTextureBins, gradient sums + 1 per pixel spread evenly
  std::vector<float> feature;  ///< count x featureSize, sums over pixels
  std::vector<float> border;   ///< pixels on the picture's border
  std::vector<cv::Vec3f> labSum;
  std::vector<cv::Rect> box;  ///< tight, pixels
  std::vector<Edge> edges;
};

/// `bgr`: CV_8UC3, not empty (else cv::Exception); it is reduced to the working size, never
/// enlarged.
EdgePicture edgePicture(const cv::Mat& bgr, const RegionGraphSettings& settings = {});

/// `bgr`: CV_8UC3, not empty (else cv::Exception); it is reduced to the working size, never
/// enlarged. `features`: CV_32FC(n) map whose cells tile the picture, or empty.
RegionGraph regionGraph(const EdgePicture& picture,
                        const cv::Mat& features = {},
                        const RegionGraphSettings& settings = {});
RegionGraph regionGraph(const cv::Mat& bgr,
                        const cv::Mat& features = {},
                        const RegionGraphSettings& settings = {});

}  // namespace maskwright::imaging
