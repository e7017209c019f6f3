#pragma once

#include "core/base/result.h"

#include <string>
#include <utility>

namespace maskwright::ml {

/// Thrown inside the parsers at the first thing that is wrong; never leaves them (see guarded()).
struct Refused {
  std::string why;
};

[[noreturn]] inline void refuse(std::string why) {
  throw Refused{std::move(why)};
}

/// What `parse` returns, or Unreadable with what it was refused for.
template <typename Parse>
auto guarded(Parse&& parse) -> Result<decltype(parse())> {
  try {
    return parse();
  } catch (const Refused& refused) {
    return Error{ErrorKind::Unreadable, refused.why, ""};
  }
}

}  // namespace maskwright::ml
