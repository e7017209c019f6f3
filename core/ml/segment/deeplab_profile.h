#pragma once

#include "core/ml/nn/resnet.h"
#include "core/ml/segment/solo_profile.h"

#include <cstdint>
#include <string>
#include <vector>

namespace maskwright::ml {

/// How pictures with label maps vary in training.
struct LabelViewOptions {
  double flip = 0.5;                        ///< probability
  double rotation = 5;                      ///< degrees, to either side
  double minScale = 0.75, maxScale = 1.25;  ///< what comes in from outside is ignored
};

/// Everything that scales a DeepLab-v3: network, picture size, schedule, views.
struct DeepLabProfile {
  std::string name;          ///< "preview", "small", "full"
  std::string architecture;  ///< of the backbone
  int64_t side;          ///< pixels of the square that a picture becomes, training and inference
  int64_t outputStride;  ///< 8 or 16
  /// Dilations of the three 3x3 convolutions of the pyramid for a map of stride 8.
  std::vector<int64_t> rates{12, 24, 36};
  int64_t headChannels;
  double dropout = 0.5;
  double hardShare = 0.2;  ///< of the pixels of a batch that teach
  int64_t epochs;
  int64_t leastIterations;  ///< for collections of which an epoch is a few steps
  int64_t batch;
  SoloSchedule schedule;
  LabelViewOptions views = {};

  /// Steps for a collection of so many pictures.
  int64_t iterations(int64_t pictures) const;
  /// The dilations for the map that there is.
  std::vector<int64_t> mapRates() const;
  /// The backbone's shape.
  ResNetOptions backbone() const;
  /// "small: R-18, 320 px, stride 16".
  std::string description() const;
  /// All of it as a JSON object.
  std::string json() const;
};

/// The profile of that name: "full" has the published figures (MaskDistill, Van Gansbeke et al.
/// 2022), "small" and "preview" are for a processor and a collection of hundreds. Throws
/// std::invalid_argument if there is none (isDeepLabProfile tells).
const DeepLabProfile& deepLabProfile(const std::string& name);
bool isDeepLabProfile(const std::string& name);

/// Memory that a training step takes with so many classes, bytes, reckoned from the sizes of what
/// is kept for the backward pass.
double deepLabStepBytes(const DeepLabProfile& profile, int64_t classes);

}  // namespace maskwright::ml
