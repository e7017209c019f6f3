#include "core/services_ml/pretrain_methods.h"

#include "core/ml/nn/resnet.h"
#include "core/ml/pretrain/densecl_trainer.h"
#include "core/ml/pretrain/slotcon_trainer.h"

namespace maskwright {
namespace {

constexpr int64_t kFewImages = 100;    // DenseCL: below, features stay weak
constexpr int64_t kFewForSlots = 500;  // SlotCon: below, prototypes don't become semantic

template <typename Trainer>
Result<void> startFromFile(Trainer& trainer, const std::filesystem::path& weights) {
  auto content = ml::readSafetensors(weights);
  if (!content) return content.error();
  return trainer.initializeBackbone(content->tensors);
}

class DenseClMethod final : public PretrainMethod {
 public:
  DenseClMethod(const ml::DenseClOptions& options, int64_t images)
      : trainer_(options, images, ml::detectPrecision(torch::kCPU)) {}

  std::string name() const override { return "DenseCL"; }
  std::string profile() const override {
    return "small: " + trainer_.options().architecture + ", 128 px crops";
  }
  std::string architecture() const override { return trainer_.options().architecture; }
  std::vector<std::string> warnings(int64_t images) const override {
    if (images >= kFewImages) return {};
    return {"With only " + std::to_string(images) +
            " images the features stay weak: expect masks that follow texture and colour more than "
            "objects. Weights trained elsewhere (--weights) will do better."};
  }
  Result<void> startFrom(const std::filesystem::path& weights) override {
    return startFromFile(trainer_, weights);
  }
  Result<void> resume(const std::filesystem::path& checkpoint) override {
    return trainer_.resume(checkpoint);
  }
  Result<PretrainState> train(ml::ImagePool& pool,
                              const std::filesystem::path& checkpoint,
                              const CancelToken& cancel,
                              const std::function<void(const PretrainState&)>& report) override {
    const auto end = trainer_.train(
        pool, checkpoint, cancel, [&](const ml::DenseClProgress& p) { report(stateOf(p)); });
    if (!end) return end.error();
    return stateOf(*end);
  }
  Result<void> writeBackbone(const std::filesystem::path& file,
                             const std::string& provenance) override {
    return ml::writeSafetensors(
        file,
        trainer_.backboneTensors(),
        {{"architecture", trainer_.options().architecture}, {"provenance", provenance}});
  }

 private:
  static PretrainState stateOf(const ml::DenseClProgress& p) {
    return {p.step, p.fraction, p.elapsedS, {{"global", p.global}, {"dense", p.dense}}, {}};
  }

  ml::DenseClTrainer trainer_;
};

class SlotConMethod final : public PretrainMethod {
 public:
  SlotConMethod(const ml::SlotConOptions& options, int64_t images)
      : trainer_(options, images, ml::detectPrecision(torch::kCPU)) {}

  std::string name() const override { return "SlotCon"; }
  std::string profile() const override {
    const auto& o = trainer_.options();
    return o.profile + ": " + o.architecture + ", " + std::to_string(o.crop) + " px crops, " +
           std::to_string(o.prototypes) + " prototypes" +
           (o.queue > 0 ? ", queue of slots (not in the paper)" : "");
  }
  std::string architecture() const override { return trainer_.options().architecture; }
  std::vector<std::string> warnings(int64_t images) const override {
    if (images >= kFewForSlots) return {};
    return {"With " + std::to_string(images) +
                " images (SlotCon needs about 500, from random weights more) the prototypes will "
                "not become kinds of things: they will follow colour and texture.",
            "What stands on the features alone still works: discover groups its masks with k-means "
            "as always, and doesn't need the prototypes."};
  }
  Result<void> startFrom(const std::filesystem::path& weights) override {
    return startFromFile(trainer_, weights);
  }
  Result<void> resume(const std::filesystem::path& checkpoint) override {
    return trainer_.resume(checkpoint);
  }
  Result<PretrainState> train(ml::ImagePool& pool,
                              const std::filesystem::path& checkpoint,
                              const CancelToken& cancel,
                              const std::function<void(const PretrainState&)>& report) override {
    const auto end = trainer_.train(
        pool, checkpoint, cancel, [&](const ml::SlotConProgress& p) { report(stateOf(p)); });
    if (!end) return end.error();
    return stateOf(*end);
  }
  Result<void> writeBackbone(const std::filesystem::path& file,
                             const std::string& provenance) override {
    return ml::writeSafetensors(
        file,
        trainer_.backboneTensors(),
        {{"architecture", trainer_.options().architecture}, {"provenance", provenance}});
  }
  std::string extraKind() const override { return "slotcon"; }
  Result<void> writeExtra(const std::filesystem::path& file,
                          const std::string& provenance) override {
    return trainer_.writeTeacher(file, provenance);
  }

 private:
  PretrainState stateOf(const ml::SlotConProgress& p) const {
    PretrainState state{p.step,
                        p.fraction,
                        p.elapsedS,
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

  ml::SlotConTrainer trainer_;
};

Error wrong(const std::string& message) {
  return Error{ErrorKind::WrongUse, message, ""};
}

Result<std::unique_ptr<PretrainMethod>> makeDenseCl(const PretrainRequest& request,
                                                    int64_t images) {
  if (request.profile != "small") return wrong("DenseCL has the profile small alone");
  ml::DenseClOptions options;
  options.architecture = request.architecture.empty() ? "resnet18" : request.architecture;
  options.minutes = request.epochs > 0 ? 0 : request.minutes;
  options.epochs = request.epochs;
  options.seed = request.seed;
  if (!request.init.empty()) options.learningRate /= 10;  // as published for imported weights
  return std::unique_ptr<PretrainMethod>(std::make_unique<DenseClMethod>(options, images));
}

Result<std::unique_ptr<PretrainMethod>> makeSlotCon(const PretrainRequest& request,
                                                    int64_t images) {
  auto options = ml::slotConProfile(request.profile, images);
  if (!options) return wrong("SlotCon has the profiles preview, small and full");
  if (!request.architecture.empty()) options->architecture = request.architecture;
  options->minutes = request.epochs > 0 ? 0 : request.minutes;
  options->epochs = request.epochs;
  options->seed = request.seed;
  return std::unique_ptr<PretrainMethod>(std::make_unique<SlotConMethod>(*options, images));
}

}  // namespace

Result<std::unique_ptr<PretrainMethod>> makePretrainMethod(const PretrainRequest& request,
                                                           int64_t images) {
  if (!request.architecture.empty() && !ml::isResNet(request.architecture))
    return wrong("unknown backbone \"" + request.architecture + "\"");
  if (request.method == "densecl") return makeDenseCl(request, images);
  if (request.method == "slotcon") return makeSlotCon(request, images);
  return wrong("unknown pre-training method \"" + request.method + "\"");
}

}  // namespace maskwright
