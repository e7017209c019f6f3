#pragma once

#include "core/ml/segment/solo_draw.h"
#include "core/services_ml/segmenter_training.h"

#include <opencv2/core.hpp>

#include <vector>

namespace maskwright {

/// What a training may draw: a picture, or a tile of it.
struct TrainingSample {
  size_t image = 0;
  cv::Size size;  ///< of the whole picture as the network sees it
  cv::Rect tile;  ///< of that; empty = all of it
};

struct TrainingSamples {
  std::vector<TrainingSample> all;
  ml::SoloImageLists lists;  ///< indices of `all`; pictures with tiles more than once
};

/// Each picture, and with `zoom` > 1 those of its tiles that hold the middle of a mask that
/// teaches. A picture is drawn half as often as all of its tiles: large objects stay known.
TrainingSamples trainingSamples(const std::vector<TrainingImage>& images,
                                const SampleShape& shape,
                                double zoom);

/// zoomFor() the masks that teach `images`: accepted ones, where there are ten at least.
double zoomOf(const std::vector<TrainingImage>& images);

}  // namespace maskwright
