#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/domain/ids.h"
#include "core/store/connection.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace maskwright {

struct SimilarSummary {
  int64_t candidates = 0;  ///< with an embedding
  int indexes = 0;         ///< one for each length of embedding: networks can't be compared
  bool exact = true;       ///< every one of them looks at all rows
  double recall = 1;       ///< of the 100 nearest, the worst of them, [0, 1]
  int64_t bytes = 0;       ///< on disk
};

/// Writes the indexes of a round's embeddings into `cacheFolder`/similar, each whole or not at all,
/// named by round, length and state of the embeddings; then removes those of earlier states. No
/// embeddings: none, no error. Progress stage "similar". Errors: Unwritable, Cancelled, of the
/// store.
Result<SimilarSummary> buildSimilarIndex(store::Connection& connection,
                                         const std::filesystem::path& cacheFolder,
                                         int round,
                                         const CancelToken& cancel,
                                         ProgressSink& progress);

struct SimilarCandidate {
  CandidateId id;
  double cosine = 0;  ///< [-1, 1], of the embeddings as stored
};

/// "More like this": candidates of the same round and network by falling cosine. Keeps the index
/// that it opened last and notices when it is stale. For one thread.
class SimilarFinder {
 public:
  /// With so few embeddings no index is needed: they are read and compared.
  static constexpr int64_t kReadAll = 20'000;

  explicit SimilarFinder(std::filesystem::path cacheFolder, int64_t readAllUpTo = kReadAll);
  ~SimilarFinder();

  /// Up to `count` others, the one asked for and those that are gone left out. Errors: NotFound (no
  /// such candidate, it has no embedding, or many candidates and no index of their present state),
  /// Unreadable.
  Result<std::vector<SimilarCandidate>> nearest(store::Connection& connection,
                                                CandidateId asked,
                                                int count);

 private:
  struct Opened;
  Result<void> open(store::Connection& connection, int round, int dimension);
  std::filesystem::path folder_;
  int64_t readAllUpTo_;
  std::unique_ptr<Opened> opened_;
};

}  // namespace maskwright
