#pragma once

#include "core/services/simulation_annotator.h"
#include "core/services/simulation_learner.h"

#include <span>
#include <vector>

namespace maskwright {

/// Candidates that are looked at together.
struct ShownTogether {
  std::vector<size_t> rows;
  double yield = 0;  ///< expected masks a second
};

/// The page of one cluster, at most settings.pageSize of `undecided` by falling confidence, with
/// the most expected masks a second; empty if none yields more than `atLeast`.
ShownTogether bestPage(const SimulationLearner& learner,
                       const SimulationSettings& settings,
                       std::span<const size_t> undecided,
                       double atLeast);

/// A contact sheet: the most likely ones of all clusters, at most settings.pageSize, of which what
/// is not marked is refused; empty if they don't yield more than `atLeast`.
ShownTogether bestSheet(const SimulationLearner& learner,
                        const SimulationSettings& settings,
                        std::span<const size_t> undecided,
                        double atLeast);

/// Stated confidences against the truth on the images where nothing was decided: good is what the
/// person would accept going down the list.
rank::CalibrationReport judgeConfidence(const SimulationPool& pool,
                                        const SimulationSettings& settings,
                                        const SimulatedAnnotator& annotator,
                                        const SimulationLearner& learner);

}  // namespace maskwright
