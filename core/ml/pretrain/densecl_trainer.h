#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/ml/nn/momentum_sgd.h"
#include "core/ml/nn/precision.h"
#include "core/ml/pretrain/densecl_loss.h"
#include "core/ml/pretrain/densecl_model.h"
#include "core/ml/pretrain/pretrain_loop.h"
#include "core/ml/weights/safetensors.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace maskwright::ml {

/// Settings of one pre-training (spec D.1 "small"). With minutes the schedule follows the clock.
struct DenseClOptions {
  std::string architecture = "resnet18";
  int64_t dimension = 128;
  int64_t crop = 128;  ///< pixels
  int64_t batch = 32;  ///< power of two
  int64_t keyGroups = 4;
  double learningRate = 0.0375;  ///< at the start of the cosine
  double momentum = 0.9, weightDecay = 1e-4;
  double keyMomentum = 0.99;  ///< .999 needs more steps than a few minutes hold
  double temperature = 0.2, lambda = 0.5;
  double minutes = 6;  ///< 0 = by steps or epochs
  int64_t steps = 0;   ///< 0 = by epochs
  int64_t epochs = 0;
  uint64_t seed = 1;
  double checkpointEveryS = 60;
};

/// State of a running pre-training for a person or a log.
struct DenseClProgress {
  int64_t step = 0;
  double fraction = 0;  ///< of the budget, [0, 1]
  double elapsedS = 0;  ///< training time over all starts
  double waitedS = 0;   ///< of this start, for pictures
  double global = 0, dense = 0, learningRate = 0;
};

/// DenseCL on a pool of images: two views, momentum encoder, queue of the collection's size.
class DenseClTrainer {
 public:
  /// `images`: size of the collection, for the queue. `initial`: backbone weights to start from.
  DenseClTrainer(DenseClOptions options,
                 int64_t images,
                 Precision precision,
                 torch::Device device = torch::kCPU);

  /// Starts both encoders from backbone weights. Error: Conflict (other architecture).
  Result<void> initializeBackbone(const TensorMap& weights);
  /// One update with the images of `batch` (uint8, 3 x H x W each, on any device) at learning rate
  /// `rate`.
  DenseClProgress step(const std::vector<torch::Tensor>& batch, double rate);
  /// Steps until the budget is used; stores a checkpoint every minute and at the end or when
  /// cancelled. Errors: Cancelled, Unwritable, Unreadable (no image).
  Result<DenseClProgress> train(TrainingImages& pool,
                                const std::filesystem::path& checkpoint,
                                const CancelToken& cancel,
                                const std::function<void(const DenseClProgress&)>& report);

  /// Everything that is needed to go on: encoders, momentum, queues, step, elapsed time.
  Result<void> save(const std::filesystem::path& file) const;
  /// Errors: NotFound, Unreadable, Conflict (made with other settings).
  Result<void> resume(const std::filesystem::path& file);

  /// The query encoder's backbone with torchvision's names.
  TensorMap backboneTensors();
  DenseClEncoder& query() { return query_; }
  const DenseClOptions& options() const { return options_; }
  int64_t queueLength() const { return globalQueue_.length(); }

 private:
  std::string fingerprint() const;

  DenseClOptions options_;
  Precision precision_;
  torch::Device device_;
  DenseClEncoder query_{nullptr}, key_{nullptr};
  FeatureQueue globalQueue_, denseQueue_;
  std::optional<MomentumSgd> optimizer_;
  PretrainClock clock_;
};

}  // namespace maskwright::ml
