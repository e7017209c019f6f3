#include "core/store/layout_repository.h"

#include "core/store/linked_object.h"
#include "core/store/revision.h"
#include "core/store/shown_category.h"

#include <algorithm>
#include <unordered_set>

namespace maskwright::store {
namespace {

/// Numbers names by first use.
class Names {
 public:
  int16_t of(const std::string& name) {
    const auto place = std::find(names_.begin(), names_.end(), name) - names_.begin();
    if (place == std::ssize(names_)) names_.push_back(name);
    return static_cast<int16_t>(place);
  }
  /// The names sorted, and the points renumbered.
  std::vector<std::string> sorted(std::vector<MapPoint>& points) {
    auto names = names_;
    std::sort(names.begin(), names.end());
    std::vector<int16_t> place;
    for (const auto& name : names_)
      place.push_back(
          static_cast<int16_t>(std::lower_bound(names.begin(), names.end(), name) - names.begin()));
    for (MapPoint& point : points) point.source = place[static_cast<size_t>(point.source)];
    return names;
  }

 private:
  std::vector<std::string> names_;
};

}  // namespace

void LayoutRepository::replace(int round,
                               const LayoutInfo& info,
                               const std::vector<LayoutPlace>& places) {
  auto old = connection_.prepare(
      "DELETE FROM layout_point WHERE candidate_id IN (SELECT id FROM candidate WHERE round_number "
      "= ?)");
  old.bind(1, round);
  old.exec();
  for (const LayoutPlace& place : places) {
    auto row = connection_.prepare(
        "INSERT INTO layout_point(candidate_id, x, y) SELECT id, ?2, ?3 FROM candidate WHERE id = "
        "?1");
    row.bind(1, place.candidate.value);
    row.bind(2, static_cast<double>(place.x));
    row.bind(3, static_cast<double>(place.y));
    row.exec();
  }
  auto query = connection_.prepare(
      "INSERT OR REPLACE INTO layout(round_number, embedding_state, seed, trustworthiness, "
      "made_ms) VALUES(?, ?, ?, ?, ?)");
  query.bind(1, round);
  query.bind(2, info.embeddingState);
  query.bind(3, static_cast<int64_t>(info.seed));
  if (!std::isnan(info.trustworthiness)) query.bind(4, info.trustworthiness);
  query.bind(5, info.madeMs);
  query.exec();
}

std::optional<LayoutInfo> LayoutRepository::info(int round) {
  auto query = connection_.prepare(
      "SELECT embedding_state, seed, trustworthiness, made_ms, (SELECT COUNT(*) FROM layout_point "
      "p JOIN candidate c ON c.id = p.candidate_id WHERE c.round_number = ?1) FROM layout WHERE "
      "round_number = ?1");
  query.bind(1, round);
  if (!query.executeStep()) return std::nullopt;
  LayoutInfo info;
  info.embeddingState = query.getColumn(0).getString();
  info.seed = static_cast<uint64_t>(query.getColumn(1).getInt64());
  if (!query.getColumn(2).isNull()) info.trustworthiness = query.getColumn(2).getDouble();
  info.madeMs = query.getColumn(3).getInt64();
  info.places = query.getColumn(4).getInt64();
  return info;
}

MapPoints LayoutRepository::points(int round) {
  static const std::string sql =
      std::string(
          "SELECT c.id, p.x, p.y, IFNULL(r.confidence, 0), IFNULL(v.verdict, 0), c.source, "
          "IFNULL(m.cluster_id, 0), ") +
      objectSql() + ", " + kShownCategory +
      " FROM candidate c JOIN layout_point p ON p.candidate_id = c.id LEFT JOIN verdict v ON "
      "v.candidate_id = " +
      objectSql() +
      " LEFT JOIN ranking r ON r.candidate_id = c.id AND "
      "r.revision = ?2 LEFT "
      "JOIN cluster_member m ON m.candidate_id = c.id AND m.revision = ?3 WHERE c.round_number = "
      "?1 ORDER BY c.id";
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, round);
  query.bind(2, activeRevision(connection_, "ranking", round));
  query.bind(3, activeRevision(connection_, "clusters", round));
  MapPoints out;
  Names names;
  std::unordered_set<int64_t> objects;
  while (query.executeStep()) {
    MapPoint point;
    point.id = CandidateId(query.getColumn(0).getInt64());
    point.object = CandidateId(query.getColumn(7).getInt64());
    if (!objects.insert(point.object.value).second) continue;
    point.x = static_cast<float>(query.getColumn(1).getDouble());
    point.y = static_cast<float>(query.getColumn(2).getDouble());
    point.confidence = static_cast<float>(query.getColumn(3).getDouble());
    point.verdict = static_cast<Verdict>(query.getColumn(4).getInt());
    point.source = names.of(query.getColumn(5).getString());
    point.cluster = ClusterId(query.getColumn(6).getInt64());
    point.category = CategoryId(query.getColumn(8).getInt64());
    out.points.push_back(point);
  }
  out.sources = names.sorted(out.points);
  return out;
}

}  // namespace maskwright::store
