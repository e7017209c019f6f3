#include "core/store/round_target_query.h"

namespace maskwright::store {
namespace {

RoundTarget readTarget(Query& row, int first) {
  return {CandidateId(row.getColumn(first).getInt64()),
          static_cast<TargetRole>(row.getColumn(first + 1).getInt()),
          row.getColumn(first + 2).getDouble(),
          row.getColumn(first + 3).getString()};
}

}  // namespace

std::string reasonKindSql(const std::string& expression) {
  return "rtrim(rtrim(" + expression + ", '0123456789.'), ' ')";
}

std::vector<TargetedRound> RoundTargetQuery::rounds() {
  auto query = connection_.prepare(
      "SELECT n.id, n.number, COUNT(*) FROM round n JOIN round_target t ON t.round_id = n.id GROUP "
      "BY n.id ORDER BY n.number");
  std::vector<TargetedRound> rounds;
  while (query.executeStep())
    rounds.push_back({RoundId(query.getColumn(0).getInt64()),
                      query.getColumn(1).getInt(),
                      query.getColumn(2).getInt64()});
  return rounds;
}

std::vector<TargetCount> RoundTargetQuery::counts(RoundId round) {
  static const std::string sql = "SELECT role, " + reasonKindSql("reason") +
                                 ", COUNT(*) FROM round_target WHERE round_id = ? GROUP BY 1, 2 "
                                 "ORDER BY 1, 3 DESC, 2";
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, round.value);
  std::vector<TargetCount> counts;
  while (query.executeStep())
    counts.push_back({static_cast<TargetRole>(query.getColumn(0).getInt()),
                      query.getColumn(1).getString(),
                      query.getColumn(2).getInt64()});
  return counts;
}

std::unordered_map<int64_t, RoundTarget> RoundTargetQuery::among(
    RoundId round, const std::vector<int64_t>& candidates) {
  std::unordered_map<int64_t, RoundTarget> found;
  auto query = connection_.prepare(
      "SELECT candidate_id, role, weight, reason FROM round_target WHERE round_id = ? AND "
      "candidate_id = ?");
  SQLite::Statement& statement = query;
  for (const int64_t id : candidates) {
    statement.reset();
    query.bind(1, round.value);
    query.bind(2, id);
    if (query.executeStep()) found.emplace(id, readTarget(query, 0));
  }
  return found;
}

std::vector<RoundTargetQuery::Use> RoundTargetQuery::of(CandidateId candidate) {
  auto query = connection_.prepare(
      "SELECT n.number, t.candidate_id, t.role, t.weight, t.reason FROM round_target t JOIN round "
      "n ON n.id = t.round_id WHERE t.candidate_id = ? ORDER BY n.number");
  query.bind(1, candidate.value);
  std::vector<Use> uses;
  while (query.executeStep()) uses.push_back({query.getColumn(0).getInt(), readTarget(query, 1)});
  return uses;
}

}  // namespace maskwright::store
