#include "core/services/image_hash_service.h"

#include "core/base/parallel.h"
#include "core/base/version.h"
#include "core/imaging/image_reader.h"
#include "core/imaging/perceptual_hash.h"
#include "core/services/reading_issues.h"
#include "core/store/image_repository.h"
#include "core/store/run_repository.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace maskwright {
namespace {

constexpr int kBatch = 64;       // images a transaction
constexpr int kShortSide = 128;  // a quick, smaller JPEG decoding; the hash looks at 32 x 32

struct Hashed {
  std::optional<imaging::PerceptualHash> hash;
  std::string problem;
};

std::vector<ImageRecord> missingHashes(store::Connection& connection, int64_t& known) {
  auto query = connection.prepare(
      "SELECT h.image_id FROM image_hash h JOIN image i ON i.id = h.image_id WHERE i.state = 0 AND "
      "h.content_hash = i.content_hash");
  std::vector<bool> have;
  while (query.executeStep()) {
    const auto id = static_cast<size_t>(query.getColumn(0).getInt64());
    if (have.size() <= id) have.resize(id + 1);
    have[id] = true;
    ++known;
  }
  std::vector<ImageRecord> missing;
  for (auto& image : store::ImageRepository(connection).all()) {
    const auto id = static_cast<size_t>(image.id.value);
    if (image.state == ImageState::Present && (id >= have.size() || !have[id]))
      missing.push_back(std::move(image));
  }
  return missing;
}

std::vector<Hashed> hashAll(const std::filesystem::path& root,
                            std::span<const ImageRecord> images) {
  std::vector<Hashed> results(images.size());
  parallelFor(images.size(), hardwareThreads(), [&](size_t i) {
    const auto picture = imaging::readImage(root / images[i].path, kShortSide);
    if (picture)
      results[i].hash = imaging::perceptualHash(picture->bgr);
    else
      results[i].problem = picture.error().message;
  });
  return results;
}

void storeHash(store::Connection& connection,
               const ImageRecord& image,
               const imaging::PerceptualHash& hash) {
  auto insert = connection.prepare(
      "INSERT OR REPLACE INTO image_hash(image_id, content_hash, perceptual, contrast) "
      "VALUES(?, ?, ?, ?)");
  insert.bind(1, image.id.value);
  insert.bind(2, image.contentHash);
  insert.bind(3, static_cast<int64_t>(hash.bits));
  insert.bind(4, hash.contrast);
  insert.exec();
}

RunId startRun(store::Connection& connection) {
  Run run;
  run.kind = "duplicates";
  run.method = "dct-hash";
  run.settingsJson = "{}";
  run.version = kVersion;
  return store::RunRepository(connection).start(run);
}

/// Keeps the first error where the store can't take this either.
void finishAsFailed(store::Connection& connection, RunId run, const std::string& error) {
  try {
    store::RunRepository(connection).finish(run, RunState::Failed, error);
  } catch (const std::exception&) {
  }
}

}  // namespace

Result<ImageHashSummary> hashImages(store::Project& project,
                                    const CancelToken& cancel,
                                    ProgressSink& sink) {
  auto& connection = project.connection();
  RunId run;
  try {
    ImageHashSummary summary;
    const auto missing = missingHashes(connection, summary.known);
    const auto total = static_cast<int64_t>(missing.size());
    if (missing.empty()) return summary;
    store::RunRepository runs(connection);
    run = startRun(connection);
    for (size_t begin = 0; begin < missing.size(); begin += kBatch) {
      if (cancel.stop_requested()) {
        runs.finish(run, RunState::Cancelled);
        return Error{ErrorKind::Cancelled, "hashing cancelled", ""};
      }
      const size_t end = std::min(missing.size(), begin + kBatch);
      const std::span<const ImageRecord> batch(missing.data() + begin, end - begin);
      const auto results = hashAll(project.imagesRoot(), batch);
      store::Transaction transaction(connection);
      for (size_t i = 0; i < batch.size(); ++i) {
        forgetReadingIssues(connection, batch[i].path);
        if (results[i].hash) {
          storeHash(connection, batch[i], *results[i].hash);
          ++summary.hashed;
        } else {
          ++summary.unreadable;
          runs.addIssue(run, batch[i].path, results[i].problem);
          sink.issue(batch[i].path, results[i].problem);
        }
      }
      transaction.commit();
      sink.report({"hash", static_cast<int64_t>(end), total, -1, {}, {}});
    }
    runs.finish(run, RunState::Finished);
    return summary;
  } catch (const std::exception& exception) {
    const Error error = store::toError(exception, project.databaseFile());
    if (run) finishAsFailed(connection, run, error.text());
    return error;
  }
}

}  // namespace maskwright
