#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace maskwright::ml {

enum class SlotConOptimizer { AdamW, Sgd, Lars };

/// Settings of one SlotCon training. With minutes the schedules follow the clock.
struct SlotConOptions {
  std::string profile;
  std::string architecture = "resnet18";
  int64_t lastStride = 1;  ///< 1: the last stage is dilated, its map has stride 16
  int64_t crop = 128;      ///< pixels
  int64_t hidden = 512;    ///< width of both heads' hidden layers
  int64_t dimension = 128;
  int64_t prototypes = 64;
  int64_t batch = 32;
  SlotConOptimizer optimizer = SlotConOptimizer::AdamW;
  double learningRate = 5e-4;  ///< at the top of the cosine
  double momentum = 0.9;       ///< of SGD and LARS
  double weightDecay = 1e-5;
  double clipNorm = 0;
  double teacherMomentum = 0.97;  ///< at the start; 1 at the end
  int64_t queue = 0;              ///< teacher slots kept as further negatives; not in the paper
  double studentTemperature = 0.1, teacherTemperature = 0.07, slotTemperature = 0.2;
  double centreKeep = 0.9;
  double groupWeight = 0.5;  ///< of the grouping loss; the slot loss has the rest
  bool crops = true;         ///< false: an ablation that shows what crops are for
  double minutes = 6;        ///< 0 = by steps or epochs
  int64_t steps = 0;         ///< 0 = by epochs
  int64_t epochs = 0;
  uint64_t seed = 1;
  double checkpointEveryS = 60;
};

/// The profiles, by name, for a collection of `images`:
/// - "preview": 96 px, small heads; to see within a minute whether anything is learned;
/// - "small": what a processor manages: R18, 128 px, an 8 x 8 map, K = 4 sqrt(images) in [32, 256];
/// - "full": the published figures (R50, 224 px, heads 4096-4096-256, K = 256, batch 512, LARS, 800
///   epochs): for a machine with much memory, never reached on a processor.
/// Nothing for another name.
std::optional<SlotConOptions> slotConProfile(const std::string& name, int64_t images);

}  // namespace maskwright::ml
