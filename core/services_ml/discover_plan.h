#pragma once

#include "core/ml/discover/discover_settings.h"
#include "core/services_ml/discover_service.h"

namespace maskwright {

/// Whether the request's method (one or several with commas) names this one.
bool asksFor(const DiscoverRequest& request, const std::string& method);

/// Whether two methods (one or several with commas) have one in common: the later discovery then
/// takes the earlier one's place.
bool shareMethod(const std::string& a, const std::string& b);

/// Whether a method rests on a vision transformer.
bool asksForVit(const DiscoverRequest& request);

/// Error: WrongUse with what is wrong.
Result<void> checkRequest(const DiscoverRequest& request);

/// The settings that a request stands for, without the networks.
ml::DiscoverSettings settingsOf(const DiscoverRequest& request);

/// Name of the profile, e.g. "R-18, 512 px, stride 16, 3 views". The architectures are those of the
/// networks that are used; empty = none.
std::string profileOf(const DiscoverRequest& request,
                      const std::string& backbone,
                      const std::string& vit);

}  // namespace maskwright
