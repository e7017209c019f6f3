#include "core/rank/rank_fusion.h"

#include <QtTest>

using namespace maskwright::rank;

class RankFusionTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void listsInterleaveAtStepOne() {
    const std::vector<double> others{0.2, 0.9, 0.5}, scores{0.01, 0.04};
    QCOMPARE(fusedConfidences(others, scores, 1), (std::vector<double>{0.5, 0.9}));
  }

  void aLargerStepSpreadsTheSegmenterOut() {
    std::vector<double> others;
    for (int i = 0; i < 100; ++i) others.push_back(1 - i / 100.0);
    const std::vector<double> scores{3, 2, 1};
    const auto fused = fusedConfidences(others, scores, 4);
    QCOMPARE(fused, (std::vector<double>{others[3], others[7], others[11]}));
    // The end of the list when it is too short.
    QCOMPARE(fusedConfidences(others, scores, 2.5).at(0), others[1]);
    QCOMPARE(fusedConfidences(std::vector<double>{0.3, 0.2}, scores, 20).at(2), 0.2);
  }

  void onlyTheOrderOfScoresCounts() {
    const std::vector<double> others{0.9, 0.8, 0.7, 0.6};
    const std::vector<double> small{0.002, 0.001, 0.003}, large{0.6, 0.5, 0.9};
    QCOMPARE(fusedConfidences(others, small, 1), fusedConfidences(others, large, 1));
  }

  void aloneItKeepsItsScores() {
    QCOMPARE(fusedConfidences({}, std::vector<double>{0.4, 0.2}, 1),
             (std::vector<double>{0.4, 0.2}));
    QVERIFY(fusedConfidences({}, std::vector<double>{2.0}, 1).at(0) < 1);
    QVERIFY(fusedConfidences(std::vector<double>{0.5}, {}, 1).empty());
  }
};

QTEST_APPLESS_MAIN(RankFusionTest)
#include "rank_fusion_test.moc"
