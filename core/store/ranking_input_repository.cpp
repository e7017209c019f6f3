#include "core/store/ranking_input_repository.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace maskwright::store {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr size_t kRowsATime = 5000;

}  // namespace

void RankingInputRepository::write(std::span<const CandidateId> candidates,
                                   std::span<const float> values,
                                   int64_t decisions) {
  if (candidates.empty()) return;
  const size_t width = values.size() / candidates.size();
  for (size_t first = 0; first < candidates.size(); first += kRowsATime) {
    Transaction transaction(connection_, Durability::Bulk);
    for (size_t i = first; i < std::min(first + kRowsATime, candidates.size()); ++i) {
      auto query = connection_.prepare(
          "INSERT INTO candidate_context(candidate_id, inputs, decisions) SELECT ?1, ?2, ?3 WHERE "
          "EXISTS(SELECT 1 FROM candidate WHERE id = ?1) ON CONFLICT(candidate_id) DO UPDATE SET "
          "inputs = ?2, decisions = ?3");
      query.bind(1, candidates[i].value);
      query.bind(2, values.data() + i * width, static_cast<int>(width * sizeof(float)));
      query.bind(3, decisions);
      query.exec();
    }
    transaction.commit();
  }
}

std::vector<RankingInputRepository::Row> RankingInputRepository::ofRound(int round) {
  auto query = connection_.prepare(
      "SELECT x.candidate_id, x.inputs, x.decisions FROM candidate_context x JOIN candidate c ON "
      "c.id = x.candidate_id WHERE c.round_number = ? ORDER BY x.candidate_id");
  query.bind(1, round);
  std::vector<Row> rows;
  while (query.executeStep()) {
    Row row;
    row.candidate = CandidateId(query.getColumn(0).getInt64());
    const auto blob = query.getColumn(1);
    row.values.resize(static_cast<size_t>(blob.getBytes()) / sizeof(float));
    std::memcpy(row.values.data(), blob.getBlob(), row.values.size() * sizeof(float));
    row.decisions = query.getColumn(2).getInt64();
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace maskwright::store
