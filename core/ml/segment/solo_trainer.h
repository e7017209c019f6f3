#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/precision.h"
#include "core/ml/segment/solo_batch.h"
#include "core/ml/segment/solo_draw.h"
#include "core/ml/segment/solo_inference.h"
#include "core/ml/segment/solo_loss.h"
#include "core/ml/segment/solo_pass.h"
#include "core/ml/weights/safetensors.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace maskwright::ml {

/// Settings of one segmenter training.
struct SoloTrainOptions {
  SoloProfile profile;
  double minutes = 0;      ///< > 0: the schedule follows the clock
  int64_t iterations = 0;  ///< else this many steps; 0 = the profile's
  uint64_t seed = 1;
  SoloDrawShares shares;
  double checkpointEveryS = 60;
  double negativeWeight = 1.0;  ///< of cells that a person said hold no object
};

/// State of a running training.
struct SoloProgress {
  int64_t step = 0;
  double fraction = 0;                   ///< of the budget, [0, 1]
  double elapsedS = 0;                   ///< training time over all starts
  std::map<std::string, double> losses;  ///< total, max, average, affinity, category, ...
};

/// Trains a self-supervised SOLO from a pre-trained backbone.
class SoloTrainer {
 public:
  SoloTrainer(SoloTrainOptions options, Precision precision);

  /// Error: Conflict (another architecture).
  Result<void> initializeBackbone(const TensorMap& weights, const std::string& prefix = {});
  /// One update. `fraction` of the schedule sets learning rate and affinity warm-up.
  SoloProgress step(const SoloBatch& batch, double fraction);
  /// Steps until the budget is used; a checkpoint every minute, at the end and when cancelled.
  /// Errors: Cancelled, Unwritable, Unreadable (no sample could be loaded).
  Result<SoloProgress> train(const SoloImageLists& images,
                             const SoloSampleLoader& loader,
                             const std::filesystem::path& checkpoint,
                             const CancelToken& cancel,
                             const std::function<void(const SoloProgress&)>& report);

  /// Network, momentum, step and time; `metadata` names the profile.
  Result<void> save(const std::filesystem::path& file) const;
  /// Errors: NotFound, Unreadable, Conflict (other settings).
  Result<void> resume(const std::filesystem::path& file);

  SoloNet& net() { return net_; }
  const SoloTrainOptions& options() const { return options_; }
  int64_t stepsDone() const { return step_; }

 private:
  double fraction() const;
  double learningRate(double fraction) const;

  SoloTrainOptions options_;
  Precision precision_;
  SoloNet net_{nullptr};
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<Lanes> lanes_;
  int64_t step_ = 0;
  double elapsedS_ = 0;
};

/// A network from a file that save() wrote (training state is ignored), on the backbone that the
/// file's metadata names, else the profile's.
Result<SoloNet> loadSolo(const std::filesystem::path& file, SoloProfile profile);

/// Detections on one image: uint8 (3, H, W) of the profile's short side. Sizes are not changed.
struct SoloPrediction {
  SoloDetections detections;
  int64_t height = 0, width = 0;    ///< of the network's image before padding
  std::vector<torch::Tensor> maps;  ///< backbone layer3 and layer4 without the padding (C, h, w)
};
SoloPrediction predictSolo(SoloNet& net,
                           const torch::Tensor& image,
                           const Precision& precision,
                           const SoloInferenceOptions& options = {});

}  // namespace maskwright::ml
