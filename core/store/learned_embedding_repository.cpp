#include "core/store/learned_embedding_repository.h"

#include "core/store/blob.h"

namespace maskwright::store {

void LearnedEmbeddingRepository::insert(CandidateId candidate, const std::vector<float>& vector) {
  if (vector.empty()) return;
  auto query =
      connection_.prepare("INSERT INTO learned_embedding(candidate_id, vector) VALUES(?, ?)");
  const auto bytes = packHalf(vector);
  query.bind(1, candidate.value);
  query.bind(2, bytes.data(), static_cast<int>(bytes.size()));
  query.exec();
}

std::vector<float> LearnedEmbeddingRepository::of(CandidateId candidate) {
  auto query = connection_.prepare("SELECT vector FROM learned_embedding WHERE candidate_id = ?");
  query.bind(1, candidate.value);
  std::vector<float> values;
  if (query.executeStep()) {
    const auto vector = query.getColumn(0);
    unpackHalf(vector.getBlob(), vector.getBytes(), values);
  }
  return values;
}

std::unordered_set<CandidateId> LearnedEmbeddingRepository::ofRound(int round) {
  auto query = connection_.prepare(
      "SELECT c.id FROM candidate c JOIN learned_embedding e ON e.candidate_id = c.id "
      "WHERE c.round_number = ?");
  query.bind(1, round);
  std::unordered_set<CandidateId> found;
  while (query.executeStep()) found.insert(CandidateId(query.getColumn(0).getInt64()));
  return found;
}

}  // namespace maskwright::store
