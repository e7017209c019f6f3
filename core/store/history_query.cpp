#include "core/store/history_query.h"

namespace maskwright::store {
namespace {

/// 7 and 8 are the undo and redo rows of the same command.
constexpr const char* kOriginal = "d.command_id = k.id AND d.origin NOT IN (7, 8)";

std::string selectWhere(const char* condition) {
  return std::string(
             "SELECT k.id, k.text, k.kind, k.author, k.state, k.created_ms, (SELECT COUNT(*) FROM "
             "decision d WHERE ") +
         kOriginal + "), (SELECT MIN(d.candidate_id) FROM decision d WHERE " + kOriginal +
         "), (SELECT CASE WHEN MIN(d.verdict) = MAX(d.verdict) THEN MIN(d.verdict) END FROM "
         "decision d WHERE " +
         kOriginal + ") FROM command k WHERE " + condition +
         " AND (?3 = '' OR instr(lower(k.text), lower(?3)) > 0 OR instr(lower(k.author), "
         "lower(?3)) > 0) ORDER BY k.id DESC LIMIT ?2";
}

HistoryRow readRow(Query& row) {
  HistoryRow one;
  one.id = CommandId(row.getColumn(0).getInt64());
  one.text = row.getColumn(1).getString();
  one.kind = row.getColumn(2).getString();
  one.author = row.getColumn(3).getString();
  one.state = static_cast<CommandState>(row.getColumn(4).getInt());
  one.createdMs = row.getColumn(5).getInt64();
  one.masks = row.getColumn(6).getInt64();
  if (one.masks == 0) return one;
  one.first = CandidateId(row.getColumn(7).getInt64());
  if (!row.getColumn(8).isNull()) one.verdict = static_cast<Verdict>(row.getColumn(8).getInt());
  return one;
}

}  // namespace

std::vector<HistoryRow> HistoryQuery::read(const char* condition,
                                           const std::string& search,
                                           CommandId bound,
                                           int limit) {
  const std::string sql = selectWhere(condition);
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, bound.value);
  query.bind(2, limit);
  query.bind(3, search);
  std::vector<HistoryRow> rows;
  while (query.executeStep()) rows.push_back(readRow(query));
  return rows;
}

std::vector<HistoryRow> HistoryQuery::page(const std::string& search, CommandId before, int limit) {
  return before ? read("k.id < ?1", search, before, limit)
                : read("k.id > ?1", search, before, limit);
}

std::vector<HistoryRow> HistoryQuery::since(const std::string& search, CommandId after) {
  return read("k.id > ?1", search, after, -1);
}

std::optional<HistoryRow> HistoryQuery::byId(CommandId command) {
  auto rows = read("k.id = ?1", {}, command, 1);
  return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

std::string HistoryQuery::kind(CommandId command) {
  auto query = connection_.prepare("SELECT kind FROM command WHERE id = ?");
  query.bind(1, command.value);
  return query.executeStep() ? query.getColumn(0).getString() : std::string();
}

std::vector<std::pair<CommandId, CommandState>> HistoryQuery::states(CommandId from) {
  auto query = connection_.prepare("SELECT id, state FROM command WHERE id >= ? ORDER BY id");
  query.bind(1, from.value);
  std::vector<std::pair<CommandId, CommandState>> rows;
  while (query.executeStep())
    rows.emplace_back(CommandId(query.getColumn(0).getInt64()),
                      static_cast<CommandState>(query.getColumn(1).getInt()));
  return rows;
}

CommandId HistoryQuery::current() {
  auto query =
      connection_.prepare("SELECT id FROM command WHERE state = 0 ORDER BY id DESC LIMIT 1");
  return CommandId(query.executeStep() ? query.getColumn(0).getInt64() : 0);
}

CommandId HistoryQuery::newestDoneBefore(int64_t ms) {
  auto query = connection_.prepare(
      "SELECT id FROM command WHERE state = 0 AND created_ms < ? ORDER BY id DESC LIMIT 1");
  query.bind(1, ms);
  return CommandId(query.executeStep() ? query.getColumn(0).getInt64() : 0);
}

int64_t HistoryQuery::count() {
  auto query = connection_.prepare("SELECT COUNT(*) FROM command");
  query.executeStep();
  return query.getColumn(0).getInt64();
}

std::vector<int64_t> HistoryQuery::candidates(CommandId command) {
  auto query = connection_.prepare(
      "SELECT candidate_id FROM decision WHERE command_id = ? AND origin NOT IN (7, 8) ORDER BY "
      "id");
  query.bind(1, command.value);
  std::vector<int64_t> ids;
  while (query.executeStep()) ids.push_back(query.getColumn(0).getInt64());
  return ids;
}

}  // namespace maskwright::store
