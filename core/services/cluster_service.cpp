#include "core/services/cluster_service.h"

#include "core/base/version.h"
#include "core/cluster/kmeans.h"
#include "core/store/candidate_repository.h"
#include "core/store/run_repository.h"

namespace maskwright {

Result<ClusterSummary> clusterCandidates(store::Connection& connection,
                                         int round,
                                         int k,
                                         uint64_t seed) {
  try {
    const auto embeddings = store::CandidateRepository(connection).embeddingsOfRound(round);
    ClusterSummary summary;
    summary.candidates = static_cast<int64_t>(embeddings.ids.size());
    std::vector<store::RankingRepository::Member> members;
    if (!embeddings.ids.empty()) {
      cluster::KMeansSettings options;
      options.k = k;
      options.seed = seed;
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
