#include "core/services/cluster_service.h"

#include "core/base/version.h"
#include "core/cluster/kmeans.h"
#include "core/cluster/silhouette.h"
#include "core/cluster/whiten.h"
#include "core/store/candidate_repository.h"
#include "core/store/run_repository.h"

#include <algorithm>
#include <sstream>

namespace maskwright {
namespace {

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
    store::RankingRepository(connection).replaceClusters(round, summary.clusters, members);
    runs.finish(id, RunState::Finished);
    transaction.commit();
    return summary;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection.file());
  }
}

}  // namespace maskwright
