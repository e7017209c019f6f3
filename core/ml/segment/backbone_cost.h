#pragma once

#include "core/ml/nn/resnet.h"

namespace maskwright::ml {

constexpr double kFloatBytes = 4;
/// Tensors that training keeps of each convolution: output, normalised, activated.
constexpr double kKeptTensors = 3;

/// What a backbone takes in training.
struct BackboneCost {
  double outputs = 0;  ///< numbers that its convolutions give for one pixel of the picture
  double weights = 0;
};
BackboneCost backboneCost(const ResNetOptions& options);

}  // namespace maskwright::ml
