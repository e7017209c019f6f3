#include "core/services/layout_service.h"

#include "core/base/version.h"
#include "core/cluster/layout.h"
#include "core/cluster/trustworthiness.h"
#include "core/store/candidate_repository.h"
#include "core/store/embedding_source.h"
#include "core/store/layout_repository.h"
#include "core/store/project.h"
#include "core/store/run_repository.h"

#include <algorithm>
#include <limits>

namespace maskwright {
namespace {

using Group = store::CandidateRepository::Embeddings;

constexpr int kTrustNeighbours = 15;
constexpr float kGap = 0.1F;  // between two maps, of the width so far

/// Those that have a place, moved to the right of `from`; returns where the next map may begin.
float append(const Group& group,
             const std::vector<cluster::Place>& places,
             float from,
             std::vector<store::LayoutPlace>& out) {
  float left = std::numeric_limits<float>::max(), right = -left;
  for (const auto& place : places) {
    if (std::isnan(place.x)) continue;
    left = std::min(left, place.x);
    right = std::max(right, place.x);
  }
  if (left > right) return from;
  const bool first = out.empty();
  const float shift = first ? 0 : from - left;
  for (size_t i = 0; i < places.size(); ++i)
    if (!std::isnan(places[i].x)) out.push_back({group.ids[i], places[i].x + shift, places[i].y});
  return right + shift + std::max(1.0F, kGap * (right - left));
}

double trust(const Group& group, const std::vector<cluster::Place>& places) {
  const bool whole = std::ranges::none_of(places, [](const auto& p) { return std::isnan(p.x); });
  if (!whole || group.ids.size() <= 2 * kTrustNeighbours + 1) return std::nan("");
  return cluster::trustworthiness(group.values, group.dimension, places, kTrustNeighbours);
}

}  // namespace

Result<LayoutSummary> layOutCandidates(store::Connection& connection,
                                       int round,
                                       uint64_t seed,
                                       const CancelToken& cancel,
                                       ProgressSink& progress) {
  try {
    store::LayoutInfo info;
    info.seed = seed;
    SQLite::Transaction snapshot(connection.db());
    info.embeddingState = store::embeddingState(connection, round);
    const auto groups = store::CandidateRepository(connection).embeddingGroupsOfRound(round);
    snapshot.commit();
    int64_t all = 0, before = 0;
    for (const auto& group : groups) all += static_cast<int64_t>(group.ids.size());
    std::vector<store::LayoutPlace> places;
    float from = 0;
    for (const auto& group : groups) {
      const auto size = static_cast<int64_t>(group.ids.size());
      cluster::LayoutSettings settings;
      settings.seed = seed;
      const auto placed =
          cluster::layOut(group.values, group.dimension, settings, cancel, [&](double share) {
            const auto done = before + static_cast<int64_t>(share * static_cast<double>(size));
            progress.report({"map", done, all, -1, {}, {}});
          });
      if (!placed) return placed.error();
      if (before == 0) info.trustworthiness = trust(group, *placed);
      from = append(group, *placed, from, places);
      before += size;
    }
    store::Transaction transaction(connection);
    Run run;
    run.kind = "map";
    run.method = "umap";
    run.settingsJson = "{}";
    run.seed = seed;
    run.version = kVersion;
    store::RunRepository runs(connection);
    const auto id = runs.start(run, round);
    info.madeMs = store::nowMs();
    store::LayoutRepository(connection).replace(round, info, places);
    runs.finish(id, RunState::Finished);
    transaction.commit();
    return LayoutSummary{static_cast<int64_t>(places.size()), info.trustworthiness};
  } catch (const std::exception& exception) {
    return store::toError(exception, connection.file());
  }
}

}  // namespace maskwright
