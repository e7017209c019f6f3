#include "core/store/candidate_repository.h"
#include "core/store/revision.h"

#include <algorithm>

namespace maskwright::store {
namespace {

void removeRevision(Connection& connection, const char* sql, int64_t revision) {
  auto query = connection.prepare(sql);
  query.bind(1, revision);
  query.exec();
}

/// A name moves to the new cluster that holds most of the old cluster's members.
void carryNames(Connection& connection, int64_t from, int64_t to) {
  auto votes = connection.prepare(
      "SELECT o.category_id, n.cluster_id, COUNT(*) AS votes FROM cluster o "
      "JOIN cluster_member m ON m.cluster_id = o.id "
      "JOIN cluster_member n ON n.revision = ?2 AND n.candidate_id = m.candidate_id "
      "WHERE o.revision = ?1 AND o.category_id IS NOT NULL "
      "GROUP BY o.id, n.cluster_id ORDER BY votes ASC");
  votes.bind(1, from);
  votes.bind(2, to);
  // Rising order: where two names meet in one cluster, the one with more members is written last.
  while (votes.executeStep()) {
    const int64_t category = votes.getColumn(0).getInt64();
    const int64_t cluster = votes.getColumn(1).getInt64();
    const int64_t count = votes.getColumn(2).getInt64();
    auto half = connection.prepare("SELECT COUNT(*) FROM cluster_member WHERE cluster_id = ?");
    half.bind(1, cluster);
    half.executeStep();
    if (2 * count <= half.getColumn(0).getInt64()) continue;  // a minority must not name the rest
    auto name = connection.prepare("UPDATE cluster SET category_id = ? WHERE id = ?");
    name.bind(1, category);
    name.bind(2, cluster);
    name.exec();
  }
}

}  // namespace

void RankingRepository::replaceClusters(int round,
                                        int clusterCount,
                                        const std::vector<Member>& members) {
  const int64_t old = activeRevision(connection_, "clusters", round);
  const int64_t revision = newRevision(connection_);
  std::vector<int64_t> ids;
  for (int number = 0; number < clusterCount; ++number) {
    auto query = connection_.prepare(
        "INSERT INTO cluster(id, revision, number) VALUES((SELECT highest + 1 FROM cluster_id), ?, "
        "?)");
    query.bind(1, revision);
    query.bind(2, number);
    query.exec();
    ids.push_back(connection_.db().getLastInsertRowid());
  }
  for (const auto& member : members) {
    auto query = connection_.prepare(
        "INSERT INTO cluster_member(revision, candidate_id, cluster_id, distance) VALUES(?, ?, ?, "
        "?)");
    query.bind(1, revision);
    query.bind(2, member.candidate.value);
    query.bind(3, ids.at(static_cast<size_t>(member.cluster)));
    query.bind(4, member.distance);
    query.exec();
  }
  carryNames(connection_, old, revision);
  activate(connection_, "clusters", round, revision);
  removeRevision(connection_, "DELETE FROM cluster_member WHERE revision = ?", old);
  removeRevision(connection_, "DELETE FROM cluster WHERE revision = ?", old);
}

std::vector<RankingRepository::Ranked> RankingRepository::ranking(int round) {
  auto query = connection_.prepare(
      "SELECT candidate_id, confidence FROM ranking WHERE revision = ? ORDER BY confidence DESC, "
      "candidate_id");
  query.bind(1, activeRevision(connection_, "ranking", round));
  std::vector<Ranked> rows;
  while (query.executeStep())
    rows.push_back({CandidateId(query.getColumn(0).getInt64()), query.getColumn(1).getDouble()});
  return rows;
}

int64_t RankingRepository::clusterRevision(int round) {
  return activeRevision(connection_, "clusters", round);
}

std::vector<RankingRepository::Member> RankingRepository::members(int round) {
  auto query = connection_.prepare(
      "SELECT m.candidate_id, c.number, m.distance FROM cluster c JOIN cluster_member m ON "
      "m.cluster_id = c.id WHERE c.revision = ?");
  query.bind(1, clusterRevision(round));
  std::vector<Member> members;
  while (query.executeStep())
    members.push_back({CandidateId(query.getColumn(0).getInt64()),
                       query.getColumn(1).getInt(),
                       query.getColumn(2).getDouble()});
  return members;
}

}  // namespace maskwright::store
