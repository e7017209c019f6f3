#pragma once

#include <filesystem>
#include <optional>

namespace maskwright {

/// The self-supervised ResNet-18 that ships with the program (resources/weights/README.md says what
/// it rests on): beside an installed program under share/maskwright/weights, beside a build in the
/// source tree under resources/weights; the folder in MASKWRIGHT_WEIGHTS goes first. Nothing if
/// there is none.
std::optional<std::filesystem::path> bundledBackbone();
inline constexpr const char* kBundledArchitecture = "resnet18";

}  // namespace maskwright
