#include "ui/models/map_colouring.h"

#include "ui/support/verdict_style.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace maskwright;
using namespace maskwright::ui;

class MapColouringTest : public QObject {
  Q_OBJECT

 private:
  store::MapPoints map_;
  const QColor neutral_ = Qt::gray;
  std::vector<Category> categories_{{CategoryId(4), "cat", "", 7}, {CategoryId(5), "dog", "", 2}};
  std::vector<Cluster> clusters_;

  MapColouring coloured(MapColour by) {
    return colourMap(map_, by, clusters_, categories_, neutral_);
  }

 private Q_SLOTS:
  void initTestCase() {
    map_.sources = {"free-mask", "slots"};
    const auto add = [&](Verdict verdict, int64_t cluster, int64_t category, float confidence) {
      store::MapPoint point;
      point.id = CandidateId(static_cast<int64_t>(map_.points.size()) + 1);
      point.verdict = verdict;
      point.cluster = ClusterId(cluster);
      point.category = CategoryId(category);
      point.confidence = confidence;
      point.source = static_cast<int16_t>(map_.points.size() % 2);
      map_.points.push_back(point);
    };
    add(Verdict::Undecided, 11, 0, 1);
    add(Verdict::Accepted, 12, 4, 0);
    add(Verdict::NotAnObject, 12, 0, .39F);
    add(Verdict::Accepted, 12, 5, .4F);
    add(Verdict::Undecided, 0, 5, .99F);
    clusters_ = {{ClusterId(11), 3, 1, 0, CategoryId()}, {ClusterId(12), 0, 3, 0, CategoryId(4)}};
  }

  void verdictsHaveTheirColours() {
    const auto found = coloured(MapColour::Verdict);
    QCOMPARE(found.kind, (std::vector<uint8_t>{0, 1, 3, 1, 0}));
    QCOMPARE(found.kinds[0].colour, neutral_);
    QCOMPARE(found.kinds[1].colour, verdictStyle(Verdict::Accepted).colour);
    QCOMPARE(found.kinds[1].count, qint64{2});
    QCOMPARE(found.kinds[3].verdict, std::optional(Verdict::NotAnObject));
  }

  void clustersComeByTheirSize() {
    const auto found = coloured(MapColour::Cluster);
    QCOMPARE(found.kind, (std::vector<uint8_t>{2, 1, 1, 1, 0}));
    QCOMPARE(found.kinds[1].text, QStringLiteral("cat"));  // its name, in the name's colour
    QCOMPARE(found.kinds[1].colour, stableColour(7));
    QCOMPARE(found.kinds[2].text, QStringLiteral("Cluster 4"));  // people count from 1
    QCOMPARE(found.kinds[2].colour, stableColour(3));
    QCOMPARE(found.kinds[0].count, qint64{1});
  }

  void categoriesConfidenceAndSource() {
    const auto categories = coloured(MapColour::Category);
    QCOMPARE(categories.kind, (std::vector<uint8_t>{0, 2, 0, 1, 1}));
    QCOMPARE(categories.kinds[1].text, QStringLiteral("dog"));
    const auto sources = coloured(MapColour::Source);
    QCOMPARE(sources.kind, (std::vector<uint8_t>{1, 2, 1, 2, 1}));
    QCOMPARE(sources.kinds[0].count, qint64{0});
    QVERIFY(sources.kinds[1].text != sources.kinds[2].text);
  }

  void confidencesAreToldApartWhereMostAreNearZero() {
    const auto few = coloured(MapColour::Confidence);
    QCOMPARE(few.kind, (std::vector<uint8_t>{4, 0, 3, 3, 4}));
    store::MapPoints many;  // from .0002 to .5, evenly by their logarithm
    for (int i = 0; i < 1'000; ++i) {
      store::MapPoint point;
      point.confidence = static_cast<float>(2e-4 * std::pow(2'500.0, i / 999.0));
      many.points.push_back(point);
    }
    const auto found = colourMap(many, MapColour::Confidence, {}, {}, neutral_);
    QCOMPARE(found.kinds.size(), qsizetype{5});
    for (const auto& kind : found.kinds) QVERIFY(kind.count > 100);
    QVERIFY(std::ranges::is_sorted(found.kind));
    QCOMPARE(found.kinds[0].text, QStringLiteral("Below 0.001"));
    QCOMPARE(found.kinds[1].text, QStringLiteral("0.001 – 0.006"));
    QVERIFY(found.kinds[4].text.endsWith("and more"));
    many.points.assign(3, {});  // nothing is ranked yet
    QCOMPARE(colourMap(many, MapColour::Confidence, {}, {}, neutral_).kinds[0].count +
                 colourMap(many, MapColour::Confidence, {}, {}, neutral_).kinds.back().count,
             qint64{3});
    many.points.clear();
    QVERIFY(colourMap(many, MapColour::Confidence, {}, {}, neutral_).kind.empty());
  }

  void roundsComeInTheirOrder() {
    store::MapPoints map;
    for (const int first : {0, 2, 2, 1, -1}) {
      store::MapPoint point;
      point.first = static_cast<int16_t>(first);
      map.points.push_back(point);
    }
    const auto found = colourMap(map, MapColour::Round, {}, {}, neutral_);
    QCOMPARE(found.kind, (std::vector<uint8_t>{0, 2, 2, 1, 0}));
    QCOMPARE(found.kinds[0].text, QStringLiteral("Discovery"));
    QCOMPARE(found.kinds[0].colour, neutral_);
    QCOMPARE(found.kinds[2].text, QStringLiteral("Round 2"));
    QCOMPARE(found.kinds[2].count, qint64{2});
    QVERIFY(!found.kinds[2].tip.isEmpty());
  }

  void moreClustersThanKindsShareTheLast() {
    store::MapPoints many;
    std::vector<Cluster> clusters;
    for (int c = 1; c <= 400; ++c) {
      clusters.push_back({ClusterId(c), c, 1, 0, CategoryId()});
      for (int i = 0; i < (c <= 10 ? 3 : 1); ++i) {
        store::MapPoint point;
        point.cluster = ClusterId(c);
        many.points.push_back(point);
      }
    }
    const auto found = colourMap(many, MapColour::Cluster, clusters, {}, neutral_);
    QCOMPARE(found.kinds.size(), qsizetype{256});
    QCOMPARE(found.kinds[0].count, qint64{400 - 255});
    for (int kind = 1; kind <= 10; ++kind) QCOMPARE(found.kinds[kind].count, qint64{3});
  }
};

QTEST_APPLESS_MAIN(MapColouringTest)
#include "map_colouring_test.moc"
