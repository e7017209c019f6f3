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
#include <cmath>
#include <ctime>
#include <deque>
#include <map>
#include <random>
#include <unordered_set>
#include <utility>

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

/// Where an image stands in the division of a collection: the same whatever else is there.
uint64_t placeOf(const std::string& path, uint64_t seed) {
  uint64_t hash = 14695981039346656037ULL;  // FNV-1a
  for (const char c : path) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return std::mt19937_64(hash ^ seed)();
}

/// A file that is being written, with the images that belong to it.
struct Part {
  Part(const std::filesystem::path& target, std::vector<ImageRecord> its)
      : writer(target), images(std::move(its)), file{target, 0, 0} {}
  coco::CocoWriter writer;
  std::vector<ImageRecord> images;
  ExportedFile file;
};

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
        accepted_(connection_) {}

  Result<ExportSummary> run() {
    newestRound_ = store::CandidateRepository(connection_).newestRound();
    loadDecided();
    std::vector<ImageRecord> images;
    for (auto& image : store::ImageRepository(connection_).all())
      if (image.state == ImageState::Present || accepted_.has(image.id))
        images.push_back(std::move(image));
    summary_.images = static_cast<int64_t>(images.size());
    divide(std::move(images));
    numberCategories();
    for (Part& part : parts_) {
      if (auto begun = begin(part); !begun) return begun.error();
      if (auto written = writeAnnotations(part); !written) return written.error();
    }
    for (Part& part : parts_) {
      if (auto done = part.writer.commit(); !done) return done.error();
      summary_.files.push_back(part.file);
    }
    return summary_;
  }

 private:
  void divide(std::vector<ImageRecord> images) {
    if (request_.valShare <= 0) {
      parts_.emplace_back(request_.target, std::move(images));
      return;
    }
    std::vector<ImageRecord> train, val;
    for (const bool accepted : {true, false}) {
      std::vector<std::pair<uint64_t, ImageId>> order;
      for (const auto& image : images)
        if (accepted_.has(image.id) == accepted)
          order.emplace_back(placeOf(image.path, request_.seed), image.id);
      std::sort(order.begin(), order.end());
      const auto count =
          static_cast<size_t>(std::lround(request_.valShare * static_cast<double>(order.size())));
      std::unordered_set<ImageId> chosen;
      for (size_t i = 0; i < count; ++i) chosen.insert(order[i].second);
      for (const auto& image : images)
        if (accepted_.has(image.id) == accepted)
          (chosen.contains(image.id) ? val : train).push_back(image);
    }
    const auto byPath = [](const auto& a, const auto& b) { return a.path < b.path; };
    std::sort(train.begin(), train.end(), byPath);
    std::sort(val.begin(), val.end(), byPath);
    parts_.emplace_back(trainFileOf(request_.target), std::move(train));
    parts_.emplace_back(valFileOf(request_.target), std::move(val));
  }

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

  Result<void> begin(Part& part) {
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
    if (auto opened = part.writer.open(info, categories_); !opened) return opened;
    for (const auto& image : part.images) {
      const int64_t id = ++part.file.images;
      if (auto done = part.writer.image({id, image.path, image.width, image.height}); !done)
        return done;
    }
    return {};
  }

  Result<void> writeAnnotations(Part& part) {
    for (size_t i = 0; i < part.images.size(); ++i) {
      if (cancel_.stop_requested()) return Error{ErrorKind::Cancelled, "export cancelled", ""};
      const ImageRecord& image = part.images[i];
      auto masks = accepted_.ofImage(image.id, &summary_.merged);
      if (request_.which == ExportWhich::All) addUndecided(image.id, masks);
      for (const auto& mask : masks)
        if (auto done = writeOne(part, image, static_cast<int64_t>(i) + 1, mask); !done)
          return done;
      sink_.report({"export", ++imagesDone_, summary_.images, -1, {}, {}});
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

  Result<void> writeOne(Part& part,
                        const ImageRecord& image,
                        int64_t imageId,
                        const StandingMask& mask) {
    const Candidate& candidate = mask.candidate;
    coco::WrittenAnnotation out;
    out.id = ++part.file.annotations;
    ++summary_.annotations;
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
    const auto written = part.writer.annotation(out, request_.segmentation, request_.tolerance);
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
  std::deque<Part> parts_;
  int64_t imagesDone_ = 0;
  int newestRound_ = 0;
  std::unordered_set<CandidateId> decided_;
  std::vector<coco::CategoryEntry> categories_;
  std::unordered_map<CategoryId, std::string> names_;
  std::unordered_map<std::string, int64_t> numbers_;
  ExportSummary summary_;
};

}  // namespace

std::filesystem::path trainFileOf(const std::filesystem::path& target) {
  auto file = target;
  return file.replace_filename(target.stem().string() + "_train" + target.extension().string());
}

std::filesystem::path valFileOf(const std::filesystem::path& target) {
  auto file = target;
  return file.replace_filename(target.stem().string() + "_val" + target.extension().string());
}

Result<ExportSummary> exportCoco(store::Project& project,
                                 const ExportRequest& request,
                                 const CancelToken& cancel,
                                 ProgressSink& sink) {
  if (!(request.valShare >= 0 && request.valShare < 1))
    return Error{ErrorKind::WrongUse, "the share for validation must be at least 0, below 1", ""};
  try {
    return Export(project, request, cancel, sink).run();
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

}  // namespace maskwright
