#include "core/services_ml/pretrain_service.h"

#include "core/base/hash.h"
#include "core/base/version.h"
#include "core/imaging/image_reader.h"
#include "core/ml/nn/resnet.h"
#include "core/ml/pretrain/densecl_trainer.h"
#include "core/store/image_repository.h"
#include "core/store/run_repository.h"

#include <opencv2/imgproc.hpp>

#include <cmath>

namespace maskwright {
namespace {

constexpr int kPoolShortSide = 160;     // pixels; crops are 128
constexpr int64_t kFewImages = 100;     // below: say what to expect
constexpr double kDoneFraction = 1000;  // progress units of a budget that follows the clock

std::string minutesText(double seconds) {
  char text[32];
  std::snprintf(text,
                sizeof text,
                seconds < 90 ? "%.0f s" : "%.0f minutes",
                seconds < 90 ? seconds : seconds / 60);
  return text;
}

/// A small RGB tensor (uint8, 3 x H x W) of one image, or nothing.
std::optional<torch::Tensor> loadSmall(const std::filesystem::path& file, std::string& problem) {
  auto image = imaging::readImage(file, kPoolShortSide);
  if (!image) {
    problem = image.error().message;
    return std::nullopt;
  }
  cv::Mat small;
  const double scale =
      static_cast<double>(kPoolShortSide) / std::min(image->bgr.rows, image->bgr.cols);
  cv::resize(image->bgr, small, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  cv::cvtColor(small, small, cv::COLOR_BGR2RGB);
  return torch::from_blob(small.data, {small.rows, small.cols, 3}, torch::kUInt8)
      .permute({2, 0, 1})
      .contiguous()
      .clone();
}

class Pretraining {
 public:
  Pretraining(store::Project& project,
              const PretrainRequest& request,
              const CancelToken& cancel,
              ProgressSink& sink)
      : project_(project),
        request_(request),
        cancel_(cancel),
        sink_(sink),
        runs_(project.connection()) {}

  Result<PretrainSummary> run() {
    if (auto fits = check(); !fits) return fits.error();
    announce();
    beginRun();
    auto outcome = train();
    if (outcome) {
      runs_.finish(run_.id, RunState::Finished);
      return outcome;
    }
    const bool cancelled = outcome.error().kind == ErrorKind::Cancelled;
    runs_.finish(
        run_.id, cancelled ? RunState::Cancelled : RunState::Failed, outcome.error().text());
    return outcome;
  }

 private:
  Result<void> check() {
    if (request_.method != "densecl")
      return Error{
          ErrorKind::WrongUse, "unknown pre-training method \"" + request_.method + "\"", ""};
    if (!ml::isResNet(request_.architecture))
      return Error{ErrorKind::WrongUse, "unknown backbone \"" + request_.architecture + "\"", ""};
    if ((request_.minutes > 0) == (request_.epochs > 0))
      return Error{ErrorKind::WrongUse, "give either minutes or epochs, above 0", ""};
    images_ = store::ImageRepository(project_.connection())
                  .presentPage("", std::numeric_limits<int>::max());
    if (static_cast<int64_t>(images_.size()) < kLeastPretrainImages)
      return Error{ErrorKind::WrongUse,
                   "pre-training needs at least " + std::to_string(kLeastPretrainImages) +
                       " readable images",
                   project_.folder().string()};
    return {};
  }

  void announce() {
    const auto count = std::to_string(images_.size());
    const auto budget = request_.minutes > 0 ? minutesText(request_.minutes * 60)
                                             : std::to_string(request_.epochs) + " epochs";
    sink_.message("Pre-training a " + request_.architecture + " on your own " + count +
                  " images with DenseCL, no labels (budget: " + budget + ").");
    if (static_cast<int64_t>(images_.size()) < kFewImages)
      sink_.message(
          "With only " + count +
          " images the features stay weak: expect masks that follow texture and colour more than "
          "objects. Weights trained elsewhere (--weights) will do better.");
  }

  void beginRun() {
    run_.kind = "pretrain";
    run_.method = request_.method;
    run_.profile = "small: " + request_.architecture + ", 128 px crops";
    run_.settingsJson = "{\"architecture\":\"" + request_.architecture +
                        "\",\"minutes\":" + std::to_string(request_.minutes) +
                        ",\"epochs\":" + std::to_string(request_.epochs) +
                        ",\"from_scratch\":" + (request_.init.empty() ? "true" : "false") +
                        ",\"images\":" + std::to_string(images_.size()) + "}";
    run_.seed = request_.seed;
    run_.version = kVersion;
    if (const auto old = runs_.resumable(run_)) {
      run_.id = old->id;
      return;
    }
    run_.id = runs_.start(run_);
  }

  Result<PretrainSummary> train() {
    ml::configureThreads();
    ml::DenseClOptions options;
    options.architecture = request_.architecture;
    options.minutes = request_.epochs > 0 ? 0 : request_.minutes;
    options.epochs = request_.epochs;
    options.seed = request_.seed;
    ml::DenseClTrainer trainer(
        options, static_cast<int64_t>(images_.size()), ml::detectPrecision(torch::kCPU));
    if (auto ready = startWeights(trainer); !ready) return ready.error();

    ml::ImagePool pool(static_cast<int64_t>(images_.size()), [this](int64_t i) { return load(i); });
    const auto result = trainer.train(
        pool, checkpointFile(), cancel_, [this](const ml::DenseClProgress& p) { report(p); });
    if (!result) return result.error();
    return store(trainer, *result);
  }

  Result<void> startWeights(ml::DenseClTrainer& trainer) {
    std::error_code ignored;
    if (std::filesystem::exists(checkpointFile(), ignored)) {
      if (trainer.resume(checkpointFile())) {
        sink_.message("Going on from the last checkpoint.");
        return {};
      }
      sink_.message("The last checkpoint does not fit; starting anew.");
    }
    if (request_.init.empty()) return {};
    auto weights = ml::readSafetensors(request_.init);
    if (!weights) return weights.error();
    return trainer.initializeBackbone(weights->tensors);
  }

  std::optional<torch::Tensor> load(int64_t index) {
    const auto& image = images_[static_cast<size_t>(index)];
    std::string problem;
    auto tensor = loadSmall(project_.imagesRoot() / image.path, problem);
    if (!tensor) sink_.issue(image.path, problem);
    return tensor;
  }

  void report(const ml::DenseClProgress& p) {
    Progress progress;
    progress.stage = "pretrain";
    progress.total = static_cast<int64_t>(kDoneFraction);
    progress.done = std::llround(std::min(1.0, p.fraction) * kDoneFraction);
    if (p.fraction > 0.01) progress.etaS = p.elapsedS * (1 - p.fraction) / p.fraction;
    progress.note = "step " + std::to_string(p.step);
    if (p.step >= nextMetric_) {
      progress.metrics = {{"global", p.global}, {"dense", p.dense}};
      for (const auto& [name, value] : progress.metrics)
        runs_.addMetric(run_.id, p.step, name, value);
      nextMetric_ =
          p.step + std::max<int64_t>(10, p.step / 50);  // dense at first, then ever sparser
    }
    sink_.report(progress);
  }

  Result<PretrainSummary> store(ml::DenseClTrainer& trainer, const ml::DenseClProgress& end) {
    PretrainSummary summary;
    summary.images = static_cast<int64_t>(images_.size());
    summary.steps = end.step;
    summary.seconds = end.elapsedS;
    summary.provenance =
        "DenseCL on this collection: " + std::to_string(images_.size()) + " images, " +
        minutesText(end.elapsedS) + ", " + std::to_string(end.step) + " steps, " +
        request_.architecture +
        (request_.init.empty() ? " from scratch" : " from " + request_.init.filename().string());
    const std::string name = "densecl-" + std::to_string(run_.id.value) + ".safetensors";
    summary.file = project_.modelsFolder() / name;
    auto written = ml::writeSafetensors(
        summary.file,
        trainer.backboneTensors(),
        {{"architecture", request_.architecture}, {"provenance", summary.provenance}});
    if (!written) return written.error();
    Model model;
    model.kind = "backbone";
    model.architecture = request_.architecture;
    model.path = "models/" + name;
    model.provenance = summary.provenance;
    auto hash = contentHash(summary.file);
    if (!hash) return hash.error();
    model.contentHash = *hash;
    store::Transaction transaction(project_.connection());
    summary.model = runs_.addModel(model);
    transaction.commit();
    std::error_code ignored;
    std::filesystem::remove(checkpointFile(), ignored);
    sink_.message("The masks will rest on: " + summary.provenance + ".");
    return summary;
  }

  std::filesystem::path checkpointFile() const {
    return project_.modelsFolder() /
           ("pretrain-" + std::to_string(run_.id.value) + ".checkpoint.safetensors");
  }

  store::Project& project_;
  const PretrainRequest& request_;
  const CancelToken& cancel_;
  ProgressSink& sink_;
  store::RunRepository runs_;
  std::vector<ImageRecord> images_;
  Run run_;
  int64_t nextMetric_ = 0;
};

}  // namespace

Result<PretrainSummary> pretrainBackbone(store::Project& project,
                                         const PretrainRequest& request,
                                         const CancelToken& cancel,
                                         ProgressSink& sink) {
  try {
    return Pretraining(project, request, cancel, sink).run();
  } catch (const std::exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

}  // namespace maskwright
