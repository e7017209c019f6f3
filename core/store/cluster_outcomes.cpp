#include "core/store/cluster_outcomes.h"

#include "core/domain/decision.h"
#include "core/store/linked_object.h"
#include "core/store/review_query.h"
#include "core/store/revision.h"

#include <algorithm>

namespace maskwright::store {

ClusterOutcomes clusterOutcomes(Connection& connection, ClusterId cluster) {
  // A member may be a later outline of an object that was accepted before: linked, not decided.
  static const std::string sql =
      "WITH decided(object, verdict, category) AS (SELECT m.candidate_id, v.verdict, v.category_id "
      "FROM cluster_member m JOIN verdict v ON v.candidate_id = m.candidate_id WHERE m.cluster_id "
      "= ?1 AND v.verdict <> 0 UNION SELECT c.linked_to, v.verdict, v.category_id FROM candidate c "
      "JOIN cluster_member m ON m.candidate_id = c.id JOIN verdict v ON v.candidate_id = "
      "c.linked_to WHERE m.cluster_id = ?1 AND " +
      isLinkedSql() +
      ") "
      "SELECT verdict IN (1, 2), verdict = 3, COUNT(*) FROM decided GROUP BY 1, 2, "
      "CASE WHEN verdict IN (1, 2) THEN IFNULL(category, 0) END";
  auto query = connection.prepare(sql.c_str());
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

int64_t undecidedMembers(Connection& connection, ClusterId cluster, int round) {
  ReviewFilter members;
  members.round = round;
  members.cluster = cluster;
  members.verdict = Verdict::Undecided;
  return ReviewQuery(connection).count(members);
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
