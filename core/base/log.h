#pragma once

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <memory>
#include <string>

namespace maskwright {

/// Logger to stderr and, with a folder, to `folder/NAME.log` (rotated, 3 × 5 MB). Services and the
/// programs log; numerical code doesn't. A folder that can't be written leaves stderr alone.
std::shared_ptr<spdlog::logger> makeLogger(const std::string& name,
                                           const std::filesystem::path& folder = {});

}  // namespace maskwright
