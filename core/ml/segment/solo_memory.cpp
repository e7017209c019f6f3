#include "core/ml/segment/solo_memory.h"

#include "core/ml/segment/backbone_cost.h"

#include <algorithm>
#include <numeric>

namespace maskwright::ml {

double soloStepBytes(const SoloProfile& p) {
  const BackboneCost backbone = backboneCost(resNetOptions(p.architecture));
  const double f = static_cast<double>(p.fpnChannels), head = static_cast<double>(p.headChannels);
  const double mid = static_cast<double>(p.maskMidChannels);
  const double masks = static_cast<double>(p.maskChannels);
  const double convs = static_cast<double>(p.towerConvs);
  const double cells =
      std::accumulate(p.levels.begin(), p.levels.end(), 0.0, [](double n, auto& l) {
        return n + static_cast<double>(l.grid * l.grid);
      });
  // Strides 4, 8, 16, 32: sums of areas 1/16 (1 + 1/4 + ..).
  const double pyramid = f * 2 * 85.0 / 1024;
  // p2 once, p3..p5 once at each size from their own up to stride 8, enlarged to stride 4.
  const double maskHead = (4 * 2 * mid + masks) / 16;
  const double side = static_cast<double>(p.shortSide) * p.views.maxScale;
  const double pixels = side * side * 4 / 3;
  const double targets = static_cast<double>(std::min<int64_t>(p.maxTargetsPerLevel, 96)) *
                         static_cast<double>(p.levels.size()) * pixels / 16 * 4;
  const double perImage =
      kKeptTensors * (pixels * (backbone.outputs + pyramid + maskHead) + cells * head * 2 * convs);
  const double weights = backbone.weights + 9 * f * f * 4 + 9 * head * head * 2 * convs +
                         9 * head * (masks + static_cast<double>(p.embedding));
  const double moments = p.schedule.optimizer == SoloOptimizer::AdamW ? 2 : 1;
  const double images = static_cast<double>(p.batch) * (p.views.both ? 2 : 1);
  return kFloatBytes * (images * perImage + targets + weights * (2 + moments));
}

}  // namespace maskwright::ml
