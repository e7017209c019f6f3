#pragma once

#include "core/services/simulation.h"
#include "core/services_ml/round_service.h"

#include <filesystem>
#include <vector>

namespace maskwright {

/// Self-training rounds in the course of a simulation.
struct SimulatedRounds {
  std::vector<double> at;  ///< annotator's seconds at which a round begins, rising
  double takes = 300;      ///< seconds until its candidates are there; the annotator goes on
  RoundRequest request;
  std::filesystem::path work;  ///< folder for a copy of the project; its rounds stay there
};

struct SimulationWithRounds {
  SimulationOutcome outcome;
  std::vector<RoundSummary> rounds;
};

/// simulate(), with real rounds: what the annotator has decided when a round begins is written into
/// a copy of the project and the round is run on it; what is decided until its candidates are there
/// counts from then on. Errors: those of simulate(), readSimulationPool() and runRound(), Conflict
/// if `work` exists, Unwritable if nothing can be copied there (then it is gone again), WrongUse
/// for times that do not rise, rounds that take less than no time, or candidates from a file.
Result<SimulationWithRounds> simulateWithRounds(store::Project& project,
                                                const SimulationSource& source,
                                                const SimulationSettings& settings,
                                                const SimulatedRounds& rounds,
                                                const CancelToken& cancel,
                                                ProgressSink& sink);

}  // namespace maskwright
