#include "core/store/embedding_source.h"

#include "core/base/hash.h"
#include "core/store/blob.h"

namespace maskwright::store {

bool usesTunedEmbeddings(Connection& connection, int round) {
  auto complete = connection.prepare("SELECT 1 FROM setting WHERE key = 'tuned_embeddings.' || ?1");
  complete.bind(1, round);
  if (!complete.executeStep()) return false;
  auto counts = connection.prepare(
      "SELECT COUNT(e.candidate_id), COUNT(t.candidate_id) FROM candidate c LEFT JOIN embedding e "
      "ON e.candidate_id = c.id LEFT JOIN tuned_embedding t ON t.candidate_id = c.id WHERE "
      "c.round_number = ?1");
  counts.bind(1, round);
  counts.executeStep();
  return 2 * counts.getColumn(1).getInt64() > counts.getColumn(0).getInt64();
}

std::string embeddingState(Connection& connection, int round) {
  const bool tuned = usesTunedEmbeddings(connection, round);
  auto query = connection.prepare(
      tuned ? "SELECT COUNT(*), SUM(c.id), MAX(c.id), MAX(e.model_id) FROM candidate c JOIN "
              "tuned_embedding e ON e.candidate_id = c.id WHERE c.round_number = ?"
            : "SELECT COUNT(*), SUM(c.id), MAX(c.id), 0 FROM candidate c JOIN embedding e ON "
              "e.candidate_id = c.id WHERE c.round_number = ?");
  query.bind(1, round);
  query.executeStep();
  std::string text = tuned ? "tuned" : "found";
  for (int column = 0; column < 4; ++column) text += ' ' + query.getColumn(column).getString();
  return contentHash(std::string_view(text));
}

std::vector<float> embeddingInUse(Connection& connection, CandidateId candidate, bool tuned) {
  auto query =
      connection.prepare(tuned ? "SELECT vector FROM tuned_embedding WHERE candidate_id = ?"
                               : "SELECT vector FROM embedding WHERE candidate_id = ?");
  query.bind(1, candidate.value);
  std::vector<float> values;
  if (query.executeStep()) {
    const auto vector = query.getColumn(0);
    unpackHalf(vector.getBlob(), vector.getBytes(), values);
  }
  return values;
}

}  // namespace maskwright::store
