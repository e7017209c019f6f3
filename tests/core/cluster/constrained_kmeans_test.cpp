#include "core/cluster/constrained_kmeans.h"

#include <QTest>

#include <cmath>
#include <random>
#include <set>

using namespace maskwright::cluster;

/// Wishes for k-means: kept where looks allow it, and without any nothing changes.
class ConstrainedKMeansTest : public QObject {
  Q_OBJECT

  static constexpr int kWidth = 16;

  /// `each` noisy unit rows around each of `groups` axes.
  static std::vector<float> blobs(int groups, int each, float noise, uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<float> normal(0, noise);
    std::vector<float> rows;
    for (int i = 0; i < groups * each; ++i)
      for (int d = 0; d < kWidth; ++d)
        rows.push_back((d == i % groups ? 1.F : 0.F) + normal(random));
    return rows;
  }

  static RowLinks noLinks(size_t rows) {
    RowLinks links;
    links.group.assign(rows, -1);
    return links;
  }

 private Q_SLOTS:
  void withoutLinksTheResultIsThatOfKMeans() {
    const auto rows = blobs(5, 40, 0.3F, 3);
    const KMeansSettings settings{.k = 7, .seed = 11};
    const auto plain = kmeans(rows, kWidth, settings);
    for (const bool empty : {true, false}) {
      std::vector<RowLinks> links;
      if (!empty) links = {noLinks(200), noLinks(200)};
      const auto found = constrainedKMeans(rows, kWidth, settings, links);
      QCOMPARE(found.label, plain.label);
      QCOMPARE(found.distance, plain.distance);
      QCOMPARE(found.centroids, plain.centroids);
      QCOMPARE(found.size, plain.size);
    }
  }

  void mergedGroupsStayTogether() {
    const auto rows = blobs(4, 30, 0.05F, 1);
    auto links = noLinks(120);
    for (size_t i = 0; i < 120; ++i)
      if (i % 4 < 2) links.group[i] = 0;  // two of four blobs, a right angle apart
    links.seeded = true;
    const auto found = constrainedKMeans(rows, kWidth, {.k = 3}, {{links}});
    std::set<int> merged, others;
    for (size_t i = 0; i < 120; ++i) (i % 4 < 2 ? merged : others).insert(found.label[i]);
    QCOMPARE(merged.size(), size_t{1});
    QCOMPARE(others.size(), size_t{2});
    QVERIFY(!others.contains(*merged.begin()));
  }

  void splitGroupsStayApartEvenIfTheyLookAlike() {
    const auto rows = blobs(2, 40, 0.05F, 2);
    auto links = noLinks(80);
    for (size_t i = 0; i < 80; i += 2) links.group[i] = i < 40 ? 0 : 1;  // one blob in two
    links.apart = {{0, 1}};
    links.seeded = true;
    const auto found = constrainedKMeans(rows, kWidth, {.k = 3}, {{links}});
    std::set<int> first, second, other;
    for (size_t i = 0; i < 80; ++i)
      (i % 2 ? other : i < 40 ? first : second).insert(found.label[i]);
    QCOMPARE(first.size(), size_t{1});
    QCOMPARE(second.size(), size_t{1});
    QVERIFY(first != second && first != other && second != other);
  }

  void unlinkedRowsGoWhereTheirLooksLead() {
    const auto rows = blobs(3, 50, 0.05F, 4);
    auto links = noLinks(150);
    for (size_t i = 0; i < 30; ++i)
      if (i % 3 < 2) links.group[i] = static_cast<int>(i % 3);  // a few of two blobs
    links.seeded = true;
    const auto found = constrainedKMeans(rows, kWidth, {.k = 3}, {{links}});
    for (size_t i = 0; i < 150; ++i) QCOMPARE(found.label[i], found.label[i % 3]);
    QCOMPARE(found.size.size(), size_t{3});
  }

  /// Few masks named otherwise inside a large cluster get a cluster of their own.
  void anotherCategoryLeavesTheCluster() {
    const auto rows = blobs(1, 60, 0.2F, 5);
    auto links = noLinks(60);
    for (size_t i = 0; i < 40; ++i) links.group[i] = i < 6 ? 1 : 0;
    links.allApart = true;
    const auto found = constrainedKMeans(rows, kWidth, {.k = 1}, {{links}});
    std::set<int> first, second;
    for (size_t i = 0; i < 40; ++i) (i < 6 ? second : first).insert(found.label[i]);
    QCOMPARE(first.size(), size_t{1});
    QCOMPARE(second.size(), size_t{1});
    QVERIFY(first != second);
  }

  void aWeakWishYieldsToLooks() {
    const auto rows = blobs(2, 30, 0.02F, 6);
    auto links = noLinks(60);
    for (size_t i = 0; i < 60; i += 2) links.group[i] = 0;
    links.group[1] = 0;  // one of the other blob
    links.together = 0.05;
    links.seeded = true;
    const auto found = constrainedKMeans(rows, kWidth, {.k = 2}, {{links}});
    QCOMPARE(found.label[1], found.label[3]);
    links.together = 2;
    const auto held = constrainedKMeans(rows, kWidth, {.k = 2}, {{links}});
    QCOMPARE(held.label[1], held.label[0]);
  }

  void rowsWithoutDirectionAndWrongSizes() {
    auto rows = blobs(2, 5, 0.05F, 7);
    std::fill_n(rows.begin(), kWidth, 0.F);
    auto links = noLinks(10);
    for (size_t i = 0; i < 10; i += 2) links.group[i] = 0;
    const auto found = constrainedKMeans(rows, kWidth, {.k = 2}, {{links}});
    QCOMPARE(found.label[0], -1);
    QVERIFY(std::isnan(found.distance[0]));
    links.group.pop_back();
    QVERIFY_EXCEPTION_THROWN(constrainedKMeans(rows, kWidth, {.k = 2}, {{links}}),
                             std::invalid_argument);
  }
};

QTEST_APPLESS_MAIN(ConstrainedKMeansTest)
#include "constrained_kmeans_test.moc"
