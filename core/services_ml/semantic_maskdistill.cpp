#include "core/services_ml/semantic_maskdistill.h"

#include "core/base/hash.h"
#include "core/base/version.h"
#include "core/imaging/label_map_file.h"
#include "core/ml/discover/pixel_tensor.h"
#include "core/services/prototype_service.h"
#include "core/services/review_service.h"
#include "core/services/semantic_labels.h"
#include "core/services_ml/backbone_provider.h"
#include "core/services_ml/semantic_maps.h"
#include "core/services_ml/semantic_training.h"
#include "core/services_ml/step_memory.h"
#include "core/services_ml/training_masks.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/prototype_repository.h"
#include "core/store/run_repository.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <sstream>

namespace maskwright {
namespace {

constexpr const char* kTrainingKind = "train-semantic";
constexpr const char* kModelKind = "deeplab";
constexpr int kMostCrfRounds = 5;
constexpr int64_t kThinLabel = 3;      ///< pictures below which a label can hardly be learned
constexpr double kFewConfident = 0.3;  ///< share of pictures with a confident mask

Result<void> check(const SemanticRequest& request) {
  const auto wrong = [](const char* text) { return Error{ErrorKind::WrongUse, text, ""}; };
  if (!ml::isDeepLabProfile(request.profile))
    return Error{ErrorKind::WrongUse, "unknown profile \"" + request.profile + "\"", ""};
  if (request.shortSide != 0)
    return wrong("a short side is for slotcon; maskdistill has profiles of sizes");
  if (request.minutes > 0 && request.iterations > 0)
    return wrong("give either minutes or iterations");
  if (request.minutes < 0 || request.iterations < 0) return wrong("a budget is not negative");
  if (request.crfRounds < 0 || request.crfRounds > kMostCrfRounds)
    return wrong("CRF rounds: 0 to 5");
  if (request.crfRounds > 0 && !request.crf) return wrong("CRF rounds need the CRF");
  return {};
}

class Job {
 public:
  Job(store::Project& project,
      const SemanticRequest& request,
      const CancelToken& cancel,
      ProgressSink& sink)
      : project_(project),
        request_(request),
        cancel_(cancel),
        sink_(sink),
        runs_(project.connection()) {}

  Result<SemanticSummary> run() {
    if (auto ready = begin(); !ready) return ready.error();
    SemanticSummary summary;
    for (int round = 0; round <= request_.crfRounds; ++round) {
      const auto model = trained(round, summary.folder);
      if (!model) return model.error();
      auto mapped = maps(*model);
      if (!mapped) return mapped.error();
      summary = std::move(*mapped);
    }
    if (auto named = nameLabels(summary); !named) return named.error();
    summary.training = training_;
    return summary;
  }

 private:
  // ---- what it rests on ----

  Result<void> begin() {
    if (auto fine = check(request_); !fine) return fine;
    auto labels =
        chooseSemanticLabels(project_, {.round = request_.round, .threshold = request_.threshold});
    if (!labels) return labels.error();
    labels_ = std::move(*labels);
    if (auto enough = checkLabels(); !enough) return enough;
    BackboneRequest wanted;
    wanted.pretrain = false;
    auto backbone = provideBackbone(project_, wanted, cancel_, sink_);
    if (!backbone) return backbone.error();
    if (backbone->file.empty())
      return Error{ErrorKind::NotFound,
                   "a semantic network needs a pre-trained backbone (pretrain, discover)",
                   project_.folder().string()};
    backbone_ = std::move(*backbone);
    profile_ = ml::deepLabProfile(request_.profile);
    if (profile_.architecture != backbone_.architecture)
      sink_.message("The profile " + profile_.name + " is made for a " + profile_.architecture +
                    "; it uses the backbone's " + backbone_.architecture + ".");
    profile_.architecture = backbone_.architecture;
    return checkStepMemory(profile_.name,
                           profile_.description(),
                           std::to_string(profile_.batch) + " images",
                           ml::deepLabStepBytes(profile_, labels_.classes),
                           machineMemory());
  }

  Result<void> checkLabels() {
    const auto images = static_cast<int64_t>(labels_.images.size());
    if (images < kLeastSemanticImages)
      return Error{ErrorKind::WrongUse,
                   "a semantic network needs at least " + std::to_string(kLeastSemanticImages) +
                       " images with a mask that has a cluster (there are " +
                       std::to_string(images) +
                       "): add images (scan), find masks (discover) and group them (cluster)",
                   project_.folder().string()};
    int64_t thin = 0;
    for (size_t label = 1; label < labels_.imagesOfLabel.size(); ++label) {
      training_.clusters += labels_.imagesOfLabel[label] > 0;
      thin += labels_.imagesOfLabel[label] > 0 && labels_.imagesOfLabel[label] < kThinLabel;
    }
    training_.round = labels_.round;
    training_.images = images;
    training_.accepted = labels_.accepted;
    training_.confident = labels_.confident;
    training_.best = labels_.best;
    sink_.message("The label maps of " + std::to_string(images) + " images hold " + labelText() +
                  ".");
    if (static_cast<double>(labels_.confidentImages) <
        kFewConfident * static_cast<double>(labels_.undecidedImages)) {
      std::ostringstream text;
      text << "Only " << labels_.confidentImages << " of " << labels_.undecidedImages
           << " images without an accepted mask have one of score " << request_.threshold
           << "; of the others the best one teaches. --threshold 0.7 takes more; accepted masks"
              " teach best.";
      sink_.message(text.str());
    }
    if (2 * thin > training_.clusters)
      sink_.message(std::to_string(thin) + " of " + std::to_string(training_.clusters) +
                    " clusters are on fewer than " + std::to_string(kThinLabel) +
                    " images and can hardly be learned; fewer, larger ones: maskwright cluster " +
                    project_.folder().string() + " --k 8");
    return {};
  }

  std::string labelText() const {
    std::ostringstream text;
    if (labels_.accepted > 0) text << labels_.accepted << " accepted, ";
    text << labels_.confident << " confident masks";
    if (labels_.best > 0) text << " and the best one of " << labels_.best << " images";
    text << " of round " << labels_.round << " in " << training_.clusters << " clusters";
    return text.str();
  }

  // ---- training ----

  std::string settings(int round) const {
    std::ostringstream json;
    json << "{\"labels\":\"" << labels_.identity << "\",\"round\":" << labels_.round
         << ",\"threshold\":" << request_.threshold << ",\"classes\":" << labels_.classes
         << ",\"minutes\":" << request_.minutes << ",\"iterations\":" << request_.iterations
         << ",\"seed\":" << request_.seed << ",\"crf_round\":" << round << ",\"backbone\":\""
         << backbone_.identity << "\",\"settings\":" << profile_.json() << "}";
    return json.str();
  }

  /// The model of a training with these settings that ended before.
  std::optional<Model> known(const std::string& settings) {
    for (const auto& run : runs_.all()) {
      if (run.kind != kTrainingKind || run.settingsJson != settings || !run.model) continue;
      const auto model = runs_.model(run.model);
      std::error_code ignored;
      if (model && std::filesystem::exists(project_.folder() / model->path, ignored)) return model;
    }
    return std::nullopt;
  }

  /// The model of a CRF round; `maps`: the label maps of the round before.
  Result<Model> trained(int round, const std::filesystem::path& maps) {
    Run run;
    run.kind = kTrainingKind;
    run.method = request_.method;
    run.profile = profile_.description();
    run.settingsJson = settings(round);
    run.seed = request_.seed;
    run.version = kVersion;
    if (auto model = known(run.settingsJson)) {
      sink_.message("The network has been trained with these masks and settings before.");
      return *model;
    }
    const auto before = runs_.resumable(run);
    run.id = before ? before->id : runs_.start(run);
    run_ = run;
    nextMetric_ = 1;
    const auto done = train(round, maps);
    if (!done) {
      const bool cancelled = done.error().kind == ErrorKind::Cancelled;
      runs_.finish(run.id, cancelled ? RunState::Cancelled : RunState::Failed, done.error().text());
      return done.error();
    }
    training_.steps = done->step;
    training_.seconds += done->elapsedS;
    training_.loss = meanLoss_;
    return registerModel(*done, round);
  }

  std::filesystem::path modelFile(const char* suffix) const {
    return project_.modelsFolder() / ("deeplab-" + std::to_string(run_.id.value) + suffix);
  }

  Result<SegmenterTrainingState> train(int round, const std::filesystem::path& maps) {
    SemanticTrainingRequest training;
    for (const auto& image : labels_.images)
      training.pictures.push_back(project_.imagesRoot() / image.image.path);
    if (round == 0)
      training.labels = [this](size_t index, cv::Size size) { return painted(index, size); };
    else
      training.labels = [this, &maps](size_t index, cv::Size size) {
        return mapped(maps / (labels_.images[index].image.path + ".png"), size);
      };
    training.identity = labels_.identity + " round " + std::to_string(round);
    training.classes = labels_.classes;
    training.profile = profile_;
    training.minutes = request_.minutes;
    training.iterations = request_.iterations;
    training.seed = request_.seed;
    training.backbone = backbone_.file;
    training.checkpoint = modelFile(".checkpoint.safetensors");
    training.output = modelFile(".safetensors");
    return trainSemantic(
        training,
        cancel_,
        [this](const SegmenterTrainingState& s) { report(s); },
        [this](const std::string& text) { sink_.message(text); });
  }

  torch::Tensor painted(size_t index, cv::Size size) {
    store::CandidateRepository candidates(project_.connection());
    std::vector<PaintedMask> masks;
    for (const auto& mask : labels_.images[index].masks)
      if (auto candidate = candidates.byId(mask.candidate))
        masks.push_back({std::move(candidate->mask), mask.label, mask.priority});
    return paintLabels(masks, size);
  }

  static torch::Tensor mapped(const std::filesystem::path& file, cv::Size size) {
    const auto map = imaging::readLabelMap(file);
    if (!map) return {};
    cv::Mat small, bytes;
    cv::resize(*map, small, size, 0, 0, cv::INTER_NEAREST);
    small.convertTo(bytes, CV_8U);
    return torch::from_blob(bytes.data, {bytes.rows, bytes.cols}, torch::kUInt8).clone();
  }

  void report(const SegmenterTrainingState& s) {
    Progress progress;
    progress.stage = "train";
    progress.total = 1000;
    progress.done = static_cast<int64_t>(std::min(1.0, s.fraction) * 1000);
    if (s.fraction > 0.01) progress.etaS = s.elapsedS * (1 - s.fraction) / s.fraction;
    progress.note = "step " + std::to_string(s.step);
    const double loss = s.losses.at("total");
    meanLoss_ = s.step == 1 ? loss : 0.95 * meanLoss_ + 0.05 * loss;
    if (s.step >= nextMetric_) {
      progress.metrics = s.losses;
      store::Transaction transaction(project_.connection());
      for (const auto& [name, value] : s.losses) runs_.addMetric(run_.id, s.step, name, value);
      transaction.commit();
      nextMetric_ = s.step + 10;
    }
    sink_.report(progress);
  }

  Result<Model> registerModel(const SegmenterTrainingState& done, int round) {
    const auto file = modelFile(".safetensors");
    auto hash = contentHash(file);
    if (!hash) return hash.error();
    std::ostringstream text;
    text << "DeepLab-v3 (MaskDistill; " << profile_.description() << ", " << done.step
         << " iterations) on ";
    if (round > 0) text << "the CRF's label maps, round " << round << ", which rest on ";
    text << labelText() << "; backbone: " << backbone_.provenance;
    Model model;
    model.kind = kModelKind;
    model.architecture = profile_.architecture;
    model.path = "models/" + file.filename().string();
    model.contentHash = *hash;
    model.provenance = text.str();
    store::Transaction transaction(project_.connection());
    model.id = runs_.addModel(model);
    runs_.setModel(run_.id, model.id);
    runs_.finish(run_.id, RunState::Finished);
    transaction.commit();
    std::error_code ignored;
    std::filesystem::remove(modelFile(".checkpoint.safetensors"), ignored);
    return model;
  }

  // ---- maps ----

  Result<SemanticSummary> maps(const Model& model) {
    ml::configureThreads();
    auto net = ml::loadDeepLab(project_.folder() / model.path, profile_);
    if (!net) return net.error();
    auto precision = ml::detectPrecision(torch::kCPU);
    if (request_.float32) precision.bfloat16 = false;
    SemanticLabeller labeller;
    labeller.label = [&](const cv::Mat& bgr, cv::Size size) {
      const auto logs = labelLogProbabilities(*net, profile_, precision, bgr, size);
      if (!request_.crf) return imaging::likeliestLabels(logs, size);
      cv::Mat picture;
      cv::resize(bgr, picture, size, 0, 0, cv::INTER_AREA);
      return imaging::crfLabels(picture, logs);
    };
    labeller.decodeSide = static_cast<int>(profile_.side);
    if (request_.crf) labeller.decodeSide = std::max(labeller.decodeSide, kMapLongSide);
    labeller.labels = labels_.classes;
    labeller.provenance = model.provenance;
    Run run;
    run.kind = "semantic";
    run.method = request_.method;
    run.profile = profile_.description() + ", " + std::to_string(training_.clusters) + " clusters" +
                  (request_.crf ? ", dense CRF" : "");
    run.settingsJson = "{\"model\":\"" + model.contentHash +
                       "\",\"crf\":" + (request_.crf ? "true" : "false") + "}";
    run.seed = request_.seed;
    run.version = kVersion;
    run.model = model.id;
    return makeSemanticMaps(
        project_, run, labeller, {request_.limit, request_.threads}, cancel_, sink_);
  }

  /// Labels are called as the clusters are, unless these maps were there before.
  Result<void> nameLabels(const SemanticSummary& summary) {
    if (summary.skipped > 0) return {};
    PrototypeEdits edits;
    store::CategoryRepository categories(project_.connection());
    for (const auto& cluster : labels_.clusters) {
      if (!cluster.category) continue;
      if (const auto category = categories.byId(cluster.category))
        edits.names.emplace_back(cluster.number + 1, category->name);
    }
    if (edits.empty()) return {};
    const auto run = runs_.byId(summary.run);
    if (!run) return Error{ErrorKind::Internal, "the maps have no run", project_.folder().string()};
    const auto changed = editPrototypes(project_, *run, edits, currentAuthor());
    return changed ? Result<void>() : changed.error();
  }

  store::Project& project_;
  const SemanticRequest& request_;
  const CancelToken& cancel_;
  ProgressSink& sink_;
  store::RunRepository runs_;
  SemanticLabels labels_;
  SemanticTraining training_;
  BackboneChoice backbone_;
  ml::DeepLabProfile profile_;
  Run run_;
  double meanLoss_ = 0;
  int64_t nextMetric_ = 1;
};

}  // namespace

Result<SemanticSummary> mapByMaskDistill(store::Project& project,
                                         const SemanticRequest& request,
                                         const CancelToken& cancel,
                                         ProgressSink& sink) {
  return Job(project, request, cancel, sink).run();
}

}  // namespace maskwright
