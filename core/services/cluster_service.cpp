#include "core/services/cluster_service.h"

#include "core/base/version.h"
#include "core/cluster/kmeans.h"
#include "core/cluster/silhouette.h"
#include "core/cluster/whiten.h"
#include "core/coco/assignment.h"
#include "core/store/candidate_repository.h"
#include "core/store/cluster_identity.h"
#include "core/store/review_query.h"
#include "core/store/run_repository.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

namespace maskwright {
namespace {

/// A cluster goes on as an earlier one if they share this much of their union.
constexpr double kSameClusterIou = 0.25;

/// Crop features of more masks are grouped in small steps, as MaskDistill does (its batch).
constexpr size_t kManyCrops = 20'000;
constexpr int kCropBatch = 1000;

/// The present clustering: clusters by number, and the place in that list of each candidate's.
struct Clustering {
  std::vector<Cluster> clusters;
  std::unordered_map<CandidateId, size_t> of;

  Clustering(store::Connection& connection, int round) {
    store::ReviewQuery query(connection);
    clusters = query.clusters(round);
    for (size_t i = 0; i < clusters.size(); ++i)
      for (const auto member : query.clusterMembers(clusters[i].id)) of.emplace(member, i);
  }
};

/// Which fresh cluster goes on as which earlier one, so that ids, colours and what people remember
/// don't jump: the one-to-one assignment with the most members in common.
std::vector<store::ClusterIdentity> identities(const Clustering& before, const Clustering& after) {
  const size_t rows = after.clusters.size(), columns = before.clusters.size();
  std::vector<double> shared(rows * columns, 0);
  for (const auto& [candidate, fresh] : after.of) {
    const auto old = before.of.find(candidate);
    if (old != before.of.end()) ++shared[fresh * columns + old->second];
  }
  const auto assigned =
      columns == 0
          ? std::vector<int>(rows, -1)
          : coco::bestAssignment(shared, static_cast<int>(rows), static_cast<int>(columns));
  std::vector<store::ClusterIdentity> out;
  std::set<int> taken;
  for (size_t i = 0; i < rows; ++i) {
    const Cluster& fresh = after.clusters[i];
    out.push_back({fresh.id, fresh.id, -1});
    if (assigned[i] < 0) continue;
    const Cluster& old = before.clusters[static_cast<size_t>(assigned[i])];
    const double both = shared[i * columns + static_cast<size_t>(assigned[i])];
    const auto all = static_cast<double>(fresh.size + old.size) - both;
    if (both == 0 || both < kSameClusterIou * all) continue;
    out.back().id = old.id;
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
                              uint64_t seed) {
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
  return cluster::kmeans(embeddings.values, embeddings.dimension, options);
}

}  // namespace

Result<ClusterSummary> clusterCandidates(store::Connection& connection,
                                         int round,
                                         int k,
                                         uint64_t seed) {
  try {
    auto groups = store::CandidateRepository(connection).embeddingGroupsOfRound(round);
    const auto shares = shareOut(k, groups);
    ClusterSummary summary;
    std::vector<store::RankingRepository::Member> members;
    for (size_t g = 0; g < groups.size(); ++g) {
      auto& group = groups[g];
      const auto found = grouped(
          group, areCropFeatures(connection, round, group.dimension), k == 0 ? 0 : shares[g], seed);
      for (size_t i = 0; i < group.ids.size(); ++i)
        if (found.label[i] >= 0)
          members.push_back({group.ids[i], summary.clusters + found.label[i], found.distance[i]});
      summary.clusters += static_cast<int>(found.size.size());
      summary.candidates += static_cast<int64_t>(group.ids.size());
    }
    store::Transaction transaction(connection);
    Run run;
    run.kind = "cluster";
    run.method = "k-means";
    run.settingsJson = "{\"k\":" + std::to_string(k) + "}";
    run.seed = seed;
    run.version = kVersion;
    store::RunRepository runs(connection);
    const auto id = runs.start(run, round);
    const Clustering before(connection, round);
    store::RankingRepository(connection).replaceClusters(round, summary.clusters, members);
    store::setClusterIdentities(connection, identities(before, Clustering(connection, round)));
    runs.finish(id, RunState::Finished);
    transaction.commit();
    return summary;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection.file());
  }
}

}  // namespace maskwright
