#include "core/store/review_query.h"

#include "core/store/linked_object.h"
#include "core/store/revision.h"
#include "core/store/round_target_query.h"
#include "core/store/shown_category.h"

#include <algorithm>
#include <unordered_set>

namespace maskwright::store {
namespace {

/// What a filter adds to "FROM ranking r JOIN candidate c": joins and conditions, written in the
/// order in which bindFilter() binds. The driving index stays ranking_order unless an image is
/// named.
struct FilterSql {
  std::string joins, conditions;
};

/// Targets of a round and lists of ids hold masks of several rounds, each ranked in its own.
bool isOfAnyRound(const ReviewFilter& filter) {
  return filter.usedInRound || filter.anyRound;
}

/// Accepted masks are the project's: an object is accepted once, and later rounds don't queue it.
bool wantsAccepted(const ReviewFilter& filter) {
  return filter.verdict && isPositive(*filter.verdict);
}

/// Members of the cluster, or accepted masks whose object it holds in a later round's outline.
/// Computed once: a condition on each accepted mask would go through the cluster for each.
constexpr const char* kIsInCluster =
    " AND c.id IN (SELECT candidate_id FROM cluster_member WHERE cluster_id = :cluster UNION "
    "SELECT l.linked_to FROM cluster_member m JOIN candidate l ON l.id = m.candidate_id WHERE "
    "m.cluster_id = :cluster AND l.linked_to IS NOT NULL)";

constexpr const char* kOwnRevision =
    "IFNULL((SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'active_ranking.' || "
    "c.round_number), 0)";

FilterSql sqlOf(const ReviewFilter& filter) {
  FilterSql sql;
  const bool accepted = wantsAccepted(filter);
  sql.joins = std::string(" JOIN candidate c ON c.id = r.candidate_id ") +
              (accepted ? "JOIN" : "LEFT JOIN") + " verdict v ON v.candidate_id = r.candidate_id";
  if (filter.cluster && !accepted)
    sql.joins +=
        " JOIN cluster_member m ON m.candidate_id = r.candidate_id AND m.cluster_id = :cluster";
  if (filter.usedInRound)
    sql.joins += " JOIN round_target t ON t.candidate_id = r.candidate_id AND t.round_id = :used";
  sql.conditions = isOfAnyRound(filter) || accepted
                       ? std::string(" WHERE r.revision = ") + kOwnRevision
                       : std::string(" WHERE r.revision = :revision");
  if (filter.cluster && accepted) sql.conditions += kIsInCluster;
  if (filter.usedInRound && filter.targetRole) sql.conditions += " AND t.role = :role";
  if (filter.usedInRound && !filter.targetReason.empty())
    sql.conditions += " AND " + reasonKindSql("t.reason") + " = :reason";
  if (filter.minConfidence > 0) sql.conditions += " AND r.confidence >= :least";
  if (!filter.includeLinked) sql.conditions += " AND NOT " + isLinkedSql();
  if (accepted)
    sql.conditions += " AND v.verdict = :verdict";
  else if (filter.verdict)
    sql.conditions += " AND IFNULL(v.verdict, 0) = :verdict";
  if (filter.category) sql.conditions += std::string(" AND :category = ") + kShownCategory;
  if (filter.image) sql.conditions += " AND c.image_id = :image";
  // By the candidates' key where rankings of several rounds would have to be gone through.
  if (filter.only)
    sql.conditions +=
        std::string(isOfAnyRound(filter) || accepted ? " AND c.id" : " AND r.candidate_id") +
        " IN (SELECT value FROM json_each(:only))";
  return sql;
}

struct OrderSql {
  std::string joins, terms;
};

OrderSql orderOf(ReviewOrder order) {
  const std::string likely = "r.confidence DESC, r.candidate_id";
  switch (order) {
    case ReviewOrder::MostUncertain:
      return {"", "abs(r.confidence - 0.5), r.candidate_id"};
    case ReviewOrder::BestYield:
      // An image is looked at once for all of its candidates that are worth a look.
      return {
          " LEFT JOIN (SELECT y.image_id, SUM(x.confidence) AS expected FROM ranking x JOIN "
          "candidate "
          "y ON y.id = x.candidate_id LEFT JOIN verdict z ON z.candidate_id = y.id WHERE "
          "x.revision = :revision AND IFNULL(z.verdict, 0) = 0 AND x.confidence >= 0.2 GROUP BY "
          "y.image_id) w ON w.image_id = c.image_id",
          "IFNULL(w.expected, 0) DESC, c.image_id, " + likely};
    case ReviewOrder::ByCluster:
      return {
          " LEFT JOIN cluster_member o ON o.candidate_id = r.candidate_id AND o.revision = "
          ":clusters LEFT JOIN cluster oc ON oc.id = o.cluster_id",
          "IFNULL(oc.junk, 0), IFNULL(oc.number, 1000000000), o.distance, r.candidate_id"};
    case ReviewOrder::ByImage:
      return {" JOIN image oi ON oi.id = c.image_id", "oi.path, " + likely};
    case ReviewOrder::Random:
      // A multiplicative hash of the id (Knuth): no order that anything else follows.
      return {"", "(r.candidate_id * 2654435761) & 4294967295, r.candidate_id"};
    case ReviewOrder::MostLikely:
      break;
  }
  return {"", likely};
}

std::string jsonArray(const std::vector<int64_t>& ids) {
  std::string list = "[";
  for (const int64_t id : ids) list += std::to_string(id) + ',';
  if (!ids.empty()) list.pop_back();
  return list + ']';
}

/// `ids` in the order in which `wanted` has them.
std::vector<int64_t> inOrderOf(const std::vector<int64_t>& wanted,
                               const std::vector<int64_t>& ids) {
  const std::unordered_set<int64_t> there(ids.begin(), ids.end());
  std::vector<int64_t> ordered;
  for (const int64_t id : wanted)
    if (there.contains(id)) ordered.push_back(id);
  return ordered;
}

void bindFilter(SQLite::Statement& query, Connection& connection, const ReviewFilter& filter) {
  // An order may name the revision too.
  if (query.getIndex(":revision") > 0)
    query.bind(":revision", activeRevision(connection, "ranking", filter.round));
  if (filter.cluster) query.bind(":cluster", filter.cluster->value);
  if (filter.usedInRound) query.bind(":used", filter.usedInRound->value);
  if (filter.usedInRound && filter.targetRole)
    query.bind(":role", static_cast<int>(*filter.targetRole));
  if (filter.usedInRound && !filter.targetReason.empty())
    query.bind(":reason", filter.targetReason);
  if (filter.minConfidence > 0) query.bind(":least", filter.minConfidence);
  if (filter.verdict) query.bind(":verdict", static_cast<int>(*filter.verdict));
  if (filter.category) query.bind(":category", filter.category->value);
  if (filter.image) query.bind(":image", filter.image->value);
  if (filter.only) query.bind(":only", jsonArray(*filter.only));
}

constexpr const char* kItemColumns =
    "SELECT c.id, c.image_id, r.confidence, p.box_x, p.box_y, p.box_w, p.box_h, IFNULL(v.verdict, "
    "0), "
    "v.category_id, (SELECT cm.cluster_id FROM cluster_member cm WHERE cm.revision = :clusters AND "
    "cm.candidate_id = c.id), c.category_id, i.path, i.width, i.height, i.orientation FROM ranking "
    "r";

ReviewItem readItem(SQLite::Statement& row) {
  const auto id = [&](int column) {
    return row.getColumn(column).isNull() ? 0 : row.getColumn(column).getInt64();
  };
  ReviewItem item;
  item.id = CandidateId(id(0));
  item.image = ImageId(id(1));
  item.confidence = row.getColumn(2).getDouble();
  item.box = {row.getColumn(3).getDouble(),
              row.getColumn(4).getDouble(),
              row.getColumn(5).getDouble(),
              row.getColumn(6).getDouble()};
  item.verdict = {static_cast<Verdict>(row.getColumn(7).getInt()), CategoryId(id(8))};
  item.cluster = ClusterId(id(9));
  item.suggested = CategoryId(id(10));
  item.imagePath = row.getColumn(11).getString();
  item.imageWidth = row.getColumn(12).getInt();
  item.imageHeight = row.getColumn(13).getInt();
  item.orientation = row.getColumn(14).getInt();
  return item;
}

}  // namespace

std::vector<ReviewItem> ReviewQuery::page(const ReviewFilter& filter,
                                          const PageKey& after,
                                          int limit) {
  const auto sql = sqlOf(filter);
  const std::string text =
      kItemColumns + sql.joins +
      " JOIN image i ON i.id = c.image_id JOIN present_mask p ON p.candidate_id = c.id" +
      sql.conditions +
      " AND (r.confidence < :c OR (r.confidence = :c AND r.candidate_id > :id))"
      " ORDER BY r.confidence DESC, r.candidate_id LIMIT :limit";
  auto query = connection_.prepare(text.c_str());
  SQLite::Statement& statement = query;
  bindFilter(statement, connection_, filter);
  statement.bind(":clusters", activeRevision(connection_, "clusters", filter.round));
  statement.bind(":c", std::min(after.confidence, 1e9));
  statement.bind(":id", after.id);
  statement.bind(":limit", limit);
  std::vector<ReviewItem> items;
  while (query.executeStep()) items.push_back(readItem(statement));
  return items;
}

std::vector<int64_t> ReviewQuery::ids(const ReviewFilter& filter) {
  const auto sql = sqlOf(filter);
  const auto order = orderOf(filter.order);
  const std::string text = "SELECT r.candidate_id FROM ranking r" + sql.joins + order.joins +
                           sql.conditions + " ORDER BY " + order.terms;
  auto query = connection_.prepare(text.c_str());
  bindFilter(query, connection_, filter);
  SQLite::Statement& statement = query;
  if (filter.order == ReviewOrder::ByCluster)
    statement.bind(":clusters", activeRevision(connection_, "clusters", filter.round));
  std::vector<int64_t> ids;
  while (query.executeStep()) ids.push_back(query.getColumn(0).getInt64());
  return filter.only && filter.inOrderOfOnly ? inOrderOf(*filter.only, ids) : ids;
}

std::vector<ReviewItem> ReviewQuery::items(const std::vector<int64_t>& ids) {
  static const std::string text =
      "SELECT c.id, c.image_id, IFNULL((SELECT r.confidence FROM ranking r WHERE r.candidate_id = "
      "c.id AND "
      "r.revision = (SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'active_ranking.' || "
      "c.round_number)), 0), "
      "p.box_x, p.box_y, p.box_w, p.box_h, IFNULL(v.verdict, 0), v.category_id, "
      "(SELECT cm.cluster_id FROM cluster_member cm WHERE cm.candidate_id = c.id AND cm.revision = "
      "(SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'active_clusters.' || "
      "c.round_number)), "
      "c.category_id, i.path, i.width, i.height, i.orientation FROM candidate c "
      "JOIN image i ON i.id = c.image_id JOIN present_mask p ON p.candidate_id = c.id LEFT JOIN "
      "verdict v ON v.candidate_id = c.id WHERE c.id = ?";
  std::vector<ReviewItem> items;
  items.reserve(ids.size());
  for (const int64_t id : ids) {
    auto query = connection_.prepare(text.c_str());
    query.bind(1, id);
    if (query.executeStep()) items.push_back(readItem(query));
  }
  return items;
}

int64_t ReviewQuery::count(const ReviewFilter& filter) {
  const auto sql = sqlOf(filter);
  const std::string text = "SELECT COUNT(*) FROM ranking r" + sql.joins + sql.conditions;
  auto query = connection_.prepare(text.c_str());
  bindFilter(query, connection_, filter);
  query.executeStep();
  return query.getColumn(0).getInt64();
}

double ReviewQuery::meanConfidence(const ReviewFilter& filter) {
  const auto sql = sqlOf(filter);
  const std::string text =
      "SELECT IFNULL(AVG(r.confidence), 0) FROM ranking r" + sql.joins + sql.conditions;
  auto query = connection_.prepare(text.c_str());
  bindFilter(query, connection_, filter);
  query.executeStep();
  return query.getColumn(0).getDouble();
}

std::array<int64_t, 6> ReviewQuery::countByVerdict(const ReviewFilter& filter) {
  ReviewFilter all = filter;
  all.verdict.reset();
  const auto sql = sqlOf(all);
  const std::string text = "SELECT IFNULL(v.verdict, 0), COUNT(*) FROM ranking r" + sql.joins +
                           sql.conditions + " GROUP BY 1";
  auto query = connection_.prepare(text.c_str());
  bindFilter(query, connection_, all);
  std::array<int64_t, 6> counts{};
  while (query.executeStep())
    counts.at(query.getColumn(0).getInt()) = query.getColumn(1).getInt64();
  return counts;
}

std::array<int64_t, 50> ReviewQuery::histogram(const ReviewFilter& filter) {
  ReviewFilter undecided = filter;
  undecided.verdict = Verdict::Undecided;
  undecided.minConfidence = 0;
  const auto sql = sqlOf(undecided);
  const std::string text =
      "SELECT MIN(49, CAST(r.confidence * 50 AS INTEGER)), COUNT(*) FROM ranking r" + sql.joins +
      sql.conditions + " GROUP BY 1";
  auto query = connection_.prepare(text.c_str());
  bindFilter(query, connection_, undecided);
  std::array<int64_t, 50> bins{};
  while (query.executeStep()) bins.at(query.getColumn(0).getInt()) = query.getColumn(1).getInt64();
  return bins;
}

std::vector<Cluster> ReviewQuery::clusters(int round) {
  auto query = connection_.prepare(
      "SELECT k.id, k.number, k.category_id, COUNT(m.candidate_id), AVG(r.confidence), k.locked, "
      "k.junk FROM cluster k "
      "LEFT JOIN cluster_member m ON m.cluster_id = k.id "
      "LEFT JOIN ranking r ON r.revision = ?2 AND r.candidate_id = m.candidate_id "
      "WHERE k.revision = ?1 GROUP BY k.id ORDER BY k.number");
  query.bind(1, activeRevision(connection_, "clusters", round));
  query.bind(2, activeRevision(connection_, "ranking", round));
  std::vector<Cluster> clusters;
  while (query.executeStep())
    clusters.push_back({ClusterId(query.getColumn(0).getInt64()),
                        query.getColumn(1).getInt(),
                        query.getColumn(3).getInt64(),
                        query.getColumn(4).isNull() ? 0 : query.getColumn(4).getDouble(),
                        CategoryId(query.getColumn(2).isNull() ? 0 : query.getColumn(2).getInt64()),
                        query.getColumn(5).getInt() != 0,
                        query.getColumn(6).getInt() != 0});
  return clusters;
}

std::vector<CandidateId> ReviewQuery::clusterMembers(ClusterId cluster, int limit) {
  auto query = connection_.prepare(
      "SELECT candidate_id FROM cluster_member WHERE cluster_id = ? ORDER BY distance, "
      "candidate_id LIMIT ?");
  query.bind(1, cluster.value);
  query.bind(2, limit);
  std::vector<CandidateId> ids;
  while (query.executeStep()) ids.emplace_back(query.getColumn(0).getInt64());
  return ids;
}

int64_t ReviewQuery::acceptedOf(int round) {
  static const std::string sql =
      "SELECT COUNT(DISTINCT o.object) FROM (SELECT " + objectSql() +
      " AS object FROM candidate c WHERE c.round_number = ?) o JOIN verdict v ON v.candidate_id = "
      "o.object WHERE v.verdict IN (1, 2)";
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, round);
  query.executeStep();
  return query.getColumn(0).getInt64();
}

std::vector<ReviewItem> ReviewQuery::onImage(ImageId image, int round, int limit) {
  ReviewFilter filter;
  filter.round = round;
  filter.image = image;
  std::vector<ReviewItem> items = page(filter, {}, limit);
  for (const Verdict verdict : {Verdict::Accepted, Verdict::Relabelled}) {
    filter.verdict = verdict;
    for (auto& accepted : page(filter, {}, limit))
      if (std::none_of(items.begin(), items.end(), [&](const ReviewItem& one) {
            return one.id == accepted.id;
          }))
        items.push_back(std::move(accepted));
  }
  return items;
}

std::vector<int64_t> ReviewQuery::outlinesIn(int round, const std::vector<int64_t>& masks) {
  std::vector<int64_t> outlines;
  for (const int64_t mask : masks) {
    auto query = connection_.prepare(
        "SELECT id FROM candidate WHERE (id = ?1 OR linked_to = ?1) AND round_number = ?2 ORDER BY "
        "id");
    query.bind(1, mask);
    query.bind(2, round);
    while (query.executeStep()) outlines.push_back(query.getColumn(0).getInt64());
  }
  return outlines;
}

std::vector<int> ReviewQuery::rounds() {
  auto query = connection_.prepare("SELECT DISTINCT round_number FROM candidate ORDER BY 1");
  std::vector<int> rounds;
  while (query.executeStep()) rounds.push_back(query.getColumn(0).getInt());
  return rounds;
}

}  // namespace maskwright::store
