#pragma once

#include "core/services_ml/segmenter_training.h"
#include "core/store/project.h"
#include "core/store/run_repository.h"

#include <vector>

namespace maskwright {

/// The pictures that teach a round, each with its targets. `placed`: targets in the order of their
/// images. Left out: pictures that are missing and those on which nothing is known.
std::vector<TrainingImage> trainingImages(store::Project& project,
                                          std::vector<store::RoundRepository::PlacedTarget> placed);

}  // namespace maskwright
