#include "core/services/rank_service.h"

#include "core/base/version.h"
#include "core/services/ranking_session.h"
#include "core/store/run_repository.h"

namespace maskwright {

Result<RankSummary> rankCandidates(store::Connection& connection, int round) {
  auto session = RankingSession::open(connection, round);
  if (!session) return session.error();
  const auto refit = (*session)->refit(connection);
  if (!refit) return refit.error();
  try {
    store::Transaction transaction(connection);
    Run run;
    run.kind = "rank";
    run.method = rank::modelName(refit->kind);
    run.settingsJson = "{\"decisions\":" + std::to_string(refit->decisions) + "}";
    run.version = kVersion;
    store::RunRepository runs(connection);
    runs.finish(runs.start(run, round), RunState::Finished);
    transaction.commit();
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, connection.file());
  }
  if (const auto written = (*session)->write(connection, *refit); !written) return written.error();
  if (const auto stored = (*session)->writeInputs(connection); !stored) return stored.error();
  RankSummary summary;
  summary.candidates = (*session)->candidates();
  summary.decisionsUsed = refit->decisions;
  summary.method = rank::modelName(refit->kind);
  summary.calibration = refit->calibration;
  return summary;
}

}  // namespace maskwright
