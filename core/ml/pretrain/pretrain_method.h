#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/ml/nn/training_images.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace maskwright::ml {

/// What a pre-training is asked for, whoever asks: the engine for a project's images, or the
/// ML-only program for tensor packs.
struct PretrainSettings {
  std::string method = "densecl";  ///< or slotcon, dino
  std::string profile = "small";   ///< SlotCon, DINO: preview, small or full
  std::string architecture = {};   ///< resnet18, resnet50, ...; empty = the profile's
  std::string vit = {};            ///< DINO: tiny or small; empty = the profile's
  double minutes = 0;              ///< the first of minutes, steps, epochs that is above 0 counts
  int64_t steps = 0;
  int64_t epochs = 0;
  int64_t batch = 0;         ///< 0 = the profile's; the learning rate follows the batch
  int64_t crop = 0;          ///< side of a view, pixels; 0 = the profile's
  bool initialized = false;  ///< starts from weights: DenseCL then learns at a tenth of the rate
  uint64_t seed = 1;
  torch::Device device = torch::kCPU;
  bool float32 = false;  ///< float32 where the device would be quicker in bfloat16
};

/// State of a pre-training in the words that all methods share.
struct PretrainState {
  int64_t step = 0;
  double fraction = 0;                    ///< of the budget, [0, 1]
  double elapsedS = 0;                    ///< training time over all starts
  double waitedS = 0;                     ///< of this start, for pictures
  std::map<std::string, double> metrics;  ///< losses and what else the method watches
  std::string stopped;                    ///< why it gave up before its budget; empty = it did not
};

/// One way to pre-train, as the service sees it.
class PretrainMethod {
 public:
  virtual ~PretrainMethod() = default;

  virtual std::string name() const = 0;          ///< as people write it: "DenseCL"
  virtual std::string profile() const = 0;       ///< for the run: "small: resnet18, 128 px crops"
  virtual std::string architecture() const = 0;  ///< "resnet18", "DINO ViT-Ti/16"
  virtual int64_t crop() const = 0;              ///< side of the largest view, pixels
  /// What the backbone is to the store: "backbone" (a ResNet) or "vit".
  virtual std::string modelKind() const { return "backbone"; }
  /// Why so few images are not worth a training, and what to do instead; empty = they are. The
  /// caller asks before it trains all the same.
  virtual std::string refusal(int64_t) const { return {}; }
  /// Sentences about what to expect of so few images; empty = enough.
  virtual std::vector<std::string> warnings(int64_t images) const = 0;

  /// Errors: Conflict, Unreadable, NotFound.
  virtual Result<void> startFrom(const std::filesystem::path& weights) = 0;
  virtual Result<void> resume(const std::filesystem::path& checkpoint) = 0;
  /// Errors: Cancelled, Unwritable, Unreadable.
  virtual Result<PretrainState> train(TrainingImages& pool,
                                      const std::filesystem::path& checkpoint,
                                      const CancelToken& cancel,
                                      const std::function<void(const PretrainState&)>& report) = 0;
  /// Writes the backbone as safetensors with torchvision's names, or DINO's official ones.
  /// Error: Unwritable.
  /// `half`: filters in half precision.
  virtual Result<void> writeBackbone(const std::filesystem::path& file,
                                     const std::string& provenance,
                                     bool half = false) = 0;
  /// A further model that the method leaves: its kind for the store; empty = none.
  virtual std::string extraKind() const { return {}; }
  virtual Result<void> writeExtra(const std::filesystem::path&, const std::string&) { return {}; }
};

/// The method for a collection of that many images. Error: WrongUse (unknown method, architecture
/// or profile; a batch or crop that it can't have).
Result<std::unique_ptr<PretrainMethod>> makePretrainMethod(const PretrainSettings& settings,
                                                           int64_t images);

}  // namespace maskwright::ml
