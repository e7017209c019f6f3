#pragma once

#include "core/domain/ids.h"
#include "core/store/connection.h"

#include <string>
#include <unordered_map>

namespace maskwright {

/// Present images that a job could not decode and that none has decoded since, with the newest
/// reason: a header can be whole where the rest is not. Scanning and importing decode nothing;
/// what they report is not among these. Throws SQLite::Exception.
std::unordered_map<ImageId, std::string> imagesNotDecoded(store::Connection& connection);

/// Drops those issues of the image at `path` (relative to the images root): it was decoded anew,
/// with what result ever. Throws SQLite::Exception.
void forgetReadingIssues(store::Connection& connection, const std::string& path);

}  // namespace maskwright
