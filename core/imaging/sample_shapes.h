#pragma once

#include "core/imaging/sample_random.h"
#include "core/imaging/sample_texture.h"

#include <opencv2/core.hpp>

#include <array>
#include <string_view>

namespace maskwright::imaging {

/// A class of the sample collection: a name, a silhouette and the texture that always goes with it.
struct SampleClass {
  std::string_view name;
  SampleTexture texture;
  double wavelength;  ///< of the texture, pixels, before the object's own variation
};

/// The classes; the category id in the COCO file is the index plus one.
inline constexpr std::array<SampleClass, 7> kSampleClasses{{
    {"disc", SampleTexture::Rings, 8.5},
    {"star", SampleTexture::Dots, 9},
    {"leaf", SampleTexture::Stripes, 7},
    {"ring", SampleTexture::Rays, 10},
    {"gem", SampleTexture::Checker, 9},
    {"bottle", SampleTexture::Waves, 9},
    {"pebble", SampleTexture::Cells, 9},
}};

/// Coverage (CV_8U, 0 to 255, smooth edges) of one object of class `classIndex` in a picture of
/// `size`: `radius` is about half its longer side in pixels, `angle` that of its axis in radians.
cv::Mat renderSilhouette(int classIndex,
                         cv::Size size,
                         cv::Point2f centre,
                         double radius,
                         double angle,
                         SampleRandom& random);

}  // namespace maskwright::imaging
