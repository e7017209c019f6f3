#pragma once

#include "core/ml/weights/pickle_globals.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace maskwright::ml {

/// Number of a value in its PickleTree. Values may be shared, and a list may hold itself.
using PickleId = uint32_t;
constexpr PickleId kNoPickle = UINT32_MAX;

enum class PickleKind : uint8_t {
  None,
  Bool,        ///< `integer`
  Integer,     ///< `integer`
  Huge,        ///< a whole number beyond 64 bits: `bytes`, little-endian
  Real,        ///< `real`
  Text,        ///< `bytes`: UTF-8 as it stands in the file, not checked; or Python 2's str
  Bytes,       ///< `bytes`; `latin` tells how they are coded
  Tuple,       ///< `items`
  List,        ///< `items`
  Dict,        ///< `items`: key, value, key, value, ..
  Passed,      ///< a set: what is in it does not matter to us
  Global,      ///< `global`
  Persistent,  ///< `items[0]`: what names the storage
  Object       ///< what `global` made of the arguments `items`; `state` if it was given one
};

/// One value of a pickle. Texts and bytes are views of the file.
struct PickleValue {
  PickleKind kind = PickleKind::None;
  bool latin = false;
  PickleGlobal global;
  int64_t integer = 0;
  double real = 0;
  std::string_view bytes;
  std::vector<PickleId> items;
  PickleId state = kNoPickle;
};

class PickleTree {
 public:
  const PickleValue& operator[](PickleId id) const { return values_.at(id); }
  PickleValue& operator[](PickleId id) { return values_.at(id); }
  size_t size() const { return values_.size(); }
  PickleId add(PickleValue value) {
    values_.push_back(std::move(value));
    return static_cast<PickleId>(values_.size() - 1);
  }

 private:
  std::vector<PickleValue> values_;
};

}  // namespace maskwright::ml
