#include "core/services/import_service.h"

#include "core/base/hash.h"
#include "core/base/version.h"
#include "core/coco/rle.h"
#include "core/services/coco_match.h"
#include "core/services/review_service.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/image_repository.h"
#include "core/store/run_repository.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace maskwright {
namespace {

constexpr const char* kSource = "import";
constexpr int kBatch = 500;  // masks a transaction

/// The same mask and category again.
std::string fingerprint(const Rle& mask, CategoryId category) {
  const std::string text = coco::toCompressed(mask) + "/" + std::to_string(category.value);
  return contentHash(std::string_view(text));
}

class Import {
 public:
  Import(store::Project& project,
         const ImportRequest& request,
         const CancelToken& cancel,
         ProgressSink& sink)
      : connection_(project.connection()),
        request_(request),
        cancel_(cancel),
        sink_(sink),
        candidates_(connection_, MaskVersion::Original) {}

  Result<ImportSummary> run() {
    if (auto loaded = loadTables(); !loaded) return loaded.error();
    round_ = candidates_.newestRound();
    tellUnknownImages();
    auto outcome = addMasks();
    if (outcome && request_.as == ImportAs::Accepted) outcome = acceptAll();
    const bool cancelled = !outcome && outcome.error().kind == ErrorKind::Cancelled;
    const auto state = outcome     ? RunState::Finished
                       : cancelled ? RunState::Cancelled
                                   : RunState::Failed;
    if (run_) runs().finish(run_, state, outcome ? "" : outcome.error().text());
    if (!outcome) return outcome.error();
    return summary_;
  }

 private:
  store::RunRepository runs() { return store::RunRepository(connection_); }

  Result<void> loadTables() {
    std::vector<coco::FileIssue> ignored;  // readTruth() tells them
    const auto own = coco::readIndex(request_.file, ignored);
    if (!own) return own.error();
    if (own->resultsList && request_.index.empty())
      return Error{ErrorKind::WrongUse,
                   "is a list of results; name the data set of its images too (--index)",
                   request_.file.string()};
    const auto images = store::ImageRepository(connection_).all();
    auto truth = readTruth(own->resultsList ? request_.index : request_.file, images, sink_);
    if (!truth) return truth.error();
    truth_ = std::move(*truth);
    return {};
  }

  /// Only when there is something to add: a second import leaves no trace.
  RunId startedRun() {
    if (run_) return run_;
    Run run;
    run.kind = "import";
    run.method = "coco";
    run.version = kVersion;
    run.settingsJson =
        request_.as == ImportAs::Accepted ? R"({"as":"accepted"})" : R"({"as":"candidates"})";
    run_ = runs().start(run, round_);
    return run_;
  }

  void tellUnknownImages() {
    for (const auto& name : truth_.unknown)
      issue(name, "is named in " + request_.file.string() + " but not in this project");
    for (const auto& text : truth_.wrongSize) issue(request_.file.string(), text);
  }

  Result<void> addMasks() {
    std::vector<coco::FileIssue> issues;
    std::vector<coco::Annotation> batch;
    bool cancelled = false;
    const auto read = coco::readAnnotations(
        request_.file,
        truth_.index,
        {},
        [&](coco::Annotation&& annotation) {
          batch.push_back(std::move(annotation));
          if (batch.size() < kBatch) return true;
          store(batch);
          cancelled = cancel_.stop_requested();
          return !cancelled;
        },
        issues);
    if (!cancelled) store(batch);
    summary_.unusable += static_cast<int64_t>(issues.size());
    for (const auto& bad : issues) issue(bad.file, bad.text());
    if (!read) return read.error();
    if (cancelled) return Error{ErrorKind::Cancelled, "import cancelled", ""};
    return {};
  }

  void store(std::vector<coco::Annotation>& batch) {
    store::Transaction transaction(connection_);
    for (auto& annotation : batch) addOne(annotation);
    transaction.commit();
    batch.clear();
    sink_.report({"import", summary_.added + summary_.known, 0, -1, {}, {}});
  }

  void addOne(coco::Annotation& annotation) {
    const auto image = truth_.images.find(annotation.image);
    if (image == truth_.images.end()) return;  // told once per image
    if (annotation.crowd) {
      ++summary_.crowds;
      return;
    }
    if (!annotation.hasMask || coco::area(annotation.mask) == 0) {
      ++summary_.unusable;
      issue(request_.file.string(),
            "annotation " + std::to_string(annotation.id) +
                (annotation.hasMask ? ": the mask is empty" : ": no segmentation"));
      return;
    }
    const CategoryId category = categoryOf(annotation.category);
    auto& known = knownOf(image->second.id);
    auto [place, fresh] = known.try_emplace(fingerprint(annotation.mask, category));
    if (fresh) {
      place->second = candidates_.insert(toCandidate(annotation, image->second, category));
      ++summary_.added;
    } else {
      ++summary_.known;
    }
    if (request_.as == ImportAs::Accepted) toAccept_.push_back(place->second);
  }

  Candidate toCandidate(coco::Annotation& annotation,
                        const ImageRecord& image,
                        CategoryId category) {
    const double unknown = std::numeric_limits<double>::quiet_NaN();
    Candidate out;
    out.image = image.id;
    out.run = startedRun();
    out.round = round_;
    out.source = kSource;
    out.profile = request_.file.filename().string();
    out.box = coco::toBox(annotation.mask);
    out.area = coco::area(annotation.mask);
    out.attributes = {unknown, unknown, unknown, 0, unknown, unknown, unknown};
    out.attributes.areaFraction =
        static_cast<double>(out.area) / (static_cast<double>(image.width) * image.height);
    out.sourceScore = std::isnan(annotation.score) ? 1 : std::clamp(annotation.score, 0., 1.);
    out.category = category;
    out.mask = std::move(annotation.mask);
    return out;
  }

  CategoryId categoryOf(int64_t fileId) {
    if (const auto found = categories_.find(fileId); found != categories_.end())
      return found->second;
    CategoryId id;
    for (const auto& entry : truth_.index.categories)
      if (entry.id == fileId && !entry.name.empty())
        id = store::CategoryRepository(connection_).ensure(entry.name, entry.supercategory);
    return categories_.emplace(fileId, id).first->second;
  }

  using Known = std::unordered_map<std::string, CandidateId>;
  Known& knownOf(ImageId image) {
    auto [found, fresh] = known_.try_emplace(image);
    if (fresh)
      for (const auto& candidate : candidates_.ofImage(image))
        if (candidate.source == kSource)
          found->second.emplace(fingerprint(candidate.mask, candidate.category), candidate.id);
    return found->second;
  }

  Result<void> acceptAll() {
    store::DecisionRepository decisions(connection_);
    std::erase_if(toAccept_, [&](CandidateId id) { return !decisions.history(id).empty(); });
    if (toAccept_.empty()) return {};
    ReviewService::Request request;
    request.candidates = std::move(toAccept_);
    request.verdict = Verdict::Accepted;
    request.origin = DecisionOrigin::Import;
    request.text = "import " + std::to_string(request.candidates.size()) + " masks of " +
                   request_.file.filename().string();
    const auto outcome = ReviewService(connection_, request_.author).decide(request);
    if (!outcome) return outcome.error();
    summary_.accepted = static_cast<int64_t>(outcome->changed.size());
    return {};
  }

  void issue(const std::string& where, const std::string& message) {
    if (reported_.insert(where).second) runs().clearIssues(where);  // those of an earlier import
    runs().addIssue(run_, where, message);
    sink_.issue(where, message);
  }

  store::Connection& connection_;
  const ImportRequest& request_;
  const CancelToken& cancel_;
  ProgressSink& sink_;
  store::CandidateRepository candidates_;
  CocoTruth truth_;
  int round_ = 0;
  RunId run_;
  std::unordered_set<std::string> reported_;
  std::unordered_map<int64_t, CategoryId> categories_;
  std::unordered_map<ImageId, Known> known_;
  std::vector<CandidateId> toAccept_;
  ImportSummary summary_;
};

}  // namespace

Result<ImportSummary> importCoco(store::Project& project,
                                 const ImportRequest& request,
                                 const CancelToken& cancel,
                                 ProgressSink& sink) {
  try {
    return Import(project, request, cancel, sink).run();
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

}  // namespace maskwright
