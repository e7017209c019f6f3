#include "core/domain/decision.h"

namespace maskwright {
namespace {
constexpr std::array<std::string_view, 6> kNames{
    "undecided", "accepted", "relabelled", "not-an-object", "bad-mask", "fix-later"};
}

std::string_view verdictName(Verdict verdict) {
  return kNames[static_cast<size_t>(verdict)];
}

std::optional<Verdict> verdictFromName(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name) return static_cast<Verdict>(i);
  return std::nullopt;
}

}  // namespace maskwright
