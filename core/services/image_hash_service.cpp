#include "core/services/image_hash_service.h"

#include "core/base/version.h"
#include "core/imaging/image_reader.h"
#include "core/imaging/perceptual_hash.h"
#include "core/store/image_repository.h"
#include "core/store/run_repository.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <span>
#include <string>
#include <thread>
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
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < images.size(); i = next++) {
      const auto picture = imaging::readImage(root / images[i].path, kShortSide);
      if (picture)
        results[i].hash = imaging::perceptualHash(picture->bgr);
      else
        results[i].problem = picture.error().message;
    }
  };
  std::vector<std::jthread> others;
  for (unsigned i = 1; i < std::max(1u, std::thread::hardware_concurrency()); ++i)
    others.emplace_back(work);
  work();
  others.clear();
  return results;
}

}  // namespace

Result<ImageHashSummary> hashImages(store::Project& project,
                                    const CancelToken& cancel,
                                    ProgressSink& sink) {
  try {
    auto& connection = project.connection();
    ImageHashSummary summary;
    const auto missing = missingHashes(connection, summary.known);
    const auto total = static_cast<int64_t>(missing.size());
    if (missing.empty()) return summary;
    store::RunRepository runs(connection);
    Run run;
    run.kind = "duplicates";
    run.method = "dct-hash";
    run.settingsJson = "{}";
    run.version = kVersion;
    const RunId id = runs.start(run);
    for (size_t begin = 0; begin < missing.size(); begin += kBatch) {
      if (cancel.stop_requested()) {
        runs.finish(id, RunState::Cancelled);
        return Error{ErrorKind::Cancelled, "hashing cancelled", ""};
      }
      const size_t end = std::min(missing.size(), begin + kBatch);
      const std::span<const ImageRecord> batch(missing.data() + begin, end - begin);
      const auto results = hashAll(project.imagesRoot(), batch);
      store::Transaction transaction(connection);
      for (size_t i = 0; i < batch.size(); ++i) {
        if (!results[i].hash) {
          ++summary.unreadable;
          runs.addIssue(id, batch[i].path, results[i].problem);
          sink.issue(batch[i].path, results[i].problem);
          continue;
        }
        auto insert = connection.prepare(
            "INSERT OR REPLACE INTO image_hash(image_id, content_hash, perceptual, contrast) "
            "VALUES(?, ?, ?, ?)");
        insert.bind(1, batch[i].id.value);
        insert.bind(2, batch[i].contentHash);
        insert.bind(3, static_cast<int64_t>(results[i].hash->bits));
        insert.bind(4, results[i].hash->contrast);
        insert.exec();
        ++summary.hashed;
      }
      transaction.commit();
      sink.report({"hash", static_cast<int64_t>(end), total, -1, {}, {}});
    }
    runs.finish(id, RunState::Finished);
    return summary;
  } catch (const std::exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

}  // namespace maskwright
