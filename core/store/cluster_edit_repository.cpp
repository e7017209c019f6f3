#include "core/store/cluster_edit_repository.h"

#include "core/store/revision.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace maskwright::store {
namespace {

/// Masks that were only there when others were moved: they may go where their looks lead them.
constexpr double kBystander = 0.25;

std::string editsKey(int round) {
  return "cluster_edits." + std::to_string(round);
}

template <typename Id>
void bindId(Query& query, int index, Id id) {
  if (id)
    query.bind(index, id.value);
  else
    query.bind(index);
}

int64_t idOrZero(const SQLite::Column& column) {
  return column.isNull() ? 0 : column.getInt64();
}

void bindState(Query& query, int index, const std::optional<ClusterState>& state) {
  if (!state) {
    for (int i = 0; i < 4; ++i) query.bind(index + i);
    return;
  }
  query.bind(index, state->number);
  bindId(query, index + 1, state->category);
  query.bind(index + 2, state->locked ? 1 : 0);
  query.bind(index + 3, state->junk ? 1 : 0);
}

std::optional<ClusterState> stateAt(Query& row, int column) {
  if (row.getColumn(column).isNull()) return std::nullopt;
  return ClusterState{row.getColumn(column).getInt(),
                      CategoryId(idOrZero(row.getColumn(column + 1))),
                      row.getColumn(column + 2).getInt() != 0,
                      row.getColumn(column + 3).getInt() != 0};
}

bool numberIsTaken(Connection& connection, int64_t revision, int number) {
  auto query = connection.prepare("SELECT 1 FROM cluster WHERE revision = ? AND number = ?");
  query.bind(1, revision);
  query.bind(2, number);
  return query.executeStep();
}

bool removeIfEmpty(Connection& connection, ClusterId cluster) {
  auto query = connection.prepare(
      "DELETE FROM cluster WHERE id = ?1 AND NOT EXISTS(SELECT 1 FROM cluster_member WHERE "
      "cluster_id = ?1)");
  query.bind(1, cluster.value);
  return query.exec() > 0;
}

}  // namespace

/// A change in the direction in which it is made.
struct ClusterEditRepository::Sides {
  ClusterId cluster;
  std::optional<ClusterState> from, to;
};

std::optional<ClusterState> ClusterEditRepository::state(ClusterId cluster) {
  auto query =
      connection_.prepare("SELECT number, category_id, locked, junk FROM cluster WHERE id = ?");
  query.bind(1, cluster.value);
  if (!query.executeStep()) return std::nullopt;
  return stateAt(query, 0);
}

std::optional<int> ClusterEditRepository::roundOf(ClusterId cluster) {
  auto query = connection_.prepare(
      "SELECT CAST(substr(s.key, 17) AS INTEGER) FROM cluster k JOIN setting s ON s.key LIKE "
      "'active_clusters.%' AND CAST(s.value AS INTEGER) = k.revision WHERE k.id = ?");
  query.bind(1, cluster.value);
  if (!query.executeStep()) return std::nullopt;
  return query.getColumn(0).getInt();
}

std::vector<ClusterEditRepository::Member> ClusterEditRepository::members(ClusterId cluster) {
  auto query = connection_.prepare(
      "SELECT candidate_id, distance FROM cluster_member WHERE cluster_id = ? ORDER BY distance, "
      "candidate_id");
  query.bind(1, cluster.value);
  std::vector<Member> rows;
  while (query.executeStep())
    rows.push_back(
        {CandidateId(query.getColumn(0).getInt64()), cluster, query.getColumn(1).getDouble()});
  return rows;
}

std::optional<ClusterEditRepository::Member> ClusterEditRepository::memberOf(CandidateId id,
                                                                             int round) {
  auto query = connection_.prepare(
      "SELECT cluster_id, distance FROM cluster_member WHERE candidate_id = ? AND revision = ?");
  query.bind(1, id.value);
  query.bind(2, activeRevision(connection_, "clusters", round));
  if (!query.executeStep()) return std::nullopt;
  return Member{id, ClusterId(query.getColumn(0).getInt64()), query.getColumn(1).getDouble()};
}

std::vector<CandidateId> ClusterEditRepository::junkMembers(int round) {
  auto query = connection_.prepare(
      "SELECT m.candidate_id FROM cluster k JOIN cluster_member m ON m.cluster_id = k.id LEFT JOIN "
      "verdict v ON v.candidate_id = m.candidate_id WHERE k.revision = ? AND k.junk = 1 AND "
      "IFNULL(v.verdict, 0) NOT IN (1, 2) ORDER BY m.candidate_id");
  query.bind(1, activeRevision(connection_, "clusters", round));
  std::vector<CandidateId> ids;
  while (query.executeStep()) ids.emplace_back(query.getColumn(0).getInt64());
  return ids;
}

ClusterId ClusterEditRepository::nextId() {
  auto query = connection_.prepare("SELECT highest + 1 FROM cluster_id");
  query.executeStep();
  return ClusterId(query.getColumn(0).getInt64());
}

std::set<int> ClusterEditRepository::retiredNumbers(int round) {
  auto query = connection_.prepare(
      "SELECT g.before_number FROM cluster_change g JOIN command k ON k.id = g.command_id WHERE "
      "g.round_number = ? AND k.state = 0 AND g.before_number IS NOT NULL AND g.now_number IS "
      "NULL");
  query.bind(1, round);
  std::set<int> numbers;
  while (query.executeStep()) numbers.insert(query.getColumn(0).getInt());
  return numbers;
}

int ClusterEditRepository::nextNumber(int round) {
  auto query = connection_.prepare(
      "SELECT 1 + MAX(IFNULL((SELECT MAX(number) FROM cluster WHERE revision = ?1), -1), "
      "IFNULL((SELECT MAX(g.before_number) FROM cluster_change g JOIN command k ON k.id = "
      "g.command_id WHERE g.round_number = ?2 AND k.state = 0), -1))");
  query.bind(1, activeRevision(connection_, "clusters", round));
  query.bind(2, round);
  query.executeStep();
  return query.getColumn(0).getInt();
}

void ClusterEditRepository::write(CommandId command,
                                  int round,
                                  const std::vector<ClusterChange>& changes,
                                  const std::vector<ClusterMove>& moves) {
  std::vector<Sides> sides;
  for (const ClusterChange& change : changes) {
    auto query =
        connection_.prepare("INSERT INTO cluster_change VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query.bind(1, command.value);
    query.bind(2, change.cluster.value);
    query.bind(3, round);
    bindState(query, 4, change.before);
    bindState(query, 8, change.now);
    query.exec();
    sides.push_back({change.cluster, change.before, change.now});
  }
  for (const ClusterMove& move : moves) {
    auto query = connection_.prepare("INSERT INTO cluster_move VALUES(?, ?, ?, ?, ?, ?)");
    query.bind(1, command.value);
    query.bind(2, move.candidate.value);
    query.bind(3, move.before.value);
    query.bind(4, move.beforeDistance);
    query.bind(5, move.now.value);
    query.bind(6, move.nowDistance);
    query.exec();
  }
  apply(round, sides, moves);
}

void ClusterEditRepository::apply(int round,
                                  const std::vector<Sides>& changes,
                                  const std::vector<ClusterMove>& moves) {
  const int64_t revision = activeRevision(connection_, "clusters", round);
  std::vector<ClusterId> mayBeEmpty;
  for (const Sides& change : changes) {
    const auto present = state(change.cluster);
    if (!change.to) mayBeEmpty.push_back(change.cluster);
    if (!change.to || (!present && change.from)) continue;  // to go, or gone with its grouping
    if (!present) {
      mayBeEmpty.push_back(change.cluster);
      const int number = numberIsTaken(connection_, revision, change.to->number)
                             ? nextNumber(round)
                             : change.to->number;
      auto query = connection_.prepare("INSERT INTO cluster(id, revision, number) VALUES(?, ?, ?)");
      query.bind(1, change.cluster.value);
      query.bind(2, revision);
      query.bind(3, number);
      query.exec();
    }
    // What the command did not change is left as it is by now.
    // One that is made anew may still be there: others went into it before it was undone.
    const bool fresh = !present || !change.from;
    if (fresh || change.from->category != change.to->category)
      setCategory(change.cluster, change.to->category);
    if (fresh || change.from->locked != change.to->locked || change.from->junk != change.to->junk)
      setFlags(change.cluster, change.to->locked, change.to->junk);
  }
  for (const ClusterMove& move : moves) {
    auto query = connection_.prepare(
        "UPDATE cluster_member SET cluster_id = ?1, distance = ?2 WHERE candidate_id = ?3 AND "
        "revision = ?4 AND cluster_id = ?5 AND EXISTS(SELECT 1 FROM cluster WHERE id = ?1)");
    query.bind(1, move.now.value);
    query.bind(2, move.nowDistance);
    query.bind(3, move.candidate.value);
    query.bind(4, revision);
    query.bind(5, move.before.value);
    query.exec();
  }
  for (const ClusterId cluster : mayBeEmpty) removeIfEmpty(connection_, cluster);
  auto edition = connection_.prepare(
      "INSERT INTO setting(key, value) VALUES(?1, '1') ON CONFLICT(key) DO UPDATE SET value = "
      "CAST(value AS INTEGER) + 1");
  edition.bind(1, editsKey(round));
  edition.exec();
}

ClusterEditRepository::Restored ClusterEditRepository::restore(CommandId command, bool undo) {
  Restored out;
  std::vector<Sides> sides;
  int round = 0;
  {
    auto query = connection_.prepare(
        "SELECT cluster_id, round_number, before_number, before_category_id, before_locked, "
        "before_junk, now_number, now_category_id, now_locked, now_junk FROM cluster_change WHERE "
        "command_id = ? ORDER BY cluster_id");
    query.bind(1, command.value);
    while (query.executeStep()) {
      const ClusterId cluster(query.getColumn(0).getInt64());
      round = query.getColumn(1).getInt();
      const auto before = stateAt(query, 2), now = stateAt(query, 6);
      sides.push_back({cluster, undo ? now : before, undo ? before : now});
      out.clusters.push_back(cluster);
    }
  }
  if (sides.empty()) return out;
  std::vector<ClusterMove> moves;
  {
    auto query = connection_.prepare(
        "SELECT candidate_id, before_cluster_id, before_distance, now_cluster_id, now_distance "
        "FROM cluster_move WHERE command_id = ? ORDER BY candidate_id");
    query.bind(1, command.value);
    while (query.executeStep()) {
      ClusterMove move;
      move.candidate = CandidateId(query.getColumn(0).getInt64());
      move.before = ClusterId(query.getColumn(1).getInt64());
      move.beforeDistance = query.getColumn(2).getDouble();
      move.now = ClusterId(query.getColumn(3).getInt64());
      move.nowDistance = query.getColumn(4).getDouble();
      if (undo) {
        std::swap(move.before, move.now);
        std::swap(move.beforeDistance, move.nowDistance);
      }
      if (move.before != move.now) out.candidates.push_back(move.candidate);
      moves.push_back(move);
    }
  }
  apply(round, sides, moves);
  return out;
}

std::vector<ClusterPlacement> ClusterEditRepository::placements() {
  std::unordered_map<int64_t, ClusterPlacement> latest;
  {
    auto carried =
        connection_.prepare("SELECT candidate_id, cluster_id, weight FROM carried_placement");
    while (carried.executeStep()) {
      const CandidateId id(carried.getColumn(0).getInt64());
      latest[id.value] = {
          id, ClusterId(carried.getColumn(1).getInt64()), carried.getColumn(2).getDouble()};
    }
  }
  auto query = connection_.prepare(
      "SELECT m.candidate_id, m.now_cluster_id, k.kind = 'move-members' AND m.before_cluster_id = "
      "m.now_cluster_id FROM cluster_move m JOIN command k ON k.id = m.command_id WHERE k.state = "
      "0 ORDER BY m.command_id, m.candidate_id");
  while (query.executeStep()) {
    const CandidateId id(query.getColumn(0).getInt64());
    const ClusterId cluster(query.getColumn(1).getInt64());
    const double weight = query.getColumn(2).getInt() != 0 ? kBystander : 1;
    const auto known = latest.find(id.value);
    // To stay where it was put is no less than to be put there.
    const bool same = known != latest.end() && known->second.cluster == cluster;
    latest[id.value] = {id, cluster, same ? std::max(weight, known->second.weight) : weight};
  }
  std::vector<ClusterPlacement> out;
  out.reserve(latest.size());
  for (const auto& [id, placement] : latest) out.push_back(placement);
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return a.candidate < b.candidate;
  });
  return out;
}

std::vector<std::pair<ClusterId, ClusterId>> ClusterEditRepository::apart() {
  std::set<std::pair<int64_t, int64_t>> pairs;
  auto query = connection_.prepare(
      "SELECT DISTINCT m.before_cluster_id, m.now_cluster_id FROM cluster_move m JOIN command k ON "
      "k.id = m.command_id WHERE k.state = 0 AND k.kind IN ('split-cluster', 'move-members') AND "
      "m.before_cluster_id <> m.now_cluster_id UNION SELECT cluster_id, other_id FROM "
      "carried_apart");
  while (query.executeStep()) {
    const auto a = query.getColumn(0).getInt64(), b = query.getColumn(1).getInt64();
    pairs.emplace(std::min(a, b), std::max(a, b));
  }
  std::vector<std::pair<ClusterId, ClusterId>> out;
  out.reserve(pairs.size());
  for (const auto& [a, b] : pairs) out.emplace_back(ClusterId(a), ClusterId(b));
  return out;
}

void ClusterEditRepository::carry(const std::vector<ClusterPlacement>& placements,
                                  const std::vector<std::pair<ClusterId, ClusterId>>& apart) {
  for (const ClusterPlacement& one : placements) {
    auto query = connection_.prepare("INSERT OR REPLACE INTO carried_placement VALUES(?, ?, ?)");
    query.bind(1, one.candidate.value);
    query.bind(2, one.cluster.value);
    query.bind(3, one.weight);
    query.exec();
  }
  for (const auto& [a, b] : apart) {
    auto query = connection_.prepare("INSERT OR REPLACE INTO carried_apart VALUES(?, ?)");
    query.bind(1, a.value);
    query.bind(2, b.value);
    query.exec();
  }
}

void ClusterEditRepository::setFlags(ClusterId cluster, bool locked, bool junk) {
  auto query = connection_.prepare("UPDATE cluster SET locked = ?, junk = ? WHERE id = ?");
  query.bind(1, locked ? 1 : 0);
  query.bind(2, junk ? 1 : 0);
  query.bind(3, cluster.value);
  query.exec();
}

void ClusterEditRepository::setCategory(ClusterId cluster, CategoryId category) {
  auto query = connection_.prepare("UPDATE cluster SET category_id = ? WHERE id = ?");
  bindId(query, 1, category);
  query.bind(2, cluster.value);
  query.exec();
}

std::string clusterEdition(Connection& connection, int round) {
  auto query = connection.prepare("SELECT value FROM setting WHERE key = ?");
  query.bind(1, editsKey(round));
  const std::string edits = query.executeStep() ? query.getColumn(0).getString() : "0";
  return std::to_string(activeRevision(connection, "clusters", round)) + ' ' + edits;
}

}  // namespace maskwright::store
