#pragma once

#include "core/services_ml/round_service.h"

#include <string>

namespace maskwright {

/// A round's settings as they are stored: JSON. Two calls with equal settings are one round.
/// `backbone`: its identity; `segmenter`: the profile as JSON.
std::string roundSettings(const RoundRequest& request,
                          const std::string& backbone,
                          const std::string& segmenter);

/// A number of stored settings; `otherwise` where an earlier version did not know it.
double storedNumber(const std::string& settings, const std::string& name, double otherwise = 0);

/// Whether a round with these settings tunes the embedding.
bool storedTuning(const std::string& settings);

}  // namespace maskwright
