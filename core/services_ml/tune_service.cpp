#include "core/services_ml/tune_service.h"

#include "core/base/hash.h"
#include "core/base/version.h"
#include "core/cluster/neighbours.h"
#include "core/services/cluster_service.h"
#include "core/services_ml/backbone_provider.h"
#include "core/services_ml/tune_labels.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/image_repository.h"
#include "core/store/run_repository.h"
#include "core/store/tuning_repository.h"

#include <chrono>
#include <iomanip>
#include <limits>
#include <sstream>
#include <unordered_set>

namespace maskwright {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Part `i` of vectors that lie one after another.
std::vector<float> row(const MaskVectors& vectors, size_t i) {
  const auto width = static_cast<std::ptrdiff_t>(vectors.dimension);
  const auto first = vectors.values.begin() + static_cast<std::ptrdiff_t>(i) * width;
  return {first, first + width};
}

/// The registered model of a file, so that embeddings can name what made them.
Result<ModelId> modelOf(store::Project& project, const std::filesystem::path& file) {
  auto hash = contentHash(file);
  if (!hash) return hash.error();
  store::RunRepository runs(project.connection());
  if (const auto known = runs.modelByHash("tune", *hash)) return known->id;
  Model model;
  model.kind = "tune";
  model.architecture = "mix-and-match";
  model.path = "models/" + file.filename().string();
  model.contentHash = *hash;
  model.provenance = "Mix-and-Match tuning on the decided masks";
  return runs.addModel(model);
}

/// Embeds and suggests for one round.
class Refresh {
 public:
  Refresh(store::Project& project,
          int round,
          MaskTuner tuner,
          ModelId model,
          const CancelToken& cancel,
          ProgressSink& sink)
      : project_(project),
        connection_(project.connection()),
        round_(round),
        tuner_(std::move(tuner)),
        model_(model),
        cancel_(cancel),
        sink_(sink) {}

  Result<TuneRefresh> run(uint64_t seed) {
    const auto start = Clock::now();
    out_.kept = tuneKindName(tuner_.kept());
    {
      // From here to the end the round has its stored embeddings: a job that is killed leaves no
      // mixture.
      store::Transaction transaction(connection_);
      store::TuningRepository(connection_).removeEmbeddings(round_);
      transaction.commit();
    }
    if (auto done = describeReferences(); !done) return done.error();
    if (auto done = describeCandidates(); !done) return done.error();
    {
      store::Transaction transaction(connection_);
      store::TuningRepository tuning(connection_);
      if (keepsTuned()) tuning.activateEmbeddings(round_);
      tuning.replaceSuggestions(round_, suggestions_);
      transaction.commit();
    }
    out_.suggestions = static_cast<int64_t>(suggestions_.size());
    sink_.report({"cluster", 0, 0, -1, {}, {}});
    const auto clusters = clusterCandidates(connection_, round_, /*k=*/0, seed);
    if (!clusters) return clusters.error();
    out_.clusters = clusters->clusters;
    out_.seconds = secondsSince(start);
    return out_;
  }

 private:
  bool keepsTuned() const { return tuner_.kept() != TuneKind::Stored; }

  /// Decided masks: the neighbours that suggest.
  Result<void> describeReferences() {
    TuneLabels labels = tuneLabels(project_);
    categories_ = labels.categories;
    for (auto& one : labels.pictures) {
      if (cancel_.stop_requested()) return cancelled();
      auto& masks = one.picture.masks;
      std::erase_if(masks, [](const TuneMask& mask) { return mask.label <= 0; });
      if (masks.empty()) continue;
      const auto descriptions = tuner_.describe(one.picture);
      if (!descriptions) {
        sink_.issue(one.picture.file.filename().string(), descriptions.error().message);
        continue;
      }
      const auto vectors = tuner_.embed(*descriptions);
      dimension_ = vectors.dimension;
      references_.insert(references_.end(), vectors.values.begin(), vectors.values.end());
      for (const TuneMask& mask : masks) referenceLabels_.push_back(mask.label);
    }
    return {};
  }

  Result<void> describeCandidates() {
    std::unordered_set<CandidateId> decided;
    for (const auto& standing : store::DecisionRepository(connection_).standing())
      decided.insert(standing.candidate);
    const auto images =
        store::ImageRepository(connection_).presentPage("", std::numeric_limits<int>::max());
    const auto start = Clock::now();
    Progress progress;
    progress.stage = "describe";
    progress.total = static_cast<int64_t>(images.size());
    for (const auto& image : images) {
      if (cancel_.stop_requested()) return cancelled();
      if (auto done = describeImage(image, decided); !done)
        sink_.issue(image.path, done.error().message);
      ++progress.done;
      progress.etaS = secondsSince(start) / static_cast<double>(progress.done) *
                      static_cast<double>(progress.total - progress.done);
      sink_.report(progress);
    }
    return {};
  }

  Result<void> describeImage(const ImageRecord& image,
                             const std::unordered_set<CandidateId>& decided) {
    auto candidates = store::CandidateRepository(connection_).ofImage(image.id, round_);
    if (candidates.empty()) return {};
    TunePicture picture;
    picture.file = project_.imagesRoot() / image.path;
    for (auto& candidate : candidates)
      picture.masks.push_back({std::move(candidate.mask), kTuneUnknown});
    const auto descriptions = tuner_.describe(picture);
    if (!descriptions) return descriptions.error();
    const auto kept = tuner_.embed(*descriptions);
    const auto stored = tuner_.embed(*descriptions, TuneKind::Stored);
    const auto votes =
        cluster::nearestLabels(kept.values, references_, referenceLabels_, kept.dimension);
    store::Transaction transaction(connection_);
    store::TuningRepository tuning(connection_);
    for (size_t i = 0; i < candidates.size(); ++i) {
      const CandidateId id = candidates[i].id;
      tuning.addMissingEmbedding(id, row(stored, i));
      if (keepsTuned()) tuning.setEmbedding(id, model_, row(kept, i));
      ++out_.candidates;
      if (decided.contains(id) || votes[i].label <= 0) continue;
      const CategoryId category = categories_[static_cast<size_t>(votes[i].label - 1)];
      if (category) suggestions_.push_back({id, category, votes[i].share});
    }
    transaction.commit();
    return {};
  }

  static Error cancelled() { return {ErrorKind::Cancelled, "tuning cancelled", ""}; }

  store::Project& project_;
  store::Connection& connection_;
  int round_;
  MaskTuner tuner_;
  ModelId model_;
  const CancelToken& cancel_;
  ProgressSink& sink_;
  std::vector<CategoryId> categories_;
  std::vector<float> references_;
  std::vector<int> referenceLabels_;
  int dimension_ = 0;
  std::vector<Suggestion> suggestions_;
  TuneRefresh out_;
};

}  // namespace

std::string comparisonText(const TuneComparison& comparison) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(2);
  if (comparison.accuracy[0] < 0)
    return "One picture alone can't tell whether the tuning helps: the stored embeddings are kept.";
  text << "Categories of held-out decided masks, balanced accuracy:";
  for (const TuneKind kind : kAllTuneKinds)
    text << (kind == TuneKind::Stored ? " " : ", ") << tuneKindName(kind) << " "
         << comparison.accuracy[static_cast<size_t>(kind)];
  text << ". Kept: " << tuneKindName(comparison.best) << ".";
  return text.str();
}

Result<TuneTraining> trainTuning(store::Project& project,
                                 const std::filesystem::path& backbone,
                                 const std::string& provenance,
                                 const TuneRequest& request,
                                 const std::filesystem::path& output,
                                 const CancelToken& cancel,
                                 ProgressSink& sink) {
  try {
    const auto start = Clock::now();
    const TuneLabels labels = tuneLabels(project);
    if (auto enough = enoughToTune(labels, project); !enough) return enough.error();
    MaskTunerSettings settings;
    settings.lastStage = request.lastStage;
    settings.seed = request.seed;
    if (request.steps > 0) settings.steps = request.steps;
    auto tuner = MaskTuner::begin(backbone, settings);
    if (!tuner) return tuner.error();
    sink.message("Mix-and-Match tuning on " + std::to_string(labels.masks) +
                 " accepted masks: " + labels.countText() + ".");
    Progress progress;
    progress.stage = "patches";
    progress.total = static_cast<int64_t>(labels.pictures.size());
    for (const auto& one : labels.pictures) {
      if (cancel.stop_requested()) return Error{ErrorKind::Cancelled, "tuning cancelled", ""};
      if (auto done = tuner->learnFrom(one.picture); !done)
        sink.issue(one.picture.file.filename().string(), done.error().message);
      ++progress.done;
      sink.report(progress);
    }
    const auto training = Clock::now();
    const auto comparison = tuner->train(cancel, [&](const TuneStep& step) {
      if (step.step % 10 != 0) return;
      Progress state{"tune", step.step, step.steps, -1, {}, {{"triplet", step.loss}}};
      state.etaS = secondsSince(training) / static_cast<double>(step.step) *
                   static_cast<double>(step.steps - step.step);
      sink.report(state);
    });
    if (!comparison) return comparison.error();
    const std::string made = std::string("Mix-and-Match tuning (") +
                             (request.lastStage ? "last stage and head" : "head") + ") on " +
                             labels.countText() + "; before: " + provenance;
    if (auto written = tuner->write(output, made); !written) return written.error();
    sink.message(comparisonText(*comparison));
    return TuneTraining{
        *comparison, labels.countText(), labels.masks, tuner->changesTrunk(), secondsSince(start)};
  } catch (const std::exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

Result<TuneRefresh> refreshEmbeddings(store::Project& project,
                                      int round,
                                      const std::filesystem::path& tuned,
                                      uint64_t seed,
                                      const CancelToken& cancel,
                                      ProgressSink& sink) {
  try {
    auto tuner = MaskTuner::read(tuned);
    if (!tuner) return tuner.error();
    const auto model = modelOf(project, tuned);
    if (!model) return model.error();
    return Refresh(project, round, std::move(*tuner), *model, cancel, sink).run(seed);
  } catch (const std::exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

Result<TuneSummary> tuneEmbeddings(store::Project& project,
                                   const TuneRequest& request,
                                   const CancelToken& cancel,
                                   ProgressSink& sink) {
  try {
    auto& connection = project.connection();
    store::CandidateRepository candidates(connection);
    TuneSummary summary;
    summary.round = candidates.newestRound();
    if (candidates.count(summary.round) == 0)
      return Error{
          ErrorKind::NotFound, "there are no candidates yet (discover)", project.folder().string()};
    BackboneRequest wanted;
    wanted.pretrain = false;
    const auto backbone = provideBackbone(project, wanted, cancel, sink);
    if (!backbone) return backbone.error();
    if (backbone->file.empty())
      return Error{ErrorKind::NotFound,
                   "a tuning needs a pre-trained backbone (pretrain, discover)",
                   project.folder().string()};
    store::RunRepository runs(connection);
    Run run;
    run.kind = "tune";
    run.method = "mix-and-match";
    run.profile = request.lastStage ? "last stage and head" : "head";
    run.settingsJson = "{\"steps\":" + std::to_string(request.steps) + "}";
    run.seed = request.seed;
    run.version = kVersion;
    run.model = backbone->model;
    run.id = runs.start(run, summary.round);
    const auto file =
        project.modelsFolder() / ("tune-" + std::to_string(run.id.value) + ".safetensors");
    const auto finish = [&](const Error& error) {
      const bool cancelled = error.kind == ErrorKind::Cancelled;
      runs.finish(run.id, cancelled ? RunState::Cancelled : RunState::Failed, error.text());
      return error;
    };
    auto training =
        trainTuning(project, backbone->file, backbone->provenance, request, file, cancel, sink);
    if (!training) return finish(training.error());
    summary.training = *training;
    for (const TuneKind kind : kAllTuneKinds)
      runs.addMetric(run.id,
                     0,
                     std::string("accuracy ") + tuneKindName(kind),
                     training->comparison.accuracy[static_cast<size_t>(kind)]);
    auto refresh = refreshEmbeddings(project, summary.round, file, request.seed, cancel, sink);
    if (!refresh) return finish(refresh.error());
    summary.refresh = *refresh;
    runs.finish(run.id, RunState::Finished);
    return summary;
  } catch (const std::exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

}  // namespace maskwright
