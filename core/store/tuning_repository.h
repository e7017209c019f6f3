#pragma once

#include "core/domain/suggestion.h"
#include "core/store/connection.h"

#include <optional>
#include <vector>

namespace maskwright::store {

/// Rows of `tuned_embedding` and `suggestion`. Throws SQLite::Exception.
class TuningRepository {
 public:
  explicit TuningRepository(Connection& connection) : connection_(connection) {}

  /// One tuned embedding (unit length); replaces the candidate's earlier one.
  void setEmbedding(CandidateId candidate, ModelId model, const std::vector<float>& vector);
  std::vector<float> embeddingOf(CandidateId candidate);  ///< empty if there is none
  /// Takes the tuned embeddings of a round away: those of the discovery hold again.
  void removeEmbeddings(int round);
  /// The round's tuned embeddings are complete: from now on they are its embeddings.
  void activateEmbeddings(int round);
  /// An embedding of the kind that discovery makes, for a candidate that has none (imports).
  void addMissingEmbedding(CandidateId candidate, const std::vector<float>& vector);

  /// Replaces all suggestions of a round.
  void replaceSuggestions(int round, const std::vector<Suggestion>& suggestions);
  std::optional<Suggestion> suggestion(CandidateId candidate);
  std::vector<Suggestion> suggestions(int round);  ///< by candidate

 private:
  Connection& connection_;
};

}  // namespace maskwright::store
