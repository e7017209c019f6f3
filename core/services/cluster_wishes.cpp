#include "core/services/cluster_wishes.h"

#include "core/store/review_query.h"

namespace maskwright {
namespace {

/// Members of a junk cluster keep together, though not against their looks.
constexpr double kJunkWeight = 0.25;

/// What is rolled back is not gone on with: neither its masks nor its clusters.
int roundBefore(store::Connection& connection, int round) {
  auto query = connection.prepare(
      "SELECT MAX(CAST(substr(s.key, 17) AS INTEGER)) FROM setting s WHERE s.key LIKE "
      "'active_clusters.%' AND CAST(substr(s.key, 17) AS INTEGER) < ? AND CAST(substr(s.key, 17) "
      "AS "
      "INTEGER) NOT IN (SELECT number FROM round WHERE mark = 2) AND EXISTS(SELECT 1 FROM cluster "
      "k "
      "WHERE k.revision = CAST(s.value AS INTEGER))");
  query.bind(1, round);
  query.executeStep();
  return query.getColumn(0).isNull() ? -1 : query.getColumn(0).getInt();
}

/// Masks of `round` that are masks of `earlier` again: carried over as they were, found again by
/// the segmenter, or linked to an accepted one.
std::unordered_map<CandidateId, CandidateId> sameObjects(store::Connection& connection,
                                                         int round,
                                                         int earlier) {
  std::unordered_map<CandidateId, CandidateId> out;
  auto query = connection.prepare(
      "SELECT n.id, e.id FROM candidate n JOIN candidate e ON e.image_id = n.image_id AND "
      "e.round_number = ?2 AND e.counts = n.counts WHERE n.round_number = ?1 UNION ALL "
      "SELECT n.id, s.earlier_id FROM segmenter_mask s JOIN candidate n ON n.id = s.candidate_id "
      "JOIN candidate e ON e.id = s.earlier_id AND e.round_number = ?2 WHERE n.round_number = ?1 "
      "UNION ALL SELECT n.id, n.linked_to FROM candidate n JOIN candidate e ON e.id = n.linked_to "
      "AND e.round_number = ?2 WHERE n.round_number = ?1");
  query.bind(1, round);
  query.bind(2, earlier);
  while (query.executeStep())
    out.emplace(CandidateId(query.getColumn(0).getInt64()),
                CandidateId(query.getColumn(1).getInt64()));
  return out;
}

/// By the category a mask is accepted as, or the accepted one that it is linked to.
std::unordered_map<CandidateId, int> categories(store::Connection& connection, int round) {
  auto query = connection.prepare(
      "SELECT c.id, IFNULL(v.category_id, l.category_id) FROM candidate c LEFT JOIN verdict v ON "
      "v.candidate_id = c.id AND v.verdict IN (1, 2) LEFT JOIN verdict l ON l.candidate_id = "
      "c.linked_to AND l.verdict IN (1, 2) WHERE c.round_number = ? AND IFNULL(v.category_id, "
      "l.category_id) IS NOT NULL ORDER BY c.id");
  query.bind(1, round);
  std::unordered_map<int64_t, int> groupOf;
  std::unordered_map<CandidateId, int> out;
  while (query.executeStep()) {
    const auto category = query.getColumn(1).getInt64();
    const int group = groupOf.emplace(category, static_cast<int>(groupOf.size())).first->second;
    out.emplace(CandidateId(query.getColumn(0).getInt64()), group);
  }
  return out;
}

}  // namespace

FormerClusters formerClusters(store::Connection& connection, int round) {
  store::ReviewQuery query(connection);
  FormerClusters out;
  out.clusters = query.clusters(round);
  if (out.clusters.empty()) {
    const int before = roundBefore(connection, round);
    if (before < 0) return out;
    out.isOwn = false;
    out.clusters = query.clusters(before);
    out.earlier = sameObjects(connection, round, before);
  }
  std::unordered_map<CandidateId, size_t> members;
  for (size_t i = 0; i < out.clusters.size(); ++i)
    for (const auto member : query.clusterMembers(out.clusters[i].id)) members.emplace(member, i);
  if (out.isOwn) {
    out.of = std::move(members);
    return out;
  }
  for (const auto& [fresh, earlier] : out.earlier)
    if (const auto known = members.find(earlier); known != members.end())
      out.of.emplace(fresh, known->second);
  return out;
}

ClusterWishes clusterWishes(store::Connection& connection,
                            int round,
                            const FormerClusters& former) {
  ClusterWishes out;
  out.category = categories(connection, round);
  if (former.clusters.empty()) return out;
  store::ClusterEditRepository edits(connection);
  std::unordered_map<ClusterId, size_t> placeOf;
  for (size_t i = 0; i < former.clusters.size(); ++i) placeOf.emplace(former.clusters[i].id, i);
  std::unordered_map<CandidateId, store::ClusterPlacement> put;
  for (const auto& placement : edits.placements()) put.emplace(placement.candidate, placement);
  for (const auto& [candidate, place] : former.of) {
    const Cluster& cluster = former.clusters[place];
    if (cluster.locked) {
      out.locked.emplace(candidate, place);
      continue;
    }
    const auto known = former.isOwn ? put.find(candidate) : put.find(former.earlier.at(candidate));
    // What a grouping moved on against the wish is where it is by now.
    if (known != put.end() && known->second.cluster == cluster.id)
      out.placed[candidate] = {place, known->second.weight};
    else if (cluster.junk)
      out.placed[candidate] = {place, kJunkWeight};
  }
  for (const auto& [a, b] : edits.apart()) {
    const auto first = placeOf.find(a), second = placeOf.find(b);
    if (first != placeOf.end() && second != placeOf.end())
      out.apart.emplace_back(static_cast<int>(first->second), static_cast<int>(second->second));
  }
  return out;
}

std::vector<store::ClusterPlacement> carriedPlacements(const ClusterWishes& wishes,
                                                       const std::map<size_t, ClusterId>& now) {
  std::vector<store::ClusterPlacement> out;
  for (const auto& [candidate, placed] : wishes.placed)
    if (const auto cluster = now.find(placed.former); cluster != now.end())
      out.push_back({candidate, cluster->second, placed.weight});
  return out;
}

std::vector<std::pair<ClusterId, ClusterId>> carriedApart(const ClusterWishes& wishes,
                                                          const std::map<size_t, ClusterId>& now) {
  std::vector<std::pair<ClusterId, ClusterId>> out;
  for (const auto& [a, b] : wishes.apart) {
    const auto first = now.find(static_cast<size_t>(a)), second = now.find(static_cast<size_t>(b));
    if (first != now.end() && second != now.end()) out.emplace_back(first->second, second->second);
  }
  return out;
}

}  // namespace maskwright
