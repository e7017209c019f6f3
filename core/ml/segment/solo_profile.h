#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace maskwright::ml {

/// One level of the grid pyramid.
struct SoloLevel {
  int64_t grid;    ///< cells per side
  int feature;     ///< pyramid map it reads: 0..4 = p2..p6
  double minSize;  ///< sqrt of the box area it is responsible for, pixels at short side 800
  double maxSize;
  bool operator==(const SoloLevel&) const = default;
};

/// Everything that scales a self-supervised SOLO: network, image size, schedule. The official
/// network is R-101, 256/512 channels, grids 40..12, 640-800 px, 30k iterations of 16.
struct SoloProfile {
  std::string name;          ///< "preview", "small"
  std::string architecture;  ///< of the backbone
  int64_t shortSide;         ///< pixels, training and inference
  int64_t fpnChannels, headChannels, towerConvs;
  int64_t maskMidChannels, maskChannels;
  int64_t embedding;  ///< numbers a candidate's embedding is learned with
  std::vector<SoloLevel> levels;
  int64_t iterations, batch;
  double learningRate;   ///< peak, AdamW
  double warmUp = 0.05;  ///< share of the iterations, learning rate and affinity

  /// "small: R-18, 288 px, grids 24 20 16 12 8".
  std::string description() const;
  /// Short side / 800: the factor on the levels' sizes.
  double scale() const { return static_cast<double>(shortSide) / 800.0; }
};

/// The profile of that name. Throws std::invalid_argument if there is none (isSoloProfile tells).
const SoloProfile& soloProfile(const std::string& name);
bool isSoloProfile(const std::string& name);

}  // namespace maskwright::ml
