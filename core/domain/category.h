#pragma once

#include "core/domain/ids.h"

#include <string>

namespace maskwright {

/// A label a person can give. Colour is an index into the desktop's stable 24-colour palette.
struct Category {
  CategoryId id;
  std::string name;
  std::string supercategory;
  int colour = 0;
  bool operator==(const Category&) const = default;
};

/// The category of accepted masks without one.
inline constexpr const char* kDefaultCategory = "object";

}  // namespace maskwright
