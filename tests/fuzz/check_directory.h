#pragma once

#include "core/ml/weights/tensor_directory.h"

#include <cstdlib>

namespace maskwright::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

/// What readers of a directory rely on, whatever the file says: ranges lie in the file, and all
/// that shapes and strides reach lies in the range.
inline void checkPromises(const Result<ml::TensorDirectory>& parsed, uint64_t fileBytes) {
  if (!parsed) {
    require(parsed.error().kind == ErrorKind::Unreadable && !parsed.error().message.empty());
    return;
  }
  for (const auto& entry : parsed->tensors) {
    require(entry.begin <= entry.end && entry.end <= fileBytes);
    require(entry.shape.size() == entry.strides.size());
    require(ml::elementCount(entry.shape).has_value());
    require(ml::isPlainUtf8(entry.name));
    const auto reach = ml::reach(entry.shape, entry.strides);
    require(reach.has_value());
    const uint64_t held = entry.end - entry.begin;
    // Coded bytes are at least as long as what they stand for.
    require(*reach <= held / ml::numberBytes(entry.type));
  }
}

}  // namespace maskwright::fuzz
