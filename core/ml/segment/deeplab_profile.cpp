#include "core/ml/segment/deeplab_profile.h"

#include "core/ml/segment/backbone_cost.h"
#include "core/ml/segment/profile_json.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>

namespace maskwright::ml {
namespace {

const std::array<DeepLabProfile, 3>& profiles() {
  static const std::array<DeepLabProfile, 3> table{
      DeepLabProfile{.name = "preview",
                     .architecture = "resnet18",
                     .side = 224,
                     .outputStride = 16,
                     .rates = {6, 12, 18},  // of 14 x 14 cells; longer ones would see the edge only
                     .headChannels = 64,
                     .epochs = 20,
                     .leastIterations = 300,
                     .batch = 8,
                     .schedule = {.learningRate = 0.001}},
      DeepLabProfile{.name = "small",
                     .architecture = "resnet18",
                     .side = 320,
                     .outputStride = 16,
                     .headChannels = 128,
                     .epochs = 30,
                     .leastIterations = 600,
                     .batch = 8,
                     .schedule = {.learningRate = 0.001}},
      DeepLabProfile{.name = "full",
                     .architecture = "resnet50",
                     .side = 512,
                     .outputStride = 8,
                     .headChannels = 256,
                     .epochs = 45,
                     .leastIterations = 1000,
                     .batch = 16,
                     .schedule = {.optimizer = SoloOptimizer::Sgd,
                                  .learningRate = 0.002,
                                  .momentum = 0.9,
                                  .weightDecay = 1e-4,
                                  .clipNorm = 0,
                                  .backboneRate = 1,
                                  .warmUp = 0,
                                  .cosine = false,
                                  .tenthFrom = 41.0 / 45.0}}};
  return table;
}

const DeepLabProfile* find(const std::string& name) {
  for (const auto& profile : profiles()) {
    if (profile.name == name) return &profile;
  }
  return nullptr;
}

std::string viewsJson(const LabelViewOptions& views) {
  return JsonMembers()
      .add("flip", views.flip)
      .add("rotation", views.rotation)
      .add("min_scale", views.minScale)
      .add("max_scale", views.maxScale)
      .object();
}

}  // namespace

int64_t DeepLabProfile::iterations(int64_t pictures) const {
  return std::max(leastIterations, epochs * ((pictures + batch - 1) / batch));
}

std::vector<int64_t> DeepLabProfile::mapRates() const {
  std::vector<int64_t> out;
  for (const int64_t rate : rates) out.push_back(std::max<int64_t>(1, rate * 8 / outputStride));
  return out;
}

ResNetOptions DeepLabProfile::backbone() const {
  ResNetOptions options = resNetOptions(architecture);
  options.lastStride = 1;
  options.thirdStride = outputStride == 8 ? 1 : 2;
  return options;
}

std::string DeepLabProfile::description() const {
  std::ostringstream text;
  text << name << ": " << shortName(architecture) << ", " << side << " px, stride " << outputStride;
  return text.str();
}

std::string DeepLabProfile::json() const {
  std::ostringstream dilations;
  for (const int64_t rate : mapRates()) dilations << (dilations.tellp() > 0 ? "," : "[") << rate;
  dilations << ']';
  return JsonMembers()
      .text("name", name)
      .text("architecture", architecture)
      .add("side", side)
      .add("output_stride", outputStride)
      .add("rates", dilations.str())
      .add("head_channels", headChannels)
      .add("dropout", dropout)
      .add("hard_share", hardShare)
      .add("epochs", epochs)
      .add("least_iterations", leastIterations)
      .add("batch", batch)
      .add("schedule", ml::json(schedule))
      .add("views", viewsJson(views))
      .object();
}

const DeepLabProfile& deepLabProfile(const std::string& name) {
  if (const auto* profile = find(name)) return *profile;
  throw std::invalid_argument("no DeepLab profile is called " + name);
}

bool isDeepLabProfile(const std::string& name) {
  return find(name) != nullptr;
}

double deepLabStepBytes(const DeepLabProfile& p, int64_t classes) {
  const ResNetOptions shape = p.backbone();
  const BackboneCost all = backboneCost(shape);
  ResNetOptions frozen = shape;  // layer1 and layer2 keep nothing
  frozen.blocks[2] = frozen.blocks[3] = 0;
  const double pixels = static_cast<double>(p.side * p.side);
  const double cell = 1 / static_cast<double>(p.outputStride * p.outputStride);
  const auto h = static_cast<double>(p.headChannels), k = static_cast<double>(classes);
  const double kept = all.outputs - backboneCost(frozen).outputs + 7 * h * cell;
  const double last = static_cast<double>(512 * (shape.bottleneck ? 4 : 1));
  const double weights = all.weights + (2 + 27) * last * h + (5 + 9) * h * h;
  const double moments = p.schedule.optimizer == SoloOptimizer::AdamW ? 2 : 1;
  // Logits at full size: themselves, their logarithms and the gradient.
  return kFloatBytes * (static_cast<double>(p.batch) * pixels * (kKeptTensors * kept + 3 * k) +
                        weights * (2 + moments));
}

}  // namespace maskwright::ml
