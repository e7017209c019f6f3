#pragma once

#include <spdlog/spdlog.h>

#include <exception>
#include <utility>

namespace maskwright::ui {

/// Runs a read of the store and returns its value; a failure is logged and becomes an empty value,
/// because no exception may pass through Qt. (Writes go through ReviewWriter, which reports.)
template <typename Read>
auto guardedRead(Read&& read) -> decltype(read()) {
  try {
    return std::forward<Read>(read)();
  } catch (const std::exception& exception) {
    spdlog::error("reading the project failed: {}", exception.what());
    return {};
  }
}

}  // namespace maskwright::ui
