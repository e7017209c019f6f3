#pragma once

#include "core/domain/mask.h"

#include <opencv2/core.hpp>

#include <cstdint>
#include <vector>

namespace maskwright::imaging {

/// One object of a rendered picture.
struct SampleObject {
  int classIndex = 0;  ///< into kSampleClasses
  Bitmap mask;         ///< its visible pixels
};

/// A rendered picture and its exact truth.
struct SampleScene {
  cv::Mat bgr;  ///< CV_8UC3, shorter side 240 or 256 pixels
  std::vector<SampleObject> objects;
};

/// Picture `index` of the collection `seed`: 1 to 6 objects of the seven classes on a textured
/// ground. Objects and ground share one palette and one flat histogram of tones, so neither colour
/// nor contrast tells them apart: only the kind, direction and scale of their texture, and a thin
/// rim of shading. Every object keeps at least half of itself visible. Equal on every run.
SampleScene renderSampleScene(uint64_t seed, int index);

}  // namespace maskwright::imaging
