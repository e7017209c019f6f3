#include "core/store/segmenter_mask_repository.h"

#include "core/store/blob.h"
#include "core/store/candidate_repository.h"

namespace maskwright::store {

void SegmenterMaskRepository::insert(CandidateId candidate,
                                     const std::vector<float>& predicted,
                                     CandidateId earlier) {
  auto query = connection_.prepare(
      "INSERT INTO segmenter_mask(candidate_id, vector, earlier_id) VALUES(?1, ?2, "
      "(SELECT CASE WHEN c.source IN ('solo', 'mask-rcnn') THEN s.earlier_id ELSE c.id END FROM "
      "candidate c "
      "LEFT JOIN segmenter_mask s ON s.candidate_id = c.id WHERE c.id = ?3))");
  const auto bytes = packHalf(predicted);
  query.bind(1, candidate.value);
  query.bind(2, bytes.data(), static_cast<int>(bytes.size()));
  query.bind(3, earlier.value);
  query.exec();
}

std::vector<float> SegmenterMaskRepository::predicted(CandidateId candidate) {
  auto query = connection_.prepare("SELECT vector FROM segmenter_mask WHERE candidate_id = ?");
  query.bind(1, candidate.value);
  std::vector<float> values;
  if (query.executeStep()) {
    const auto vector = query.getColumn(0);
    unpackHalf(vector.getBlob(), vector.getBytes(), values);
  }
  return values;
}

std::vector<float> SegmenterMaskRepository::teaching(CandidateId candidate) {
  auto values = predicted(candidate);
  return values.empty() ? CandidateRepository(connection_).embeddingOf(candidate) : values;
}

std::unordered_set<CandidateId> SegmenterMaskRepository::ofRound(int round) {
  auto query = connection_.prepare(
      "SELECT c.id FROM candidate c JOIN segmenter_mask s ON s.candidate_id = c.id "
      "WHERE c.round_number = ?");
  query.bind(1, round);
  std::unordered_set<CandidateId> found;
  while (query.executeStep()) found.insert(CandidateId(query.getColumn(0).getInt64()));
  return found;
}

std::unordered_map<CandidateId, CandidateId> SegmenterMaskRepository::foundAgain(int round) {
  auto query = connection_.prepare(
      "SELECT c.id, s.earlier_id FROM candidate c JOIN segmenter_mask s ON s.candidate_id = c.id "
      "WHERE c.round_number = ? AND s.earlier_id IS NOT NULL");
  query.bind(1, round);
  std::unordered_map<CandidateId, CandidateId> found;
  while (query.executeStep()) {
    found.emplace(CandidateId(query.getColumn(0).getInt64()),
                  CandidateId(query.getColumn(1).getInt64()));
  }
  return found;
}

}  // namespace maskwright::store
