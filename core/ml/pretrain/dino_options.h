#pragma once

#include "core/ml/nn/vit_settings.h"

#include <cstdint>
#include <optional>
#include <string>

namespace maskwright::ml {

/// Settings of one DINO training (Caron et al. 2021, arXiv 2104.14294). With minutes the schedules
/// follow the clock. Shares are of the whole training.
struct DinoOptions {
  std::string profile;
  int64_t embed = 192;  ///< width of the transformer: a multiple of 64, one head each
  int64_t depth = 12;   ///< blocks
  int64_t patch = 16;   ///< pixels
  double dropPath = 0.1;
  int64_t crop = 128;                         ///< side of the two large views, pixels
  int64_t locals = 4;                         ///< small views of each image
  double globalArea = 0.4, localArea = 0.05;  ///< large views: from the first on; small: between
  int64_t hidden = 512, bottleneck = 128;     ///< of the projection head
  int64_t outputs = 2048;                     ///< K
  int64_t batch = 32;
  double learningRate = 5e-4;  ///< at the top of the cosine
  double learningRateEnd = 1e-6;
  double warmUp = 0.1;                              ///< share with a rising rate
  double weightDecay = 0.04, weightDecayEnd = 0.4;  ///< none on biases and norms
  double clipNorm = 3;
  double teacherMomentum = 0.99;  ///< at the start; 1 at the end
  double studentTemperature = 0.1;
  /// Published: .04 to .07. With a few dozen pictures a step that ends in uniform outputs
  /// (resources/docs/dino.md).
  double teacherTemperatureStart = 0.02, teacherTemperature = 0.02;
  double temperatureWarmUp = 0.3;  ///< share in which the teacher's rises from start to end
  double centreKeep = 0.9;         ///< 1: no centring, an ablation that collapses
  int64_t frozenEpochs = 1;        ///< epochs in which the last layer of the head stands still
  double minutes = 5;              ///< 0 = by steps or epochs
  int64_t steps = 0;               ///< 0 = by epochs
  int64_t epochs = 0;
  uint64_t seed = 1;
  double checkpointEveryS = 60;

  /// Side of the small views: 3/7 of the large ones' (96 of 224), in whole patches.
  int64_t localCrop() const;
  /// The transformer, with positions for the large views.
  VitSettings vit() const;
};

/// The profiles, by name:
/// - "preview": ViT-Tiny, 96 px, 2 small views, 512 outputs, batch 16: to see whether it runs;
/// - "small": ViT-Tiny, 128 px, 4 small views, 2048 outputs, batch 32;
/// - "full": ViT-S/16 with the published figures (224 px, 8 small views of 96 px, head
///   2048-2048-256, 65536 outputs, batch 1024, teacher momentum .996, teacher temperature .04 to
///   .07, 100 epochs): for GPUs with much memory, never reached on a processor.
/// The short ones move the teacher faster, take a higher learning rate for their batch and a
/// sharper teacher, since they have hundreds of steps and not 10^5. Nothing for another name.
std::optional<DinoOptions> dinoProfile(const std::string& name);

/// "tiny" (192 wide) or "small" (384 wide), both 12 blocks. False for another name.
bool setDinoVit(const std::string& name, DinoOptions& options);

/// Fewer images than this say too little about what looks alike for a transformer that starts from
/// nothing: it has none of a convolution's built-in knowledge. (The paper trains on 1.28 million.)
inline constexpr int64_t kFewForDino = 5000;

/// What changes over a training, at a share of it in [0, 1].
struct DinoSchedule {
  double learningRate = 0, weightDecay = 0, teacherMomentum = 0, teacherTemperature = 0;
};
/// Learning rate: linear rise, then half a cosine to the end value; weight decay and teacher
/// momentum: half a cosine from start to end; teacher temperature: linear, then constant.
DinoSchedule dinoScheduleAt(const DinoOptions& options, double fraction);

}  // namespace maskwright::ml
