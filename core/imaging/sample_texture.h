#pragma once

#include "core/imaging/sample_random.h"

#include <opencv2/core.hpp>

namespace maskwright::imaging {

/// Structures an object or a background can be made of.
enum class SampleTexture {
  Rings,    ///< concentric about the object's centre
  Dots,     ///< hexagonal dots
  Stripes,  ///< straight, across the object's axis
  Rays,     ///< spokes from the centre
  Checker,  ///< squares along the object's axis
  Waves,    ///< wavy bands across the object's axis
  Cells,    ///< irregular cells with dark seams
  Clouds,   ///< background: soft isotropic noise
  Marble,   ///< background: winding veins
  Grain     ///< background: long fibres in one direction
};

/// Where and how a texture is drawn.
struct TexturePlacement {
  cv::Size size;           ///< of the field in pixels
  cv::Point2f centre;      ///< of the object in the field, pixels
  double angle = 0;        ///< of the object's axis, radians
  double wavelength = 10;  ///< pixels per repetition
};

/// The texture as CV_8U with a flat histogram over `where` (CV_8U, non-zero = counts), so that no
/// texture can be told from another by its grey values. Deterministic for the state of `random`.
cv::Mat renderTexture(SampleTexture kind,
                      const TexturePlacement& placement,
                      const cv::Mat& where,
                      SampleRandom& random);

}  // namespace maskwright::imaging
