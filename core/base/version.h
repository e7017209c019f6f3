#pragma once

namespace maskwright {

/// Version of this program; CMake reads it from here.
inline constexpr const char* kVersion = "0.1.0";

}  // namespace maskwright
