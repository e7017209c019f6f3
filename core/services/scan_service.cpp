#include "core/services/scan_service.h"

#include "core/base/hash.h"
#include "core/base/version.h"
#include "core/imaging/image_header.h"
#include "core/imaging/image_scanner.h"
#include "core/store/candidate_repository.h"
#include "core/store/image_repository.h"
#include "core/store/run_repository.h"

#include <unordered_map>

namespace maskwright {
namespace {

constexpr int kBatch = 200;  // images a transaction: short locks, few fsyncs

/// Reads what the row needs from the file. An unreadable file gives the row and the reason.
struct Inspected {
  ImageRecord image;
  std::string problem;
};

Inspected inspect(const std::filesystem::path& root, const imaging::FoundFile& file) {
  Inspected result;
  result.image.path = file.path;
  result.image.sizeBytes = file.sizeBytes;
  result.image.modifiedNs = file.modifiedNs;
  const auto full = root / file.path;
  const auto info = imaging::readImageInfo(full);
  if (!info) {
    result.problem = info.error().message;
    result.image.state = ImageState::Unreadable;
    return result;
  }
  result.image.width = info->width;
  result.image.height = info->height;
  result.image.orientation = info->orientation;
  auto hash = contentHash(full);
  if (!hash) {
    result.problem = hash.error().message;
    result.image.state = ImageState::Unreadable;
    return result;
  }
  result.image.contentHash = *hash;
  return result;
}

/// A file with the same bytes whose old path is gone was moved: its candidates and decisions move
/// along.
using MissingByHash = std::unordered_multimap<std::string, ImageRecord>;

bool adoptMoved(store::ImageRepository& images, MissingByHash& missing, const ImageRecord& found) {
  const auto old = missing.find(found.contentHash);
  if (found.contentHash.empty() || old == missing.end()) return false;
  ImageRecord moved = found;
  moved.id = old->second.id;
  images.update(moved);
  missing.erase(old);
  return true;
}

class Scan {
 public:
  Scan(store::Project& project, const CancelToken& cancel, ProgressSink& sink)
      : project_(project), cancel_(cancel), sink_(sink), root_(project.imagesRoot()) {}

  Result<ScanSummary> run() {
    auto listing = imaging::listImages(root_, cancel_);
    if (!listing) return listing.error();
    store::RunRepository runs(project_.connection());
    Run run;
    run.kind = "scan";
    run.version = kVersion;
    run.settingsJson = "{}";
    run_ = runs.start(run);
    for (const auto& issue : listing->issues) report(issue.where, issue.message);
    loadKnown(listing->files);
    const auto outcome = store(listing->files);
    runs.finish(run_, outcome ? RunState::Finished : RunState::Cancelled);
    if (!outcome) return outcome.error();
    return summary_;
  }

 private:
  void loadKnown(const std::vector<imaging::FoundFile>& files) {
    for (auto& image : store::ImageRepository(project_.connection()).all())
      known_[image.path] = image;
    std::unordered_map<std::string, bool> present;
    for (const auto& file : files) present[file.path] = true;
    for (const auto& [path, image] : known_)
      if (!present.contains(path)) missing_.emplace(image.contentHash, image);
  }

  Result<void> store(const std::vector<imaging::FoundFile>& files) {
    const auto total = static_cast<int64_t>(files.size());
    summary_.found = total;
    for (size_t begin = 0; begin < files.size(); begin += kBatch) {
      if (cancel_.stop_requested()) return Error{ErrorKind::Cancelled, "scan cancelled", ""};
      const size_t end = std::min(files.size(), begin + kBatch);
      std::vector<Inspected> batch;
      for (size_t i = begin; i < end; ++i)
        if (!unchanged(files[i])) batch.push_back(inspect(root_, files[i]));
      store::Transaction transaction(project_.connection());
      for (const auto& inspected : batch) storeOne(inspected);
      transaction.commit();
      sink_.report({"scan", static_cast<int64_t>(end), total, -1, {}, {}});
    }
    return markMissing();
  }

  bool unchanged(const imaging::FoundFile& file) {
    const auto old = known_.find(file.path);
    if (old == known_.end()) return false;
    const auto& image = old->second;
    if (image.state == ImageState::Unreadable) return false;  // look again and report it again
    return image.state == ImageState::Present && image.sizeBytes == file.sizeBytes &&
           image.modifiedNs == file.modifiedNs;
  }

  void storeOne(const Inspected& inspected) {
    store::ImageRepository images(project_.connection());
    store::RunRepository(project_.connection()).clearIssues(inspected.image.path);
    if (!inspected.problem.empty()) {
      ++summary_.unreadable;
      report(inspected.image.path, inspected.problem);
    }
    const auto old = known_.find(inspected.image.path);
    if (old == known_.end()) {
      if (adoptMoved(images, missing_, inspected.image)) {
        ++summary_.changed;
        return;
      }
      images.insert(inspected.image);
      ++summary_.added;
      return;
    }
    ImageRecord image = inspected.image;
    image.id = old->second.id;
    if (image.contentHash.empty()) image.contentHash = old->second.contentHash;
    if (image.width == 0) {
      image.width = old->second.width;
      image.height = old->second.height;
    }
    if (image.contentHash != old->second.contentHash) {
      ++summary_.changed;
      if (dropStale(image.id))
        report(image.path, "the file has changed; its undecided candidates were dropped");
    }
    images.update(image);
  }

  /// Masks of the old picture can't be reviewed on the new one; decided ones are kept as history.
  /// Whether there were any to drop.
  bool dropStale(ImageId image) {
    store::CandidateRepository candidates(project_.connection());
    const auto before = candidates.ofImage(image);
    for (const auto& candidate : before) candidates.removeUndecided(candidate.run, image);
    return candidates.ofImage(image).size() < before.size();
  }

  Result<void> markMissing() {
    store::Transaction transaction(project_.connection());
    store::ImageRepository images(project_.connection());
    for (const auto& [hash, image] : missing_) {
      ++summary_.missing;
      if (image.state == ImageState::Missing) continue;
      images.setState(image.id, ImageState::Missing);
      report(image.path, "the file is gone; its candidates and decisions are kept");
    }
    transaction.commit();
    return {};
  }

  void report(const std::string& where, const std::string& message) {
    store::RunRepository(project_.connection()).addIssue(run_, where, message);
    sink_.issue(where, message);
  }

  store::Project& project_;
  const CancelToken& cancel_;
  ProgressSink& sink_;
  std::filesystem::path root_;
  RunId run_;
  ScanSummary summary_;
  std::unordered_map<std::string, ImageRecord> known_;
  MissingByHash missing_;
};

}  // namespace

Result<ScanSummary> scanImages(store::Project& project,
                               const CancelToken& cancel,
                               ProgressSink& sink) {
  try {
    return Scan(project, cancel, sink).run();
  } catch (const std::exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

}  // namespace maskwright
