#include "core/store/run_repository.h"

#include "core/store/project.h"

namespace maskwright::store {
namespace {

constexpr const char* kRunColumns =
    "id, kind, method, profile, settings, seed, version, state, model_id, started_ms, finished_ms, "
    "error";
constexpr const char* kModelColumns =
    "id, kind, architecture, path, content_hash, provenance, created_ms";

Run readRun(Query& row) {
  Run run;
  run.id = RunId(row.getColumn(0).getInt64());
  run.kind = row.getColumn(1).getString();
  run.method = row.getColumn(2).getString();
  run.profile = row.getColumn(3).getString();
  run.settingsJson = row.getColumn(4).getString();
  run.seed = static_cast<uint64_t>(row.getColumn(5).getInt64());
  run.version = row.getColumn(6).getString();
  run.state = static_cast<RunState>(row.getColumn(7).getInt());
  run.model = ModelId(row.getColumn(8).isNull() ? 0 : row.getColumn(8).getInt64());
  run.startedMs = row.getColumn(9).getInt64();
  run.finishedMs = row.getColumn(10).getInt64();
  run.error = row.getColumn(11).getString();
  return run;
}

std::optional<Run> firstRun(Query& query) {
  if (!query.executeStep()) return std::nullopt;
  return readRun(query);
}

std::optional<Model> firstModel(Query& row) {
  if (!row.executeStep()) return std::nullopt;
  return Model{ModelId(row.getColumn(0).getInt64()),
               row.getColumn(1).getString(),
               row.getColumn(2).getString(),
               row.getColumn(3).getString(),
               row.getColumn(4).getString(),
               row.getColumn(5).getString(),
               row.getColumn(6).getInt64()};
}

std::string select(const char* columns, const char* rest) {
  return std::string("SELECT ") + columns + " FROM " + rest;
}

}  // namespace

RunId RunRepository::start(const Run& run, int roundNumber) {
  auto query = connection_.prepare(
      "INSERT INTO run(kind, method, profile, settings, seed, version, state, model_id, "
      "round_number, started_ms) "
      "VALUES(?, ?, ?, ?, ?, ?, 0, ?, ?, ?)");
  query.bind(1, run.kind);
  query.bind(2, run.method);
  query.bind(3, run.profile);
  query.bind(4, run.settingsJson);
  query.bind(5, static_cast<int64_t>(run.seed));
  query.bind(6, run.version);
  if (run.model) query.bind(7, run.model.value);
  query.bind(8, roundNumber);
  query.bind(9, nowMs());
  query.exec();
  return RunId(connection_.db().getLastInsertRowid());
}

void RunRepository::finish(RunId id, RunState state, const std::string& error) {
  auto query =
      connection_.prepare("UPDATE run SET state = ?, finished_ms = ?, error = ? WHERE id = ?");
  query.bind(1, static_cast<int>(state));
  query.bind(2, nowMs());
  query.bind(3, error);
  query.bind(4, id.value);
  query.exec();
}

void RunRepository::setModel(RunId id, ModelId model) {
  auto query = connection_.prepare("UPDATE run SET model_id = ? WHERE id = ?");
  query.bind(1, model.value);
  query.bind(2, id.value);
  query.exec();
}

std::optional<Run> RunRepository::byId(RunId id) {
  static const std::string sql = select(kRunColumns, "run WHERE id = ?");
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, id.value);
  return firstRun(query);
}

std::optional<Run> RunRepository::resumable(const Run& like, int roundNumber) {
  static const std::string sql =
      select(kRunColumns,
             "run WHERE kind = ? AND method = ? AND settings = ? AND IFNULL(model_id, 0) = ? AND "
             "round_number = ? AND state <> 1 ORDER BY id DESC LIMIT 1");
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, like.kind);
  query.bind(2, like.method);
  query.bind(3, like.settingsJson);
  query.bind(4, like.model.value);
  query.bind(5, roundNumber);
  return firstRun(query);
}

std::optional<Run> RunRepository::newest(const std::string& kind, std::optional<RunState> state) {
  static const std::string sql = select(
      kRunColumns, "run WHERE kind = ?1 AND (?2 IS NULL OR state = ?2) ORDER BY id DESC LIMIT 1");
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, kind);
  if (state) query.bind(2, static_cast<int>(*state));
  return firstRun(query);
}

std::vector<Run> RunRepository::all() {
  static const std::string sql = select(kRunColumns, "run ORDER BY id DESC");
  auto query = connection_.prepare(sql.c_str());
  std::vector<Run> runs;
  while (query.executeStep()) runs.push_back(readRun(query));
  return runs;
}

void RunRepository::unmarkImage(RunId run, ImageId image) {
  auto query = connection_.prepare("DELETE FROM run_image WHERE run_id = ? AND image_id = ?");
  query.bind(1, run.value);
  query.bind(2, image.value);
  query.exec();
}

void RunRepository::markImageDone(RunId run, ImageId image, const std::string& contentHash) {
  auto query = connection_.prepare(
      "INSERT OR REPLACE INTO run_image(run_id, image_id, content_hash) VALUES(?, ?, ?)");
  query.bind(1, run.value);
  query.bind(2, image.value);
  query.bind(3, contentHash);
  query.exec();
}

std::unordered_set<int64_t> RunRepository::doneImages(RunId run) {
  auto query = connection_.prepare(
      "SELECT r.image_id FROM run_image r JOIN image i ON i.id = r.image_id "
      "WHERE r.run_id = ? AND r.content_hash = i.content_hash");
  query.bind(1, run.value);
  std::unordered_set<int64_t> ids;
  while (query.executeStep()) ids.insert(query.getColumn(0).getInt64());
  return ids;
}

void RunRepository::addIssue(RunId run, const std::string& where, const std::string& message) {
  auto query = connection_.prepare(
      "INSERT INTO issue(run_id, place, message, created_ms) VALUES(?, ?, ?, ?)");
  if (run) query.bind(1, run.value);
  query.bind(2, where);
  query.bind(3, message);
  query.bind(4, nowMs());
  query.exec();
}

void RunRepository::clearIssues(const std::string& where) {
  auto query = connection_.prepare("DELETE FROM issue WHERE place = ?");
  query.bind(1, where);
  query.exec();
}

std::vector<Issue> RunRepository::issues(int limit) {
  auto query = connection_.prepare(
      "SELECT id, run_id, place, message, created_ms FROM issue ORDER BY id DESC LIMIT ?");
  query.bind(1, limit);
  std::vector<Issue> rows;
  while (query.executeStep())
    rows.push_back({query.getColumn(0).getInt64(),
                    RunId(query.getColumn(1).isNull() ? 0 : query.getColumn(1).getInt64()),
                    query.getColumn(2).getString(),
                    query.getColumn(3).getString(),
                    query.getColumn(4).getInt64()});
  return rows;
}

void RunRepository::addMetric(RunId run, int64_t step, const std::string& name, double value) {
  auto query = connection_.prepare(
      "INSERT OR REPLACE INTO metric(run_id, step, name, value) VALUES(?, ?, ?, ?)");
  query.bind(1, run.value);
  query.bind(2, step);
  query.bind(3, name);
  query.bind(4, value);
  query.exec();
}

std::vector<RunRepository::MetricRow> RunRepository::metrics(RunId run) {
  auto query = connection_.prepare(
      "SELECT step, name, value FROM metric WHERE run_id = ? ORDER BY name, step");
  query.bind(1, run.value);
  std::vector<MetricRow> rows;
  while (query.executeStep())
    rows.push_back({query.getColumn(0).getInt64(),
                    query.getColumn(1).getString(),
                    query.getColumn(2).getDouble()});
  return rows;
}

ModelId RunRepository::addModel(const Model& model) {
  auto query = connection_.prepare(
      "INSERT INTO model(kind, architecture, path, content_hash, provenance, created_ms) "
      "VALUES(?, ?, ?, ?, ?, ?)");
  query.bind(1, model.kind);
  query.bind(2, model.architecture);
  query.bind(3, model.path);
  query.bind(4, model.contentHash);
  query.bind(5, model.provenance);
  query.bind(6, model.createdMs ? model.createdMs : nowMs());
  query.exec();
  return ModelId(connection_.db().getLastInsertRowid());
}

std::optional<Model> RunRepository::model(ModelId id) {
  static const std::string sql = select(kModelColumns, "model WHERE id = ?");
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, id.value);
  return firstModel(query);
}

std::optional<Model> RunRepository::modelByHash(const std::string& kind,
                                                const std::string& contentHash) {
  static const std::string sql =
      select(kModelColumns, "model WHERE kind = ? AND content_hash = ? ORDER BY id DESC LIMIT 1");
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, kind);
  query.bind(2, contentHash);
  return firstModel(query);
}

std::optional<Model> RunRepository::newestModel(const std::string& kind) {
  static const std::string sql =
      select(kModelColumns, "model WHERE kind = ? ORDER BY id DESC LIMIT 1");
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, kind);
  return firstModel(query);
}

}  // namespace maskwright::store
