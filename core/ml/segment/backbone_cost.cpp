#include "core/ml/segment/backbone_cost.h"

namespace maskwright::ml {

BackboneCost backboneCost(const ResNetOptions& options) {
  BackboneCost cost{64.0 / 4, 9408};
  double area = 1.0 / 16, in = 64, inner = 64;
  for (const int64_t blocks : options.blocks) {
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
    area /= 4;
  }
  return cost;
}

}  // namespace maskwright::ml
