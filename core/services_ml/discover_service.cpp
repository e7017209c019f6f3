#include "core/services_ml/discover_service.h"

#include "core/base/version.h"
#include "core/ml/discover/discover_pipeline.h"
#include "core/ml/nn/precision.h"
#include "core/ml/nn/processors.h"
#include "core/ml/pretrain/slotcon_map.h"
#include "core/ml/weights/load_backbone.h"
#include "core/ml/weights/load_vit.h"
#include "core/services/cluster_service.h"
#include "core/services/rank_service.h"
#include "core/services_ml/discover_plan.h"
#include "core/services_ml/slotcon_provider.h"
#include "core/services_ml/vit_provider.h"
#include "core/store/candidate_repository.h"
#include "core/store/image_repository.h"
#include "core/store/run_repository.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <unordered_set>

namespace maskwright {
namespace {

constexpr int kPage = 1000;  // image rows read at a time

/// One discovery over a project; lives on the thread that owns the connection.
class Discovery {
 public:
  Discovery(store::Project& project,
            const DiscoverRequest& request,
            const CancelToken& cancel,
            ProgressSink& sink)
      : project_(project), request_(request), cancel_(cancel), sink_(sink) {}

  Result<DiscoverSummary> run() {
    if (const auto valid = checkRequest(request_); !valid) return valid.error();
    const int threads = request_.threads > 0 ? request_.threads : ml::usableProcessors();
    ml::configureThreads(threads);
    settings_ = settingsOf(request_);
    if (asksFor(request_, "slots")) {
      if (const auto slots = loadSlots(); !slots) return slots.error();
    }
    if (asksForVit(request_)) {
      if (const auto vit = loadVit(); !vit) return vit.error();
    }
    std::optional<ml::FoldedResNet> network;
    if (ml::needsResNet(settings_)) {
      auto loaded = loadBackbone();
      if (!loaded) return loaded.error();
      network = std::move(*loaded);
    }
    summary_.provenance = backbone_.provenance.empty() ? vit_.provenance : backbone_.provenance;
    if (!backbone_.provenance.empty() && !vit_.provenance.empty())
      summary_.provenance += "; " + vit_.architecture + ": " + vit_.provenance;
    summary_.profile = profileOf(request_, backbone_.architecture, vit_.architecture);
    startRun();
    const auto images = imagesLeft();
    const auto start = std::chrono::steady_clock::now();
    processImages(images, network ? &*network : nullptr, threads);
    summary_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return finish();
  }

 private:
  /// The weights asked for are a ResNet's unless they serve the vision transformer.
  Result<ml::FoldedResNet> loadBackbone() {
    BackboneRequest wanted = request_.backbone;
    if (asksForVit(request_) && holdsVit(wanted.weights)) wanted.weights.clear();
    const auto choice = provideBackbone(project_, wanted, cancel_, sink_);
    if (!choice) return choice.error();
    if (cancel_.stop_requested()) return Error{ErrorKind::Cancelled, "discovery cancelled", ""};
    backbone_ = *choice;
    return loadNetwork(*choice);
  }

  Result<void> loadVit() {
    const bool pooled = ml::needsResNet(settings_);
    const auto& weights = request_.backbone.weights;
    const bool given = !weights.empty() && (!pooled || holdsVit(weights));
    const auto choice =
        provideVit(project_, given ? weights : std::filesystem::path(), request_.vitHeads, sink_);
    if (!choice) return choice.error();
    auto precision = ml::detectPrecision(torch::kCPU);
    if (request_.float32) precision.bfloat16 = false;
    auto network = ml::loadVit(choice->file, request_.vitHeads, precision);
    if (!network) return network.error();
    if (!network->remark().empty()) sink_.message(choice->file.string() + ": " + network->remark());
    settings_.vit.network = std::make_shared<const ml::Vit>(std::move(*network));
    vit_ = *choice;
    return {};
  }

  Result<ml::FoldedResNet> loadNetwork(const BackboneChoice& choice) const {
    const int64_t lastStride = request_.stride == 16 && request_.dilate ? 1 : 2;
    const torch::Device device(torch::cuda::is_available() ? torch::kCUDA : torch::kCPU);
    ml::Precision precision = ml::detectPrecision(device);
    if (request_.float32) precision.bfloat16 = false;
    ml::ResNet network{nullptr};
    if (choice.file.empty()) {
      network = ml::untrainedBackbone(choice.architecture, lastStride, request_.backbone.seed);
    } else {
      auto loaded = ml::loadBackbone(choice.file, lastStride);
      if (!loaded) return loaded.error();
      network = *loaded;
    }
    network->to(device);
    return ml::FoldedResNet(*network, precision);
  }

  /// The teacher whose prototypes cut out regions; it is shared by all workers.
  Result<void> loadSlots() {
    const auto model = newestSlotCon(project_);
    if (!model) return model.error();
    auto loaded = ml::readSlotConTeacher(project_.folder() / model->path);
    if (!loaded) return loaded.error();
    auto precision = ml::detectPrecision(torch::kCPU);
    if (request_.float32) precision.bfloat16 = false;
    const auto teacher = std::make_shared<const ml::SlotConTeacher>(std::move(*loaded));
    settings_.slotShortSide = static_cast<int>(2 * teacher->crop);
    settings_.slotScorer = [teacher, precision](const torch::Tensor& picture) {
      return ml::teacherScores(*teacher, picture, precision);
    };
    slotModel_ = model->contentHash;
    sink_.message("The slots rest on " + model->provenance + ".");
    return {};
  }

  /// Goes on with an unfinished run of the same weights and settings, else starts one.
  void startRun() {
    store::RunRepository runs(project_.connection());
    Run run;
    run.kind = "discover";
    run.method = request_.method;
    run.profile = summary_.profile;
    run.settingsJson = "{\"weights\":\"" + backbone_.identity +
                       (slotModel_.empty() ? "" : "\",\"slots\":\"" + slotModel_) +
                       (vit_.identity.empty() ? "" : "\",\"vit\":\"" + vit_.identity) +
                       "\",\"stride\":" + std::to_string(request_.stride) +
                       ",\"dilate\":" + (request_.dilate ? "true" : "false") +
                       (request_.vitHeads > 0 && !vit_.identity.empty()
                            ? ",\"heads\":" + std::to_string(request_.vitHeads)
                            : "") +
                       ",\"settings\":" + ml::settingsJson(settings_) + "}";
    run.seed = request_.backbone.seed;
    run.version = kVersion;
    run.model = backbone_.identity.empty() ? vit_.model : backbone_.model;
    const auto unfinished = runs.resumable(run);
    run_ = unfinished ? unfinished->id : runs.start(run);
    for (const Run& other : runs.all()) {
      if (other.kind != run.kind || !shareMethod(other.method, run.method)) continue;
      const bool same = other.method == run.method && other.settingsJson == run.settingsJson;
      (same ? same_ : replaced_).push_back(other.id);
    }
  }

  /// Present images that no discovery with these weights and settings has finished.
  std::vector<ImageRecord> imagesLeft() {
    store::RunRepository runs(project_.connection());
    std::unordered_set<int64_t> done;
    for (const RunId run : same_) done.merge(runs.doneImages(run));
    std::vector<ImageRecord> left;
    std::string after;
    int64_t seen = 0;
    while (true) {
      auto page = store::ImageRepository(project_.connection()).presentPage(after, kPage);
      for (ImageRecord& image : page) {
        if (request_.limit > 0 && seen == request_.limit) return left;
        ++seen;
        after = image.path;
        if (done.count(image.id.value) > 0) {
          ++summary_.skipped;
        } else {
          left.push_back(std::move(image));
        }
      }
      if (page.size() < kPage) return left;
    }
  }

  void processImages(const std::vector<ImageRecord>& images,
                     const ml::FoldedResNet* network,
                     int threads) {
    const auto start = std::chrono::steady_clock::now();
    const auto total = static_cast<int64_t>(images.size());
    int64_t done = 0;
    sink_.report({"discover", 0, total, -1, summary_.profile, {}});
    const auto storeOne = [&](const ml::ImageOutcome& outcome) {
      const auto before = std::chrono::steady_clock::now();
      storeOutcome(outcome);
      const auto now = std::chrono::steady_clock::now();
      summary_.stageSeconds["store"] += std::chrono::duration<double>(now - before).count();
      ++done;
      const double elapsed = std::chrono::duration<double>(now - start).count();
      const double eta = elapsed / static_cast<double>(done) * static_cast<double>(total - done);
      sink_.report({"discover", done, total, eta, outcome.image.path, {}});
    };
    ml::discoverImages(
        images, project_.imagesRoot(), network, settings_, threads, cancel_, storeOne);
  }

  void storeOutcome(const ml::ImageOutcome& outcome) {
    store::Connection& connection = project_.connection();
    store::RunRepository runs(connection);
    store::CandidateRepository candidates(connection);
    store::Transaction transaction(connection);
    if (!outcome.problem.empty()) {
      ++summary_.unreadable;
      runs.addIssue(run_, outcome.image.path, outcome.problem);
      transaction.commit();
      sink_.issue(outcome.image.path, outcome.problem);
      return;
    }
    for (const RunId old : replaced_) {
      candidates.removeUndecided(old, outcome.image.id);
      runs.unmarkImage(old, outcome.image.id);
    }
    candidates.removeUndecided(run_, outcome.image.id);
    for (Candidate candidate : outcome.candidates) {
      candidate.run = run_;
      candidate.profile = summary_.profile;
      candidates.insert(candidate);
    }
    runs.markImageDone(run_, outcome.image.id, outcome.image.contentHash);
    transaction.commit();
    ++summary_.images;
    summary_.candidates += static_cast<int64_t>(outcome.candidates.size());
    summary_.stageSeconds["decode"] += outcome.decodeS;
    summary_.stageSeconds["features"] += outcome.times.features;
    summary_.stageSeconds["masks"] += outcome.times.masks;
    summary_.stageSeconds["refinement"] += outcome.times.refinement;
    summary_.stageSeconds["embedding"] += outcome.times.embedding;
  }

  Result<DiscoverSummary> finish() {
    store::RunRepository runs(project_.connection());
    if (cancel_.stop_requested()) {
      runs.finish(run_, RunState::Cancelled);
      return Error{ErrorKind::Cancelled, "discovery cancelled; finished images are kept", ""};
    }
    runs.finish(run_, RunState::Finished);
    if (!request_.rankAfter) return summary_;
    sink_.report({"cluster", 0, 0, -1, {}, {}});
    const auto clusters =
        clusterCandidates(project_.connection(), /*round=*/0, /*k=*/0, request_.backbone.seed);
    if (!clusters) return clusters.error();
    summary_.clusters = clusters->clusters;
    sink_.report({"rank", 0, 0, -1, {}, {}});
    const auto ranked = rankCandidates(project_.connection(), /*round=*/0);
    if (!ranked) return ranked.error();
    return summary_;
  }

  store::Project& project_;
  const DiscoverRequest& request_;
  const CancelToken& cancel_;
  ProgressSink& sink_;
  ml::DiscoverSettings settings_;
  BackboneChoice backbone_, vit_;  ///< without an identity: not used
  std::string slotModel_;          ///< content hash of the SlotCon model; empty = none is used
  DiscoverSummary summary_;
  RunId run_;
  std::vector<RunId> same_;      ///< runs with these weights and settings, this one too
  std::vector<RunId> replaced_;  ///< other runs of this method
};

}  // namespace

Result<DiscoverSummary> discoverCandidates(store::Project& project,
                                           const DiscoverRequest& request,
                                           const CancelToken& cancel,
                                           ProgressSink& sink) {
  try {
    return Discovery(project, request, cancel, sink).run();
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

}  // namespace maskwright
