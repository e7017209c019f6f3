#include "core/services_ml/pretrain_service.h"

#include "core/base/hash.h"
#include "core/base/version.h"
#include "core/imaging/image_reader.h"
#include "core/ml/nn/image_pool.h"
#include "core/ml/nn/precision.h"
#include "core/ml/pretrain/pretrain_method.h"
#include "core/ml/pretrain/pretrain_report.h"
#include "core/services/bundled_weights.h"
#include "core/services_ml/pretrain_judge.h"
#include "core/store/image_repository.h"
#include "core/store/run_repository.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace maskwright {
namespace {

/// Short side at which images are kept, pixels: 160 for the 128 px crops of the small profiles.
int poolShortSide(int64_t crop) {
  return static_cast<int>(std::max<int64_t>(160, crop * 5 / 4));
}

std::string minutesText(double seconds) {
  char text[32];
  std::snprintf(text,
                sizeof text,
                seconds < 90 ? "%.0f s" : "%.0f minutes",
                seconds < 90 ? seconds : seconds / 60);
  return text;
}

/// A small RGB tensor (uint8, 3 x H x W) of one image, or nothing.
std::optional<torch::Tensor> loadSmall(const std::filesystem::path& file,
                                       int shortSide,
                                       std::string& problem) {
  auto image = imaging::readImage(file, shortSide);
  if (!image) {
    problem = image.error().message;
    return std::nullopt;
  }
  cv::Mat small;
  const double scale = static_cast<double>(shortSide) / std::min(image->bgr.rows, image->bgr.cols);
  cv::resize(image->bgr, small, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  cv::cvtColor(small, small, cv::COLOR_BGR2RGB);
  return torch::from_blob(small.data, {small.rows, small.cols, 3}, torch::kUInt8)
      .permute({2, 0, 1})
      .contiguous()
      .clone();
}

ml::PretrainSettings settingsOf(const PretrainRequest& request) {
  ml::PretrainSettings settings;
  settings.method = request.method;
  settings.profile = request.profile;
  settings.architecture = request.architecture;
  settings.vit = request.vit;
  settings.minutes = request.epochs > 0 ? 0 : request.minutes;
  settings.epochs = request.epochs;
  settings.initialized = !request.init.empty();
  settings.seed = request.seed;
  return settings;
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
    if ((request_.minutes > 0) == (request_.epochs > 0))
      return Error{ErrorKind::WrongUse, "give either minutes or epochs, above 0", ""};
    images_ = store::ImageRepository(project_.connection())
                  .presentPage("", std::numeric_limits<int>::max());
    if (static_cast<int64_t>(images_.size()) < kLeastPretrainImages) return tooFew();
    ml::configureThreads();
    PretrainRequest wanted = request_;
    const auto count = static_cast<int64_t>(images_.size());
    auto method = ml::makePretrainMethod(settingsOf(wanted), count);
    if (!method) return method.error();
    refusal_ = (*method)->refusal(count);
    if (!refusal_.empty() && !request_.anyway) {
      return Error{ErrorKind::WrongUse,
                   refusal_ + ". To train all the same, add --anyway",
                   project_.folder().string()};
    }
    if (wanted.init.empty() && !wanted.fromScratch &&
        (*method)->architecture() == kBundledArchitecture) {
      wanted.init = bundledBackbone().value_or(std::filesystem::path());
      if (!wanted.init.empty()) method = ml::makePretrainMethod(settingsOf(wanted), count);
      if (!method) return method.error();
    }
    method_ = std::move(*method);
    init_ = wanted.init;
    return {};
  }

  void announce() {
    const auto count = std::to_string(images_.size());
    const auto budget = request_.minutes > 0 ? minutesText(request_.minutes * 60)
                                             : std::to_string(request_.epochs) + " epochs";
    sink_.message("Pre-training a " + architecture() + " on your own " + count + " images with " +
                  method_->name() + ", no labels (budget: " + budget + ").");
    if (!refusal_.empty()) sink_.message(refusal_ + ". Training all the same, as asked.");
    for (const auto& warning : method_->warnings(static_cast<int64_t>(images_.size())))
      sink_.message(warning);
  }

  void beginRun() {
    run_.kind = "pretrain";
    run_.method = request_.method;
    run_.profile = method_->profile();
    run_.settingsJson = "{\"architecture\":\"" + architecture() +
                        "\",\"minutes\":" + std::to_string(request_.minutes) +
                        ",\"epochs\":" + std::to_string(request_.epochs) + ",\"profile\":\"" +
                        request_.profile + "\"" +
                        ",\"from_scratch\":" + (init_.empty() ? "true" : "false") +
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
    if (auto ready = startWeights(); !ready) return ready.error();
    ml::ImagePool pool(static_cast<int64_t>(images_.size()), [this](int64_t i) { return load(i); });
    const auto end = method_->train(
        pool, checkpointFile(), cancel_, [this](const ml::PretrainState& state) { report(state); });
    if (!end) return end.error();
    if (!end->stopped.empty()) {
      removeCheckpoint();  // going on from it would only collapse again
      return Error{ErrorKind::Internal, end->stopped, ""};
    }
    return store(*end);
  }

  Result<void> startWeights() {
    std::error_code ignored;
    if (std::filesystem::exists(checkpointFile(), ignored)) {
      if (method_->resume(checkpointFile())) {
        sink_.message("Going on from the last checkpoint.");
        return {};
      }
      sink_.message("The last checkpoint does not fit; starting anew.");
    }
    if (init_.empty()) return {};
    return method_->startFrom(init_);
  }

  std::optional<torch::Tensor> load(int64_t index) {
    const auto& image = images_[static_cast<size_t>(index)];
    std::string problem;
    auto tensor =
        loadSmall(project_.imagesRoot() / image.path, poolShortSide(method_->crop()), problem);
    if (!tensor) sink_.issue(image.path, problem);
    return tensor;
  }

  void report(const ml::PretrainState& state) {
    const Progress progress = report_.next(state);
    for (const auto& [name, value] : progress.metrics)
      runs_.addMetric(run_.id, state.step, name, value);
    sink_.report(progress);
  }

  Result<PretrainSummary> store(const ml::PretrainState& end) {
    PretrainSummary summary;
    summary.images = static_cast<int64_t>(images_.size());
    summary.steps = end.step;
    summary.seconds = end.elapsedS;
    summary.metrics = end.metrics;
    if (end.elapsedS > 0) summary.metrics["waiting_share"] = end.waitedS / end.elapsedS;
    summary.provenance =
        method_->name() + " on this collection: " + std::to_string(images_.size()) + " images, " +
        minutesText(end.elapsedS) + ", " + std::to_string(end.step) + " steps, " + architecture() +
        (init_.empty() ? " from scratch" : " from " + init_.filename().string());
    const std::string stem = request_.method + "-" + std::to_string(run_.id.value);
    std::vector<Model> models;
    const auto add = [&](const std::string& kind, const std::string& name) -> Result<void> {
      Model model;
      model.kind = kind;
      model.architecture = architecture();
      model.path = "models/" + name;
      model.provenance = summary.provenance;
      auto hash = contentHash(project_.modelsFolder() / name);
      if (!hash) return hash.error();
      model.contentHash = *hash;
      models.push_back(model);
      return {};
    };
    summary.file = project_.modelsFolder() / (stem + ".safetensors");
    auto written = method_->writeBackbone(summary.file, summary.provenance);
    if (written) written = add(method_->modelKind(), stem + ".safetensors");
    if (written && !method_->extraKind().empty()) {
      const std::string name = stem + "." + method_->extraKind() + ".safetensors";
      written = method_->writeExtra(project_.modelsFolder() / name, summary.provenance);
      if (written) written = add(method_->extraKind(), name);
    }
    if (!written) return written.error();
    if (const auto judged = judge(summary); !judged) return judged.error();
    store::Transaction transaction(project_.connection());
    for (const Model& model : models) {
      const bool backbone = model.kind == method_->modelKind();
      if (backbone && !summary.better) continue;
      const ModelId id = runs_.addModel(model);
      if (backbone) summary.model = id;
    }
    if (summary.model) runs_.setModel(run_.id, summary.model);
    transaction.commit();
    removeCheckpoint();
    if (summary.better)
      sink_.message((trainsVit() ? "The masks of attention and mask-cut will rest on: "
                                 : "The masks will rest on: ") +
                    summary.provenance + ".");
    return summary;
  }

  bool trainsVit() const { return method_->modelKind() == "vit"; }

  Result<void> judge(PretrainSummary& summary) {
    const auto judged = trainsVit()
                            ? Result<PretrainJudgement>(judgeVit(project_, summary.file, sink_))
                            : judgeBackbone(project_, summary.file, init_, cancel_, sink_);
    if (!judged) return judged.error();
    summary.better = judged->better;
    summary.notKept = judged->notKept;
    summary.quality = judged->quality;
    summary.qualityBefore = judged->qualityBefore;
    return {};
  }

  void removeCheckpoint() const {
    std::error_code ignored;
    std::filesystem::remove(checkpointFile(), ignored);
  }

  Error tooFew() const {
    return {
        ErrorKind::WrongUse,
        "pre-training needs at least " + std::to_string(kLeastPretrainImages) + " readable images",
        project_.folder().string()};
  }

  std::string architecture() const { return method_->architecture(); }

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
  std::unique_ptr<ml::PretrainMethod> method_;
  std::string refusal_;         ///< what it was asked to do all the same
  std::filesystem::path init_;  ///< weights to start from; empty = from scratch
  Run run_;
  ml::PretrainReport report_;
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
