#include "core/rank/segmenter_places.h"

#include <QTest>

#include <numeric>

using namespace maskwright;
using namespace maskwright::rank;

/// Confidences of a segmenter's masks that nobody has judged yet.
class SegmenterPlacesTest : public QObject {
  Q_OBJECT

  /// Four candidates of others and three of a segmenter, the last of which lies on the first.
  static RankingTable table() {
    RankingTable table;
    for (int i = 0; i < 7; ++i) {
      table.ids.emplace_back(i + 1);
      table.image.push_back(i == 6 ? 0 : i);
      CandidateAttributes attributes;
      attributes.areaFraction = 0.1;
      attributes.segmenter = i < 4 ? 0 : 1;
      table.attributes.push_back(attributes);
      table.sourceScore.push_back(0.1 * (i + 1));
      table.cluster.push_back(-1);
      table.clusterDistance.push_back(0);
    }
    table.overlaps = {{6, 0.6F, 0.75F}, {0, 0.6F, 0.75F}};
    table.overlapStart = {0, 1, 1, 1, 1, 1, 1, 2};
    return table;
  }

 private Q_SLOTS:
  void placesAreWorthAsMuchAsOutlinesAreFine() {
    const auto rows = table();
    const RankingContext context(rows, std::vector<double>(7, 0));
    std::vector<size_t> all(7);
    std::iota(all.begin(), all.end(), size_t{0});
    std::vector<double> confidence{0.8, 0.6, 0.4, 0.2, 0.01, 0.01, 0.01}, poor(7, 0.05);
    placeSegmenterMasks(context, all, false, {.step = 1, .fine = 0.75}, confidence, poor);
    // By their scores .5, .6, .7 they stand third, second and first among the others.
    QCOMPARE(confidence[6], 0.8 * 0.75);
    QCOMPARE(confidence[5], 0.6 * 0.75);
    QCOMPARE(confidence[4], 0.4 * 0.75);
    QCOMPARE(poor[6], 0.8 * 0.25);
    QCOMPARE(poor[0], 0.05);
    QCOMPARE(confidence[0], 0.8);
  }

  /// However high its score: that object is accepted already.
  void whatIsAcceptedGainsNoPlaceAgain() {
    const auto rows = table();
    RankingContext context(rows, std::vector<double>(7, 0));
    const RankingContext::Judgement judgement{0, Verdict::Accepted};
    context.decide({&judgement, 1});
    std::vector<size_t> all(7);
    std::iota(all.begin(), all.end(), size_t{0});
    std::vector<double> confidence{0.8, 0.6, 0.4, 0.2, 0.01, 0.01, 0.03}, poor(7, 0.05);
    placeSegmenterMasks(context, all, true, {}, confidence, poor);
    QCOMPARE(confidence[6], 0.03);
    QCOMPARE(poor[6], 0.05);
    QVERIFY(confidence[5] > 0.3);
  }
};

QTEST_APPLESS_MAIN(SegmenterPlacesTest)
#include "segmenter_places_test.moc"
