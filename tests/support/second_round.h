#pragma once

#include "core/store/run_repository.h"
#include "tests/support/review_project.h"

namespace maskwright::test {

/// Adds round 1 to a made-up project: on every image the first two masks of the discovery again, a
/// wider one for the third, and a new one. It trained on three masks of the first image.
struct SecondRound {
  RoundId id;
  std::vector<CandidateId> masks;  ///< four an image

  explicit SecondRound(ReviewProject& project, int images, int each) {
    auto& connection = project.connection();
    store::CandidateRepository candidates(connection);
    std::vector<store::RankingRepository::Ranked> ranked;
    for (int i = 0; i < images; ++i) {
      const auto first = candidates.byId(project.ids[static_cast<size_t>(i * each)]);
      for (const auto& [x, w] : {std::pair{0, 1}, {1, 2}, {2, 2}, {8, 2}}) {
        masks.push_back(project.add(project.rectangle(first->image, x, w, .5, 1)));
        ranked.push_back({masks.back(), 1. / (1 + static_cast<double>(ranked.size()))});
      }
    }
    store::RankingRepository(connection).writeRanking(1, ranked, {});
    Round round;
    round.number = 1;
    round.segmenter = "solo";
    round.state = RoundState::Done;
    store::RoundRepository rounds(connection);
    id = rounds.insert(round);
    rounds.replaceTargets(id,
                          {{project.ids[0], TargetRole::Positive, 1, "accepted"},
                           {project.ids[1], TargetRole::Positive, .8, "confident 0.80"},
                           {project.ids[2], TargetRole::Negative, 1, "not an object"}});
    Run run;
    run.kind = "round";
    run.method = "solo";
    store::RunRepository runs(connection);
    const RunId made = runs.start(run, 1);
    for (int step = 0; step < 5; ++step) runs.addMetric(made, step, "total", 1.0 / (step + 1));
    runs.finish(made, RunState::Finished);
  }
};

}  // namespace maskwright::test
