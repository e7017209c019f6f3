#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/ml/nn/adamw.h"
#include "core/ml/nn/precision.h"
#include "core/ml/pretrain/dino_model.h"
#include "core/ml/pretrain/dino_monitor.h"
#include "core/ml/pretrain/dino_options.h"
#include "core/ml/pretrain/pretrain_loop.h"
#include "core/ml/weights/safetensors.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace maskwright::ml {

/// State of a running training for a person or a log.
struct DinoProgress {
  int64_t step = 0;
  double fraction = 0;  ///< of the budget, [0, 1]
  double elapsedS = 0;  ///< training time over all starts
  double waitedS = 0;   ///< of this start, for pictures
  double loss = 0;
  double centreDeviation = 0;  ///< of the centre's K values
  DinoSchedule schedule;
  bool frozen = false;     ///< the head's last layer stood still in this step
  DinoUse use;             ///< of the last full window
  bool collapsed = false;  ///< training stopped: the outputs tell nothing
};

/// DINO (arXiv 2104.14294) on a pool of images: a student sees all views, a momentum teacher the
/// large ones; centring and sharpening of the teacher keep them from collapse.
class DinoTrainer {
 public:
  /// `images`: size of the collection, for what counts as an epoch.
  DinoTrainer(DinoOptions options,
              int64_t images,
              Precision precision,
              torch::Device device = torch::kCPU);

  /// Starts both transformers from weights with DINO's names; positions of another grid are
  /// resized. Error: Conflict (another transformer).
  Result<void> initializeBackbone(const TensorMap& weights);
  /// One update with the images of `batch` (uint8, 3 x H x W each, on any device) at that share of
  /// the budget, which sets the schedules.
  DinoProgress step(const std::vector<torch::Tensor>& batch, double fraction);
  /// Steps until the budget is used or the outputs have collapsed (`collapsed`, not an error);
  /// stores a checkpoint every minute and at the end or when cancelled.
  /// Errors: Cancelled, Unwritable, Unreadable (no image).
  Result<DinoProgress> train(TrainingImages& pool,
                             const std::filesystem::path& checkpoint,
                             const CancelToken& cancel,
                             const std::function<void(const DinoProgress&)>& report);

  /// Everything that is needed to go on: both networks, optimiser, centre, monitor, step, time.
  Result<void> save(const std::filesystem::path& file) const;
  /// Errors: NotFound, Unreadable, Conflict (made with other settings).
  Result<void> resume(const std::filesystem::path& file);

  /// The teacher's transformer with the official names (vitShapes).
  TensorMap backboneTensors();

  DinoNetwork& student() { return student_; }
  DinoNetwork& teacher() { return teacher_; }
  const torch::Tensor& centre() const { return centre_; }
  const DinoOptions& options() const { return options_; }

 private:
  bool frozenAt(double fraction) const;
  std::string fingerprint() const;

  DinoOptions options_;
  Precision precision_;
  torch::Device device_;
  int64_t stepsPerEpoch_;
  DinoNetwork student_{nullptr}, teacher_{nullptr};
  torch::Tensor centre_;  ///< (K)
  DinoMonitor monitor_;
  std::optional<AdamW> optimizer_;
  PretrainClock clock_;
};

}  // namespace maskwright::ml
