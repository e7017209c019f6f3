#include "core/services/dashboard.h"

#include "core/services/reading_issues.h"
#include "core/store/linked_object.h"
#include "core/store/review_query.h"
#include "core/store/revision.h"
#include "core/store/shown_category.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace maskwright {
namespace {

constexpr const char* kImageWithoutMask =
    "FROM image i WHERE i.state = 0 AND NOT EXISTS(SELECT 1 FROM candidate c WHERE c.image_id = "
    "i.id "
    "AND c.round_number = ?1)";
constexpr const char* kImageWithoutAccepted =
    "FROM image i WHERE i.state = 0 AND i.id NOT IN (SELECT c.image_id FROM verdict v JOIN "
    "candidate "
    "c ON c.id = v.candidate_id WHERE v.verdict IN (1, 2))";

void count(GroupAcceptance& group, Verdict verdict, bool isLinked) {
  ++group.candidates;
  group.decided += verdict != Verdict::Undecided;
  group.accepted += isPositive(verdict);
  group.relabelled += verdict == Verdict::Relabelled;
  group.notListed += isLinked;
}

struct NamedCategory {
  std::string name;
  int colour = 0;
};

std::unordered_map<int64_t, NamedCategory> categoriesById(store::Connection& connection) {
  auto query = connection.prepare("SELECT id, name, colour FROM category");
  std::unordered_map<int64_t, NamedCategory> all;
  while (query.executeStep())
    all[query.getColumn(0).getInt64()] = {query.getColumn(1).getString(),
                                          query.getColumn(2).getInt()};
  return all;
}

int placeBin(double place) {
  return std::clamp(static_cast<int>(place * kPlaceBins), 0, kPlaceBins - 1);
}

void addToSpread(MaskSpread& spread, double areaShare, double x, double y, bool accepted) {
  const double step = -kLeastAreaLog / kAreaBins;
  const double log = std::log10(std::max(areaShare, 1e-12));
  const auto bin = static_cast<size_t>(
      std::clamp(static_cast<int>((log - kLeastAreaLog) / step), 0, kAreaBins - 1));
  const auto cell =
      static_cast<size_t>(placeBin(y)) * kPlaceBins + static_cast<size_t>(placeBin(x));
  ++spread.areaAll[bin];
  ++spread.placeAll[cell];
  spread.areaAccepted[bin] += accepted;
  spread.placeAccepted[cell] += accepted;
}

/// One pass over the candidates of the round: verdicts, groups and spread.
class CandidatePass {
 public:
  CandidatePass(store::Connection& connection, Dashboard& board)
      : connection_(connection), board_(board) {}

  void run() {
    const auto names = categoriesById(connection_);
    readClusters(names);
    readBeside();
    static const std::string sql =
        "SELECT id, area, box_x, box_y, box_w, box_h, width, height, category_id, CASE WHEN " +
        store::isLinkedSql() +
        " THEN linked_to ELSE 0 END FROM candidate c WHERE round_number = ?1";
    auto query = connection_.prepare(sql.c_str());
    query.bind(1, board_.round);
    std::unordered_set<int64_t> counted;  // objects of earlier rounds
    std::unordered_map<int64_t, GroupAcceptance> byCategory;
    while (query.executeStep()) {
      const int64_t id = query.getColumn(0).getInt64();
      Shape shape{query.getColumn(1).getDouble(),
                  query.getColumn(2).getDouble(),
                  query.getColumn(3).getDouble(),
                  query.getColumn(4).getDouble(),
                  query.getColumn(5).getDouble()};
      if (const auto edited = edited_.find(id); edited != edited_.end()) shape = edited->second;
      // A linked one is an accepted object of an earlier round: not queued, but found here too.
      const int64_t linked = query.getColumn(9).getInt64();
      const auto found = verdicts_.find(linked == 0 ? id : linked);
      const auto decided = found == verdicts_.end() ? VerdictState{} : found->second;
      if (linked == 0)
        ++board_.byVerdict[static_cast<size_t>(decided.verdict)];
      else if (!counted.insert(linked).second)
        continue;
      const double width = std::max(query.getColumn(6).getInt(), 1);
      const double height = std::max(query.getColumn(7).getInt(), 1);
      addToSpread(board_.spread,
                  shape.area / (width * height),
                  (shape.x + shape.width / 2) / width,
                  (shape.y + shape.height / 2) / height,
                  isPositive(decided.verdict));
      if (const auto cluster = clusterOf_.find(id); cluster != clusterOf_.end())
        count(board_.clusters[cluster->second], decided.verdict, linked != 0);
      const auto suggested = suggested_.find(id);
      const auto category =
          store::shownCategory(decided,
                               CategoryId(query.getColumn(8).getInt64()),
                               suggested == suggested_.end() ? CategoryId() : suggested->second);
      count(byCategory[category.value], decided.verdict, linked != 0);
    }
    for (auto& [id, group] : byCategory) {
      const auto named = names.find(id);
      if (named != names.end()) {
        group.name = named->second.name;
        group.colour = named->second.colour;
      }
      group.id = id;
      board_.categories.push_back(std::move(group));
    }
    std::sort(board_.categories.begin(), board_.categories.end(), [](const auto& a, const auto& b) {
      return a.candidates != b.candidates ? a.candidates > b.candidates : a.id < b.id;
    });
  }

 private:
  void readClusters(const std::unordered_map<int64_t, NamedCategory>& names) {
    for (const auto& cluster : store::ReviewQuery(connection_).clusters(board_.round)) {
      GroupAcceptance group;
      group.id = cluster.id.value;
      group.number = cluster.number;
      if (const auto named = names.find(cluster.category.value); named != names.end())
        group.name = named->second.name;
      clusterIndex_[group.id] = board_.clusters.size();
      board_.clusters.push_back(std::move(group));
    }
  }

  /// What stands in other tables, each read in one go: a join looks every candidate up.
  void readBeside() {
    auto verdicts = connection_.prepare("SELECT candidate_id, verdict, category_id FROM verdict");
    while (verdicts.executeStep())
      verdicts_[verdicts.getColumn(0).getInt64()] = {
          static_cast<Verdict>(verdicts.getColumn(1).getInt()),
          CategoryId(verdicts.getColumn(2).getInt64())};
    auto members = connection_.prepare(
        "SELECT m.candidate_id, m.cluster_id FROM cluster k JOIN cluster_member m ON m.cluster_id "
        "= "
        "k.id WHERE k.revision = ?1 AND m.revision = ?1");
    members.bind(1, store::activeRevision(connection_, "clusters", board_.round));
    while (members.executeStep())
      if (const auto cluster = clusterIndex_.find(members.getColumn(1).getInt64());
          cluster != clusterIndex_.end())
        clusterOf_[members.getColumn(0).getInt64()] = cluster->second;
    auto suggested = connection_.prepare("SELECT candidate_id, category_id FROM suggestion");
    while (suggested.executeStep())
      suggested_[suggested.getColumn(0).getInt64()] = CategoryId(suggested.getColumn(1).getInt64());
    auto edited = connection_.prepare(
        "SELECT candidate_id, area, box_x, box_y, box_w, box_h FROM present_mask WHERE "
        "candidate_id "
        "IN (SELECT candidate_id FROM mask_edit) AND edit_id IS NOT NULL");
    while (edited.executeStep())
      edited_[edited.getColumn(0).getInt64()] = {edited.getColumn(1).getDouble(),
                                                 edited.getColumn(2).getDouble(),
                                                 edited.getColumn(3).getDouble(),
                                                 edited.getColumn(4).getDouble(),
                                                 edited.getColumn(5).getDouble()};
  }

  struct Shape {
    double area = 0, x = 0, y = 0, width = 0, height = 0;
  };

  store::Connection& connection_;
  Dashboard& board_;
  std::unordered_map<int64_t, size_t> clusterIndex_, clusterOf_;
  std::unordered_map<int64_t, VerdictState> verdicts_;
  std::unordered_map<int64_t, CategoryId> suggested_;
  std::unordered_map<int64_t, Shape> edited_;  ///< where that is not the candidate's own
};

void readImages(store::Connection& connection, Dashboard& board) {
  const auto counted = [&](const std::string& sql, bool ofRound) {
    auto query = connection.prepare(sql.c_str());
    if (ofRound) query.bind(1, board.round);
    return query.executeStep() ? query.getColumn(0).getInt64() : 0;
  };
  board.images = counted("SELECT COUNT(*) FROM image WHERE state = 0", false);
  board.acceptedBefore = counted(
      "SELECT COUNT(*) FROM verdict v JOIN candidate c ON c.id = v.candidate_id WHERE v.verdict IN "
      "(1, 2) AND c.round_number < ?",
      true);
  board.missing = counted("SELECT COUNT(*) FROM image WHERE state = 1", false);
  board.withoutMasks = counted(std::string("SELECT COUNT(*) ") + kImageWithoutMask, true);
  board.withoutAccepted = counted(std::string("SELECT COUNT(*) ") + kImageWithoutAccepted, false);
  const auto undecoded = imagesNotDecoded(connection);
  auto query = connection.prepare(
      "SELECT i.id, i.path, i.state, IFNULL((SELECT message FROM issue s WHERE s.place = i.path "
      "ORDER BY s.id DESC LIMIT 1), '') FROM image i WHERE i.state = 2 OR (i.state = 0 AND "
      "EXISTS(SELECT 1 FROM issue s WHERE s.place = i.path)) ORDER BY i.path");
  while (query.executeStep()) {
    const ImageId id(query.getColumn(0).getInt64());
    const auto undecodable = undecoded.find(id);
    const bool present = query.getColumn(2).getInt() == 0;
    if (present && undecodable == undecoded.end()) continue;
    board.unreadable.push_back({id,
                                query.getColumn(1).getString(),
                                present ? undecodable->second : query.getColumn(3).getString()});
  }
}

std::vector<PlainImage> plainImages(store::Connection& connection,
                                    const std::string& from,
                                    std::optional<int> round) {
  const std::string sql =
      "SELECT i.id, i.path, i.width, i.height, i.orientation " + from + " ORDER BY i.path";
  auto query = connection.prepare(sql.c_str());
  if (round) query.bind(1, *round);
  std::vector<PlainImage> images;
  while (query.executeStep())
    images.push_back({ImageId(query.getColumn(0).getInt64()),
                      query.getColumn(1).getString(),
                      query.getColumn(2).getInt(),
                      query.getColumn(3).getInt(),
                      query.getColumn(4).getInt()});
  return images;
}

}  // namespace

std::optional<Verdict> GroupAcceptance::verdictToShow() const {
  if (notListed == 0 || decided < candidates) return std::nullopt;
  return 2 * relabelled > accepted ? Verdict::Relabelled : Verdict::Accepted;
}

int64_t Dashboard::decided() const {
  int64_t sum = 0;
  for (size_t i = 1; i < byVerdict.size(); ++i) sum += byVerdict[i];
  return sum;
}

std::optional<double> Dashboard::hoursLeft() const {
  if (pacePerHour <= 0) return std::nullopt;
  return static_cast<double>(undecided()) / pacePerHour;
}

Dashboard readDashboard(store::Connection& connection, int round) {
  Dashboard board;
  board.round = round;
  CandidatePass(connection, board).run();
  board.sessions = sessionsOf(reviewSteps(connection));
  for (const auto& session : board.sessions)
    if (session.perHour() > 0) board.pacePerHour = session.perHour();
  board.calibration = store::RankingRepository(connection).report(round);
  readImages(connection, board);
  return board;
}

std::vector<PlainImage> imagesWithoutMasks(store::Connection& connection, int round) {
  return plainImages(connection, kImageWithoutMask, round);
}

std::vector<PlainImage> imagesWithoutAccepted(store::Connection& connection) {
  return plainImages(connection, kImageWithoutAccepted, std::nullopt);
}

}  // namespace maskwright
