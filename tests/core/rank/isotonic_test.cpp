#include "core/rank/isotonic.h"

#include <QtTest>

#include <cmath>
#include <random>
#include <vector>

using namespace maskwright::rank;

class IsotonicTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void nothingLearnedIsTheLogisticFunction();
  void risesStrictly();
  void findsTheRates();
  void poolsViolators();
  void smallPoolsAreNotCertain();
  void refusalsAtTheEndLiftNothing();
  void weightsAreCopies();
  void sizesMustFit();
};

void IsotonicTest::nothingLearnedIsTheLogisticFunction() {
  const IsotonicMap map;
  for (const double score : {-3.0, 0.0, 0.5, 4.0})
    QVERIFY(std::abs(map(score) - 1 / (1 + std::exp(-score))) < 1e-12);
  const auto empty = IsotonicMap::fit({}, {});
  QCOMPARE(empty(0.0), 0.5);
}

void IsotonicTest::risesStrictly() {
  std::mt19937 random(3);
  std::normal_distribution<double> normal;
  std::vector<double> scores;
  std::vector<uint8_t> good;
  for (int i = 0; i < 300; ++i) {
    scores.push_back(2 * normal(random));
    good.push_back(normal(random) < scores.back());
  }
  const auto map = IsotonicMap::fit(scores, good);
  double before = 0;
  for (double score = -12; score <= 12; score += 0.01) {
    const double value = map(score);
    QVERIFY2(value > before, qPrintable(QString("at %1").arg(score)));
    QVERIFY(value < 1);
    before = value;
  }
}

/// Stated log-odds twice too sure: the map must give the true rates.
void IsotonicTest::findsTheRates() {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> uniform;
  std::vector<double> scores;
  std::vector<uint8_t> good;
  for (int i = 0; i < 40000; ++i) {
    const double logit = 6 * uniform(random) - 3;
    good.push_back(uniform(random) < 1 / (1 + std::exp(-logit)));
    scores.push_back(2 * logit);
  }
  const auto map = IsotonicMap::fit(scores, good);
  for (double logit = -2.5; logit <= 2.5; logit += 0.5)
    QVERIFY2(std::abs(map(2 * logit) - 1 / (1 + std::exp(-logit))) < 0.04,
             qPrintable(QString("%1: %2").arg(logit).arg(map(2 * logit))));
}

/// Outcomes that fall with the score: one pool with the rate of all.
void IsotonicTest::poolsViolators() {
  const std::vector<double> scores{1, 2, 3, 4, 5, 6};
  const std::vector<uint8_t> good{1, 1, 1, 0, 0, 0};
  const auto map = IsotonicMap::fit(scores, good, {}, 1);
  // All pooled: the same rate everywhere but for the small slope.
  QVERIFY(std::abs(map(3.6) - map(6)) < 0.01);
  QVERIFY(map(1) < 0.2);  // but below all of them it falls
  double expected = 0;    // three examples more at the logistic function's mean, and a refusal
  for (const double score : scores) expected += 1 / (1 + std::exp(-score)) / 6;
  QVERIFY(std::abs(map(3.5) - (3 + 3 * expected) / 10) < 0.01);
}

void IsotonicTest::smallPoolsAreNotCertain() {
  std::vector<double> scores;
  std::vector<uint8_t> good;
  for (int i = 0; i < 20; ++i) {
    scores.push_back(i);
    good.push_back(i >= 10);
  }
  const auto map = IsotonicMap::fit(scores, good);
  QVERIFY(map(19) < 0.97);  // ten of ten
  QVERIFY(map(19) > 0.9);
  QVERIFY(map(4.5) > 0.02);  // the middle of ten refused ones: their scores are not that low
}

/// Most of a collection lies below everything that people looked at: ten refusals there must not
/// make a twentieth of it.
void IsotonicTest::refusalsAtTheEndLiftNothing() {
  std::vector<double> scores;
  std::vector<uint8_t> good;
  for (int i = 0; i < 40; ++i) {
    scores.push_back(i < 10 ? -4 - 0.01 * i : 0.1 * i);
    good.push_back(i >= 10 && i % 3 > 0);
  }
  const auto map = IsotonicMap::fit(scores, good);
  QVERIFY(map(-4) < 0.02);
  QVERIFY(map(-6) < 0.003);
  QVERIFY(map(-6) > 0.0003);
}

void IsotonicTest::weightsAreCopies() {
  const std::vector<double> scores{1, 2, 3, 4}, twice{1, 2, 2, 2, 3, 4, 4};
  const std::vector<uint8_t> good{0, 1, 0, 1}, outcomes{0, 1, 1, 1, 0, 1, 1};
  const std::vector<double> weights{1, 3, 1, 2};
  const auto a = IsotonicMap::fit(scores, good, weights, 1);
  const auto b = IsotonicMap::fit(twice, outcomes, {}, 1);
  for (double score = 0; score < 5; score += 0.25) QVERIFY(std::abs(a(score) - b(score)) < 1e-12);
}

void IsotonicTest::sizesMustFit() {
  const std::vector<double> scores{1, 2};
  const std::vector<uint8_t> good{1};
  QVERIFY_EXCEPTION_THROWN(IsotonicMap::fit(scores, good), std::invalid_argument);
}

QTEST_APPLESS_MAIN(IsotonicTest)
#include "isotonic_test.moc"
