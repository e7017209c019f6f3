#include "core/cluster/principal_plane.h"

#include "core/cluster/unit_rows.h"

#include <Eigen/Eigenvalues>
#include <algorithm>

namespace maskwright::cluster {
namespace {

constexpr size_t kSample = 10'000;
constexpr double kExtent = 10;
constexpr double kNoVariance = 1e-12;

/// Of some rows around `mean`.
Eigen::MatrixXd covariance(std::span<const float> rows, size_t width, const Eigen::VectorXd& mean) {
  const size_t count = rows.size() / width, used = std::min(count, kSample);
  const auto size = static_cast<Eigen::Index>(width);
  Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(size, size);
  for (size_t i = 0; i < used; ++i) {
    const Eigen::Map<const Eigen::VectorXf> source(rows.data() + i * count / used * width, size);
    const Eigen::VectorXd row = source.cast<double>() - mean;
    sums.selfadjointView<Eigen::Lower>().rankUpdate(row);
  }
  return sums / static_cast<double>(used);
}

/// [width, 2] The eigenvectors of the two greatest eigenvalues, unit length or zero.
Eigen::MatrixX2d leading(const Eigen::MatrixXd& matrix) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);  // reads the lower triangle
  const Eigen::Index width = matrix.rows();
  Eigen::MatrixX2d axes = Eigen::MatrixX2d::Zero(width, 2);
  for (Eigen::Index k = 0; k < std::min<Eigen::Index>(2, width); ++k) {
    if (solver.eigenvalues()[width - 1 - k] <= kNoVariance) break;
    axes.col(k) = solver.eigenvectors().col(width - 1 - k);
    Eigen::Index largest = 0;
    axes.col(k).cwiseAbs().maxCoeff(&largest);
    if (axes(largest, k) < 0) axes.col(k) *= -1;
  }
  return axes;
}

}  // namespace

std::vector<Place> principalPlane(std::span<const float> rows, int dimension) {
  const size_t count = rowCount(rows, dimension), width = static_cast<size_t>(dimension);
  std::vector<Place> places(count);
  if (count < 2) return places;
  const auto size = static_cast<Eigen::Index>(width);
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(size);
  for (size_t i = 0; i < rows.size(); ++i) mean[static_cast<Eigen::Index>(i % width)] += rows[i];
  mean /= static_cast<double>(count);
  const Eigen::MatrixX2d axes = leading(covariance(rows, width, mean));
  double furthest = 0;
  for (size_t i = 0; i < count; ++i) {
    const Eigen::Map<const Eigen::VectorXf> row(rows.data() + i * width, size);
    const Eigen::Vector2d place = axes.transpose() * (row.cast<double>() - mean);
    places[i] = {static_cast<float>(place.x()), static_cast<float>(place.y())};
    furthest = std::max(furthest, place.cwiseAbs().maxCoeff());
  }
  if (furthest < 1e-9) return std::vector<Place>(count);
  const auto scale = static_cast<float>(kExtent / furthest);
  for (Place& place : places) place = {place.x * scale, place.y * scale};
  return places;
}

}  // namespace maskwright::cluster
