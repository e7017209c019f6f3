#pragma once

#include "app/cli/context.h"
#include "core/services/simulation.h"

#include <filesystem>
#include <string>
#include <vector>

namespace maskwright::cli {

struct SimulatedPolicy {
  SimulationPolicy policy{};
  int rounds = 0;                       ///< self-training rounds in its course
  std::vector<SimulationOutcome> runs;  ///< of seeds one after another, at least one

  std::string name() const;  ///< learned, learned+2-rounds
};

/// Masks accepted, precision and coverage at the end, and the curve: of the first policy at the top
/// level, of each under `policies`. Means over the runs; the curve is the first run's.
void reportSimulation(const std::vector<SimulatedPolicy>& results,
                      const SimulationSettings& settings,
                      Context& context);

/// One row every ten seconds of the annotator: policy,run,seconds,decisions,accepted,precision,
/// coverage. Errors: Unwritable.
Result<void> writeSimulationCsv(const std::vector<SimulatedPolicy>& results,
                                const std::filesystem::path& file);

/// Accepted masks over seconds, one curve a policy. Errors: Unwritable.
Result<void> writeSimulationChart(const std::vector<SimulatedPolicy>& results,
                                  const std::filesystem::path& file);

}  // namespace maskwright::cli
