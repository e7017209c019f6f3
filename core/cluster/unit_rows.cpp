#include "core/cluster/unit_rows.h"

#include <cmath>
#include <stdexcept>

namespace maskwright::cluster {

bool toUnit(std::span<float> row) {
  double squares = 0;
  for (const float value : row) squares += static_cast<double>(value) * value;
  if (!std::isfinite(squares) || squares < 1e-20) return false;
  const double scale = 1 / std::sqrt(squares);
  for (float& value : row) value = static_cast<float>(value * scale);
  return true;
}

float innerProduct(std::span<const float> a, std::span<const float> b) {
  constexpr size_t kLanes = 16;
  float lane[kLanes] = {};
  size_t d = 0;
  for (; d + kLanes <= a.size(); d += kLanes)
    for (size_t l = 0; l < kLanes; ++l) lane[l] += a[d + l] * b[d + l];
  float sum = 0;
  for (const float part : lane) sum += part;
  for (; d < a.size(); ++d) sum += a[d] * b[d];
  return sum;
}

size_t rowCount(std::span<const float> values, int dimension) {
  if (dimension < 1 || values.size() % static_cast<size_t>(dimension) != 0)
    throw std::invalid_argument("no matrix of rows of this length");
  return values.size() / static_cast<size_t>(dimension);
}

}  // namespace maskwright::cluster
