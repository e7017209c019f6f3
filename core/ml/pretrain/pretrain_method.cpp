#include "core/ml/pretrain/pretrain_method.h"

#include "core/ml/nn/resnet.h"
#include "core/ml/pretrain/densecl_trainer.h"
#include "core/ml/pretrain/slotcon_trainer.h"
#include "core/ml/weights/load_backbone.h"

#include <bit>
#include <cmath>

namespace maskwright::ml {
namespace {

constexpr int64_t kFewImages = 100;    // DenseCL: below, features stay weak
constexpr int64_t kFewForSlots = 500;  // SlotCon: below, prototypes don't become semantic

Precision precisionFor(const PretrainSettings& settings) {
  Precision precision = detectPrecision(settings.device);
  if (settings.float32) precision.bfloat16 = false;
  return precision;
}

/// What the methods share: a trainer and how its progress is told.
template <typename Trainer, typename TrainerProgress>
class TrainerMethod : public PretrainMethod {
 public:
  std::string architecture() const override { return trainer_.options().architecture; }
  Result<void> startFrom(const std::filesystem::path& weights) override {
    const auto content = readResNet(weights);
    if (!content) return content.error();
    auto started = trainer_.initializeBackbone(content->tensors);
    if (!started) return Error{started.error().kind, started.error().message, weights.string()};
    return started;
  }
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

 protected:
  template <typename Options>
  TrainerMethod(const Options& options, const PretrainSettings& settings, int64_t images)
      : trainer_(options, images, precisionFor(settings), settings.device) {}
  virtual PretrainState stateOf(const TrainerProgress& progress) const = 0;

  Trainer trainer_;
};

class DenseClMethod final : public TrainerMethod<DenseClTrainer, DenseClProgress> {
 public:
  DenseClMethod(const DenseClOptions& options, const PretrainSettings& settings, int64_t images)
      : TrainerMethod(options, settings, images) {}

  std::string name() const override { return "DenseCL"; }
  std::string profile() const override {
    return "small: " + architecture() + ", " + std::to_string(trainer_.options().crop) +
           " px crops";
  }
  std::vector<std::string> warnings(int64_t images) const override {
    if (images >= kFewImages) return {};
    return {"With only " + std::to_string(images) +
            " images the features stay weak: expect masks that follow texture and colour more than "
            "objects. Weights trained elsewhere (--weights) will do better."};
  }

 private:
  PretrainState stateOf(const DenseClProgress& p) const override {
    return {
        p.step, p.fraction, p.elapsedS, p.waitedS, {{"global", p.global}, {"dense", p.dense}}, {}};
  }
};

class SlotConMethod final : public TrainerMethod<SlotConTrainer, SlotConProgress> {
 public:
  SlotConMethod(const SlotConOptions& options, const PretrainSettings& settings, int64_t images)
      : TrainerMethod(options, settings, images) {}

  std::string name() const override { return "SlotCon"; }
  std::string profile() const override {
    const auto& o = trainer_.options();
    return o.profile + ": " + o.architecture + ", " + std::to_string(o.crop) + " px crops, " +
           std::to_string(o.prototypes) + " prototypes" +
           (o.queue > 0 ? ", queue of slots (not in the paper)" : "");
  }
  std::vector<std::string> warnings(int64_t images) const override {
    if (images >= kFewForSlots) return {};
    return {"With " + std::to_string(images) +
                " images (SlotCon needs about 500, from random weights more) the prototypes will "
                "not become kinds of things: they will follow colour and texture.",
            "What stands on the features alone still works: discover groups its masks with k-means "
            "as always, and doesn't need the prototypes."};
  }
  std::string extraKind() const override { return "slotcon"; }
  Result<void> writeExtra(const std::filesystem::path& file,
                          const std::string& provenance) override {
    return trainer_.writeTeacher(file, provenance);
  }

 private:
  PretrainState stateOf(const SlotConProgress& p) const override {
    PretrainState state{p.step,
                        p.fraction,
                        p.elapsedS,
                        p.waitedS,
                        {{"group", p.group},
                         {"slot", p.slot},
                         {"prototype_entropy", p.use.entropy},
                         {"prototypes_occupied", static_cast<double>(p.use.occupied)},
                         {"prototype_top_share", p.use.topShare}},
                        {}};
    if (p.collapsed)
      state.stopped =
          "one prototype took more than half of all places for a whole epoch (collapse): the "
          "features would be useless, so the training was stopped and nothing is kept. More "
          "images, weights to start from (--init) or another seed may help; DenseCL needs fewer";
    return state;
  }
};

Error wrong(const std::string& message) {
  return Error{ErrorKind::WrongUse, message, ""};
}

/// What both methods ask of crops and batches.
Result<void> checkShape(const PretrainSettings& settings, int64_t leastBatch) {
  if (settings.crop != 0 && (settings.crop < 32 || settings.crop > 1024 || settings.crop % 32 != 0))
    return wrong("the crop must be a multiple of 32 from 32 to 1024 pixels");
  if (settings.batch != 0 && settings.batch < leastBatch)
    return wrong("the batch must hold at least " + std::to_string(leastBatch) + " images");
  return {};
}

template <typename Options>
void applyBudget(const PretrainSettings& settings, Options& options) {
  options.minutes = settings.minutes;
  options.steps = settings.minutes > 0 ? 0 : settings.steps;
  options.epochs = settings.epochs;
  options.seed = settings.seed;
  if (!settings.architecture.empty()) options.architecture = settings.architecture;
  if (settings.crop > 0) options.crop = settings.crop;
}

Result<std::unique_ptr<PretrainMethod>> makeDenseCl(const PretrainSettings& settings,
                                                    int64_t images) {
  if (settings.profile != "small") return wrong("DenseCL has the profile small alone");
  DenseClOptions options;
  // Key statistics are taken in groups, each of at least two images.
  if (auto fits = checkShape(settings, 2 * options.keyGroups); !fits) return fits.error();
  applyBudget(settings, options);
  if (settings.batch > 0) {
    if (!std::has_single_bit(static_cast<uint64_t>(settings.batch)))
      return wrong("DenseCL's batch must be a power of two");
    options.learningRate *=
        static_cast<double>(settings.batch) / static_cast<double>(options.batch);
    options.batch = settings.batch;
  }
  if (settings.initialized) options.learningRate /= 10;  // as published for imported weights
  return std::unique_ptr<PretrainMethod>(
      std::make_unique<DenseClMethod>(options, settings, images));
}

Result<std::unique_ptr<PretrainMethod>> makeSlotCon(const PretrainSettings& settings,
                                                    int64_t images) {
  auto options = slotConProfile(settings.profile, images);
  if (!options) return wrong("SlotCon has the profiles preview, small and full");
  if (auto fits = checkShape(settings, 2); !fits) return fits.error();
  applyBudget(settings, *options);
  if (settings.batch > 0) {
    const double factor = static_cast<double>(settings.batch) / static_cast<double>(options->batch);
    // Linear for LARS and SGD, by the root for AdamW, whose step has a length of its own.
    options->learningRate *=
        options->optimizer == SlotConOptimizer::AdamW ? std::sqrt(factor) : factor;
    options->batch = settings.batch;
  }
  return std::unique_ptr<PretrainMethod>(
      std::make_unique<SlotConMethod>(*options, settings, images));
}

}  // namespace

Result<std::unique_ptr<PretrainMethod>> makePretrainMethod(const PretrainSettings& settings,
                                                           int64_t images) {
  if (!settings.architecture.empty() && !isResNet(settings.architecture))
    return wrong("unknown backbone \"" + settings.architecture + "\"");
  if (settings.method == "densecl") return makeDenseCl(settings, images);
  if (settings.method == "slotcon") return makeSlotCon(settings, images);
  return wrong("unknown pre-training method \"" + settings.method + "\"");
}

}  // namespace maskwright::ml
