#include "core/ml/segment/backbone_cost.h"

namespace maskwright::ml {

BackboneCost backboneCost(const ResNetOptions& options) {
  BackboneCost cost{64.0 / 4, 9408};
  double area = 1.0 / 16, in = 64, inner = 64;
  for (int stage = 0; stage < 4; ++stage) {
    const int64_t blocks = options.blocks[static_cast<size_t>(stage)];
    const auto stride = static_cast<double>(stageShape(options, stage).stride);
    area /= stride * stride;
    const double out = options.bottleneck ? 4 * inner : inner;
    for (int64_t b = 0; b < blocks; ++b) {
      cost.outputs += area * (options.bottleneck ? 2 * inner + out : 2 * inner);
      cost.weights += options.bottleneck ? in * inner + 9 * inner * inner + inner * out
                                         : 9 * in * inner + 9 * inner * inner;
      if (b == 0 && in != out) {
        cost.outputs += area * out;
        cost.weights += in * out;
      }
      in = out;
    }
    inner *= 2;
  }
  return cost;
}

}  // namespace maskwright::ml
