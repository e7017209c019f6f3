#include "core/cluster/kmeans.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <random>
#include <set>

using namespace maskwright::cluster;

class KMeansTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void defaultCount();
  void findsSeparateGroups();
  void sameSeedSameResult();
  void distancesAreToTheOwnCentroid();
  void lengthDoesNotMatter();
  void brokenRowsAreLeftOut();
  void fewRows();
  void noRows();
  void wrongUse();
};

namespace {

/// `sizes[i]` noisy copies of one random direction each.
std::vector<float> groups(const std::vector<int>& sizes, int dimension, std::vector<int>& truth) {
  std::mt19937 random(5);
  std::normal_distribution<float> normal;
  std::vector<float> out;
  for (size_t group = 0; group < sizes.size(); ++group) {
    std::vector<float> centre(static_cast<size_t>(dimension));
    for (float& v : centre) v = normal(random);
    for (int i = 0; i < sizes[group]; ++i) {
      for (const float v : centre) out.push_back(v + 0.3f * normal(random));
      truth.push_back(static_cast<int>(group));
    }
  }
  return out;
}

}  // namespace

void KMeansTest::defaultCount() {
  QCOMPARE(defaultClusterCount(0), 0);
  QCOMPARE(defaultClusterCount(3), 3);
  QCOMPARE(defaultClusterCount(10), 4);
  QCOMPARE(defaultClusterCount(800), 20);
  QCOMPARE(defaultClusterCount(1'000'000), 60);
}

void KMeansTest::findsSeparateGroups() {
  std::vector<int> truth;
  const auto data = groups({30, 90, 60}, 24, truth);
  KMeansSettings settings;
  settings.k = 3;
  const auto result = kmeans(data, 24, settings);
  QCOMPARE(result.size, (std::vector<int64_t>{90, 60, 30}));
  const std::vector<int> expected{2, 0, 1};  // by falling size
  for (size_t i = 0; i < truth.size(); ++i)
    QCOMPARE(result.label[i], expected[static_cast<size_t>(truth[i])]);
}

void KMeansTest::sameSeedSameResult() {
  std::vector<int> truth;
  const auto data = groups({40, 40, 40, 40, 40}, 16, truth);
  KMeansSettings settings;
  settings.k = 8;
  settings.seed = 3;
  QCOMPARE(kmeans(data, 16, settings).label, kmeans(data, 16, settings).label);
}

void KMeansTest::distancesAreToTheOwnCentroid() {
  std::vector<int> truth;
  const auto data = groups({30, 20}, 8, truth);
  const auto result = kmeans(data, 8, {});
  QCOMPARE(static_cast<int>(result.size.size()), 5);  // round(sqrt(25))
  for (size_t row = 0; row < result.label.size(); ++row) {
    double dot = 0, length = 0, centroidLength = 0, best = -2;
    for (size_t cluster = 0; cluster < result.size.size(); ++cluster) {
      double d = 0, l = 0, c = 0;
      for (size_t j = 0; j < 8; ++j) {
        const double x = data[row * 8 + j], m = result.centroids[cluster * 8 + j];
        d += x * m, l += x * x, c += m * m;
      }
      best = std::max(best, d / std::sqrt(l * c));
      if (static_cast<int>(cluster) == result.label[row]) dot = d, length = l, centroidLength = c;
    }
    QVERIFY(std::abs(centroidLength - 1) < 1e-4);
    const double distance = 1 - dot / std::sqrt(length);
    QVERIFY(std::abs(result.distance[row] - distance) < 1e-4);
    QVERIFY(1 - distance > best - 1e-4);
  }
}

void KMeansTest::lengthDoesNotMatter() {
  std::vector<int> truth;
  auto data = groups({25, 35}, 8, truth);
  KMeansSettings settings;
  settings.k = 2;
  const auto before = kmeans(data, 8, settings).label;
  for (size_t i = 0; i < data.size(); ++i) data[i] *= static_cast<float>(1 + i / 8 % 7);
  QCOMPARE(kmeans(data, 8, settings).label, before);
}

void KMeansTest::brokenRowsAreLeftOut() {
  std::vector<int> truth;
  auto data = groups({20, 20}, 4, truth);
  data[4 * 3 + 1] = std::numeric_limits<float>::quiet_NaN();
  data[4 * 25] = std::numeric_limits<float>::infinity();
  for (size_t j = 0; j < 4; ++j) data[4 * 30 + j] = 0;
  KMeansSettings settings;
  settings.k = 2;
  const auto result = kmeans(data, 4, settings);
  for (size_t row = 0; row < 40; ++row) {
    const bool broken = row == 3 || row == 25 || row == 30;
    QCOMPARE(result.label[row] == -1, broken);
    QCOMPARE(std::isnan(result.distance[row]), broken);
  }
  QCOMPARE(result.size[0] + result.size[1], int64_t(37));
}

void KMeansTest::fewRows() {
  KMeansSettings settings;
  settings.k = 10;
  const std::vector<float> three{1, 0, 0, 1, 0.6f, 0.8f};
  const auto result = kmeans(three, 2, settings);
  QCOMPARE(result.size, (std::vector<int64_t>{1, 1, 1}));
  QCOMPARE(std::set<int>(result.label.begin(), result.label.end()).size(), size_t(3));
  // Equal rows can't fill two clusters.
  std::vector<float> same;
  for (int i = 0; i < 50; ++i) same.insert(same.end(), {0.6f, 0.8f});
  const auto one = kmeans(same, 2, settings);
  QCOMPARE(one.size, (std::vector<int64_t>{50}));
  QVERIFY(one.distance[7] < 1e-5);
  QCOMPARE(kmeans(std::vector<float>{3, 4}, 2, {}).size, (std::vector<int64_t>{1}));
}

void KMeansTest::noRows() {
  const auto result = kmeans({}, 8, {});
  QVERIFY(result.label.empty() && result.size.empty() && result.centroids.empty());
  const auto broken = kmeans(std::vector<float>(8, 0.0f), 4, {});
  QCOMPARE(broken.label, (std::vector<int>{-1, -1}));
  QVERIFY(broken.size.empty());
}

void KMeansTest::wrongUse() {
  const std::vector<float> data(10, 1.0f);
  QVERIFY_EXCEPTION_THROWN(kmeans(data, 4, {}), std::invalid_argument);
  QVERIFY_EXCEPTION_THROWN(kmeans(data, 0, {}), std::invalid_argument);
  KMeansSettings settings;
  settings.k = -1;
  QVERIFY_EXCEPTION_THROWN(kmeans(data, 5, settings), std::invalid_argument);
}

QTEST_APPLESS_MAIN(KMeansTest)
#include "kmeans_test.moc"
