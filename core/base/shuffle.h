#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace maskwright {

/// Draws the first `count` places at random from all (Fisher-Yates, stopped there), so that without
/// a count the whole is shuffled. std::shuffle's sequence is not fixed by the standard, this one
/// is.
template <typename T>
void shuffle(std::vector<T>& items, std::mt19937_64& random, size_t count = SIZE_MAX) {
  for (size_t i = 0; i + 1 < items.size() && i < count; ++i)
    std::swap(items[i], items[i + random() % (items.size() - i)]);
}

}  // namespace maskwright
