#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/ml/nn/adamw.h"
#include "core/ml/nn/lars.h"
#include "core/ml/nn/momentum_sgd.h"
#include "core/ml/nn/precision.h"
#include "core/ml/pretrain/pretrain_loop.h"
#include "core/ml/pretrain/slot_queue.h"
#include "core/ml/pretrain/slotcon_model.h"
#include "core/ml/pretrain/slotcon_monitor.h"
#include "core/ml/pretrain/slotcon_options.h"
#include "core/ml/weights/safetensors.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <variant>

namespace maskwright::ml {

/// State of a running training for a person or a log.
struct SlotConProgress {
  int64_t step = 0;
  double fraction = 0;  ///< of the budget, [0, 1]
  double elapsedS = 0;  ///< training time over all starts
  double waitedS = 0;   ///< of this start, for pictures
  double group = 0, slot = 0;
  double learningRate = 0, teacherMomentum = 0;
  int64_t anchors = 0, keys = 0;  ///< slots compared in this step, both directions
  PrototypeUse use;               ///< of the last full window
  bool collapsed = false;         ///< training stopped: one prototype took over
};

/// SlotCon (arXiv 2205.15288) on a pool of images: two overlapping crops, a student and a momentum
/// teacher that share prototypes for the whole collection, grouping and slot losses.
class SlotConTrainer {
 public:
  /// `images`: size of the collection, for what counts as an epoch.
  SlotConTrainer(SlotConOptions options,
                 int64_t images,
                 Precision precision,
                 torch::Device device = torch::kCPU);

  /// Starts student and teacher from backbone weights. Error: Conflict (other architecture).
  Result<void> initializeBackbone(const TensorMap& weights);
  /// One update with the images of `batch` (uint8, 3 x H x W each, on any device) at that share of
  /// the budget, which sets learning rate and teacher momentum.
  SlotConProgress step(const std::vector<torch::Tensor>& batch, double fraction);
  /// Steps until the budget is used or the prototypes have collapsed (`collapsed`, not an error);
  /// stores a checkpoint every minute and at the end or when cancelled.
  /// Errors: Cancelled, Unwritable, Unreadable (no image).
  Result<SlotConProgress> train(TrainingImages& pool,
                                const std::filesystem::path& checkpoint,
                                const CancelToken& cancel,
                                const std::function<void(const SlotConProgress&)>& report);

  /// Everything that is needed to go on: both networks, optimiser, prototypes, centre, queue,
  /// monitor, step, elapsed time.
  Result<void> save(const std::filesystem::path& file) const;
  /// Errors: NotFound, Unreadable, Conflict (made with other settings).
  Result<void> resume(const std::filesystem::path& file);

  /// The teacher's backbone with torchvision's names: what discovery uses.
  TensorMap backboneTensors();
  /// The teacher with prototypes and centre, for slots and semantic maps. Error: Unwritable.
  Result<void> writeTeacher(const std::filesystem::path& file, const std::string& provenance) const;

  SlotConStudent& student() { return student_; }
  SlotConEncoder& teacher() { return teacher_; }
  const torch::Tensor& centre() const { return centre_; }
  const SlotQueue& queue() const { return queue_; }
  const SlotConOptions& options() const { return options_; }

 private:
  struct Direction;
  Direction compare(const torch::Tensor& cells,
                    const torch::Tensor& scores,
                    const torch::Tensor& teacherCells,
                    const torch::Tensor& teacherScores);
  std::string fingerprint() const;

  SlotConOptions options_;
  Precision precision_;
  torch::Device device_;
  SlotConStudent student_{nullptr};
  SlotConEncoder teacher_{nullptr};
  torch::Tensor centre_;  ///< (K)
  SlotQueue queue_;
  SlotConMonitor monitor_;
  using Optimizer = std::variant<AdamW, MomentumSgd, Lars>;
  std::unique_ptr<Optimizer> optimizer_;
  PretrainClock clock_;
};

}  // namespace maskwright::ml
