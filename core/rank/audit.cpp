#include "core/rank/audit.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace maskwright::rank {
namespace {

double continuedFraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  double c = 1, d = 1 - (a + b) * x / (a + 1);
  d = 1 / (std::abs(d) < kTiny ? kTiny : d);
  double value = d;
  for (int m = 1; m <= 1000; ++m) {
    for (const bool even : {true, false}) {
      const double term = even ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                               : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 + term * d;
      d = 1 / (std::abs(d) < kTiny ? kTiny : d);
      c = 1 + term / c;
      if (std::abs(c) < kTiny) c = kTiny;
      value *= d * c;
      if (!even && std::abs(d * c - 1) < 1e-14) return value;
    }
  }
  return value;
}

/// P(X >= good) for X binomial.
double upperTail(int64_t good, int64_t count, double share) {
  if (good <= 0) return 1;
  return incompleteBeta(static_cast<double>(good), static_cast<double>(count - good + 1), share);
}

void checkShare(double value, const char* what) {
  if (!(value > 0 && value < 1))
    throw std::invalid_argument(std::string(what) + " must be between 0 and 1");
}

/// Smallest sample that passes with that many errors.
int sampleFor(int errors, double target, double confidence, int from = 1) {
  int count = std::max(errors + 1, from);
  while (upperTail(count - errors, count, target) > 1 - confidence) ++count;
  return count;
}

}  // namespace

double incompleteBeta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * continuedFraction(a, b, x) / a;
  return 1 - front * continuedFraction(b, a, 1 - x) / b;
}

double precisionLowerBound(int64_t good, int64_t count, double confidence) {
  checkShare(confidence, "confidence");
  if (count < 1 || good < 0 || good > count)
    throw std::invalid_argument("a sample needs 0 <= good <= count and count >= 1");
  if (good == 0) return 0;
  double low = 0, high = static_cast<double>(good) / static_cast<double>(count);
  for (int i = 0; i < 100 && high - low > 1e-12; ++i) {
    const double middle = 0.5 * (low + high);
    (upperTail(good, count, middle) <= 1 - confidence ? low : high) = middle;
  }
  return low;
}

AuditPlan planAudit(double target, double confidence, int64_t available, int attempt) {
  checkShare(target, "target precision");
  checkShare(confidence, "confidence");
  AuditPlan plan;
  plan.target = target;
  // Halving what is left keeps the sum over any number of attempts below what is allowed.
  plan.confidence = 1 - (1 - confidence) * std::pow(0.5, attempt + 1);

  constexpr int kLooks = 3;
  const double perLook = 1 - (1 - plan.confidence) / kLooks;
  const int flawless = sampleFor(0, target, perLook);
  // With half of the allowed errors, a sample passes if errors stay below what it may hold.
  const double usual = 1 - 0.5 * (1 - target);
  int errors = 1, large = sampleFor(1, target, perLook);
  while (errors < 200 && upperTail(large - errors, large, usual) < 0.8)
    large = sampleFor(++errors, target, perLook, large);
  const int between = sampleFor(std::max(1, errors / 2), target, perLook);
  for (const int look : {flawless, between, large})
    if (look <= available && (plan.looks.empty() || look > plan.looks.back()))
      plan.looks.push_back(look);
  for (const int look : plan.looks)
    plan.allowed.push_back(allowedErrors(look, target, confidenceOfLook(plan)));
  return plan;
}

double confidenceOfLook(const AuditPlan& plan) {
  return 1 - (1 - plan.confidence) / static_cast<double>(std::max<size_t>(1, plan.looks.size()));
}

int allowedErrors(int count, double target, double confidence) {
  int errors = -1;
  while (errors + 1 < count && upperTail(count - errors - 1, count, target) <= 1 - confidence)
    ++errors;
  return errors;
}

AuditState auditState(const AuditPlan& plan, int64_t good, int64_t count) {
  bool possible = false;
  for (size_t i = 0; i < plan.looks.size(); ++i) {
    const int look = plan.looks[i], allowed = plan.allowed[i];
    if (count == look && count - good <= allowed) return AuditState::Passed;
    if (look > count && count - good <= allowed) possible = true;
  }
  return possible ? AuditState::Going : AuditState::Failed;
}

}  // namespace maskwright::rank
