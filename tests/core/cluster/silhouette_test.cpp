#include "core/cluster/silhouette.h"

#include "core/cluster/whiten.h"

#include <QtTest>

#include <cmath>
#include <random>
#include <stdexcept>

using namespace maskwright::cluster;

namespace {

/// `count` noisy copies of each of `groups` random directions.
std::vector<float> planted(int groups, int count, int dimension, float noise) {
  std::mt19937 random(9);
  std::normal_distribution<float> normal;
  std::vector<float> out;
  for (int g = 0; g < groups; ++g) {
    std::vector<float> centre(static_cast<size_t>(dimension));
    for (float& v : centre) v = normal(random);
    for (int i = 0; i < count; ++i)
      for (const float v : centre) out.push_back(v + noise * normal(random));
  }
  return out;
}

}  // namespace

class SilhouetteTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void closedForm() {
    // Two rows a side at right angles: inside 0, to the others 1.
    const std::vector<float> rows{1, 0, 2, 0, 0, 1, 0, 3};
    QCOMPARE(silhouette(rows, 2, {0, 0, 1, 1}), 1.0);
    // The wrong way round: inside 1, to the others (0 + 1) / 2.
    QCOMPARE(silhouette(rows, 2, {0, 1, 0, 1}), -0.5);
    QCOMPARE(silhouette(rows, 2, {0, 0, 0, 0}), 0.0);
    QCOMPARE(silhouette(rows, 2, {5, 5, -1, 7}), 2.0 / 3);  // a row alone counts 0
  }

  void findsThePlantedNumber() {
    for (const int groups : {4, 6, 9}) {
      const auto rows = planted(groups, 30, 24, 0.3F);
      KMeansSettings settings;
      settings.restarts = 20;  // of many centres one start rarely finds all
      QCOMPARE(bestClusterCount(rows, 24, 4, 12, settings), groups);
    }
  }

  void whiteningGivesUnitDeviation() {
    std::vector<float> rows{1, 10, 7, 3, -20, 7, 5, 40, 7};
    whiten(rows, 3);
    for (size_t d = 0; d < 2; ++d) {
      double sum = 0, squares = 0;
      for (size_t i = d; i < 9; i += 3) sum += rows[i];
      for (size_t i = d; i < 9; i += 3) squares += std::pow(rows[i] - sum / 3, 2);
      QVERIFY(std::abs(squares / 3 - 1) < 1e-5);
    }
    QVERIFY(rows[2] == 7 && rows[8] == 7);  // does not vary
    // Not centred: 1 over the deviation sqrt(8 / 3).
    QVERIFY(std::abs(rows[0] - 1 / std::sqrt(8.0 / 3)) < 1e-6);
    QVERIFY_EXCEPTION_THROWN(whiten(rows, 2), std::invalid_argument);
  }
};

QTEST_APPLESS_MAIN(SilhouetteTest)
#include "silhouette_test.moc"
