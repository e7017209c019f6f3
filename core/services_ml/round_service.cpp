#include "core/services_ml/round_service.h"

#include "core/base/hash.h"
#include "core/base/version.h"
#include "core/services/cluster_service.h"
#include "core/services/pseudo_labels.h"
#include "core/services/rank_service.h"
#include "core/services/verdict_inheritance.h"
#include "core/services_ml/backbone_provider.h"
#include "core/services_ml/round_candidates.h"
#include "core/services_ml/round_images.h"
#include "core/services_ml/round_segmenter.h"
#include "core/services_ml/round_settings.h"
#include "core/services_ml/round_tuning.h"
#include "core/services_ml/step_memory.h"
#include "core/services_ml/training_samples.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/image_repository.h"
#include "core/store/run_repository.h"
#include "core/store/segmenter_mask_repository.h"

#include <algorithm>
#include <sstream>
#include <unordered_set>

namespace maskwright {
namespace {

class RoundJob {
 public:
  RoundJob(store::Project& project,
           const RoundRequest& request,
           const CancelToken& cancel,
           ProgressSink& sink)
      : project_(project),
        connection_(project.connection()),
        request_(request),
        cancel_(cancel),
        sink_(sink),
        runs_(connection_),
        rounds_(connection_) {}

  Result<RoundSummary> run() {
    if (auto ready = begin(); !ready) return ready.error();
    auto outcome = work();
    if (!outcome) {
      const bool cancelled = outcome.error().kind == ErrorKind::Cancelled;
      round_.state = cancelled ? RoundState::Cancelled : RoundState::Failed;
      rounds_.update(round_);
      runs_.finish(
          run_.id, cancelled ? RunState::Cancelled : RunState::Failed, outcome.error().text());
      return outcome.error();
    }
    return summary_;
  }

 private:
  Result<void> work() {
    if (round_.checkpoint) {
      chooseZoom(trainingImages(project_, rounds_.placedTargets(round_.id)));
    } else {
      if (auto done = pseudoLabels(); !done) return done;
      if (auto done = tune(); !done) return done;
      if (auto done = train(); !done) return done;
    }
    if (auto done = discover(); !done) return done;
    return finish();
  }

  // ---- which round ----

  Result<void> begin() {
    const auto known = makeRoundSegmenter(request_.segmenter, request_.profile);
    if (!known) return known.error();
    if (request_.confident < 0 || request_.confident > 1) {
      return Error{ErrorKind::WrongUse, "a least score lies between 0 and 1", ""};
    }
    if (request_.zoom != 0 && !(request_.zoom >= 1 && request_.zoom <= 8)) {
      return Error{ErrorKind::WrongUse, "pictures are enlarged 1 to 8 times (0: as needed)", ""};
    }
    if (request_.minutes > 0 && request_.iterations > 0) {
      return Error{ErrorKind::WrongUse, "give either minutes or iterations", ""};
    }
    if (auto fits = checkTuning(project_, request_); !fits) return fits;
    BackboneRequest wanted;
    wanted.pretrain = false;
    auto backbone = provideBackbone(project_, wanted, cancel_, sink_);
    if (!backbone) return backbone.error();
    if (backbone->file.empty()) {
      return Error{ErrorKind::NotFound,
                   "a round needs a pre-trained backbone (pretrain, discover)",
                   project_.folder().string()};
    }
    backbone_ = std::move(*backbone);
    if (auto made = choose(request_.segmenter, request_.profile, request_.dropLoss); !made)
      return made;
    if (auto fits = segmenter_->checkMemory(machineMemory()); !fits) return fits;
    const auto unfinished = rounds_.unfinished();
    if (unfinished && (request_.resume || unfinished->settingsJson == settings()) &&
        isNewest(*unfinished)) {
      return resume(*unfinished);
    }
    if (request_.resume) {
      return Error{ErrorKind::WrongUse, "there is no unfinished round", project_.folder().string()};
    }
    return start();
  }

  Result<void> choose(const std::string& segmenter,
                      const std::string& profile,
                      const std::optional<bool>& dropLoss) {
    auto made = makeRoundSegmenter(segmenter, profile, backbone_.architecture, dropLoss);
    if (!made) return made.error();
    segmenter_ = std::move(*made);
    return {};
  }

  bool isNewest(const Round& round) {
    const auto all = rounds_.all();
    return all.back().number == round.number;
  }

  Result<void> start() {
    const int base = store::CandidateRepository(connection_).newestRound();
    if (store::CandidateRepository(connection_).count(base) == 0) {
      return Error{ErrorKind::NotFound,
                   "there are no candidates yet (discover)",
                   project_.folder().string()};
    }
    store::Transaction transaction(connection_);
    round_.number = rounds_.all().empty() ? std::max(1, base + 1)
                                          : std::max(rounds_.all().back().number, base) + 1;
    round_.segmenter = request_.segmenter;
    round_.profile = request_.profile;
    round_.settingsJson = settings();
    round_.seed = request_.seed;
    round_.id = rounds_.insert(round_);
    run_.kind = "round";
    run_.method = request_.segmenter;
    run_.profile = segmenter_->description();
    run_.settingsJson = round_.settingsJson;
    run_.seed = request_.seed;
    run_.version = kVersion;
    run_.model = backbone_.model;
    run_.id = runs_.start(run_, round_.number);
    transaction.commit();
    const std::string published = segmenter_->publishedArchitecture();
    if (published != segmenter_->architecture())
      sink_.message("The profile " + round_.profile + " is made for a " + published +
                    "; it uses the backbone's " + segmenter_->architecture() + ".");
    return {};
  }

  Result<void> resume(const Round& round) {
    round_ = round;
    run_.id = rounds_.runOf(round.number);
    const auto run = runs_.byId(run_.id);
    if (!run) return Error{ErrorKind::Internal, "the round has no run", project_.folder().string()};
    run_ = *run;
    if (run_.model && run_.model != backbone_.model) {
      // The backbone it began with, even if a newer one has come since.
      if (const auto model = runs_.model(run_.model)) {
        backbone_.model = model->id;
        backbone_.file = project_.folder() / model->path;
        backbone_.architecture = model->architecture;
        backbone_.provenance = model->provenance;
      }
    }
    const double drop = stored("drop", -1);
    auto made =
        choose(round_.segmenter, round_.profile, drop < 0 ? std::nullopt : std::optional(drop > 0));
    if (!made) return made;
    sink_.message("Going on with round " + std::to_string(round_.number) + ".");
    return {};
  }

  std::string settings() const {
    return roundSettings(request_, backbone_.identity, segmenter_->settings());
  }

  /// Of the settings that the round was started with.
  double stored(const std::string& name, double otherwise = 0) const {
    return storedNumber(round_.settingsJson, name, otherwise);
  }

  // ---- what it trains on ----

  Result<void> pseudoLabels() {
    auto placed = rounds_.placedTargets(round_.id);
    if (placed.empty()) {
      const int base = store::CandidateRepository(connection_).newestRound();
      const auto ranked = rankCandidates(connection_, base);
      if (!ranked) return ranked.error();
      const auto labels = choosePseudoLabels(
          connection_, base, labelRule(rounds_.all(), base, *segmenter_, stored("confident")));
      store::Transaction transaction(connection_);
      rounds_.replaceTargets(round_.id, labels.targets);
      transaction.commit();
      placed = rounds_.placedTargets(round_.id);
    }
    countTargets(placed);
    if (summary_.verified + summary_.confident == 0) {
      return Error{ErrorKind::WrongUse,
                   "no accepted mask and no candidate to train on",
                   project_.folder().string()};
    }
    sink_.message("Round " + std::to_string(round_.number) + " trains on " + labelText() + ".");
    placed_ = std::move(placed);
    return {};
  }

  void countTargets(const std::vector<store::RoundRepository::PlacedTarget>& placed) {
    for (const auto& p : placed) {
      if (p.target.role == TargetRole::Ignored) ++summary_.ignored;
      if (p.target.role == TargetRole::Negative) ++summary_.negatives;
      if (p.target.role != TargetRole::Positive) continue;
      ++(isVerified(p.target) ? summary_.verified : summary_.confident);
    }
  }

  std::string labelText() const {
    std::ostringstream text;
    text << summary_.verified << " accepted, " << summary_.confident << " confident and "
         << summary_.negatives << " refused masks";
    return text.str();
  }

  // ---- tuning ----

  bool tunes() const { return storedTuning(round_.settingsJson); }
  std::filesystem::path tunedFile() const { return modelFile("-tuned.safetensors"); }

  /// Before the segmenter, which starts from the tuned backbone if that is better. A round that
  /// goes on keeps the tuning that it has.
  Result<void> tune() {
    if (!tunes()) return {};
    TuneRequest tuning;
    tuning.lastStage = stored("tune_last_stage") != 0;
    tuning.seed = round_.seed;
    auto from = tuneForRound(project_, backbone_, tuning, tunedFile(), summary_, cancel_, sink_);
    if (!from) return from.error();
    if (*from != backbone_.file) backbone_.provenance += ", its last stage tuned (Mix-and-Match)";
    backbone_.file = *from;
    return {};
  }

  // ---- training ----

  std::filesystem::path modelFile(const char* suffix) const {
    return project_.modelsFolder() / ("round-" + std::to_string(round_.number) + suffix);
  }

  Result<void> train() {
    round_.state = RoundState::Training;
    rounds_.update(round_);
    SegmenterTrainingRequest training;
    training.images = trainingImages(project_, std::move(placed_));
    chooseZoom(training.images);
    training.zoom = summary_.zoom;
    training.candidates = [this](const TrainingImage& image) { return candidatesOf(image); };
    training.minutes = stored("minutes");
    training.iterations = static_cast<int64_t>(stored("iterations"));
    training.seed = round_.seed;
    training.backbone = backbone_.file;
    training.checkpoint = modelFile(".checkpoint.safetensors");
    training.output = modelFile(("-" + round_.segmenter + ".safetensors").c_str());
    const auto done = segmenter_->train(
        training,
        cancel_,
        [this](const SegmenterTrainingState& s) { report(s); },
        [this](const std::string& text) { sink_.message(text); });
    if (!done) return done.error();
    summary_.steps = done->step;
    summary_.trainSeconds = done->elapsedS;
    round_.stepsDone = round_.stepsTotal = done->step;
    return registerModel(training.output, *done);
  }

  /// The same when the round goes on: it rests on the stored targets.
  void chooseZoom(const std::vector<TrainingImage>& images) {
    const double asked = stored("zoom", 1);
    summary_.zoom = asked > 0 ? asked : segmenter_->reduced() ? zoomOf(images) : 1;
    if (summary_.zoom > 1)
      sink_.message("Small objects: pictures are also seen " + zoomText() + ".");
  }

  std::string zoomText() const {
    std::ostringstream text;
    text.precision(2);
    text << "in tiles, enlarged " << summary_.zoom << " times";
    return text.str();
  }

  std::vector<Candidate> candidatesOf(const TrainingImage& image) {
    store::CandidateRepository repository(connection_);
    store::SegmenterMaskRepository learned(connection_);
    auto candidates = repository.ofImage(image.image);
    std::unordered_set<int64_t> positive;
    for (const auto& target : image.targets) {
      if (target.role == TargetRole::Positive) positive.insert(target.candidate.value);
    }
    for (auto& candidate : candidates) {
      if (positive.contains(candidate.id.value)) {
        candidate.embedding = learned.teaching(candidate.id);
      }
    }
    return candidates;
  }

  void report(const SegmenterTrainingState& s) {
    Progress progress;
    progress.stage = "train";
    progress.total = 1000;
    progress.done = static_cast<int64_t>(std::min(1.0, s.fraction) * 1000);
    if (s.fraction > 0.01) progress.etaS = s.elapsedS * (1 - s.fraction) / s.fraction;
    progress.note = "step " + std::to_string(s.step);
    if (s.step >= nextMetric_) {
      progress.metrics = s.losses;
      store::Transaction transaction(connection_);
      for (const auto& [name, value] : s.losses) runs_.addMetric(run_.id, s.step, name, value);
      round_.stepsDone = s.step;
      round_.stepsTotal = static_cast<int64_t>(static_cast<double>(s.step) /
                                               std::max(0.01, std::min(1.0, s.fraction)));
      rounds_.update(round_);
      transaction.commit();
      nextMetric_ = s.step + 10;
    }
    sink_.report(progress);
  }

  Result<void> registerModel(const std::filesystem::path& file,
                             const SegmenterTrainingState& done) {
    auto hash = contentHash(file);
    if (!hash) return hash.error();
    std::ostringstream text;
    text << segmenter_->title() << " (" << segmenter_->description() << ", " << done.step
         << " iterations" << (summary_.zoom > 1 ? "; " + zoomText() : "") << "), round "
         << round_.number << ": " << labelText() << "; backbone: " << backbone_.provenance;
    Model model;
    model.kind = round_.segmenter;
    model.architecture = segmenter_->architecture();
    model.path = "models/" + file.filename().string();
    model.contentHash = *hash;
    model.provenance = text.str();
    store::Transaction transaction(connection_);
    round_.checkpoint = runs_.addModel(model);
    round_.state = RoundState::Discovering;
    rounds_.update(round_);
    transaction.commit();
    std::error_code ignored;
    std::filesystem::remove(modelFile(".checkpoint.safetensors"), ignored);
    return {};
  }

  // ---- new candidates ----

  Result<void> discover() {
    const auto model = runs_.model(round_.checkpoint);
    if (!model) return Error{ErrorKind::Internal, "the round's model is gone", ""};
    summary_.provenance = model->provenance;
    round_.state = RoundState::Discovering;
    rounds_.update(round_);
    const auto found = findRoundCandidates(project_,
                                           round_,
                                           run_,
                                           *segmenter_,
                                           {project_.folder() / model->path, summary_.zoom},
                                           cancel_,
                                           sink_);
    if (!found) return found.error();
    summary_.images = found->images;
    summary_.found = found->found;
    summary_.inherited = found->inherited;
    summary_.linked = found->linked;
    summary_.discoverSeconds = found->seconds;
    return {};
  }

  Result<void> finish() {
    summary_.number = round_.number;
    summary_.profile = run_.profile;
    summary_.candidates = store::CandidateRepository(connection_).count(round_.number);
    // People went on with the earlier list meanwhile.
    const auto handed = handDownNews(connection_, round_.number);
    if (!handed) return handed.error();
    summary_.inherited += handed->inherited;
    summary_.linked += handed->linked;
    if (auto done = group(); !done) return done;
    const auto ranked = rankCandidates(connection_, round_.number);
    if (!ranked) return ranked.error();
    round_.state = RoundState::Done;
    round_.finishedMs = store::nowMs();
    store::Transaction transaction(connection_);
    rounds_.update(round_);
    runs_.finish(run_.id, RunState::Finished);
    transaction.commit();
    sink_.message("The new masks rest on: " + summary_.provenance + ".");
    return {};
  }

  Result<void> group() {
    if (!tunes()) {
      const auto clusters = clusterCandidates(connection_, round_.number, 0, round_.seed);
      return clusters ? Result<void>() : clusters.error();
    }
    auto refreshed =
        refreshEmbeddings(project_, round_.number, tunedFile(), round_.seed, cancel_, sink_);
    if (!refreshed) return refreshed.error();
    summary_.refreshed = *refreshed;
    return {};
  }

  store::Project& project_;
  store::Connection& connection_;
  const RoundRequest& request_;
  const CancelToken& cancel_;
  ProgressSink& sink_;
  store::RunRepository runs_;
  store::RoundRepository rounds_;
  Round round_;
  Run run_;
  BackboneChoice backbone_;
  std::unique_ptr<RoundSegmenter> segmenter_;
  std::vector<store::RoundRepository::PlacedTarget> placed_;
  RoundSummary summary_;
  int64_t nextMetric_ = 1;
};

}  // namespace

Result<RoundSummary> runRound(store::Project& project,
                              const RoundRequest& request,
                              const CancelToken& cancel,
                              ProgressSink& sink) {
  try {
    if (request.segmenter == "none") return tuneAlone(project, request, cancel, sink);
    return RoundJob(project, request, cancel, sink).run();
  } catch (const std::exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

}  // namespace maskwright
