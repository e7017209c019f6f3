#include "core/rank/calibration.h"

#include <QtTest>

#include <cmath>
#include <random>
#include <vector>

using namespace maskwright::rank;

class CalibrationTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aucIsTheShareOfOrderedPairs();
  void errorByHand();
  void perfectStatements();
  void logLossByHand();
  void wrongUse();
};

void CalibrationTest::aucIsTheShareOfOrderedPairs() {
  std::mt19937 random(1);
  std::vector<double> scores;
  std::vector<uint8_t> good;
  for (int i = 0; i < 200; ++i) {
    scores.push_back(static_cast<double>(random() % 20) / 20);  // with ties
    good.push_back(random() % 3 == 0);
  }
  double right = 0, pairs = 0;
  for (size_t a = 0; a < scores.size(); ++a)
    for (size_t b = 0; b < scores.size(); ++b)
      if (good[a] && !good[b]) {
        ++pairs;
        right += scores[a] > scores[b] ? 1 : scores[a] == scores[b] ? 0.5 : 0;
      }
  QVERIFY(std::abs(rocAuc(scores, good) - right / pairs) < 1e-12);
  const std::vector<uint8_t> one(200, 1);
  QCOMPARE(rocAuc(scores, one), 0.5);
}

/// Two bins: three at .2 of which one is good, one at .9 that is not.
void CalibrationTest::errorByHand() {
  const std::vector<double> p{.2, .2, .2, .9};
  const std::vector<uint8_t> good{1, 0, 0, 0};
  const auto report = calibrationOf(p, good);
  QCOMPARE(report.bins.size(), size_t{2});
  QVERIFY(std::abs(report.error - (3 * std::abs(1. / 3 - .2) + .9) / 4) < 1e-12);
  QVERIFY(std::abs(report.brier - (.64 + .04 + .04 + .81) / 4) < 1e-12);
  QVERIFY(std::abs(report.baseBrier - .25 * .75) < 1e-12);
  QCOMPARE(report.bins[0].count, int64_t{3});
}

void CalibrationTest::perfectStatements() {
  std::mt19937 random(2);
  std::uniform_real_distribution<double> uniform;
  std::vector<double> p;
  std::vector<uint8_t> good;
  for (int i = 0; i < 50000; ++i) {
    p.push_back(uniform(random));
    good.push_back(uniform(random) < p.back());
  }
  const auto report = calibrationOf(p, good);
  QVERIFY(report.error < 0.01);
  QVERIFY(std::abs(report.brier - 1. / 6) < 0.005);  // mean of p (1 - p)
}

void CalibrationTest::logLossByHand() {
  const std::vector<double> p{.5, .25};
  const std::vector<uint8_t> good{1, 0};
  QVERIFY(std::abs(logLoss(p, good) - (std::log(2) - std::log(.75)) / 2) < 1e-12);
}

void CalibrationTest::wrongUse() {
  const std::vector<double> p{.5, 1.5};
  const std::vector<uint8_t> good{1, 0}, few{1};
  QVERIFY_EXCEPTION_THROWN(calibrationOf(p, good), std::invalid_argument);
  QVERIFY_EXCEPTION_THROWN(calibrationOf(p, few), std::invalid_argument);
  QCOMPARE(calibrationOf({}, {}).count, int64_t{0});
}

QTEST_APPLESS_MAIN(CalibrationTest)
#include "calibration_test.moc"
