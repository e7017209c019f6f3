#pragma once

#include <cstdint>
#include <vector>

/// Statistics of an audit: how precise is a set of masks of which a random sample was looked at?
namespace maskwright::rank {

/// Regularised incomplete beta function I_x(a, b), a, b > 0, x in [0, 1] (continued fraction,
/// Abramowitz and Stegun 26.5.8; modified Lentz). Absolute error below 1e-10.
double incompleteBeta(double a, double b, double x);

/// One-sided lower bound of a share after `good` of `count` (Clopper and Pearson 1934): at least
/// `confidence` of all such bounds lie below the true share. 0 <= good <= count, count >= 1,
/// confidence in (0, 1); throws std::invalid_argument else. A sample without replacement, as here,
/// is only more certain.
double precisionLowerBound(int64_t good, int64_t count, double confidence = 0.95);

/// When an audit may stop. A bound that is looked at again and again until it is high enough lies;
/// so there are few looks, fixed beforehand, which share the error that is allowed (Bonferroni).
struct AuditPlan {
  double target = 0.95;      ///< precision asked for
  double confidence = 0.95;  ///< of all looks together
  int64_t population = 0;    ///< masks the sample is drawn from
  std::vector<int> looks;    ///< sizes of the sample at which the bound may end it, rising
  std::vector<int> allowed;  ///< at each look, most errors with which the bound reaches the target
};

/// A plan with up to three looks: the smallest sample that a flawless set passes; one that a set
/// with half of the allowed errors passes four times in five, as far as the population allows; one
/// in between. No look if all would have to be looked at. `attempt`, from 0, counts the audits that
/// failed before in the same session: each has half of the error that was left. Throws
/// std::invalid_argument for a target or confidence outside (0, 1).
AuditPlan planAudit(double target, double confidence, int64_t population, int attempt = 0);

/// The confidence that each look of the plan has.
double confidenceOfLook(const AuditPlan& plan);

/// Lower bound of the precision of what would be accepted: all of the population but the errors
/// found. Clopper and Pearson's construction for a sample without replacement (hypergeometric
/// distribution): where the population is large and the errors are few, it is
/// precisionLowerBound(). 0 <= good <= count <= population (std::invalid_argument else); 0 for an
/// empty sample.
double acceptedLowerBound(int64_t good, int64_t count, int64_t population, double confidence);

/// Most errors among `count` with which that bound still reaches the target; -1: none suffices.
int allowedErrors(int count, int64_t population, double target, double confidence);

enum class AuditState {
  Going,   ///< the next look is still ahead
  Passed,  ///< at a look, the bound reached the target
  Failed   ///< it no longer can at any look
};

/// Where an audit stands after `count` verdicts, of which `good`: those of the sample in its order.
AuditState auditState(const AuditPlan& plan, int64_t good, int64_t count);

}  // namespace maskwright::rank
