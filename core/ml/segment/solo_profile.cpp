#include "core/ml/segment/solo_profile.h"

#include <array>
#include <sstream>
#include <stdexcept>

namespace maskwright::ml {
namespace {

const std::array<SoloProfile, 2>& profiles() {
  static const std::array<SoloProfile, 2> table{
      SoloProfile{.name = "preview",
                  .architecture = "resnet18",
                  .shortSide = 192,
                  .fpnChannels = 64,
                  .headChannels = 64,
                  .towerConvs = 2,
                  .maskMidChannels = 32,
                  .maskChannels = 32,
                  .embedding = 128,
                  .levels = {{16, 0, 1, 160}, {12, 2, 96, 400}, {8, 3, 256, 2048}},
                  .iterations = 300,
                  .batch = 4,
                  .learningRate = 0.002},
      SoloProfile{.name = "small",
                  .architecture = "resnet18",
                  .shortSide = 288,
                  .fpnChannels = 128,
                  .headChannels = 128,
                  .towerConvs = 2,
                  .maskMidChannels = 64,
                  .maskChannels = 64,
                  .embedding = 128,
                  .levels = {{24, 0, 1, 96},
                             {20, 1, 48, 192},
                             {16, 2, 96, 384},
                             {12, 3, 192, 768},
                             {8, 4, 384, 2048}},
                  .iterations = 1500,
                  .batch = 4,
                  .learningRate = 0.002}};
  return table;
}

const SoloProfile* find(const std::string& name) {
  for (const auto& profile : profiles()) {
    if (profile.name == name) return &profile;
  }
  return nullptr;
}

}  // namespace

std::string SoloProfile::description() const {
  std::ostringstream text;
  text << name << ": " << (architecture == "resnet18" ? "R-18" : architecture) << ", " << shortSide
       << " px, grids";
  for (const auto& level : levels) text << ' ' << level.grid;
  return text.str();
}

const SoloProfile& soloProfile(const std::string& name) {
  if (const auto* profile = find(name)) return *profile;
  throw std::invalid_argument("no SOLO profile is called " + name);
}

bool isSoloProfile(const std::string& name) {
  return find(name) != nullptr;
}

}  // namespace maskwright::ml
