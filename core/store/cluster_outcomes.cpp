#include "core/store/cluster_outcomes.h"

#include "core/domain/decision.h"
#include "core/store/revision.h"

#include <algorithm>

namespace maskwright::store {

ClusterOutcomes clusterOutcomes(Connection& connection, ClusterId cluster) {
  auto query = connection.prepare(
      "SELECT v.verdict IN (1, 2), v.verdict = 3, COUNT(*) FROM cluster_member m JOIN verdict v ON "
      "v.candidate_id = m.candidate_id WHERE m.cluster_id = ? AND v.verdict <> 0 GROUP BY 1, 2, "
      "CASE WHEN v.verdict IN (1, 2) THEN IFNULL(v.category_id, 0) END");
  query.bind(1, cluster.value);
  ClusterOutcomes out;
  while (query.executeStep()) {
    const bool accepted = query.getColumn(0).getInt() != 0;
    const bool rejected = query.getColumn(1).getInt() != 0;
    const auto count = query.getColumn(2).getInt64();
    (accepted ? out.accepted : rejected ? out.rejected : out.poor) += count;
    if (accepted || rejected) out.agreeing = std::max(out.agreeing, count);
  }
  return out;
}

double meanConfidence(Connection& connection, ClusterId cluster, int round) {
  auto query = connection.prepare(
      "SELECT AVG(r.confidence) FROM cluster_member m JOIN ranking r ON r.revision = ? AND "
      "r.candidate_id = m.candidate_id WHERE m.cluster_id = ?");
  query.bind(1, activeRevision(connection, "ranking", round));
  query.bind(2, cluster.value);
  return query.executeStep() ? query.getColumn(0).getDouble() : 0;
}

}  // namespace maskwright::store
