#include "core/ml/segment/mask_rcnn_memory.h"

#include "core/ml/segment/backbone_cost.h"

namespace maskwright::ml {

double maskRcnnStepBytes(const MaskRcnnProfile& p) {
  const BackboneCost backbone = backboneCost(resNetOptions(p.architecture));
  const auto f = static_cast<double>(p.fpnChannels), m = static_cast<double>(p.maskChannels);
  const auto units = static_cast<double>(p.boxUnits), convs = static_cast<double>(p.maskConvs);
  const double side = static_cast<double>(p.shortSide) * p.views.maxScale;
  const double pixels = side * side * 4 / 3;
  // Strides 4 to 64: sums of areas 1/16 (1 + 1/4 + ..). Lateral, output and proposal convolution.
  const double pyramid = f * 3 * 341.0 / 4096;
  const double regions = static_cast<double>(p.roiSamples);
  const double boxes = regions * (f * 49 + 2 * units);
  const double masks = regions / 4 * (f * 196 + m * 196 * convs + m * 784);
  const double perImage =
      kKeptTensors * (pixels * (backbone.outputs + pyramid)) + 2 * (boxes + masks);
  const double weights = backbone.weights + 9 * f * f * 5 + f * 49 * units + units * units +
                         9 * m * m * convs + 4 * m * m;
  const double moments = p.schedule.optimizer == SoloOptimizer::AdamW ? 2 : 1;
  return kFloatBytes * (static_cast<double>(p.batch) * perImage + weights * (2 + moments));
}

}  // namespace maskwright::ml
