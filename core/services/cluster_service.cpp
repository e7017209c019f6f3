#include "core/services/cluster_service.h"

#include "core/base/version.h"
#include "core/cluster/constrained_kmeans.h"
#include "core/cluster/silhouette.h"
#include "core/cluster/whiten.h"
#include "core/coco/assignment.h"
#include "core/services/cluster_centre.h"
#include "core/services/cluster_wishes.h"
#include "core/store/candidate_repository.h"
#include "core/store/cluster_edit_repository.h"
#include "core/store/cluster_identity.h"
#include "core/store/review_query.h"
#include "core/store/run_repository.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

namespace maskwright {
namespace {

/// A cluster goes on as an earlier one if they share this much of their union.
constexpr double kSameClusterIou = 0.25;

/// A person may change clusters while they are grouped; a grouping takes seconds.
constexpr int kTries = 3;

/// Crop features of more masks are grouped in small steps, as MaskDistill does (its batch).
constexpr size_t kManyCrops = 20'000;
constexpr int kCropBatch = 1000;

/// Costs of links, in units of 1 - cosine (neighbouring clusters are some tenths apart). What a
/// person did to clusters themselves outweighs looks. A category alone may have several looks, so
/// it only leans; two categories keep apart unless they look all the same.
constexpr double kPlaced = 1, kSameCategory = 0.3, kOtherCategory = 0.6;

/// What the new clusters are made of, and which former ones they must go on as.
struct Grouping {
  std::vector<store::RankingRepository::Member> members;
  int clusters = 0;
  int64_t candidates = 0;
  std::map<std::pair<int, size_t>, double> held;  ///< by fresh and former cluster: weight placed

  /// The fresh cluster that holds most of what was put into each former one.
  std::map<size_t, int> pins() const {
    std::map<size_t, std::pair<double, int>> best;
    for (const auto& [pair, weight] : held) {
      auto& known = best.try_emplace(pair.second, 0.0, -1).first->second;
      if (weight > known.first) known = {weight, pair.first};
    }
    std::map<size_t, int> out;
    for (const auto& [former, one] : best) out[former] = one.second;
    return out;
  }
};

/// Which fresh cluster goes on as which earlier one, so that ids, colours and what people remember
/// don't jump: the one-to-one assignment with the most members in common. `fresh`: by number.
std::vector<int> successors(const FormerClusters& former,
                            const std::vector<Cluster>& fresh,
                            const Grouping& grouping) {
  const size_t rows = fresh.size(), columns = former.clusters.size();
  if (columns == 0) return std::vector<int>(rows, -1);
  std::vector<double> shared(rows * columns, 0);
  for (const auto& member : grouping.members) {
    const auto old = former.of.find(member.candidate);
    if (old != former.of.end())
      ++shared[static_cast<size_t>(member.cluster) * columns + old->second];
  }
  std::vector<double> gain = shared;
  const auto pins = grouping.pins();
  for (const auto& [old, row] : pins)
    gain[static_cast<size_t>(row) * columns + old] += static_cast<double>(grouping.members.size());
  auto assigned = coco::bestAssignment(gain, static_cast<int>(rows), static_cast<int>(columns));
  for (size_t i = 0; i < rows; ++i) {
    if (assigned[i] < 0) continue;
    const auto old = static_cast<size_t>(assigned[i]);
    const double both = shared[i * columns + old];
    const auto all = static_cast<double>(fresh[i].size + former.clusters[old].size) - both;
    const auto pin = pins.find(old);
    const bool pinned = pin != pins.end() && pin->second == static_cast<int>(i);
    if (!pinned && (both == 0 || both < kSameClusterIou * all)) assigned[i] = -1;
  }
  return assigned;
}

/// Ids (of the same round only: the other round keeps its own) and numbers go on; new clusters get
/// numbers that are not `taken`.
std::vector<store::ClusterIdentity> identities(const FormerClusters& former,
                                               const std::vector<Cluster>& fresh,
                                               const std::vector<int>& assigned,
                                               std::set<int> taken) {
  std::vector<store::ClusterIdentity> out;
  for (size_t i = 0; i < fresh.size(); ++i) {
    out.push_back({fresh[i].id, fresh[i].id, -1});
    if (assigned[i] < 0) continue;
    const Cluster& old = former.clusters[static_cast<size_t>(assigned[i])];
    if (former.isOwn) out.back().id = old.id;
    out.back().number = old.number;
    taken.insert(old.number);
  }
  int next = 0;
  for (auto& one : out) {
    if (one.number >= 0) continue;
    while (taken.contains(next)) ++next;
    one.number = next++;
  }
  return out;
}

/// Whether the round's embeddings of this length are CLS features of masked crops: masks of a
/// vision transformer alone have them.
bool areCropFeatures(store::Connection& connection, int round, int dimension) {
  auto query = connection.prepare(
      "SELECT COUNT(*), SUM(c.source IN ('attention', 'mask-cut')) FROM candidate c JOIN embedding "
      "e ON e.candidate_id = c.id WHERE c.round_number = ? AND LENGTH(e.vector) = ?");
  query.bind(1, round);
  query.bind(2, 2 * dimension);
  query.executeStep();
  const auto all = query.getColumn(0).getInt64();
  return all > 0 && query.getColumn(1).getInt64() == all;
}

/// About fifteen masks a cluster, 4 to 20 of them.
int mostClusters(size_t rows) {
  return std::clamp(static_cast<int>(rows / 15), 4, 20);
}

/// Shares `k` out among groups of these sizes, at least one each.
std::vector<int> shareOut(int k,
                          const std::vector<store::CandidateRepository::Embeddings>& groups) {
  size_t all = 0;
  for (const auto& group : groups) all += group.ids.size();
  std::vector<int> shares;
  int others = 0;
  for (const auto& group : groups) {
    const auto part = static_cast<double>(group.ids.size()) / static_cast<double>(all);
    shares.push_back(std::max(1, static_cast<int>(std::lround(k * part))));
    if (shares.size() > 1) others += shares.back();
  }
  if (!shares.empty()) shares[0] = std::max(1, k - others);
  return shares;
}

cluster::KMeansResult grouped(store::CandidateRepository::Embeddings& embeddings,
                              bool cropFeatures,
                              int k,
                              uint64_t seed,
                              std::span<const cluster::RowLinks> links) {
  cluster::KMeansSettings options;
  options.k = k;
  options.seed = seed;
  if (cropFeatures) {
    cluster::whiten(embeddings.values, embeddings.dimension);
    options.restarts = 5;
    if (embeddings.ids.size() > kManyCrops) options.batch = kCropBatch;
    if (k == 0 && embeddings.ids.size() > 4)
      options.k = cluster::bestClusterCount(
          embeddings.values, embeddings.dimension, 4, mostClusters(embeddings.ids.size()), options);
  }
  return cluster::constrainedKMeans(embeddings.values, embeddings.dimension, options, links);
}

std::vector<cluster::RowLinks> linksOf(const ClusterWishes& wishes,
                                       const std::vector<CandidateId>& ids) {
  cluster::RowLinks placed, categories;
  placed.together = placed.separate = kPlaced;
  placed.seeded = true;
  placed.apart = wishes.apart;
  categories.together = kSameCategory;
  categories.separate = kOtherCategory;
  categories.allApart = true;
  for (const CandidateId id : ids) {
    const auto put = wishes.placed.find(id);
    placed.group.push_back(put == wishes.placed.end() ? -1 : static_cast<int>(put->second.former));
    placed.weight.push_back(put == wishes.placed.end() ? 0
                                                       : static_cast<float>(put->second.weight));
    const auto named = wishes.category.find(id);
    categories.group.push_back(named == wishes.category.end() ? -1 : named->second);
  }
  return {placed, categories};
}

void leaveOut(store::CandidateRepository::Embeddings& group,
              const std::unordered_map<CandidateId, size_t>& locked) {
  const auto width = static_cast<size_t>(group.dimension);
  size_t kept = 0;
  for (size_t i = 0; i < group.ids.size(); ++i) {
    if (locked.contains(group.ids[i])) continue;
    group.ids[kept] = group.ids[i];
    std::copy_n(group.values.begin() + static_cast<std::ptrdiff_t>(i * width),
                width,
                group.values.begin() + static_cast<std::ptrdiff_t>(kept * width));
    ++kept;
  }
  group.ids.resize(kept);
  group.values.resize(kept * width);
}

/// Locked clusters as they are, beside those that were found.
void addLocked(store::Connection& connection,
               int round,
               const ClusterWishes& wishes,
               Grouping& grouping) {
  std::map<size_t, std::vector<CandidateId>> members;
  for (const auto& [candidate, former] : wishes.locked) members[former].push_back(candidate);
  for (auto& [former, ids] : members) {
    std::sort(ids.begin(), ids.end());
    const auto distances = distancesToCentre(connection, round, ids);
    for (size_t i = 0; i < ids.size(); ++i)
      grouping.members.push_back({ids[i], grouping.clusters, distances[i]});
    grouping.held[{grouping.clusters, former}] += static_cast<double>(ids.size());
    grouping.candidates += static_cast<int64_t>(ids.size());
    ++grouping.clusters;
  }
}

Grouping group(
    store::Connection& connection, int round, int k, uint64_t seed, const ClusterWishes& wishes) {
  auto groups = store::CandidateRepository(connection).embeddingGroupsOfRound(round);
  if (!wishes.locked.empty()) {
    for (auto& one : groups) leaveOut(one, wishes.locked);
    std::erase_if(groups, [](const auto& one) { return one.ids.empty(); });
    std::set<size_t> closed;
    for (const auto& [candidate, cluster] : wishes.locked) closed.insert(cluster);
    if (k > 0) k = std::max(1, k - static_cast<int>(closed.size()));
  }
  const auto shares = shareOut(k, groups);
  Grouping out;
  for (size_t g = 0; g < groups.size(); ++g) {
    auto& one = groups[g];
    const auto links = linksOf(wishes, one.ids);
    const bool crops = areCropFeatures(connection, round, one.dimension);
    const auto found = grouped(one, crops, k == 0 ? 0 : shares[g], seed, links);
    for (size_t i = 0; i < one.ids.size(); ++i) {
      if (found.label[i] < 0) continue;
      const int fresh = out.clusters + found.label[i];
      out.members.push_back({one.ids[i], fresh, found.distance[i]});
      if (const auto put = wishes.placed.find(one.ids[i]); put != wishes.placed.end())
        out.held[{fresh, put->second.former}] += put->second.weight;
    }
    out.clusters += static_cast<int>(found.size.size());
    out.candidates += static_cast<int64_t>(one.ids.size());
  }
  addLocked(connection, round, wishes, out);
  return out;
}

/// Makes it the active clustering, with what goes on from the former one.
void replaceBy(store::Connection& connection,
               int round,
               const FormerClusters& former,
               const ClusterWishes& wishes,
               const Grouping& grouping) {
  store::RankingRepository(connection).replaceClusters(round, grouping.clusters, grouping.members);
  const auto fresh = store::ReviewQuery(connection).clusters(round);
  const auto assigned = successors(former, fresh, grouping);
  store::ClusterEditRepository edits(connection);
  const auto identity = identities(former, fresh, assigned, edits.retiredNumbers(round));
  store::setClusterIdentities(connection, identity);
  std::map<size_t, ClusterId> now;
  for (size_t i = 0; i < fresh.size(); ++i) {
    if (assigned[i] < 0) continue;
    const auto old = static_cast<size_t>(assigned[i]);
    const Cluster& before = former.clusters[old];
    now[old] = identity[i].id;
    if (before.locked || before.junk) edits.setFlags(identity[i].id, before.locked, before.junk);
    if (before.category && !fresh[i].category) edits.setCategory(identity[i].id, before.category);
  }
  if (!former.isOwn) edits.carry(carriedPlacements(wishes, now), carriedApart(wishes, now));
}

RunId begun(store::Connection& connection, int round, int k, uint64_t seed) {
  Run run;
  run.kind = "cluster";
  run.method = "k-means";
  run.settingsJson = "{\"k\":" + std::to_string(k) + "}";
  run.seed = seed;
  run.version = kVersion;
  return store::RunRepository(connection).start(run, round);
}

}  // namespace

Result<ClusterSummary> clusterCandidates(store::Connection& connection,
                                         int round,
                                         int k,
                                         uint64_t seed) {
  try {
    for (int tries = 0; tries < kTries; ++tries) {
      const std::string edition = store::clusterEdition(connection, round);
      const auto former = formerClusters(connection, round);
      const auto wishes = clusterWishes(connection, round, former);
      const Grouping grouping = group(connection, round, k, seed, wishes);
      store::Transaction transaction(connection);
      // Somebody changed a cluster meanwhile: that must not be lost.
      if (store::clusterEdition(connection, round) != edition) continue;
      const auto id = begun(connection, round, k, seed);
      replaceBy(connection, round, former, wishes, grouping);
      store::RunRepository(connection).finish(id, RunState::Finished);
      transaction.commit();
      return ClusterSummary{grouping.candidates, grouping.clusters};
    }
    return Error{ErrorKind::Conflict,
                 "the clusters were changed again and again while they were grouped anew",
                 connection.file().string()};
  } catch (const std::exception& exception) {
    return store::toError(exception, connection.file());
  }
}

}  // namespace maskwright
