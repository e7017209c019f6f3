#pragma once

#include "core/services/simulation_annotator.h"
#include "core/services/simulation_learner.h"

#include <span>
#include <vector>

namespace maskwright {

/// The page of one cluster, at most settings.pageSize of `undecided` by falling confidence, with
/// the most expected masks a second; empty if none yields more than `atLeast`.
std::vector<size_t> bestPage(const SimulationLearner& learner,
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
