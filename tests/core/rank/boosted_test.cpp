#include "core/rank/boosted.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace maskwright;
using namespace maskwright::rank;

class BoostedTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void learnsWhatNoLineDivides();
  void startsFromTheMargins();
  void unknownValuesAreAllowed();
  void wrongUse();
};

namespace {

struct Problem {
  std::vector<float> x;
  std::vector<uint8_t> y;
};

/// Good where exactly one of the two values is positive.
Problem exclusiveOr(int count, unsigned seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<float> uniform(-1, 1);
  Problem out;
  for (int i = 0; i < count; ++i) {
    const float a = uniform(generator), b = uniform(generator);
    out.x.insert(out.x.end(), {a, b});
    out.y.push_back((a > 0) != (b > 0));
  }
  return out;
}

double accuracy(const std::vector<double>& scores, const std::vector<uint8_t>& y) {
  double right = 0;
  for (size_t i = 0; i < y.size(); ++i) right += (scores[i] > 0) == (y[i] != 0);
  return right / static_cast<double>(y.size());
}

}  // namespace

void BoostedTest::learnsWhatNoLineDivides() {
  const auto train = exclusiveOr(1500, 1), test = exclusiveOr(500, 2);
  const std::vector<double> zero(1500);
  BoostSettings settings;
  settings.inputShare = 1;
  const auto trees = BoostedTrees::fit(train.x, 2, train.y, {}, zero, settings);
  QVERIFY(trees.ok());
  const auto scores = trees->predict(test.x, std::vector<double>(500));
  QVERIFY(scores.ok());
  QVERIFY2(accuracy(*scores, test.y) > 0.9, qPrintable(QString::number(accuracy(*scores, test.y))));
}

/// With margins that are right already, trees add little; on other margins they add the same.
void BoostedTest::startsFromTheMargins() {
  const auto problem = exclusiveOr(400, 3);
  std::vector<double> right;
  for (const auto good : problem.y) right.push_back(good ? 6 : -6);
  const auto trees = BoostedTrees::fit(problem.x, 2, problem.y, {}, right);
  QVERIFY(trees.ok());
  const auto scores = trees->predict(problem.x, right);
  QVERIFY(scores.ok());
  for (size_t i = 0; i < right.size(); ++i) QVERIFY(std::abs((*scores)[i] - right[i]) < 0.5);
  const auto moved = trees->predict(problem.x, std::vector<double>(right.size(), 2));
  QVERIFY(moved.ok());
  for (size_t i = 0; i < right.size(); ++i)
    QVERIFY(std::abs(((*moved)[i] - 2) - ((*scores)[i] - right[i])) < 1e-4);
}

void BoostedTest::unknownValuesAreAllowed() {
  auto problem = exclusiveOr(600, 4);
  for (size_t i = 0; i < problem.x.size(); i += 7)
    problem.x[i] = std::numeric_limits<float>::quiet_NaN();
  const std::vector<double> zero(600);
  const auto trees = BoostedTrees::fit(problem.x, 2, problem.y, {}, zero);
  QVERIFY(trees.ok());
  const auto scores = trees->predict(problem.x, zero);
  QVERIFY(scores.ok());
  for (const double score : *scores) QVERIFY(std::isfinite(score));
}

void BoostedTest::wrongUse() {
  const std::vector<float> x{1, 2, 3};
  const std::vector<uint8_t> y{1};
  const std::vector<double> margin{0};
  const auto wrong = BoostedTrees::fit(x, 2, y, {}, margin);
  QVERIFY(!wrong.ok());
  QCOMPARE(wrong.error().kind, ErrorKind::WrongUse);
}

QTEST_APPLESS_MAIN(BoostedTest)
#include "boosted_test.moc"
