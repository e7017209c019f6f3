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

double logChoose(int64_t n, int64_t k) {
  return std::lgamma(static_cast<double>(n + 1)) - std::lgamma(static_cast<double>(k + 1)) -
         std::lgamma(static_cast<double>(n - k + 1));
}

/// P(at most `errors` of `count` drawn without replacement are bad), `bad` of `population` being
/// so.
double fewErrors(int64_t errors, int64_t count, int64_t bad, int64_t population) {
  const double all = logChoose(population, count);
  double sum = 0;
  const int64_t least = std::max<int64_t>(0, count - (population - bad));
  for (int64_t e = least; e <= std::min({errors, count, bad}); ++e)
    sum += std::exp(logChoose(bad, e) + logChoose(population - bad, count - e) - all);
  return std::min(sum, 1.0);
}

/// Most bad masks with which what is accepted after `errors` were found still reaches the target.
int64_t tolerable(int64_t errors, int64_t population, double target) {
  const auto accepted = static_cast<double>(population - errors);
  return population - static_cast<int64_t>(std::ceil(target * accepted - 1e-9));
}

bool passes(int64_t errors, int64_t count, int64_t population, double target, double confidence) {
  const int64_t bad = tolerable(errors, population, target) + 1;
  return bad > population || fewErrors(errors, count, bad, population) <= 1 - confidence;
}

/// Smallest sample that passes with that many errors; the population if none does.
int sampleFor(int errors, int64_t population, double target, double confidence, int from) {
  int count = std::max(errors + 1, from);
  while (count < population && !passes(errors, count, population, target, confidence)) ++count;
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

AuditPlan planAudit(double target, double confidence, int64_t population, int attempt) {
  checkShare(target, "target precision");
  checkShare(confidence, "confidence");
  AuditPlan plan;
  plan.target = target;
  plan.population = population;
  // Halving what is left keeps the sum over any number of attempts below what is allowed.
  plan.confidence = 1 - (1 - confidence) * std::pow(0.5, attempt + 1);

  constexpr int kLooks = 3;
  const double perLook = 1 - (1 - plan.confidence) / kLooks;
  const int flawless = sampleFor(0, population, target, perLook, 1);
  if (flawless >= population) return plan;
  // Of a set with half of the errors that are allowed.
  const auto usual =
      static_cast<int64_t>(std::floor(0.5 * (1 - target) * static_cast<double>(population)));
  int errors = 0, large = flawless;
  while (errors < 200 && fewErrors(errors, large, usual, population) < 0.8) {
    const int next = sampleFor(errors + 1, population, target, perLook, large);
    if (next >= population) break;
    ++errors;
    large = next;
  }
  const int between = sampleFor((errors + 1) / 2, population, target, perLook, flawless);
  for (const int look : {flawless, between, large})
    if (look < population && (plan.looks.empty() || look > plan.looks.back()))
      plan.looks.push_back(look);
  for (const int look : plan.looks)
    plan.allowed.push_back(allowedErrors(look, population, target, confidenceOfLook(plan)));
  return plan;
}

double confidenceOfLook(const AuditPlan& plan) {
  return 1 - (1 - plan.confidence) / static_cast<double>(std::max<size_t>(1, plan.looks.size()));
}

double acceptedLowerBound(int64_t good, int64_t count, int64_t population, double confidence) {
  checkShare(confidence, "confidence");
  if (good < 0 || good > count || count > population)
    throw std::invalid_argument("a sample needs 0 <= good <= count <= population");
  if (count == 0 || good == 0) return 0;
  const int64_t errors = count - good;
  // The most bad masks that the sample does not refute.
  int64_t low = errors, high = population - good;
  while (low < high) {
    const int64_t middle = low + (high - low + 1) / 2;
    if (fewErrors(errors, count, middle, population) > 1 - confidence) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return static_cast<double>(population - low) / static_cast<double>(population - errors);
}

int allowedErrors(int count, int64_t population, double target, double confidence) {
  int errors = -1;
  while (errors + 1 < count && passes(errors + 1, count, population, target, confidence)) ++errors;
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
