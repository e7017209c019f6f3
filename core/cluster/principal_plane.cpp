#include "core/cluster/principal_plane.h"

#include "core/cluster/unit_rows.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace maskwright::cluster {
namespace {

constexpr size_t kSample = 10'000;
constexpr int kIterations = 200;
constexpr double kExtent = 10;
constexpr double kNoVariance = 1e-12;

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Scales to unit length; all zeros if there is next to nothing.
bool normalise(Vector& v) {
  const double length = std::sqrt(dot(v, v));
  for (double& value : v) value = length > kNoVariance ? value / length : 0;
  return length > kNoVariance;
}

/// [width, width] of some rows around `mean`.
Vector covariance(std::span<const float> rows, size_t width, const Vector& mean) {
  const size_t count = rows.size() / width, used = std::min(count, kSample);
  Vector sums(width * width, 0), row(width);
  for (size_t i = 0; i < used; ++i) {
    const float* source = rows.data() + i * count / used * width;
    for (size_t d = 0; d < width; ++d) row[d] = source[d] - mean[d];
    for (size_t a = 0; a < width; ++a)
      for (size_t b = a; b < width; ++b) sums[a * width + b] += row[a] * row[b];
  }
  for (size_t a = 0; a < width; ++a)
    for (size_t b = 0; b < a; ++b) sums[a * width + b] = sums[b * width + a];
  for (double& value : sums) value /= static_cast<double>(used);
  return sums;
}

Vector times(const Vector& matrix, const Vector& v) {
  const size_t width = v.size();
  Vector out(width, 0);
  for (size_t a = 0; a < width; ++a)
    for (size_t b = 0; b < width; ++b) out[a] += matrix[a * width + b] * v[b];
  return out;
}

/// The two eigenvectors of the greatest eigenvalues, unit length or zero.
std::array<Vector, 2> leading(const Vector& matrix, size_t width) {
  std::array<Vector, 2> axes{Vector(width), Vector(width)};
  for (size_t d = 0; d < width; ++d) {
    axes[0][d] = 1 + std::sin(1.0 + static_cast<double>(d));  // any start that is no eigenvector
    axes[1][d] = std::cos(3.0 * static_cast<double>(d) + 0.5);
  }
  for (int i = 0; i < kIterations; ++i) {
    for (Vector& axis : axes) axis = times(matrix, axis);
    normalise(axes[0]);
    const double along = dot(axes[0], axes[1]);
    for (size_t d = 0; d < width; ++d) axes[1][d] -= along * axes[0][d];
    normalise(axes[1]);
  }
  for (Vector& axis : axes) {
    const auto largest = std::max_element(
        axis.begin(), axis.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
    if (*largest < 0)
      for (double& value : axis) value = -value;
  }
  return axes;
}

}  // namespace

std::vector<Place> principalPlane(std::span<const float> rows, int dimension) {
  const size_t count = rowCount(rows, dimension), width = static_cast<size_t>(dimension);
  std::vector<Place> places(count);
  if (count < 2) return places;
  Vector mean(width, 0);
  for (size_t i = 0; i < rows.size(); ++i) mean[i % width] += rows[i];
  for (double& value : mean) value /= static_cast<double>(count);
  const auto axes = leading(covariance(rows, width, mean), width);
  double furthest = 0;
  for (size_t i = 0; i < count; ++i) {
    double x = 0, y = 0;
    for (size_t d = 0; d < width; ++d) {
      const double centred = rows[i * width + d] - mean[d];
      x += centred * axes[0][d];
      y += centred * axes[1][d];
    }
    places[i] = {static_cast<float>(x), static_cast<float>(y)};
    furthest = std::max({furthest, std::abs(x), std::abs(y)});
  }
  if (furthest < 1e-9) return std::vector<Place>(count);
  const auto scale = static_cast<float>(kExtent / furthest);
  for (Place& place : places) place = {place.x * scale, place.y * scale};
  return places;
}

}  // namespace maskwright::cluster
