#include "core/services_ml/discover_service.h"

#include "core/base/version.h"
#include "core/ml/discover/discover_pipeline.h"
#include "core/ml/nn/precision.h"
#include "core/ml/nn/processors.h"
#include "core/ml/pretrain/slotcon_map.h"
#include "core/ml/weights/load_backbone.h"
#include "core/rank/confidence.h"
#include "core/services/cluster_service.h"
#include "core/services/rank_service.h"
#include "core/services_ml/slotcon_provider.h"
#include "core/store/candidate_repository.h"
#include "core/store/image_repository.h"
#include "core/store/run_repository.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <sstream>
#include <unordered_set>

namespace maskwright {
namespace {

constexpr int kPage = 1000;  // image rows read at a time

/// The methods of "free-mask,slots" and the like.
std::vector<std::string> methodsOf(const DiscoverRequest& request) {
  std::vector<std::string> methods;
  std::istringstream text(request.method);
  for (std::string method; std::getline(text, method, ',');) methods.push_back(method);
  return methods;
}

bool asksFor(const DiscoverRequest& request, const std::string& method) {
  const auto methods = methodsOf(request);
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

Result<void> check(const DiscoverRequest& request) {
  const auto wrong = [](const char* what) { return Error{ErrorKind::WrongUse, what, ""}; };
  const auto methods = methodsOf(request);
  const bool known = std::all_of(methods.begin(), methods.end(), [](const std::string& method) {
    return method == "free-mask" || method == "slots" || method == "tree";
  });
  if (methods.empty() || !known)
    return wrong("the discovery methods are free-mask, slots and tree, or several with commas");
  if (request.stride != 16 && request.stride != 32) return wrong("the stride is 16 or 32");
  if (request.shortSide < 64 || request.shortSide > 4096) return wrong("short side: 64 to 4096");
  if (request.candidates < 1 || request.candidates > 1000) return wrong("candidates: 1 to 1000");
  for (const double view : request.furtherViews) {
    if (view < 0.1 || view > 1) return wrong("further views: shares from 0.1 to 1");
  }
  if (request.limit < 0) return wrong("the limit is a number of images");
  return {};
}

ml::DiscoverSettings settingsOf(const DiscoverRequest& request) {
  ml::DiscoverSettings settings;
  settings.shortSide = request.shortSide;
  settings.longSide = request.shortSide * 2;
  settings.enlargeMap = request.stride == 16 && !request.dilate ? 2 : 1;
  settings.furtherViews = request.furtherViews;
  settings.freeMasks = asksFor(request, "free-mask");
  // Free Mask brings the tree along unless told not to.
  settings.mergeTree =
      asksFor(request, "tree") || (request.mergeTree && asksFor(request, "free-mask"));
  settings.maxCandidates = request.candidates;
  settings.refine = request.refine;
  settings.filters.topFraction = request.topFraction;
  settings.filters.maxWidthFraction = request.maxWidthFraction;
  settings.filters.minScore = request.minScore;
  settings.filters.minAreaFraction = request.minAreaFraction;
  settings.zoom.enabled = request.zoom && (settings.freeMasks || settings.mergeTree);
  settings.zoom.maxCandidates = std::max(request.candidates, settings.zoom.maxCandidates);
  settings.confidence = rank::firstConfidence;
  return settings;
}

std::string profileOf(const DiscoverRequest& request, const BackboneChoice& backbone) {
  std::string name = backbone.architecture;
  if (name.starts_with("resnet")) name = "R-" + name.substr(6);
  name += ", " + std::to_string(request.shortSide) + " px, stride " +
          std::to_string(request.stride) + (request.dilate ? ", dilated" : "");
  if (!request.furtherViews.empty() && asksFor(request, "free-mask"))
    name += ", " + std::to_string(1 + request.furtherViews.size()) + " views";
  if (asksFor(request, "slots")) name += ", slots";
  const auto settings = settingsOf(request);
  if (settings.mergeTree) name += ", merge tree";
  return name + (settings.zoom.enabled ? ", tiles for small objects" : "");
}

/// One discovery over a project; lives on the thread that owns the connection.
class Discovery {
 public:
  Discovery(store::Project& project,
            const DiscoverRequest& request,
            const CancelToken& cancel,
            ProgressSink& sink)
      : project_(project), request_(request), cancel_(cancel), sink_(sink) {}

  Result<DiscoverSummary> run() {
    if (const auto valid = check(request_); !valid) return valid.error();
    const int threads = request_.threads > 0 ? request_.threads : ml::usableProcessors();
    ml::configureThreads(threads);
    settings_ = settingsOf(request_);
    if (asksFor(request_, "slots")) {
      if (const auto slots = loadSlots(); !slots) return slots.error();
    }
    const auto backbone = provideBackbone(project_, request_.backbone, cancel_, sink_);
    if (!backbone) return backbone.error();
    if (cancel_.stop_requested()) return Error{ErrorKind::Cancelled, "discovery cancelled", ""};
    auto network = loadNetwork(*backbone);
    if (!network) return network.error();
    summary_.provenance = backbone->provenance;
    summary_.profile = profileOf(request_, *backbone);
    startRun(*backbone);
    const auto images = imagesLeft();
    const auto start = std::chrono::steady_clock::now();
    processImages(images, *network, threads);
    summary_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return finish();
  }

 private:
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
  void startRun(const BackboneChoice& backbone) {
    store::RunRepository runs(project_.connection());
    Run run;
    run.kind = "discover";
    run.method = request_.method;
    run.profile = summary_.profile;
    run.settingsJson = "{\"weights\":\"" + backbone.identity +
                       (slotModel_.empty() ? "" : "\",\"slots\":\"" + slotModel_) +
                       "\",\"stride\":" + std::to_string(request_.stride) +
                       ",\"dilate\":" + (request_.dilate ? "true" : "false") +
                       ",\"settings\":" + ml::settingsJson(settings_) + "}";
    run.seed = request_.backbone.seed;
    run.version = kVersion;
    run.model = backbone.model;
    const auto unfinished = runs.resumable(run);
    run_ = unfinished ? unfinished->id : runs.start(run);
    for (const Run& other : runs.all()) {
      if (other.kind != run.kind || other.method != run.method) continue;
      const bool same = other.settingsJson == run.settingsJson;
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
                     const ml::FoldedResNet& network,
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
  std::string slotModel_;  ///< content hash of the SlotCon model; empty = none is used
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
