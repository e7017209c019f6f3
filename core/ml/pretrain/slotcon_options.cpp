#include "core/ml/pretrain/slotcon_options.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {

int64_t prototypesFor(int64_t images, double factor, int64_t least, int64_t most) {
  const auto wanted = static_cast<int64_t>(
      std::llround(factor * std::sqrt(static_cast<double>(std::max<int64_t>(images, 1)))));
  return std::clamp(wanted, least, most);
}

/// An image gives about ten slots in each view: a queue of eight an image spans less than half an
/// epoch, so it holds hardly any slot of an image that is looked at now.
int64_t queueFor(int64_t images) {
  return std::min<int64_t>(16384, 8 * images);
}

}  // namespace

std::optional<SlotConOptions> slotConProfile(const std::string& name, int64_t images) {
  SlotConOptions options;
  options.profile = name;
  options.queue = queueFor(images);
  if (name == "preview") {
    options.crop = 96;
    options.hidden = 256;
    options.dimension = 64;
    options.prototypes = prototypesFor(images, 2, 16, 64);
    options.batch = 16;
    return options;
  }
  if (name == "small") {
    options.prototypes = prototypesFor(images, 4, 32, 256);
    return options;
  }
  if (name != "full") return std::nullopt;
  options.architecture = "resnet50";
  options.lastStride = 2;
  options.crop = 224;
  options.hidden = 4096;
  options.dimension = 256;
  options.prototypes = 256;
  options.batch = 512;
  options.optimizer = SlotConOptimizer::Lars;
  options.learningRate = 2.0;  // 1.0 * batch / 256
  options.teacherMomentum = 0.99;
  options.queue = 0;
  options.minutes = 0;
  options.epochs = 800;
  return options;
}

}  // namespace maskwright::ml
