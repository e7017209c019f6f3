#include "core/rank/confidence.h"

#include <QtTest>

#include <limits>

using namespace maskwright;
using namespace maskwright::rank;

class ConfidenceTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void monotone_data();
  void monotone();
  void staysInside();
  void unknownIsNeutral();
  void goodBeatsBad();
};

namespace {

CandidateAttributes middling() {
  CandidateAttributes a;
  a.maskness = 0.7;
  a.stability = 0.7;
  a.nmsScore = 0.5;
  a.areaFraction = 0.05;
  a.borderFraction = 0.1;
  a.compactness = 0.5;
  a.boundaryContrast = 0.2;
  return a;
}

}  // namespace

void ConfidenceTest::monotone_data() {
  QTest::addColumn<int>("attribute");
  QTest::addColumn<double>("low");
  QTest::addColumn<double>("high");
  QTest::addColumn<bool>("rises");
  QTest::newRow("score") << 0 << 0.2 << 0.8 << true;
  QTest::newRow("border") << 1 << 0.0 << 0.6 << false;
  QTest::newRow("compactness") << 2 << 0.2 << 0.8 << true;
  QTest::newRow("outline") << 3 << 0.2 << 0.8 << true;
  QTest::newRow("closed outline") << 4 << 0.2 << 0.8 << true;
  QTest::newRow("features unlike the surround's") << 5 << 0.3 << 0.8 << true;
  QTest::newRow("extent") << 6 << 0.4 << 0.8 << true;
  QTest::newRow("votes") << 7 << 0.0 << 9.0 << true;
  QTest::newRow("place") << 8 << 0.1 << 0.8 << false;
}

void ConfidenceTest::monotone() {
  QFETCH(int, attribute);
  QFETCH(double, low);
  QFETCH(double, high);
  QFETCH(bool, rises);
  const auto with = [attribute](double value) {
    CandidateAttributes a = middling();
    double score = 0.5;
    double* const targets[]{&score,
                            &a.borderFraction,
                            &a.compactness,
                            &a.outlineGradient,
                            &a.outlineClosed,
                            &a.featureContrast,
                            &a.extent,
                            &a.votes,
                            &a.centreDistance};
    *targets[attribute] = value;
    return firstConfidence(a, score);
  };
  QVERIFY(rises ? with(low) < with(high) : with(low) > with(high));
}

void ConfidenceTest::staysInside() {
  for (const double value : {-1e9, -1.0, 0.0, 0.5, 1.0, 2.0, 1e9}) {
    CandidateAttributes a{value, value, value, value, value, value, value};
    const double confidence = firstConfidence(a, value);
    QVERIFY(confidence > 0 && confidence < 1);
  }
}

void ConfidenceTest::unknownIsNeutral() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const CandidateAttributes unknown{nan, nan, nan, nan, nan, nan, nan};
  const double low = firstConfidence(unknown, 0.1), high = firstConfidence(unknown, 0.9);
  QVERIFY(low < high);
  QVERIFY(low > 0.001 && high < 0.5);
}

void ConfidenceTest::goodBeatsBad() {
  CandidateAttributes good = middling(), bad = middling();
  good.outlineGradient = 0.8;
  good.outlineClosed = 0.9;
  good.featureContrast = 0.7;
  good.votes = 8;
  bad.outlineGradient = 0.1;
  bad.outlineClosed = 0.05;
  bad.borderFraction = 0.5;
  good.centreDistance = 0.1;
  bad.centreDistance = 0.7;
  QVERIFY(firstConfidence(good, 0.8) > 0.2);
  QVERIFY(firstConfidence(good, 0.8) < 0.95);  // nobody has looked yet
  QVERIFY(firstConfidence(bad, 0.3) < 0.01);
}

QTEST_APPLESS_MAIN(ConfidenceTest)
#include "confidence_test.moc"
