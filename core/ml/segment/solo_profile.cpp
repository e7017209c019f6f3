#include "core/ml/segment/solo_profile.h"

#include "core/ml/segment/profile_json.h"

#include <array>
#include <sstream>
#include <stdexcept>

namespace maskwright::ml {
namespace {

/// FreeSOLO, configs/freesolo/freesolo_30k: 1000 of 30000 iterations are warm-up.
constexpr double kPublishedWarmUp = 1000.0 / 30000.0;

const std::array<SoloProfile, 3>& profiles() {
  static const std::array<SoloProfile, 3> table{
      SoloProfile{.name = "preview",
                  .architecture = "resnet18",
                  .shortSide = 192,
                  .fpnChannels = 64,
                  .headChannels = 64,
                  .towerConvs = 2,
                  .maskMidChannels = 32,
                  .maskChannels = 32,
                  .levels = {{16, 0, 1, 160}, {12, 2, 96, 400}, {8, 3, 256, 2048}},
                  .iterations = 300,
                  .batch = 4,
                  .schedule = {.learningRate = 0.002}},
      SoloProfile{.name = "small",
                  .architecture = "resnet18",
                  .shortSide = 288,
                  .fpnChannels = 128,
                  .headChannels = 128,
                  .towerConvs = 2,
                  .maskMidChannels = 64,
                  .maskChannels = 64,
                  .levels = {{24, 0, 1, 96},
                             {20, 1, 48, 192},
                             {16, 2, 96, 384},
                             {12, 3, 192, 768},
                             {8, 4, 384, 2048}},
                  .iterations = 1500,
                  .batch = 4,
                  .schedule = {.learningRate = 0.002}},
      SoloProfile{.name = "full",
                  .architecture = "resnet101",
                  .shortSide = 800,
                  .longestAspect = 1333.0 / 800.0,
                  .fpnChannels = 256,
                  .headChannels = 512,
                  .towerConvs = 4,
                  .maskMidChannels = 128,
                  .maskChannels = 256,
                  .levels = {{40, 0, 1, 96},
                             {36, 1, 48, 192},
                             {24, 2, 96, 384},
                             {16, 3, 192, 768},
                             {12, 4, 384, 2048}},
                  .iterations = 30000,
                  .batch = 16,
                  .schedule = {.optimizer = SoloOptimizer::Sgd,
                               .learningRate = 0.001,
                               .momentum = 0.9,
                               .weightDecay = 1e-4,
                               .clipNorm = 0,
                               .backboneRate = 1,
                               .warmUp = kPublishedWarmUp,
                               .affinityWarmUp = kPublishedWarmUp,
                               .cosine = false},
                  // 640, 672, .. 800 px.
                  .views = {.minScale = 0.8,
                            .maxScale = 1.0,
                            .scaleSteps = 6,
                            .both = true,
                            .pasted = SoloPaste::Mirrored,
                            .paste = 1,
                            .bottomRemoved = 10},
                  .freePixels = 0,
                  .freePixelsFade = 0,
                  .maxTargetsPerLevel = 1024}};
  return table;
}

const SoloProfile* find(const std::string& name) {
  for (const auto& profile : profiles()) {
    if (profile.name == name) return &profile;
  }
  return nullptr;
}

std::string levelsJson(const std::vector<SoloLevel>& levels) {
  std::ostringstream text;
  for (const auto& level : levels) {
    text << (text.tellp() > 0 ? "," : "[")
         << JsonMembers()
                .add("grid", level.grid)
                .add("feature", level.feature)
                .add("min_size", level.minSize)
                .add("max_size", level.maxSize)
                .object();
  }
  text << ']';
  return text.str();
}

}  // namespace

std::string SoloProfile::description() const {
  std::ostringstream text;
  text << name << ": " << shortName(architecture) << ", " << shortSide << " px, grids";
  for (const auto& level : levels) text << ' ' << level.grid;
  return text.str();
}

std::string SoloProfile::json() const {
  return JsonMembers()
      .text("name", name)
      .text("architecture", architecture)
      .add("short_side", shortSide)
      .add("longest_aspect", longestAspect)
      .add("fpn_channels", fpnChannels)
      .add("head_channels", headChannels)
      .add("tower_convs", towerConvs)
      .add("mask_mid_channels", maskMidChannels)
      .add("mask_channels", maskChannels)
      .add("embedding", embedding)
      .add("levels", levelsJson(levels))
      .add("iterations", iterations)
      .add("batch", batch)
      .add("schedule", ml::json(schedule))
      .add("views", ml::json(views))
      .add("label_cut", labels.cut)
      .add("labels_per_image", labels.most)
      .add("label_width", labels.widthFraction)
      .add("free_pixels", freePixels)
      .add("free_pixels_fade", freePixelsFade)
      .add("drop_loss", dropLoss)
      .add("targets_per_level", maxTargetsPerLevel)
      .object();
}

std::vector<double> SoloProfile::strides() const {
  std::vector<double> all;
  for (const auto& level : levels) all.push_back(level.stride());
  return all;
}

const SoloProfile& soloProfile(const std::string& name) {
  if (const auto* profile = find(name)) return *profile;
  throw std::invalid_argument("no SOLO profile is called " + name);
}

SoloProfile soloProfile(const std::string& name, const std::string& architecture) {
  SoloProfile profile = soloProfile(name);
  profile.architecture = architecture;
  return profile;
}

bool isSoloProfile(const std::string& name) {
  return find(name) != nullptr;
}

}  // namespace maskwright::ml
