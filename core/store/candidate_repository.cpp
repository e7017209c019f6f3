#include "core/store/candidate_repository.h"

#include "core/store/blob.h"
#include "core/store/embedding_source.h"
#include "core/store/revision.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace maskwright::store {
namespace {

/// `p` is where the mask comes from.
constexpr const char* kColumns =
    "SELECT c.id, c.image_id, c.run_id, c.round_number, c.source, c.profile, p.height, p.width, "
    "p.counts, "
    "p.box_x, p.box_y, p.box_w, p.box_h, p.area, c.source_score, c.category_id, "
    "f.maskness, f.stability, f.nms_score, f.area_fraction, f.border_fraction, f.compactness, "
    "f.boundary_contrast, f.outline_gradient, f.outline_closed, f.surround_contrast, "
    "f.feature_contrast, f.extent, f.votes, f.repeats FROM candidate c ";

/// Nothing that must stay refers to candidate c.
constexpr const char* kFreeToGo =
    " AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.candidate_id = c.id) AND NOT EXISTS (SELECT "
    "1 FROM round_target t WHERE t.candidate_id = c.id) AND NOT EXISTS (SELECT 1 FROM candidate l "
    "WHERE l.linked_to = c.id)";

void bindOptional(SQLite::Statement& query, int index, double value) {
  if (std::isnan(value))
    query.bind(index);
  else
    query.bind(index, value);
}

double optionalValue(const SQLite::Column& column) {
  return column.isNull() ? std::nan("") : column.getDouble();
}

/// The stored attributes, in the order of their columns.
constexpr std::array kAttributes{&CandidateAttributes::maskness,
                                 &CandidateAttributes::stability,
                                 &CandidateAttributes::nmsScore,
                                 &CandidateAttributes::areaFraction,
                                 &CandidateAttributes::borderFraction,
                                 &CandidateAttributes::compactness,
                                 &CandidateAttributes::boundaryContrast,
                                 &CandidateAttributes::outlineGradient,
                                 &CandidateAttributes::outlineClosed,
                                 &CandidateAttributes::surroundContrast,
                                 &CandidateAttributes::featureContrast,
                                 &CandidateAttributes::extent,
                                 &CandidateAttributes::votes,
                                 &CandidateAttributes::repeats};

CandidateAttributes readAttributes(SQLite::Statement& row, int first) {
  CandidateAttributes a;
  for (const auto attribute : kAttributes) a.*attribute = optionalValue(row.getColumn(first++));
  return a;
}

Candidate read(SQLite::Statement& row) {
  Candidate c;
  c.id = CandidateId(row.getColumn(0).getInt64());
  c.image = ImageId(row.getColumn(1).getInt64());
  c.run = RunId(row.getColumn(2).getInt64());
  c.round = row.getColumn(3).getInt();
  c.source = row.getColumn(4).getString();
  c.profile = row.getColumn(5).getString();
  c.mask.height = row.getColumn(6).getInt();
  c.mask.width = row.getColumn(7).getInt();
  const auto counts = row.getColumn(8);
  c.mask.counts = unpackCounts(counts.getBlob(), counts.getBytes());
  c.box = {row.getColumn(9).getDouble(),
           row.getColumn(10).getDouble(),
           row.getColumn(11).getDouble(),
           row.getColumn(12).getDouble()};
  c.area = row.getColumn(13).getInt64();
  c.sourceScore = row.getColumn(14).getDouble();
  c.category = CategoryId(row.getColumn(15).isNull() ? 0 : row.getColumn(15).getInt64());
  c.attributes = readAttributes(row, 16);
  attributesFromSource(c.source, c.attributes);
  attributesFromBox(c.box, c.mask.width, c.mask.height, c.attributes);
  return c;
}

/// Candidates can be looked at while their job still runs: what they bring stands in until `rank`.
void addProvisionalRank(Connection& connection, CandidateId id, const Candidate& candidate) {
  int64_t revision = activeRevision(connection, "ranking", candidate.round);
  if (revision == 0) {
    revision = newRevision(connection);
    activate(connection, "ranking", candidate.round, revision);
  }
  auto query =
      connection.prepare("INSERT INTO ranking(revision, candidate_id, confidence) VALUES(?, ?, ?)");
  query.bind(1, revision);
  query.bind(2, id.value);
  const double known = candidate.provisionalConfidence;
  query.bind(3, std::clamp(std::isnan(known) ? candidate.sourceScore : known, 0.0, 1.0));
  query.exec();
}

std::vector<Candidate> readAll(SQLite::Statement& query) {
  std::vector<Candidate> candidates;
  while (query.executeStep()) candidates.push_back(read(query));
  return candidates;
}

}  // namespace

std::string CandidateRepository::select(const char* condition) const {
  return std::string(kColumns) +
         (masks_ == MaskVersion::Present ? "JOIN present_mask p ON p.candidate_id = c.id "
                                         : "JOIN candidate p ON p.id = c.id ") +
         "LEFT JOIN candidate_feature f ON f.candidate_id = c.id " + condition;
}

CandidateId CandidateRepository::insert(const Candidate& c) {
  auto query = connection_.prepare(
      "INSERT INTO candidate(id, image_id, run_id, round_number, source, profile, height, width, "
      "counts, box_x, box_y, box_w, box_h, area, source_score, category_id) "
      "VALUES((SELECT highest + 1 FROM candidate_id), "
      "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  query.bind(1, c.image.value);
  query.bind(2, c.run.value);
  query.bind(3, c.round);
  query.bind(4, c.source);
  query.bind(5, c.profile);
  query.bind(6, c.mask.height);
  query.bind(7, c.mask.width);
  const auto counts = packCounts(c.mask.counts);
  query.bind(8, counts.data(), static_cast<int>(counts.size()));
  query.bind(9, c.box.x);
  query.bind(10, c.box.y);
  query.bind(11, c.box.w);
  query.bind(12, c.box.h);
  query.bind(13, c.area);
  query.bind(14, c.sourceScore);
  if (c.category) query.bind(15, c.category.value);
  query.exec();
  const CandidateId id(connection_.db().getLastInsertRowid());

  auto feature = connection_.prepare(
      "INSERT INTO candidate_feature(candidate_id, maskness, stability, nms_score, area_fraction, "
      "border_fraction, compactness, boundary_contrast, outline_gradient, outline_closed, "
      "surround_contrast, feature_contrast, extent, votes, repeats) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  feature.bind(1, id.value);
  int index = 2;
  for (const auto attribute : kAttributes) bindOptional(feature, index++, c.attributes.*attribute);
  feature.exec();

  if (!c.embedding.empty()) {
    auto embedding =
        connection_.prepare("INSERT INTO embedding(candidate_id, vector) VALUES(?, ?)");
    const auto bytes = packHalf(c.embedding);
    embedding.bind(1, id.value);
    embedding.bind(2, bytes.data(), static_cast<int>(bytes.size()));
    embedding.exec();
  }
  addProvisionalRank(connection_, id, c);
  return id;
}

void CandidateRepository::removeUndecided(RunId run, ImageId image) {
  static const std::string sql =
      std::string("DELETE FROM candidate AS c WHERE run_id = ? AND image_id = ?") + kFreeToGo;
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, run.value);
  query.bind(2, image.value);
  query.exec();
}

int64_t CandidateRepository::removeUndecided(int round, const std::string& source) {
  static const std::string sql =
      std::string("DELETE FROM candidate AS c WHERE round_number = ? AND source = ?") + kFreeToGo;
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, round);
  query.bind(2, source);
  return query.exec();
}

bool CandidateRepository::allExist(const std::vector<int64_t>& ids) {
  if (ids.empty()) return true;
  std::string list = "[";
  for (const int64_t id : ids) list += std::to_string(id) + ',';
  list.back() = ']';
  auto query = connection_.prepare(
      "SELECT count(*) FROM json_each(?) AS shown JOIN candidate AS c ON c.id = shown.value");
  query.bind(1, list);
  query.executeStep();
  return query.getColumn(0).getInt64() == static_cast<int64_t>(ids.size());
}

std::optional<Candidate> CandidateRepository::byId(CandidateId id) {
  auto query = connection_.prepare(select("WHERE c.id = ?").c_str());
  query.bind(1, id.value);
  if (!query.executeStep()) return std::nullopt;
  return read(query);
}

std::vector<Candidate> CandidateRepository::ofImage(ImageId image, std::optional<int> round) {
  auto query = connection_.prepare(
      select("WHERE c.image_id = ? AND (?2 IS NULL OR c.round_number = ?2) ORDER BY c.id").c_str());
  query.bind(1, image.value);
  if (round) query.bind(2, *round);
  return readAll(query);
}

std::vector<Candidate> CandidateRepository::ofRound(int round) {
  auto query =
      connection_.prepare(select("WHERE c.round_number = ? ORDER BY c.image_id, c.id").c_str());
  query.bind(1, round);
  return readAll(query);
}

CandidateRepository::Embeddings CandidateRepository::embeddingsOfRound(int round) {
  auto groups = embeddingGroupsOfRound(round);
  return groups.empty() ? Embeddings{} : std::move(groups.front());
}

std::vector<CandidateRepository::Embeddings> CandidateRepository::embeddingGroupsOfRound(
    int round) {
  const bool useTuned = usesTunedEmbeddings(connection_, round);
  auto query = connection_.prepare(
      useTuned ? "SELECT c.id, e.vector FROM candidate c JOIN tuned_embedding e ON e.candidate_id "
                 "= c.id WHERE c.round_number = ? ORDER BY c.id"
               : "SELECT c.id, e.vector FROM candidate c JOIN embedding e ON e.candidate_id = c.id "
                 "WHERE c.round_number = ? ORDER BY c.id");
  query.bind(1, round);
  std::map<int, Embeddings> groups;
  while (query.executeStep()) {
    const auto vector = query.getColumn(1);
    const int dimension = vector.getBytes() / 2;
    if (dimension == 0) continue;
    Embeddings& group = groups[dimension];
    group.dimension = dimension;
    group.ids.emplace_back(query.getColumn(0).getInt64());
    unpackHalf(vector.getBlob(), vector.getBytes(), group.values);
  }
  std::vector<Embeddings> result;
  for (auto& [dimension, group] : groups) result.push_back(std::move(group));
  std::stable_sort(result.begin(), result.end(), [](const auto& a, const auto& b) {
    return a.ids.size() > b.ids.size();
  });
  return result;
}

std::vector<float> CandidateRepository::embeddingOf(CandidateId id) {
  auto query = connection_.prepare("SELECT vector FROM embedding WHERE candidate_id = ?");
  query.bind(1, id.value);
  std::vector<float> values;
  if (query.executeStep()) {
    const auto vector = query.getColumn(0);
    unpackHalf(vector.getBlob(), vector.getBytes(), values);
  }
  return values;
}

CandidateRepository::Features CandidateRepository::featuresOfRound(int round) {
  auto query = connection_.prepare(
      "SELECT c.id, c.source_score, f.maskness, f.stability, f.nms_score, f.area_fraction, "
      "f.border_fraction, f.compactness, f.boundary_contrast, f.outline_gradient, "
      "f.outline_closed, f.surround_contrast, f.feature_contrast, f.extent, f.votes, f.repeats, "
      "c.source, c.box_x, c.box_y, c.box_w, c.box_h, c.width, c.height FROM candidate c "
      "LEFT JOIN candidate_feature f ON f.candidate_id = c.id WHERE c.round_number = ? ORDER BY "
      "c.id");
  query.bind(1, round);
  Features result;
  while (query.executeStep()) {
    result.ids.emplace_back(query.getColumn(0).getInt64());
    result.sourceScores.push_back(query.getColumn(1).getDouble());
    result.attributes.push_back(readAttributes(query, 2));
    const int rest = 2 + static_cast<int>(kAttributes.size());
    attributesFromSource(query.getColumn(rest).getString(), result.attributes.back());
    const Box box{query.getColumn(rest + 1).getDouble(),
                  query.getColumn(rest + 2).getDouble(),
                  query.getColumn(rest + 3).getDouble(),
                  query.getColumn(rest + 4).getDouble()};
    attributesFromBox(box,
                      query.getColumn(rest + 5).getInt(),
                      query.getColumn(rest + 6).getInt(),
                      result.attributes.back());
  }
  return result;
}

void CandidateRepository::link(CandidateId candidate, CandidateId accepted) {
  auto query = connection_.prepare("UPDATE candidate SET linked_to = ? WHERE id = ?");
  query.bind(1, accepted.value);
  query.bind(2, candidate.value);
  query.exec();
}

int CandidateRepository::newestRound() {
  // Walks down the index from the highest: one row, or those of a round that is rolled back.
  auto query = connection_.prepare(
      "SELECT round_number FROM candidate WHERE round_number NOT IN (SELECT number FROM round "
      "WHERE mark = 2) ORDER BY round_number DESC LIMIT 1");
  return query.executeStep() ? query.getColumn(0).getInt() : 0;
}

int64_t CandidateRepository::count(std::optional<int> round) {
  auto query =
      connection_.prepare("SELECT COUNT(*) FROM candidate WHERE ?1 IS NULL OR round_number = ?1");
  if (round) query.bind(1, *round);
  query.executeStep();
  return query.getColumn(0).getInt64();
}

}  // namespace maskwright::store
