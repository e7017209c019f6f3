#include "core/ml/pretrain/dino_options.h"

#include "core/ml/pretrain/momentum_teacher.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {

constexpr int64_t kHead = 64;  // values of an attention head, as in every published model

/// Half a cosine from `from` at 0 to `to` at 1.
double cosineBetween(double from, double to, double fraction) {
  return to + (from - to) * 0.5 * (1 + std::cos(M_PI * fraction));
}

}  // namespace

int64_t DinoOptions::localCrop() const {
  const auto wanted = static_cast<double>(crop) * 3 / 7 / static_cast<double>(patch);
  return patch * std::max<int64_t>(1, std::llround(wanted));
}

VitSettings DinoOptions::vit() const {
  VitSettings settings;
  settings.embed = embed;
  settings.depth = depth;
  settings.heads = embed / kHead;
  settings.patch = patch;
  settings.hidden = 4 * embed;
  settings.gridHeight = settings.gridWidth = crop / patch;
  return settings;
}

std::optional<DinoOptions> dinoProfile(const std::string& name) {
  DinoOptions options;
  options.profile = name;
  if (name == "preview") {
    options.crop = 96;
    options.locals = 2;
    options.outputs = 512;
    options.batch = 16;
    options.teacherMomentum = 0.98;
    return options;
  }
  if (name == "small") return options;
  if (name != "full") return std::nullopt;
  setDinoVit("small", options);
  options.crop = 224;
  options.locals = 8;
  options.hidden = 2048;
  options.bottleneck = 256;
  options.outputs = 65536;
  options.batch = 1024;
  options.learningRate = 0.002;  // .0005 * batch / 256
  options.teacherMomentum = 0.996;
  options.teacherTemperatureStart = 0.04;
  options.teacherTemperature = 0.07;
  options.minutes = 0;
  options.epochs = 100;
  return options;
}

bool setDinoVit(const std::string& name, DinoOptions& options) {
  if (name != "tiny" && name != "small") return false;
  options.embed = name == "tiny" ? 192 : 384;
  options.depth = 12;
  return true;
}

DinoSchedule dinoScheduleAt(const DinoOptions& options, double fraction) {
  const double t = std::clamp(fraction, 0.0, 1.0);
  DinoSchedule at;
  at.learningRate = t < options.warmUp
                        ? options.learningRate * t / options.warmUp
                        : cosineBetween(options.learningRate,
                                        options.learningRateEnd,
                                        (t - options.warmUp) / std::max(1e-9, 1 - options.warmUp));
  at.weightDecay = cosineBetween(options.weightDecay, options.weightDecayEnd, t);
  at.teacherMomentum = teacherMomentumAt(options.teacherMomentum, t);
  const double warm =
      options.temperatureWarmUp > 0 ? std::min(1.0, t / options.temperatureWarmUp) : 1.0;
  at.teacherTemperature = options.teacherTemperatureStart +
                          (options.teacherTemperature - options.teacherTemperatureStart) * warm;
  return at;
}

}  // namespace maskwright::ml
