#include "core/services/similar_service.h"

#include "core/cluster/similar_index.h"
#include "core/store/candidate_repository.h"
#include "core/store/embedding_source.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace maskwright {
namespace {

std::filesystem::path folderOf(const std::filesystem::path& cacheFolder) {
  return cacheFolder / "similar";
}

std::string startOfNames(int round) {
  return "round" + std::to_string(round) + "-";
}

std::string fileName(int round, int dimension, const std::string& state) {
  return startOfNames(round) + std::to_string(dimension) + "-" + state + ".faiss";
}

/// Files of the round that are none of `kept`. What can't be removed is left: it is only a cache.
void removeOthers(const std::filesystem::path& folder,
                  int round,
                  const std::vector<std::string>& kept) {
  std::error_code ignored;
  std::vector<std::filesystem::path> old;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(startOfNames(round)) && std::ranges::find(kept, name) == kept.end())
      old.push_back(entry.path());
  }
  for (const auto& file : old) std::filesystem::remove(file, ignored);
}

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
  double both = 0, first = 0, second = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    both += static_cast<double>(a[i]) * b[i];
    first += static_cast<double>(a[i]) * a[i];
    second += static_cast<double>(b[i]) * b[i];
  }
  const double lengths = std::sqrt(first * second);
  return lengths > 0 ? std::clamp(both / lengths, -1.0, 1.0) : -1;
}

/// Sorts and cuts.
std::vector<SimilarCandidate> best(std::vector<SimilarCandidate> all, int count) {
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.cosine != b.cosine ? a.cosine > b.cosine : a.id < b.id;
  });
  if (all.size() > static_cast<size_t>(count)) all.resize(static_cast<size_t>(count));
  return all;
}

std::optional<int> roundOf(store::Connection& connection, CandidateId candidate) {
  auto query = connection.prepare("SELECT round_number FROM candidate WHERE id = ?");
  query.bind(1, candidate.value);
  if (!query.executeStep()) return std::nullopt;
  return query.getColumn(0).getInt();
}

/// Cheap to ask for, and another one whenever embeddings may have been added or replaced. (Those
/// that were removed fall out when their embedding is read.)
std::string glance(store::Connection& connection, int round) {
  auto query = connection.prepare(
      "SELECT (SELECT highest FROM candidate_id), IFNULL((SELECT MAX(id) FROM model), 0), EXISTS("
      "SELECT 1 FROM setting WHERE key = 'tuned_embeddings.' || ?1), (SELECT IFNULL(MAX(candidate_"
      "id), 0) FROM embedding), (SELECT IFNULL(MAX(candidate_id), 0) FROM tuned_embedding)");
  query.bind(1, round);
  query.executeStep();
  std::string text = std::to_string(round);
  for (int column = 0; column < 5; ++column) text += ' ' + query.getColumn(column).getString();
  return text;
}

}  // namespace

Result<SimilarSummary> buildSimilarIndex(store::Connection& connection,
                                         const std::filesystem::path& cacheFolder,
                                         int round,
                                         const CancelToken& cancel,
                                         ProgressSink& progress) {
  try {
    const auto folder = folderOf(cacheFolder);
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) return Error{ErrorKind::Unwritable, failure.message(), folder.string()};
    // Read in one snapshot, so that the name says what is inside.
    SQLite::Transaction snapshot(connection.db());
    const std::string state = store::embeddingState(connection, round);
    const auto groups = store::CandidateRepository(connection).embeddingGroupsOfRound(round);
    snapshot.commit();
    int64_t all = 0;
    for (const auto& group : groups) all += static_cast<int64_t>(group.ids.size());
    SimilarSummary summary;
    std::vector<std::string> kept;
    for (const auto& group : groups) {
      std::vector<int64_t> ids;
      for (const auto id : group.ids) ids.push_back(id.value);
      kept.push_back(fileName(round, group.dimension, state));
      const auto file = folder / kept.back();
      const auto built = cluster::SimilarIndex::build(
          group.values, group.dimension, ids, file, {}, cancel, [&](double share) {
            const auto done = static_cast<int64_t>(share * static_cast<double>(ids.size()));
            progress.report({"similar", summary.candidates + done, all, -1, {}, {}});
          });
      if (!built) return built.error();
      ++summary.indexes;
      summary.candidates += static_cast<int64_t>(ids.size());
      summary.exact = summary.exact && built->lists == 1;
      summary.recall = std::min(summary.recall, built->recall);
      summary.bytes += static_cast<int64_t>(std::filesystem::file_size(file));
    }
    removeOthers(folder, round, kept);
    return summary;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection.file());
  }
}

struct SimilarFinder::Opened {
  int dimension = 0;
  std::string glance;
  bool tuned = false;
  std::optional<cluster::SimilarIndex> index;         ///< or, of few,
  store::CandidateRepository::Embeddings embeddings;  ///< all of them
};

SimilarFinder::SimilarFinder(std::filesystem::path cacheFolder, int64_t readAllUpTo)
    : folder_(folderOf(cacheFolder)), readAllUpTo_(readAllUpTo) {}
SimilarFinder::~SimilarFinder() = default;

Result<void> SimilarFinder::open(store::Connection& connection, int round, int dimension) {
  auto opened = std::make_unique<Opened>();
  opened->dimension = dimension;
  opened->glance = glance(connection, round);
  opened->tuned = store::usesTunedEmbeddings(connection, round);
  store::CandidateRepository repository(connection);
  const auto file = folder_ / fileName(round, dimension, store::embeddingState(connection, round));
  auto index = cluster::SimilarIndex::open(file);
  if (index) {
    opened->index = std::move(*index);
  } else if (repository.count(round) > readAllUpTo_) {
    return Error{index.error().kind,
                 "the index of similar candidates is missing or older than they are; "
                 "`maskwright map` makes it",
                 file.string()};
  } else {
    for (auto& group : repository.embeddingGroupsOfRound(round))
      if (group.dimension == dimension) opened->embeddings = std::move(group);
  }
  opened_ = std::move(opened);
  return {};
}

Result<std::vector<SimilarCandidate>> SimilarFinder::nearest(store::Connection& connection,
                                                             CandidateId asked,
                                                             int count) {
  try {
    const std::string name = "candidate " + std::to_string(asked.value);
    const auto round = roundOf(connection, asked);
    if (!round) return Error{ErrorKind::NotFound, "is not there any more", name};
    const bool fresh = opened_ && opened_->glance == glance(connection, *round);
    const bool tuned = fresh ? opened_->tuned : store::usesTunedEmbeddings(connection, *round);
    const auto vector = store::embeddingInUse(connection, asked, tuned);
    if (vector.empty()) return Error{ErrorKind::NotFound, "has no embedding", name};
    const auto dimension = static_cast<int>(vector.size());
    if (!fresh || opened_->dimension != dimension) {
      opened_.reset();
      if (const auto ready = open(connection, *round, dimension); !ready) return ready.error();
    }
    std::vector<SimilarCandidate> found;
    if (!opened_->index) {
      const auto& all = opened_->embeddings;
      for (size_t i = 0; i < all.ids.size(); ++i) {
        const auto row = all.values.begin() + static_cast<std::ptrdiff_t>(i * vector.size());
        const std::vector<float> other(row, row + dimension);
        if (all.ids[i] != asked) found.push_back({all.ids[i], cosine(vector, other)});
      }
      return best(std::move(found), count);
    }
    // A few more than asked for, ordered by the embeddings themselves: the index is compressed.
    for (const auto& near : opened_->index->nearest(vector, count + count / 4 + 8)) {
      const CandidateId id(near.id);
      if (id == asked) continue;
      const auto other = store::embeddingInUse(connection, id, tuned);
      if (other.size() == vector.size()) found.push_back({id, cosine(vector, other)});
    }
    return best(std::move(found), count);
  } catch (const std::exception& exception) {
    return store::toError(exception, connection.file());
  }
}

}  // namespace maskwright
