#include "core/store/prototype_repository.h"

#include "core/store/blob.h"
#include "core/store/project.h"

namespace maskwright::store {
namespace {

PrototypeState stateAt(Query& row, int first) {
  PrototypeState state;
  if (!row.getColumn(first).isNull()) state.category = CategoryId(row.getColumn(first).getInt64());
  if (!row.getColumn(first + 1).isNull()) state.mergedInto = row.getColumn(first + 1).getInt();
  state.enabled = row.getColumn(first + 2).getInt() != 0;
  return state;
}

void bindState(Query& query, int first, const PrototypeState& state) {
  if (state.category)
    query.bind(first, state.category.value);
  else
    query.bind(first);
  if (state.mergedInto)
    query.bind(first + 1, *state.mergedInto);
  else
    query.bind(first + 1);
  query.bind(first + 2, state.enabled ? 1 : 0);
}

}  // namespace

void PrototypeRepository::ensure(RunId run, int count) {
  auto query = connection_.prepare("INSERT OR IGNORE INTO prototype(run_id, number) VALUES(?, ?)");
  for (int number = 0; number < count; ++number) {
    query.bind(1, run.value);
    query.bind(2, number);
    query.exec();
    static_cast<SQLite::Statement&>(query).reset();
  }
}

std::vector<Prototype> PrototypeRepository::all(RunId run) {
  auto query = connection_.prepare(
      "SELECT number, share, images, mean_score, category_id, merged_into, enabled "
      "FROM prototype WHERE run_id = ? ORDER BY number");
  query.bind(1, run.value);
  std::vector<Prototype> rows;
  while (query.executeStep()) {
    Prototype p;
    p.number = query.getColumn(0).getInt();
    p.share = query.getColumn(1).getDouble();
    p.images = query.getColumn(2).getInt64();
    p.meanScore = query.getColumn(3).getDouble();
    p.state = stateAt(query, 4);
    rows.push_back(p);
  }
  return rows;
}

void PrototypeRepository::setImage(RunId run,
                                   ImageId image,
                                   const std::vector<PrototypeInImage>& found) {
  {
    auto old = connection_.prepare("DELETE FROM prototype_image WHERE image_id = ? AND run_id = ?");
    old.bind(1, image.value);
    old.bind(2, run.value);
    old.exec();
  }
  auto query = connection_.prepare(
      "INSERT INTO prototype_image(run_id, number, image_id, pixels, score) VALUES(?, ?, ?, ?, ?)");
  for (const auto& row : found) {
    query.bind(1, run.value);
    query.bind(2, row.number);
    query.bind(3, image.value);
    query.bind(4, row.pixels);
    query.bind(5, row.score);
    query.exec();
    static_cast<SQLite::Statement&>(query).reset();
  }
}

void PrototypeRepository::summarize(RunId run) {
  auto query = connection_.prepare(
      "UPDATE prototype SET "
      "share = IFNULL((SELECT SUM(pixels) FROM prototype_image i WHERE i.run_id = ?1 AND i.number "
      "= "
      "prototype.number) * 1.0 / (SELECT SUM(pixels) FROM prototype_image WHERE run_id = ?1), 0), "
      "images = (SELECT COUNT(*) FROM prototype_image i WHERE i.run_id = ?1 AND i.number = "
      "prototype.number), "
      "mean_score = IFNULL((SELECT SUM(score * pixels) / SUM(pixels) FROM prototype_image i WHERE "
      "i.run_id = ?1 AND i.number = prototype.number), 0) WHERE run_id = ?1");
  query.bind(1, run.value);
  query.exec();
}

std::vector<PrototypeInImage> PrototypeRepository::nearest(RunId run, int limit, double minShare) {
  auto query = connection_.prepare(
      "SELECT number, image_id, pixels, score FROM (SELECT p.number, p.image_id, p.pixels, "
      "p.score, "
      "ROW_NUMBER() OVER (PARTITION BY p.number ORDER BY p.score DESC, p.image_id) AS place "
      "FROM prototype_image p JOIN image i ON i.id = p.image_id "
      "WHERE p.run_id = ? AND p.pixels >= ? * i.width * i.height) WHERE place <= ? "
      "ORDER BY number, place");
  query.bind(1, run.value);
  query.bind(2, minShare);
  query.bind(3, limit);
  std::vector<PrototypeInImage> rows;
  while (query.executeStep())
    rows.push_back({query.getColumn(0).getInt(),
                    ImageId(query.getColumn(1).getInt64()),
                    query.getColumn(2).getInt64(),
                    query.getColumn(3).getDouble()});
  return rows;
}

void PrototypeRepository::replaceRegions(RunId run, const std::vector<PrototypeRegion>& regions) {
  {
    auto old = connection_.prepare("DELETE FROM prototype_region WHERE run_id = ?");
    old.bind(1, run.value);
    old.exec();
  }
  auto query = connection_.prepare(
      "INSERT INTO prototype_region(run_id, number, rank, image_id, box_x, box_y, box_w, box_h, "
      "height, width, counts, score) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const auto& region : regions) {
    const auto counts = packCounts(region.mask.counts);
    query.bind(1, run.value);
    query.bind(2, region.number);
    query.bind(3, region.rank);
    query.bind(4, region.image.value);
    query.bind(5, region.box.x);
    query.bind(6, region.box.y);
    query.bind(7, region.box.w);
    query.bind(8, region.box.h);
    query.bind(9, region.mask.height);
    query.bind(10, region.mask.width);
    static_cast<SQLite::Statement&>(query).bind(11, counts.data(), static_cast<int>(counts.size()));
    query.bind(12, region.score);
    query.exec();
    static_cast<SQLite::Statement&>(query).reset();
  }
}

std::vector<PrototypeRegion> PrototypeRepository::regions(RunId run, int number) {
  auto query = connection_.prepare(
      "SELECT rank, image_id, box_x, box_y, box_w, box_h, height, width, counts, score "
      "FROM prototype_region WHERE run_id = ? AND number = ? ORDER BY rank");
  query.bind(1, run.value);
  query.bind(2, number);
  std::vector<PrototypeRegion> rows;
  while (query.executeStep()) {
    PrototypeRegion region;
    region.number = number;
    region.rank = query.getColumn(0).getInt();
    region.image = ImageId(query.getColumn(1).getInt64());
    region.box = {query.getColumn(2).getDouble(),
                  query.getColumn(3).getDouble(),
                  query.getColumn(4).getDouble(),
                  query.getColumn(5).getDouble()};
    region.mask.height = query.getColumn(6).getInt();
    region.mask.width = query.getColumn(7).getInt();
    const auto blob = query.getColumn(8);
    region.mask.counts = unpackCounts(blob.getBlob(), blob.getBytes());
    region.score = query.getColumn(9).getDouble();
    rows.push_back(std::move(region));
  }
  return rows;
}

std::optional<PrototypeState> PrototypeRepository::state(RunId run, int number) {
  auto query = connection_.prepare(
      "SELECT category_id, merged_into, enabled FROM prototype WHERE run_id = ? AND number = ?");
  query.bind(1, run.value);
  query.bind(2, number);
  if (!query.executeStep()) return std::nullopt;
  return stateAt(query, 0);
}

int64_t PrototypeRepository::append(RunId run,
                                    const std::vector<Edit>& edits,
                                    const std::string& author) {
  return appendStep(run, edits, std::nullopt, author);
}

int64_t PrototypeRepository::appendStep(RunId run,
                                        const std::vector<Edit>& edits,
                                        std::optional<int64_t> undoes,
                                        const std::string& author) {
  int64_t step = 1;
  {
    auto last =
        connection_.prepare("SELECT IFNULL(MAX(step), 0) FROM prototype_edit WHERE run_id = ?");
    last.bind(1, run.value);
    if (last.executeStep()) step = last.getColumn(0).getInt64() + 1;
  }
  bool changed = false;
  for (const auto& edit : edits) {
    const auto before = state(run, edit.number);
    if (before && *before == edit.now) continue;
    auto query = connection_.prepare(
        "INSERT INTO prototype_edit(run_id, number, step, undoes, category_id, merged_into, "
        "enabled, before_category_id, before_merged_into, before_enabled, edited_ms, author) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query.bind(1, run.value);
    query.bind(2, edit.number);
    query.bind(3, step);
    if (undoes)
      query.bind(4, *undoes);
    else
      query.bind(4);
    bindState(query, 5, edit.now);
    bindState(query, 8, before.value_or(PrototypeState{}));
    query.bind(11, nowMs());
    query.bind(12, author);
    query.exec();
    changed = true;
  }
  return changed ? step : 0;
}

std::optional<int64_t> PrototypeRepository::undo(RunId run, const std::string& author) {
  std::optional<int64_t> step;
  {
    auto query = connection_.prepare(
        "SELECT MAX(step) FROM prototype_edit e WHERE run_id = ?1 AND undoes IS NULL AND NOT "
        "EXISTS(SELECT 1 FROM prototype_edit u WHERE u.run_id = ?1 AND u.undoes = e.step)");
    query.bind(1, run.value);
    if (query.executeStep() && !query.getColumn(0).isNull()) step = query.getColumn(0).getInt64();
  }
  if (!step) return std::nullopt;
  std::vector<Edit> back;
  {
    // Newest first: a prototype may stand twice in a step.
    auto query = connection_.prepare(
        "SELECT number, before_category_id, before_merged_into, before_enabled FROM prototype_edit "
        "WHERE run_id = ? AND step = ? ORDER BY id DESC");
    query.bind(1, run.value);
    query.bind(2, *step);
    while (query.executeStep()) back.push_back({query.getColumn(0).getInt(), stateAt(query, 1)});
  }
  appendStep(run, back, step, author);
  return step;
}

}  // namespace maskwright::store
