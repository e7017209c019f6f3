#include "core/store/project.h"
#include "core/store/run_repository.h"

namespace maskwright::store {
namespace {

constexpr const char* kSelect =
    "SELECT id, number, segmenter, profile, state, settings, seed, steps_done, steps_total, "
    "checkpoint_id, "
    "started_ms, finished_ms FROM round ";

Round read(Query& row) {
  Round round;
  round.id = RoundId(row.getColumn(0).getInt64());
  round.number = row.getColumn(1).getInt();
  round.segmenter = row.getColumn(2).getString();
  round.profile = row.getColumn(3).getString();
  round.state = static_cast<RoundState>(row.getColumn(4).getInt());
  round.settingsJson = row.getColumn(5).getString();
  round.seed = static_cast<uint64_t>(row.getColumn(6).getInt64());
  round.stepsDone = row.getColumn(7).getInt64();
  round.stepsTotal = row.getColumn(8).getInt64();
  round.checkpoint = ModelId(row.getColumn(9).isNull() ? 0 : row.getColumn(9).getInt64());
  round.startedMs = row.getColumn(10).getInt64();
  round.finishedMs = row.getColumn(11).getInt64();
  return round;
}

}  // namespace

RoundId RoundRepository::insert(const Round& round) {
  auto query = connection_.prepare(
      "INSERT INTO round(number, segmenter, profile, state, settings, seed, steps_total, "
      "started_ms) VALUES("
      "CASE WHEN ?1 > 0 THEN ?1 ELSE (SELECT IFNULL(MAX(number), 0) + 1 FROM round) END, ?2, ?3, "
      "?4, ?5, ?6, ?7, ?8)");
  query.bind(1, round.number);
  query.bind(2, round.segmenter);
  query.bind(3, round.profile);
  query.bind(4, static_cast<int>(round.state));
  query.bind(5, round.settingsJson);
  query.bind(6, static_cast<int64_t>(round.seed));
  query.bind(7, round.stepsTotal);
  query.bind(8, round.startedMs ? round.startedMs : nowMs());
  query.exec();
  return RoundId(connection_.db().getLastInsertRowid());
}

void RoundRepository::update(const Round& round) {
  auto query = connection_.prepare(
      "UPDATE round SET segmenter = ?, profile = ?, state = ?, settings = ?, seed = ?, steps_done "
      "= ?, "
      "steps_total = ?, checkpoint_id = ?, finished_ms = ? WHERE id = ?");
  query.bind(1, round.segmenter);
  query.bind(2, round.profile);
  query.bind(3, static_cast<int>(round.state));
  query.bind(4, round.settingsJson);
  query.bind(5, static_cast<int64_t>(round.seed));
  query.bind(6, round.stepsDone);
  query.bind(7, round.stepsTotal);
  if (round.checkpoint) query.bind(8, round.checkpoint.value);
  query.bind(9, round.finishedMs);
  query.bind(10, round.id.value);
  query.exec();
}

std::vector<Round> RoundRepository::all() {
  static const std::string sql = std::string(kSelect) + "ORDER BY number";
  auto query = connection_.prepare(sql.c_str());
  std::vector<Round> rounds;
  while (query.executeStep()) rounds.push_back(read(query));
  return rounds;
}

std::optional<Round> RoundRepository::unfinished() {
  static const std::string sql =
      std::string(kSelect) + "WHERE state <> 2 AND mark <> 2 ORDER BY number DESC LIMIT 1";
  auto query = connection_.prepare(sql.c_str());
  if (!query.executeStep()) return std::nullopt;
  return read(query);
}

RunId RoundRepository::runOf(int number) {
  auto query = connection_.prepare(
      "SELECT id FROM run WHERE kind = 'round' AND round_number = ? ORDER BY id DESC LIMIT 1");
  query.bind(1, number);
  return RunId(query.executeStep() ? query.getColumn(0).getInt64() : 0);
}

void RoundRepository::replaceTargets(RoundId round, const std::vector<RoundTarget>& targets) {
  {
    auto query = connection_.prepare("DELETE FROM round_target WHERE round_id = ?");
    query.bind(1, round.value);
    query.exec();
  }
  for (const auto& target : targets) {
    auto query = connection_.prepare(
        "INSERT INTO round_target(round_id, candidate_id, role, weight, reason) VALUES(?, ?, ?, ?, "
        "?)");
    query.bind(1, round.value);
    query.bind(2, target.candidate.value);
    query.bind(3, static_cast<int>(target.role));
    query.bind(4, target.weight);
    query.bind(5, target.reason);
    query.exec();
  }
}

std::vector<RoundTarget> RoundRepository::targets(RoundId round) {
  auto query = connection_.prepare(
      "SELECT candidate_id, role, weight, reason FROM round_target WHERE round_id = ? ORDER BY "
      "candidate_id");
  query.bind(1, round.value);
  std::vector<RoundTarget> rows;
  while (query.executeStep())
    rows.push_back({CandidateId(query.getColumn(0).getInt64()),
                    static_cast<TargetRole>(query.getColumn(1).getInt()),
                    query.getColumn(2).getDouble(),
                    query.getColumn(3).getString()});
  return rows;
}

std::vector<RoundRepository::PlacedTarget> RoundRepository::placedTargets(RoundId round) {
  auto query = connection_.prepare(
      "SELECT c.image_id, t.candidate_id, t.role, t.weight, t.reason, c.box_x, c.box_y, "
      "c.box_w, c.box_h FROM round_target t JOIN candidate c ON c.id = t.candidate_id WHERE "
      "t.round_id = ? "
      "ORDER BY c.image_id, t.candidate_id");
  query.bind(1, round.value);
  std::vector<PlacedTarget> rows;
  while (query.executeStep())
    rows.push_back({ImageId(query.getColumn(0).getInt64()),
                    {CandidateId(query.getColumn(1).getInt64()),
                     static_cast<TargetRole>(query.getColumn(2).getInt()),
                     query.getColumn(3).getDouble(),
                     query.getColumn(4).getString()},
                    {query.getColumn(5).getDouble(),
                     query.getColumn(6).getDouble(),
                     query.getColumn(7).getDouble(),
                     query.getColumn(8).getDouble()}});
  return rows;
}

}  // namespace maskwright::store
