#pragma once

#include "core/ml/nn/precision.h"
#include "core/ml/pretrain/pretrain_method.h"
#include "core/ml/weights/safetensors.h"

#include <string>

namespace maskwright::ml {

/// What the methods share: a trainer and how its progress is told.
template <typename Trainer, typename TrainerProgress>
class TrainerMethod : public PretrainMethod {
 public:
  Result<void> resume(const std::filesystem::path& checkpoint) override {
    return trainer_.resume(checkpoint);
  }
  Result<PretrainState> train(TrainingImages& pool,
                              const std::filesystem::path& checkpoint,
                              const CancelToken& cancel,
                              const std::function<void(const PretrainState&)>& report) override {
    const auto end = trainer_.train(
        pool, checkpoint, cancel, [&](const TrainerProgress& p) { report(stateOf(p)); });
    if (!end) return end.error();
    return stateOf(*end);
  }
  Result<void> writeBackbone(const std::filesystem::path& file,
                             const std::string& provenance,
                             bool half) override {
    auto tensors = trainer_.backboneTensors();
    for (auto& [name, tensor] : tensors) {
      if (half && tensor.dim() > 1) tensor = tensor.to(torch::kHalf);
    }
    return writeSafetensors(
        file, tensors, {{"architecture", architecture()}, {"provenance", provenance}});
  }
  int64_t crop() const override { return trainer_.options().crop; }

 protected:
  template <typename Options>
  TrainerMethod(const Options& options, const PretrainSettings& settings, int64_t images)
      : trainer_(options, images, precisionFor(settings), settings.device) {}
  virtual PretrainState stateOf(const TrainerProgress& progress) const = 0;

  /// Starts the trainer from tensors; a misfit names the file.
  Result<void> startFromTensors(const TensorMap& tensors, const std::filesystem::path& file) {
    auto started = trainer_.initializeBackbone(tensors);
    if (!started) return Error{started.error().kind, started.error().message, file.string()};
    return started;
  }

  Trainer trainer_;

 private:
  static Precision precisionFor(const PretrainSettings& settings) {
    Precision precision = detectPrecision(settings.device);
    if (settings.float32) precision.bfloat16 = false;
    return precision;
  }
};

inline Error wrongPretraining(const std::string& message) {
  return Error{ErrorKind::WrongUse, message, ""};
}

/// What all methods ask of crops and batches. Error: WrongUse.
inline Result<void> checkPretrainShape(const PretrainSettings& settings, int64_t leastBatch) {
  if (settings.crop != 0 && (settings.crop < 32 || settings.crop > 1024 || settings.crop % 32 != 0))
    return wrongPretraining("the crop must be a multiple of 32 from 32 to 1024 pixels");
  if (settings.batch != 0 && settings.batch < leastBatch)
    return wrongPretraining("the batch must hold at least " + std::to_string(leastBatch) +
                            " images");
  return {};
}

template <typename Options>
void applyPretrainBudget(const PretrainSettings& settings, Options& options) {
  options.minutes = settings.minutes;
  options.steps = settings.minutes > 0 ? 0 : settings.steps;
  options.epochs = settings.epochs;
  options.seed = settings.seed;
  if (settings.crop > 0) options.crop = settings.crop;
}

}  // namespace maskwright::ml
