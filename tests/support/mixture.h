#pragma once

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

namespace maskwright::test {

/// Unit rows [rows, width] around `groups` random centres (row i belongs to group i % groups), each
/// group spread along four directions of its own, as features of a network do.
inline std::vector<float> mixture(size_t rows, size_t width, size_t groups, unsigned seed = 5) {
  constexpr size_t kInner = 4;
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> centres(groups * width), maps(groups * kInner * width), out(rows * width);
  for (float& value : centres) value = normal(random);
  for (float& value : maps) value = 0.3F * normal(random);
  for (size_t i = 0; i < rows; ++i) {
    const size_t group = i % groups;
    float* row = out.data() + i * width;
    for (size_t d = 0; d < width; ++d) row[d] = centres[group * width + d];
    for (size_t c = 0; c < kInner; ++c) {
      const float along = normal(random);
      for (size_t d = 0; d < width; ++d) row[d] += along * maps[(group * kInner + c) * width + d];
    }
    double squares = 0;
    for (size_t d = 0; d < width; ++d) squares += static_cast<double>(row[d]) * row[d];
    for (size_t d = 0; d < width; ++d) row[d] = static_cast<float>(row[d] / std::sqrt(squares));
  }
  return out;
}

}  // namespace maskwright::test
