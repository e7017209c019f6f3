#pragma once

#include <cstdint>
#include <vector>

namespace maskwright::imaging {

/// Gaussian filtering of values at arbitrary points of up to 7 dimensions in time linear in the
/// points (Adams, Baek and Davis 2010): values are spread to the corners of the simplices that the
/// points lie in, blurred along the lattice's axes, and gathered again. Built once for the points,
/// then used for any values.
class PermutohedralLattice {
 public:
  /// points: [count, dimensions] row-major, in units of the kernel's standard deviation.
  /// Throws std::invalid_argument for 0 or more than 7 dimensions or points beyond +-4000 standard
  /// deviations.
  PermutohedralLattice(const std::vector<float>& points, int dimensions);

  /// in, out: [points, channels] row-major. out_i = sum_j exp(-|f_i - f_j|^2 / 2) in_j, up to one
  /// factor for all and the lattice's error. May be called from several threads.
  void filter(const float* in, float* out, int channels) const;

  int64_t points() const { return points_; }
  int64_t vertices() const { return vertices_; }

 private:
  int dimensions_;
  int64_t points_ = 0, vertices_ = 0;
  std::vector<int32_t> corner_;  ///< [points, dimensions + 1]: vertex
  std::vector<float> weight_;    ///< the same: barycentric coordinate
  /// [dimensions + 1, vertices, 2]: neighbours along each axis; `vertices_` where there is none.
  std::vector<int32_t> neighbour_;
};

}  // namespace maskwright::imaging
