#include "core/ml/pretrain/dino_method.h"

#include "core/ml/pretrain/dino_trainer.h"
#include "core/ml/pretrain/trainer_method.h"
#include "core/ml/weights/load_backbone.h"

namespace maskwright::ml {
namespace {

class DinoMethod final : public TrainerMethod<DinoTrainer, DinoProgress> {
 public:
  DinoMethod(const DinoOptions& options, const PretrainSettings& settings, int64_t images)
      : TrainerMethod(options, settings, images), onCpu_(settings.device.is_cpu()) {}

  std::string name() const override { return "DINO"; }
  std::string profile() const override {
    const auto& o = trainer_.options();
    return o.profile + ": " + architecture() + ", " + std::to_string(o.crop) + " px crops and " +
           std::to_string(o.locals) + " of " + std::to_string(o.localCrop()) + " px, " +
           std::to_string(o.outputs) + " outputs, batch " + std::to_string(o.batch);
  }
  std::string architecture() const override { return vitName(trainer_.options().vit()); }
  std::string modelKind() const override { return "vit"; }
  std::string refusal(int64_t images) const override {
    if (images >= kFewForDino) return {};
    return "DINO trains a vision transformer, which knows nothing of pictures at the start, and " +
           std::to_string(images) + " images are too few to teach it (about " +
           std::to_string(kFewForDino) +
           " are needed, hundreds of thousands are good): its attention would follow colour and "
           "edges, not objects. DenseCL (--method densecl) goes on from the bundled weights and "
           "learns from few images; a published DINO backbone serves discover --method attention "
           "or mask-cut with --weights";
  }
  std::vector<std::string> warnings(int64_t) const override {
    std::vector<std::string> out{
        "DINO is experimental here: it learns small problems, but no training of ours on "
        "photographs "
        "went beyond its first hundreds of steps. Watch information_nats: near 0 the outputs tell "
        "nothing about the pictures."};
    if (onCpu_)
      out.push_back(
          "On a processor a transformer stays far from the published ones (DINO's paper: three "
          "days on two servers of eight GPUs, 1.28 million photographs). For more than a trial, "
          "train on a GPU: maskwright pack, then maskwright-train pretrain --method dino.");
    return out;
  }
  Result<void> startFrom(const std::filesystem::path& weights) override {
    const auto content = readBackbone(weights);
    if (!content) return content.error();
    if (!content->layout.vit || content->layout.vit->family != VitFamily::Dino) {
      return Error{ErrorKind::Conflict,
                   "holds a " + content->layout.architecture +
                       ", but DINO goes on from a vision transformer of DINO's layout only",
                   weights.string()};
    }
    return startFromTensors(content->tensors, weights);
  }

 private:
  PretrainState stateOf(const DinoProgress& p) const override {
    PretrainState state{p.step,
                        p.fraction,
                        p.elapsedS,
                        p.waitedS,
                        {{"loss", p.loss},
                         {"teacher_entropy", p.use.entropy},
                         {"mean_entropy", p.use.meanEntropy},
                         {"information_nats", p.use.information},
                         {"centre_deviation", p.centreDeviation},
                         {"learning_rate", p.schedule.learningRate}},
                        {}};
    if (p.elapsedS > 0)
      state.metrics["images_per_s"] =
          static_cast<double>(p.step * trainer_.options().batch) / p.elapsedS;
    if (p.collapsed)
      state.stopped =
          "the teacher's outputs told nothing about the pictures for a whole epoch (collapse): the "
          "features would be useless, so the training was stopped and nothing is kept. More "
          "images, a larger batch, weights to start from (--init) or another seed may help; "
          "DenseCL needs fewer";
    return state;
  }

  bool onCpu_;
};

}  // namespace

Result<std::unique_ptr<PretrainMethod>> makeDino(const PretrainSettings& settings, int64_t images) {
  if (!settings.architecture.empty())
    return wrongPretraining("DINO trains a vision transformer, no ResNet: choose with --vit");
  auto options = dinoProfile(settings.profile);
  if (!options) return wrongPretraining("DINO has the profiles preview, small and full");
  if (auto fits = checkPretrainShape(settings, 2); !fits) return fits.error();
  if (!settings.vit.empty() && !setDinoVit(settings.vit, *options))
    return wrongPretraining("the vision transformer must be tiny or small, not \"" + settings.vit +
                            "\"");
  applyPretrainBudget(settings, *options);
  if (settings.batch > 0) {
    // The published rule: linear in the batch.
    options->learningRate *=
        static_cast<double>(settings.batch) / static_cast<double>(options->batch);
    options->batch = settings.batch;
  }
  return std::unique_ptr<PretrainMethod>(std::make_unique<DinoMethod>(*options, settings, images));
}

}  // namespace maskwright::ml
