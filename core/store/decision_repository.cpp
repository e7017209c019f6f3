#include "core/store/decision_repository.h"

#include "core/store/project.h"

namespace maskwright::store {
namespace {

constexpr const char* kColumns =
    "id, candidate_id, verdict, category_id, before_verdict, before_category_id, origin, "
    "command_id, "
    "cluster_id, decided_ms, author";

int64_t idOrZero(const SQLite::Column& column) {
  return column.isNull() ? 0 : column.getInt64();
}

template <typename Id>
void bindId(Query& query, int index, Id id) {
  if (id)
    query.bind(index, id.value);
  else
    query.bind(index);
}

VerdictState stateAt(Query& row, int verdict, int category) {
  return {static_cast<Verdict>(row.getColumn(verdict).getInt()),
          CategoryId(idOrZero(row.getColumn(category)))};
}

Decision read(Query& row) {
  Decision d;
  d.id = DecisionId(row.getColumn(0).getInt64());
  d.candidate = CandidateId(row.getColumn(1).getInt64());
  d.now = stateAt(row, 2, 3);
  d.before = stateAt(row, 4, 5);
  d.origin = static_cast<DecisionOrigin>(row.getColumn(6).getInt());
  d.command = CommandId(idOrZero(row.getColumn(7)));
  d.cluster = ClusterId(idOrZero(row.getColumn(8)));
  d.decidedMs = row.getColumn(9).getInt64();
  d.author = row.getColumn(10).getString();
  return d;
}

std::vector<Decision> readAll(Query& query) {
  std::vector<Decision> rows;
  while (query.executeStep()) rows.push_back(read(query));
  return rows;
}

std::optional<DecisionRepository::CommandRow> readCommand(Query query) {
  if (!query.executeStep()) return std::nullopt;
  return DecisionRepository::CommandRow{CommandId(query.getColumn(0).getInt64()),
                                        query.getColumn(1).getString(),
                                        query.getColumn(2).getString(),
                                        query.getColumn(3).getInt()};
}

}  // namespace

DecisionId DecisionRepository::append(Decision decision) {
  decision.before = current(decision.candidate);
  if (decision.decidedMs == 0) decision.decidedMs = nowMs();
  auto query = connection_.prepare(
      "INSERT INTO decision(candidate_id, verdict, category_id, before_verdict, "
      "before_category_id, origin, "
      "command_id, cluster_id, decided_ms, author) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  query.bind(1, decision.candidate.value);
  query.bind(2, static_cast<int>(decision.now.verdict));
  bindId(query, 3, decision.now.category);
  query.bind(4, static_cast<int>(decision.before.verdict));
  bindId(query, 5, decision.before.category);
  query.bind(6, static_cast<int>(decision.origin));
  bindId(query, 7, decision.command);
  bindId(query, 8, decision.cluster);
  query.bind(9, decision.decidedMs);
  query.bind(10, decision.author);
  query.exec();
  return DecisionId(connection_.db().getLastInsertRowid());
}

VerdictState DecisionRepository::current(CandidateId candidate) {
  auto query =
      connection_.prepare("SELECT verdict, category_id FROM verdict WHERE candidate_id = ?");
  query.bind(1, candidate.value);
  return query.executeStep() ? stateAt(query, 0, 1) : VerdictState{};
}

std::vector<Decision> DecisionRepository::history(CandidateId candidate) {
  static const std::string sql =
      std::string("SELECT ") + kColumns + " FROM decision WHERE candidate_id = ? ORDER BY id";
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, candidate.value);
  return readAll(query);
}

std::vector<Decision> DecisionRepository::ofCommand(CommandId command) {
  // 7 and 8 are undo and redo rows of the same command.
  static const std::string sql =
      std::string("SELECT ") + kColumns +
      " FROM decision WHERE command_id = ? AND origin NOT IN (7, 8) ORDER BY id";
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, command.value);
  return readAll(query);
}

std::vector<DecisionRepository::Standing> DecisionRepository::standing() {
  auto query = connection_.prepare(
      "SELECT v.candidate_id, c.image_id, v.verdict, v.category_id, v.decided_ms, "
      "(SELECT d.origin FROM decision d WHERE d.candidate_id = v.candidate_id ORDER BY d.id DESC "
      "LIMIT 1) FROM verdict v "
      "JOIN candidate c ON c.id = v.candidate_id WHERE v.verdict <> 0 ORDER BY v.candidate_id");
  std::vector<Standing> rows;
  while (query.executeStep()) {
    const auto origin = static_cast<DecisionOrigin>(query.getColumn(5).getInt());
    rows.push_back({CandidateId(query.getColumn(0).getInt64()),
                    ImageId(query.getColumn(1).getInt64()),
                    stateAt(query, 2, 3),
                    query.getColumn(4).getInt64(),
                    origin == DecisionOrigin::Inherited,
                    origin == DecisionOrigin::Cluster || origin == DecisionOrigin::Threshold ||
                        origin == DecisionOrigin::File || origin == DecisionOrigin::Simulated ||
                        origin == DecisionOrigin::Import});
  }
  return rows;
}

std::vector<ImageId> DecisionRepository::decidedImages() {
  auto query = connection_.prepare(
      "SELECT DISTINCT c.image_id FROM verdict v JOIN candidate c ON c.id = v.candidate_id "
      "WHERE v.verdict <> 0 AND EXISTS(SELECT 1 FROM decision d WHERE d.candidate_id = "
      "v.candidate_id "
      "AND d.origin NOT IN (5, 6)) ORDER BY c.image_id");
  std::vector<ImageId> ids;
  while (query.executeStep()) ids.emplace_back(query.getColumn(0).getInt64());
  return ids;
}

CommandId DecisionRepository::addCommand(const std::string& text,
                                         const std::string& kind,
                                         const std::string& author) {
  auto query =
      connection_.prepare("INSERT INTO command(text, kind, author, created_ms) VALUES(?, ?, ?, ?)");
  query.bind(1, text);
  query.bind(2, kind);
  query.bind(3, author);
  query.bind(4, nowMs());
  query.exec();
  return CommandId(connection_.db().getLastInsertRowid());
}

std::optional<DecisionRepository::CommandRow> DecisionRepository::newestDone() {
  return readCommand(connection_.prepare(
      "SELECT id, text, kind, state FROM command WHERE state = 0 ORDER BY id DESC LIMIT 1"));
}

std::optional<DecisionRepository::CommandRow> DecisionRepository::oldestUndone() {
  return readCommand(connection_.prepare(
      "SELECT id, text, kind, state FROM command WHERE state = 1 ORDER BY id LIMIT 1"));
}

void DecisionRepository::setCommandState(CommandId command, int state) {
  auto query = connection_.prepare("UPDATE command SET state = ? WHERE id = ?");
  query.bind(1, state);
  query.bind(2, command.value);
  query.exec();
}

void DecisionRepository::dropUndone() {
  connection_.prepare("UPDATE command SET state = 2 WHERE state = 1").exec();
}

CategoryId CategoryRepository::ensure(const std::string& name, const std::string& supercategory) {
  {
    auto found = connection_.prepare("SELECT id FROM category WHERE name = ?");
    found.bind(1, name);
    if (found.executeStep()) return CategoryId(found.getColumn(0).getInt64());
  }
  auto query = connection_.prepare(
      "INSERT INTO category(name, supercategory, colour) "
      "VALUES(?, ?, (SELECT IFNULL(MAX(colour) + 1, 0) FROM category))");
  query.bind(1, name);
  query.bind(2, supercategory);
  query.exec();
  return CategoryId(connection_.db().getLastInsertRowid());
}

std::optional<Category> CategoryRepository::byId(CategoryId id) {
  auto query = connection_.prepare("SELECT name, supercategory, colour FROM category WHERE id = ?");
  query.bind(1, id.value);
  if (!query.executeStep()) return std::nullopt;
  return Category{id,
                  query.getColumn(0).getString(),
                  query.getColumn(1).getString(),
                  query.getColumn(2).getInt()};
}

std::vector<Category> CategoryRepository::all() {
  auto query =
      connection_.prepare("SELECT id, name, supercategory, colour FROM category ORDER BY name");
  std::vector<Category> rows;
  while (query.executeStep())
    rows.push_back({CategoryId(query.getColumn(0).getInt64()),
                    query.getColumn(1).getString(),
                    query.getColumn(2).getString(),
                    query.getColumn(3).getInt()});
  return rows;
}

}  // namespace maskwright::store
