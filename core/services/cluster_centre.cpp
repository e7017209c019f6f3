#include "core/services/cluster_centre.h"

#include "core/cluster/unit_rows.h"
#include "core/store/embedding_source.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace maskwright {

MemberEmbeddings memberEmbeddings(store::Connection& connection,
                                  int round,
                                  const std::vector<CandidateId>& ids) {
  const bool tuned = store::usesTunedEmbeddings(connection, round);
  std::vector<std::vector<float>> rows;
  std::map<size_t, size_t> lengths;
  for (const CandidateId id : ids) {
    rows.push_back(store::embeddingInUse(connection, id, tuned));
    if (!rows.back().empty()) ++lengths[rows.back().size()];
  }
  MemberEmbeddings out;
  if (lengths.empty()) return out;
  const size_t length = std::max_element(lengths.begin(), lengths.end(), [](auto& a, auto& b) {
                          return a.second < b.second;
                        })->first;
  out.dimension = static_cast<int>(length);
  for (size_t i = 0; i < ids.size(); ++i) {
    if (rows[i].size() != length || !cluster::toUnit(rows[i])) continue;
    out.ids.push_back(ids[i]);
    out.values.insert(out.values.end(), rows[i].begin(), rows[i].end());
  }
  return out;
}

std::vector<double> distancesToCentre(store::Connection& connection,
                                      int round,
                                      const std::vector<CandidateId>& ids) {
  const auto rows = memberEmbeddings(connection, round, ids);
  const auto width = static_cast<size_t>(rows.dimension);
  std::vector<float> centre(width);
  for (size_t i = 0; i < rows.values.size(); ++i) centre[i % width] += rows.values[i];
  std::unordered_map<CandidateId, double> known;
  if (cluster::toUnit(centre)) {
    for (size_t i = 0; i < rows.ids.size(); ++i) {
      const std::span row(rows.values.data() + i * width, width);
      known[rows.ids[i]] = std::clamp(1.0 - cluster::innerProduct(row, centre), 0.0, 2.0);
    }
  }
  std::vector<double> out;
  for (const CandidateId id : ids) {
    const auto found = known.find(id);
    out.push_back(found == known.end() ? 1.0 : found->second);
  }
  return out;
}

}  // namespace maskwright
