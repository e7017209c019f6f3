#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/precision.h"
#include "core/ml/nn/resnet.h"
#include "core/ml/segment/batch_pass.h"
#include "core/ml/segment/solo_profile.h"
#include "core/ml/weights/safetensors.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace maskwright::ml {

/// Settings of one training, whatever the network.
struct TrainOptions {
  double minutes = 0;      ///< > 0: the schedule follows the clock
  int64_t iterations = 0;  ///< else this many steps; 0 = the profile's
  uint64_t seed = 1;
  double checkpointEveryS = 60;
};

/// State of a running training.
struct SegmenterProgress {
  int64_t step = 0;
  double fraction = 0;                   ///< of the budget, [0, 1]
  double elapsedS = 0;                   ///< training time over all starts
  std::map<std::string, double> losses;  ///< total and its terms
};

/// What the training loop takes of a profile.
struct TrainingPlan {
  std::string name, architecture, json;
  int64_t iterations = 0, batch = 1;
  SoloSchedule schedule;
};

/// Steps, schedule, checkpoints and weights of a training from a pre-trained backbone; what a step
/// looks at and the losses are a subclass's.
class NetworkTrainer {
 public:
  virtual ~NetworkTrainer() = default;
  NetworkTrainer(const NetworkTrainer&) = delete;
  NetworkTrainer& operator=(const NetworkTrainer&) = delete;

  /// Error: Conflict (another architecture).
  Result<void> initializeBackbone(const TensorMap& weights, const std::string& prefix = {});

  /// Network, momentum, step and time; `metadata` names the profile.
  Result<void> save(const std::filesystem::path& file) const;
  /// Errors: NotFound, Unreadable, Conflict (other settings).
  Result<void> resume(const std::filesystem::path& file);
  /// The network alone, matrices in half precision. Error: Unwritable.
  Result<void> writeWeights(const std::filesystem::path& file) const;

  int64_t stepsDone() const { return step_; }

 protected:
  using NamedLosses = std::vector<std::pair<const char*, torch::Tensor>>;
  /// One step; `fraction` of the schedule. Its draws come from the generator.
  using Step = std::function<Result<SegmenterProgress>(torch::Generator& generator, double)>;

  /// Seeds LibTorch, so that the network a subclass makes next can be made again.
  NetworkTrainer(TrainingPlan plan, TrainOptions options, Precision precision);
  /// Once, when the network is there; `backbone` is the part of it called so.
  void adopt(std::shared_ptr<torch::nn::Module> net, ResNet backbone);
  const Precision& precision() const { return precision_; }
  /// Lanes for batches on that device; null: none.
  Lanes* lanes(const torch::Device& device);
  /// Moves the network by its gradients and says what the losses were.
  SegmenterProgress update(const NamedLosses& losses, double fraction);
  /// Steps until the budget is used; a checkpoint every minute, at the end and when cancelled.
  /// Errors: Cancelled, Unwritable, the step's.
  Result<SegmenterProgress> loop(const Step& step,
                                 const std::filesystem::path& checkpoint,
                                 const CancelToken& cancel,
                                 const std::function<void(const SegmenterProgress&)>& report);

 private:
  double fraction() const;
  double learningRate(double fraction) const;
  std::string fingerprint() const;

  TrainingPlan plan_;
  TrainOptions common_;
  Precision precision_;
  std::shared_ptr<torch::nn::Module> module_;
  ResNet backbone_{nullptr};
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<Lanes> lanes_;
  int64_t step_ = 0;
  double elapsedS_ = 0;
};

/// The backbone that a file of a trainer names, else `otherwise`.
std::string storedArchitecture(const SafetensorsContent& content, const std::string& otherwise);
/// Fills a network from such a file's content (training state is ignored) and readies it for use.
/// Errors: Conflict, Unreadable (something is missing).
Result<void> fillNetwork(torch::nn::Module& net,
                         const SafetensorsContent& content,
                         const std::filesystem::path& file);

}  // namespace maskwright::ml
