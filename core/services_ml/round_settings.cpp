#include "core/services_ml/round_settings.h"

#include <cstdlib>
#include <sstream>

namespace maskwright {

std::string roundSettings(const RoundRequest& request,
                          const std::string& backbone,
                          const std::string& segmenter) {
  std::ostringstream json;
  json << "{\"segmenter\":\"" << request.segmenter << "\",\"profile\":\"" << request.profile
       << "\",\"minutes\":" << request.minutes << ",\"iterations\":" << request.iterations
       << ",\"seed\":" << request.seed
       << ",\"drop\":" << (request.dropLoss ? int{*request.dropLoss} : -1)
       << ",\"confident\":" << request.confident << ",\"zoom\":" << request.zoom;
  if (!request.tune.empty())
    json << ",\"tune\":\"" << request.tune << "\",\"tune_last_stage\":" << request.tuneLastStage;
  json << ",\"backbone\":\"" << backbone << "\",\"settings\":" << segmenter << "}";
  return json.str();
}

double storedNumber(const std::string& settings, const std::string& name, double otherwise) {
  const auto at = settings.find("\"" + name + "\":");
  if (at == std::string::npos) return otherwise;
  return std::strtod(settings.c_str() + at + name.size() + 3, nullptr);
}

bool storedTuning(const std::string& settings) {
  return settings.find("\"tune\":\"") != std::string::npos;
}

}  // namespace maskwright
