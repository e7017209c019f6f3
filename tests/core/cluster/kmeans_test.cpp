#include "core/cluster/kmeans.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace maskwright::cluster;

namespace {

/// `perBlob` noisy unit vectors around each of `blobs` axes; row i belongs to blob i % blobs.
std::vector<float> blobs(int blobs, int perBlob, int dimension, float noise) {
  std::mt19937 random(11);
  std::normal_distribution<float> normal(0, noise);
  std::vector<float> values;
  for (int i = 0; i < blobs * perBlob; ++i) {
    std::vector<float> row(dimension);
    double square = 0;
    for (int d = 0; d < dimension; ++d) {
      row[d] = normal(random) + (d == i % blobs ? 1.0F : 0.0F);
      square += static_cast<double>(row[d]) * row[d];
    }
    for (const float value : row) values.push_back(value / static_cast<float>(std::sqrt(square)));
  }
  return values;
}

}  // namespace

class KMeansTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void findsSeparateBlobs() {
    const auto values = blobs(5, 40, 16, 0.05F);
    const auto result = kMeans(values, 16, {.k = 5});
    QCOMPARE(result.clusters, 5);
    for (int i = 0; i < 200; ++i) {
      QCOMPARE(result.assignment[i], result.assignment[i % 5]);
      QVERIFY(result.distance[i] < 0.2F);
    }
    for (int a = 0; a < 5; ++a)
      for (int b = 0; b < a; ++b) QVERIFY(result.assignment[a] != result.assignment[b]);
  }

  void numbersFallWithSize() {
    auto values = blobs(2, 10, 4, 0.02F);
    const auto more = blobs(1, 30, 4, 0.02F);
    values.insert(values.end(), more.begin(), more.end());
    const auto result = kMeans(values, 4, {.k = 2});
    QCOMPARE(result.assignment.back(), 0);
    QCOMPARE(result.assignment[1], 1);
  }

  void sameSeedSameResult() {
    const auto values = blobs(6, 30, 8, 0.5F);
    const auto a = kMeans(values, 8, {.k = 7, .seed = 3});
    const auto b = kMeans(values, 8, {.k = 7, .seed = 3});
    QCOMPARE(a.assignment, b.assignment);
    QCOMPARE(a.centres, b.centres);
  }

  void degenerateInputs() {
    QCOMPARE(kMeans({}, 4, {}).clusters, 0);
    const std::vector<float> two{1, 0, 0, 1};
    QCOMPARE(kMeans(two, 2, {.k = 9}).clusters, 2);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> broken{1, 0, nan, 0, 0, 0, 0, 1};
    const auto result = kMeans(broken, 2, {.k = 2});
    QCOMPARE(result.assignment[1], -1);
    QCOMPARE(result.assignment[2], -1);
    QVERIFY(result.assignment[0] >= 0 && result.assignment[3] >= 0);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(kMeans(two, 3, {})), std::invalid_argument);
  }

  void defaultCountIsBounded() {
    QCOMPARE(defaultClusterCount(0), 0);
    QCOMPARE(defaultClusterCount(3), 3);
    QCOMPARE(defaultClusterCount(20), 4);
    QCOMPARE(defaultClusterCount(800), 20);
    QCOMPARE(defaultClusterCount(1'000'000), 60);
  }
};

QTEST_APPLESS_MAIN(KMeansTest)
#include "kmeans_test.moc"
