#include "core/store/audit_repository.h"

#include "core/store/history_query.h"
#include "core/store/project.h"

namespace maskwright::store {
namespace {

constexpr const char* kSelect =
    "SELECT id, round_number, threshold, target, confidence, scope, seed, attempt, population, "
    "looks, state, good, judged, bound, command_id, author, started_ms, finished_ms, (SELECT "
    "c.state "
    "FROM command c WHERE c.id = command_id) FROM audit ";

/// "[22,84]"
std::string looksJson(const std::vector<int>& looks) {
  std::string text = "[";
  for (const int look : looks) text += (text.size() > 1 ? "," : "") + std::to_string(look);
  return text + "]";
}

std::vector<int> looksFromJson(const std::string& text) {
  std::vector<int> looks;
  int value = -1;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      value = (value < 0 ? 0 : value * 10) + (c - '0');
    } else if (value >= 0) {
      looks.push_back(value);
      value = -1;
    }
  }
  return looks;
}

Audit read(Query& row) {
  Audit audit;
  audit.id = AuditId(row.getColumn(0).getInt64());
  audit.round = row.getColumn(1).getInt();
  audit.threshold = row.getColumn(2).getDouble();
  audit.target = row.getColumn(3).getDouble();
  audit.confidence = row.getColumn(4).getDouble();
  audit.scope = row.getColumn(5).getString();
  audit.seed = static_cast<uint64_t>(row.getColumn(6).getInt64());
  audit.attempt = row.getColumn(7).getInt();
  audit.population = row.getColumn(8).getInt64();
  audit.looks = looksFromJson(row.getColumn(9).getString());
  audit.outcome = static_cast<AuditOutcome>(row.getColumn(10).getInt());
  audit.good = row.getColumn(11).getInt64();
  audit.judged = row.getColumn(12).getInt64();
  audit.bound = row.getColumn(13).getDouble();
  audit.command = CommandId(row.getColumn(14).isNull() ? 0 : row.getColumn(14).getInt64());
  audit.author = row.getColumn(15).getString();
  audit.startedMs = row.getColumn(16).getInt64();
  audit.finishedMs = row.getColumn(17).getInt64();
  const auto command = row.getColumn(18);
  audit.takenBack =
      !command.isNull() && static_cast<CommandState>(command.getInt()) != CommandState::Done;
  return audit;
}

void readSample(Connection& connection, Audit& audit) {
  auto query = connection.prepare(
      "SELECT candidate_id, verdict FROM audit_sample WHERE audit_id = ? ORDER BY place");
  query.bind(1, audit.id.value);
  while (query.executeStep()) {
    Audit::Sampled sampled{CandidateId(query.getColumn(0).getInt64()), std::nullopt};
    if (!query.getColumn(1).isNull())
      sampled.verdict = static_cast<Verdict>(query.getColumn(1).getInt());
    audit.sample.push_back(sampled);
  }
}

}  // namespace

AuditId AuditRepository::insert(const Audit& audit, const std::vector<CandidateId>& members) {
  auto insert = connection_.prepare(
      "INSERT INTO audit(round_number, threshold, target, confidence, scope, seed, attempt, "
      "population, looks, state, author, started_ms) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(1, audit.round);
  insert.bind(2, audit.threshold);
  insert.bind(3, audit.target);
  insert.bind(4, audit.confidence);
  insert.bind(5, audit.scope);
  insert.bind(6, static_cast<int64_t>(audit.seed));
  insert.bind(7, audit.attempt);
  insert.bind(8, audit.population);
  insert.bind(9, looksJson(audit.looks));
  insert.bind(10, static_cast<int>(audit.outcome));
  insert.bind(11, audit.author);
  insert.bind(12, nowMs());
  insert.exec();
  const AuditId id(connection_.db().getLastInsertRowid());
  for (size_t place = 0; place < audit.sample.size(); ++place) {
    auto query = connection_.prepare(
        "INSERT INTO audit_sample(audit_id, place, candidate_id) VALUES(?, ?, ?)");
    query.bind(1, id.value);
    query.bind(2, static_cast<int64_t>(place));
    query.bind(3, audit.sample[place].candidate.value);
    query.exec();
  }
  for (const CandidateId member : members) {
    auto query =
        connection_.prepare("INSERT INTO audit_member(audit_id, candidate_id) VALUES(?, ?)");
    query.bind(1, id.value);
    query.bind(2, member.value);
    query.exec();
  }
  return id;
}

std::optional<Audit> AuditRepository::byId(AuditId id) {
  static const std::string sql = std::string(kSelect) + "WHERE id = ?";
  std::optional<Audit> audit;
  {
    auto query = connection_.prepare(sql.c_str());
    query.bind(1, id.value);
    if (!query.executeStep()) return std::nullopt;
    audit = read(query);
  }
  readSample(connection_, *audit);
  return audit;
}

std::vector<Audit> AuditRepository::all() {
  static const std::string sql = std::string(kSelect) + "ORDER BY id";
  std::vector<Audit> audits;
  {
    auto query = connection_.prepare(sql.c_str());
    while (query.executeStep()) audits.push_back(read(query));
  }
  for (Audit& audit : audits) readSample(connection_, audit);
  return audits;
}

std::vector<CandidateId> AuditRepository::members(AuditId id) {
  auto query = connection_.prepare("SELECT candidate_id FROM audit_member WHERE audit_id = ?");
  query.bind(1, id.value);
  std::vector<CandidateId> members;
  while (query.executeStep()) members.emplace_back(query.getColumn(0).getInt64());
  return members;
}

void AuditRepository::setVerdict(AuditId id, int place, std::optional<Verdict> verdict) {
  auto query =
      connection_.prepare("UPDATE audit_sample SET verdict = ? WHERE audit_id = ? AND place = ?");
  if (verdict) query.bind(1, static_cast<int>(*verdict));
  query.bind(2, id.value);
  query.bind(3, place);
  query.exec();
}

void AuditRepository::update(const Audit& audit) {
  auto query = connection_.prepare(
      "UPDATE audit SET state = ?, good = ?, judged = ?, bound = ?, command_id = ?, finished_ms = "
      "? "
      "WHERE id = ?");
  query.bind(1, static_cast<int>(audit.outcome));
  query.bind(2, audit.good);
  query.bind(3, audit.judged);
  query.bind(4, audit.bound);
  if (audit.command) query.bind(5, audit.command.value);
  query.bind(6, audit.outcome == AuditOutcome::Open ? int64_t{0} : nowMs());
  query.bind(7, audit.id.value);
  query.exec();
}

void AuditRepository::giveUpOpen() {
  auto query = connection_.prepare("UPDATE audit SET state = 3, finished_ms = ? WHERE state = 0");
  query.bind(1, nowMs());
  query.exec();
}

int AuditRepository::failedSincePass(int round) {
  auto query = connection_.prepare(
      "SELECT COUNT(*) FROM audit WHERE round_number = ?1 AND state <> 1 AND judged > 0 AND id > "
      "(SELECT IFNULL(MAX(id), 0) FROM audit WHERE round_number = ?1 AND state = 1)");
  query.bind(1, round);
  query.executeStep();
  return query.getColumn(0).getInt();
}

}  // namespace maskwright::store
