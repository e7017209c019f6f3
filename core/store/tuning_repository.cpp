#include "core/store/tuning_repository.h"

#include "core/store/blob.h"

#include <algorithm>

namespace maskwright::store {
namespace {

Suggestion read(SQLite::Statement& row) {
  return {CandidateId(row.getColumn(0).getInt64()),
          CategoryId(row.getColumn(1).getInt64()),
          row.getColumn(2).getDouble()};
}

}  // namespace

void TuningRepository::setEmbedding(CandidateId candidate,
                                    ModelId model,
                                    const std::vector<float>& vector) {
  auto query = connection_.prepare(
      "INSERT INTO tuned_embedding(candidate_id, model_id, vector) VALUES(?, ?, ?) ON "
      "CONFLICT(candidate_id) DO UPDATE SET model_id = excluded.model_id, vector = "
      "excluded.vector");
  const auto bytes = packHalf(vector);
  query.bind(1, candidate.value);
  query.bind(2, model.value);
  query.bind(3, bytes.data(), static_cast<int>(bytes.size()));
  query.exec();
}

std::vector<float> TuningRepository::embeddingOf(CandidateId candidate) {
  auto query = connection_.prepare("SELECT vector FROM tuned_embedding WHERE candidate_id = ?");
  query.bind(1, candidate.value);
  std::vector<float> values;
  if (query.executeStep()) {
    const auto vector = query.getColumn(0);
    unpackHalf(vector.getBlob(), vector.getBytes(), values);
  }
  return values;
}

void TuningRepository::removeEmbeddings(int round) {
  auto off = connection_.prepare("DELETE FROM setting WHERE key = 'tuned_embeddings.' || ?");
  off.bind(1, round);
  off.exec();
  auto query = connection_.prepare(
      "DELETE FROM tuned_embedding WHERE candidate_id IN (SELECT id FROM candidate WHERE "
      "round_number = ?)");
  query.bind(1, round);
  query.exec();
}

void TuningRepository::activateEmbeddings(int round) {
  auto on = connection_.prepare(
      "INSERT OR REPLACE INTO setting(key, value) VALUES('tuned_embeddings.' || ?, '1')");
  on.bind(1, round);
  on.exec();
}

void TuningRepository::addMissingEmbedding(CandidateId candidate,
                                           const std::vector<float>& vector) {
  auto query = connection_.prepare(
      "INSERT INTO embedding(candidate_id, vector) VALUES(?, ?) ON CONFLICT(candidate_id) DO "
      "NOTHING");
  const auto bytes = packHalf(vector);
  query.bind(1, candidate.value);
  query.bind(2, bytes.data(), static_cast<int>(bytes.size()));
  query.exec();
}

void TuningRepository::replaceSuggestions(int round, const std::vector<Suggestion>& suggestions) {
  auto old = connection_.prepare(
      "DELETE FROM suggestion WHERE candidate_id IN (SELECT id FROM candidate WHERE round_number = "
      "?)");
  old.bind(1, round);
  old.exec();
  for (const Suggestion& one : suggestions) {
    auto query = connection_.prepare(
        "INSERT INTO suggestion(candidate_id, category_id, probability) VALUES(?, ?, ?)");
    query.bind(1, one.candidate.value);
    query.bind(2, one.category.value);
    query.bind(3, std::clamp(one.probability, 0.0, 1.0));
    query.exec();
  }
}

std::optional<Suggestion> TuningRepository::suggestion(CandidateId candidate) {
  auto query = connection_.prepare(
      "SELECT candidate_id, category_id, probability FROM suggestion WHERE candidate_id = ?");
  query.bind(1, candidate.value);
  SQLite::Statement& row = query;
  if (!row.executeStep()) return std::nullopt;
  return read(row);
}

std::vector<Suggestion> TuningRepository::suggestions(int round) {
  auto query = connection_.prepare(
      "SELECT s.candidate_id, s.category_id, s.probability FROM suggestion s JOIN candidate c ON "
      "c.id = s.candidate_id WHERE c.round_number = ? ORDER BY 1");
  query.bind(1, round);
  SQLite::Statement& row = query;
  std::vector<Suggestion> found;
  while (row.executeStep()) found.push_back(read(row));
  return found;
}

}  // namespace maskwright::store
