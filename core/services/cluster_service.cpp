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
#include <set>
#include <sstream>
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

/// Whether the newest discovery's embeddings are CLS features of masked crops.
bool holdsCropFeatures(store::Connection& connection, int round) {
  const auto run = round == 0 ? store::RunRepository(connection).newest("discover") : std::nullopt;
  if (!run) return false;
  std::istringstream methods(run->method);
  bool all = !run->method.empty();
  for (std::string method; std::getline(methods, method, ',');)
    all = all && (method == "attention" || method == "mask-cut");
  return all;
}

/// About fifteen masks a cluster, 4 to 20 of them.
int mostClusters(size_t rows) {
  return std::clamp(static_cast<int>(rows / 15), 4, 20);
}

}  // namespace

Result<ClusterSummary> clusterCandidates(store::Connection& connection,
                                         int round,
                                         int k,
                                         uint64_t seed) {
  try {
    auto embeddings = store::CandidateRepository(connection).embeddingsOfRound(round);
    ClusterSummary summary;
    summary.candidates = static_cast<int64_t>(embeddings.ids.size());
    std::vector<store::RankingRepository::Member> members;
    if (!embeddings.ids.empty()) {
      cluster::KMeansSettings options;
      options.k = k;
      options.seed = seed;
      if (holdsCropFeatures(connection, round)) {
        cluster::whiten(embeddings.values, embeddings.dimension);
        options.restarts = 5;
        if (embeddings.ids.size() > kManyCrops) options.batch = kCropBatch;
        if (k == 0 && embeddings.ids.size() > 4)
          options.k = cluster::bestClusterCount(embeddings.values,
                                                embeddings.dimension,
                                                4,
                                                mostClusters(embeddings.ids.size()),
                                                options);
      }
      const auto found = cluster::kmeans(embeddings.values, embeddings.dimension, options);
      summary.clusters = static_cast<int>(found.size.size());
      for (size_t i = 0; i < embeddings.ids.size(); ++i)
        if (found.label[i] >= 0)
          members.push_back({embeddings.ids[i], found.label[i], found.distance[i]});
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
