#include "core/services/rank_service.h"

#include "core/base/version.h"
#include "core/rank/confidence.h"
#include "core/store/candidate_repository.h"
#include "core/store/run_repository.h"

namespace maskwright {

Result<RankSummary> rankCandidates(store::Connection& connection, int round) {
  try {
    const auto features = store::CandidateRepository(connection).featuresOfRound(round);
    RankSummary summary;
    summary.candidates = static_cast<int64_t>(features.ids.size());
    std::vector<store::RankingRepository::Ranked> rows;
    rows.reserve(features.ids.size());
    for (size_t i = 0; i < features.ids.size(); ++i)
      rows.push_back({features.ids[i],
                      rank::firstConfidence(features.attributes[i], features.sourceScores[i])});
    store::Transaction transaction(connection);
    Run run;
    run.kind = "rank";
    run.method = "first-confidence";
    run.settingsJson = "{}";
    run.version = kVersion;
    store::RunRepository runs(connection);
    const auto id = runs.start(run, round);
    store::RankingRepository(connection).replaceRanking(round, rows);
    runs.finish(id, RunState::Finished);
    transaction.commit();
    return summary;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection.file());
  }
}

}  // namespace maskwright
