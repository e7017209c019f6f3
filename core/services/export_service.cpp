#include "core/services/export_service.h"

#include "core/base/version.h"
#include "core/coco/rle.h"
#include "core/services/accepted_masks.h"
#include "core/store/audit_repository.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/image_repository.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <map>
#include <unordered_set>

namespace maskwright {
namespace {

std::string isoTime(int64_t ms) {
  if (ms == 0) return {};
  const std::time_t seconds = ms / 1000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

class Export {
 public:
  Export(store::Project& project,
         const ExportRequest& request,
         const CancelToken& cancel,
         ProgressSink& sink)
      : connection_(project.connection()),
        request_(request),
        cancel_(cancel),
        sink_(sink),
        accepted_(connection_),
        writer_(request.target) {}

  Result<ExportSummary> run() {
    newestRound_ = store::CandidateRepository(connection_).newestRound();
    loadDecided();
    for (auto& image : store::ImageRepository(connection_).all())
      if (image.state == ImageState::Present || accepted_.has(image.id))
        images_.push_back(std::move(image));
    numberCategories();
    if (auto begun = begin(); !begun) return begun.error();
    if (auto written = writeAnnotations(); !written) return written.error();
    if (auto done = writer_.commit(); !done) return done.error();
    return summary_;
  }

 private:
  void loadDecided() {
    if (request_.which != ExportWhich::All) return;
    for (const auto& row : store::DecisionRepository(connection_).standing())
      decided_.insert(row.candidate);
  }

  /// Ids from 1 by name: those that people gave, and the default one.
  void numberCategories() {
    std::map<std::string, std::string> super{{kDefaultCategory, ""}};
    for (const auto& category : store::CategoryRepository(connection_).all()) {
      super[category.name] = category.supercategory;
      names_.emplace(category.id, category.name);
    }
    for (const auto& [name, above] : super) {
      const int64_t id = static_cast<int64_t>(categories_.size()) + 1;
      numbers_.emplace(name, id);
      categories_.push_back({id, name, above});
    }
    summary_.categories = static_cast<int64_t>(categories_.size());
  }

  /// What proved the masks that were accepted unseen; audits that nothing was judged in say
  /// nothing.
  std::vector<coco::WrittenAudit> writtenAudits() {
    static constexpr std::array kOutcomes{"open", "passed", "failed", "given up"};
    std::vector<coco::WrittenAudit> out;
    for (const Audit& audit : store::AuditRepository(connection_).all()) {
      if (audit.judged == 0) continue;
      coco::WrittenAudit& one = out.emplace_back();
      one.id = audit.id.value;
      one.seed = audit.seed;
      one.threshold = audit.threshold;
      one.target = audit.target;
      one.confidence = audit.confidence;
      one.bound = audit.bound;
      one.population = audit.population;
      one.judged = audit.judged;
      one.good = audit.good;
      one.outcome =
          audit.takenBack ? "taken back" : kOutcomes.at(static_cast<size_t>(audit.outcome));
      one.finishedAt = audit.finishedMs > 0 ? isoTime(audit.finishedMs) : "";
      for (const auto& sampled : audit.sample)
        if (sampled.verdict)
          one.sample.push_back(
              {sampled.candidate.value, std::string(verdictName(*sampled.verdict))});
    }
    return out;
  }

  Result<void> begin() {
    std::error_code failure;
    if (const auto folder = request_.target.parent_path(); !folder.empty())
      std::filesystem::create_directories(folder, failure);
    if (failure)
      return Error{ErrorKind::Unwritable,
                   "folder can't be made (" + failure.message() + ")",
                   request_.target.parent_path().string()};
    const coco::WriterInfo info{"Exported by Maskwright",
                                std::string("maskwright ") + kVersion,
                                isoTime(store::nowMs()),
                                writtenAudits()};
    if (auto opened = writer_.open(info, categories_); !opened) return opened;
    for (size_t i = 0; i < images_.size(); ++i) {
      const auto& image = images_[i];
      const auto id = static_cast<int64_t>(i) + 1;
      if (auto done = writer_.image({id, image.path, image.width, image.height}); !done)
        return done;
    }
    summary_.images = static_cast<int64_t>(images_.size());
    return {};
  }

  Result<void> writeAnnotations() {
    for (size_t i = 0; i < images_.size(); ++i) {
      if (cancel_.stop_requested()) return Error{ErrorKind::Cancelled, "export cancelled", ""};
      auto masks = accepted_.ofImage(images_[i].id, &summary_.merged);
      if (request_.which == ExportWhich::All) addUndecided(images_[i].id, masks);
      for (const auto& mask : masks)
        if (auto done = writeOne(images_[i], static_cast<int64_t>(i) + 1, mask); !done) return done;
      sink_.report({"export",
                    static_cast<int64_t>(i) + 1,
                    static_cast<int64_t>(images_.size()),
                    -1,
                    {},
                    {}});
    }
    return {};
  }

  /// Masks of the newest round without a verdict, unless an accepted one shows the same object.
  void addUndecided(ImageId image, std::vector<StandingMask>& masks) {
    const size_t accepted = masks.size();
    for (auto& candidate : store::CandidateRepository(connection_).ofImage(image, newestRound_)) {
      const double confidence = accepted_.confidence(candidate);
      if (decided_.contains(candidate.id) || confidence < request_.minConfidence) continue;
      const bool known =
          std::any_of(masks.begin(), masks.begin() + accepted, [&](const StandingMask& other) {
            return coco::iou(candidate.mask, other.candidate.mask) >= kSameObjectIou;
          });
      if (known) continue;
      const VerdictState undecided{Verdict::Undecided, candidate.category};
      masks.push_back({std::move(candidate), undecided, 0, confidence});
    }
  }

  Result<void> writeOne(const ImageRecord& image, int64_t imageId, const StandingMask& mask) {
    const Candidate& candidate = mask.candidate;
    coco::WrittenAnnotation out;
    out.id = ++summary_.annotations;
    out.image = imageId;
    out.category = categoryNumber(mask.verdict.category);
    out.mask = candidate.mask;
    out.score = mask.confidence;
    out.provenance = coco::Provenance{candidate.id.value,
                                      candidate.round,
                                      candidate.source,
                                      candidate.profile,
                                      std::string(verdictName(mask.verdict.verdict)),
                                      isoTime(mask.decidedMs)};
    const auto written = writer_.annotation(out, request_.segmentation, request_.tolerance);
    if (!written) return written.error();
    if (!written->fallbackReason.empty()) {
      ++summary_.asRle;
      sink_.message(image.path + ", annotation " + std::to_string(out.id) +
                    ": written as run lengths instead of polygons (" + written->fallbackReason +
                    ")");
    }
    return {};
  }

  int64_t categoryNumber(CategoryId id) const {
    const auto name = names_.find(id);
    return numbers_.at(name == names_.end() ? kDefaultCategory : name->second);
  }

  store::Connection& connection_;
  const ExportRequest& request_;
  const CancelToken& cancel_;
  ProgressSink& sink_;
  AcceptedMasks accepted_;
  coco::CocoWriter writer_;
  int newestRound_ = 0;
  std::unordered_set<CandidateId> decided_;
  std::vector<ImageRecord> images_;
  std::vector<coco::CategoryEntry> categories_;
  std::unordered_map<CategoryId, std::string> names_;
  std::unordered_map<std::string, int64_t> numbers_;
  ExportSummary summary_;
};

}  // namespace

Result<ExportSummary> exportCoco(store::Project& project,
                                 const ExportRequest& request,
                                 const CancelToken& cancel,
                                 ProgressSink& sink) {
  try {
    return Export(project, request, cancel, sink).run();
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

}  // namespace maskwright
