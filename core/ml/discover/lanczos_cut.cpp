#include "core/ml/discover/lanczos_cut.h"

#include <Eigen/Core>
#include <Spectra/SymEigsSolver.h>
#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {

constexpr double kTolerance = 1e-9;
constexpr int kBasis = 24, kWiderBasis = 80, kRestarts = 200;

/// x -> D^-1/2 A D^-1/2 x - 2 u (u x), u the first eigenvector (of eigenvalue 1, which becomes -1).
class DeflatedOperator {
 public:
  using Scalar = double;

  DeflatedOperator(const PatchAffinity& affinity, const CutGraph& graph)
      : affinity_(affinity), epsilon_(graph.epsilon) {
    const auto n = static_cast<Eigen::Index>(affinity.size());
    const auto degrees = affinity.degrees();
    const auto isIn = [&](int64_t ones) { return graph.lonely || ones > 0; };
    const auto patches = static_cast<double>(std::count_if(degrees.begin(), degrees.end(), isIn));
    first_.setZero(n);
    scale_.setZero(n);  // a patch that is left out has no row and no column
    for (Eigen::Index i = 0; i < n; ++i) {
      const int64_t ones = degrees[static_cast<size_t>(i)];
      if (!isIn(ones)) continue;
      first_[i] = std::sqrt(static_cast<double>(ones) * (1 - epsilon_) + epsilon_ * patches);
      scale_[i] = 1 / first_[i];
    }
    first_.normalize();
    scaled_.resize(n);
    product_.resize(n);
  }

  Eigen::Index rows() const { return first_.size(); }
  Eigen::Index cols() const { return first_.size(); }
  const Eigen::VectorXd& scale() const { return scale_; }

  void perform_op(const double* in, double* out) const {
    const Eigen::Map<const Eigen::VectorXd> x(in, rows());
    Eigen::Map<Eigen::VectorXd> y(out, rows());
    scaled_ = x.cwiseProduct(scale_);
    affinity_.multiply(scaled_.data(), product_.data());
    const double everywhere = epsilon_ * scaled_.sum();
    y = ((1 - epsilon_) * product_.array() + everywhere).matrix().cwiseProduct(scale_);
    y -= 2 * first_.dot(x) * first_;
  }

 private:
  const PatchAffinity& affinity_;
  double epsilon_;
  Eigen::VectorXd first_, scale_;
  mutable Eigen::VectorXd scaled_, product_;
};

}  // namespace

std::optional<CutVector> lanczosCut(const PatchAffinity& affinity, const CutGraph& graph) {
  if (affinity.size() < 3) return std::nullopt;
  DeflatedOperator matrix(affinity, graph);
  const auto solve = [&](int basis) -> std::optional<CutVector> {
    basis = static_cast<int>(std::min<int64_t>(basis, affinity.size()));
    Spectra::SymEigsSolver<DeflatedOperator> solver(matrix, 1, basis);
    solver.init();
    solver.compute(Spectra::SortRule::LargestAlge, kRestarts, kTolerance);
    if (solver.info() != Spectra::CompInfo::Successful) return std::nullopt;
    const double similarity = solver.eigenvalues()[0];
    const Eigen::VectorXd v = solver.eigenvectors().col(0).cwiseProduct(matrix.scale());
    return CutVector{{v.data(), v.data() + v.size()}, 1 - similarity};
  };
  auto cut = solve(kBasis);
  if (!cut) cut = solve(kWiderBasis);  // many parts that hardly hang together
  if (!cut || 1 - cut->eigenvalue <= 1e-6) return std::nullopt;
  const auto peak = std::max_element(cut->values.begin(),
                                     cut->values.end(),
                                     [](double a, double b) { return std::abs(a) < std::abs(b); });
  if (*peak < 0)
    for (double& value : cut->values) value = -value;
  return cut;
}

}  // namespace maskwright::ml
