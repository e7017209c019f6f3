#include "core/ml/pretrain/pretrain_method.h"

#include "core/ml/nn/resnet.h"
#include "core/ml/pretrain/densecl_trainer.h"
#include "core/ml/pretrain/dino_method.h"
#include "core/ml/pretrain/slotcon_trainer.h"
#include "core/ml/pretrain/trainer_method.h"
#include "core/ml/weights/load_backbone.h"

#include <bit>
#include <cmath>

namespace maskwright::ml {
namespace {

constexpr int64_t kFewImages = 100;    // DenseCL: below, features stay weak
constexpr int64_t kFewForSlots = 500;  // SlotCon: below, prototypes don't become semantic

/// The methods that train a ResNet.
template <typename Trainer, typename TrainerProgress>
class ResNetMethod : public TrainerMethod<Trainer, TrainerProgress> {
 public:
  using TrainerMethod<Trainer, TrainerProgress>::TrainerMethod;

  std::string architecture() const override { return this->trainer_.options().architecture; }
  Result<void> startFrom(const std::filesystem::path& weights) override {
    const auto content = readResNet(weights);
    if (!content) return content.error();
    return this->startFromTensors(content->tensors, weights);
  }
};

class DenseClMethod final : public ResNetMethod<DenseClTrainer, DenseClProgress> {
 public:
  DenseClMethod(const DenseClOptions& options, const PretrainSettings& settings, int64_t images)
      : ResNetMethod(options, settings, images) {}

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

class SlotConMethod final : public ResNetMethod<SlotConTrainer, SlotConProgress> {
 public:
  SlotConMethod(const SlotConOptions& options, const PretrainSettings& settings, int64_t images)
      : ResNetMethod(options, settings, images) {}

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

template <typename Options>
void applyBudget(const PretrainSettings& settings, Options& options) {
  applyPretrainBudget(settings, options);
  if (!settings.architecture.empty()) options.architecture = settings.architecture;
}

Result<std::unique_ptr<PretrainMethod>> makeDenseCl(const PretrainSettings& settings,
                                                    int64_t images) {
  if (settings.profile != "small") return wrongPretraining("DenseCL has the profile small alone");
  DenseClOptions options;
  // Key statistics are taken in groups, each of at least two images.
  if (auto fits = checkPretrainShape(settings, 2 * options.keyGroups); !fits) return fits.error();
  applyBudget(settings, options);
  if (settings.batch > 0) {
    if (!std::has_single_bit(static_cast<uint64_t>(settings.batch)))
      return wrongPretraining("DenseCL's batch must be a power of two");
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
  if (!options) return wrongPretraining("SlotCon has the profiles preview, small and full");
  if (auto fits = checkPretrainShape(settings, 2); !fits) return fits.error();
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
    return wrongPretraining("unknown backbone \"" + settings.architecture + "\"");
  if (settings.method == "dino") return makeDino(settings, images);
  if (!settings.vit.empty())
    return wrongPretraining("only DINO trains a vision transformer: --method dino");
  if (settings.method == "densecl") return makeDenseCl(settings, images);
  if (settings.method == "slotcon") return makeSlotCon(settings, images);
  return wrongPretraining("unknown pre-training method \"" + settings.method + "\"");
}

}  // namespace maskwright::ml
