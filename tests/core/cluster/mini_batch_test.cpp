#include "core/cluster/mini_batch.h"

#include "core/cluster/kmeans.h"

#include <QtTest>

#include <cmath>
#include <random>
#include <set>

using namespace maskwright::cluster;

namespace {

constexpr int kWidth = 16, kGroups = 6;

/// `count` unit rows around kGroups random directions, in turn.
std::vector<float> rows(int count) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal;
  std::vector<float> centres(kGroups * kWidth), out;
  for (float& value : centres) value = normal(random);
  for (int i = 0; i < count; ++i) {
    std::vector<float> row(kWidth);
    double squares = 0;
    for (int d = 0; d < kWidth; ++d) {
      row[static_cast<size_t>(d)] =
          centres[static_cast<size_t>((i % kGroups) * kWidth + d)] + 0.25f * normal(random);
      squares += std::pow(row[static_cast<size_t>(d)], 2);
    }
    for (const float value : row) out.push_back(static_cast<float>(value / std::sqrt(squares)));
  }
  return out;
}

/// Mean cosine of the rows to their nearest centre, in float64.
double similarity(const std::vector<float>& data, const std::vector<float>& centres) {
  double sum = 0;
  const size_t count = data.size() / kWidth;
  for (size_t i = 0; i < count; ++i) {
    double best = -2;
    for (size_t c = 0; c < centres.size() / kWidth; ++c) {
      double dot = 0;
      for (size_t d = 0; d < kWidth; ++d)
        dot += static_cast<double>(data[i * kWidth + d]) * centres[c * kWidth + d];
      best = std::max(best, dot);
    }
    sum += best;
  }
  return sum / static_cast<double>(count);
}

}  // namespace

class MiniBatchTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// As good as k-means over all rows in every iteration, within two in a hundred.
  void nearlyAsGoodAsAllRows() {
    const auto data = rows(6000);
    KMeansSettings whole;
    whole.k = 12;  // more than there are groups: no single answer
    const auto full = kmeans(data, kWidth, whole);
    const auto small = miniBatchCentres(data, kWidth, {.k = 12, .batch = 200, .seed = 3});
    QCOMPARE(small.size(), size_t{12 * kWidth});
    QVERIFY(similarity(data, small) > 0.98 * similarity(data, full.centroids));
    for (size_t c = 0; c < 12; ++c) {
      double squares = 0;
      for (size_t d = 0; d < kWidth; ++d) squares += std::pow(small[c * kWidth + d], 2);
      QVERIFY(std::abs(squares - 1) < 1e-5);
    }
  }

  void sameSeedSameCentres() {
    const auto data = rows(900);
    const MiniBatchSettings settings{.k = 6, .batch = 100, .seed = 11};
    QCOMPARE(miniBatchCentres(data, kWidth, settings), miniBatchCentres(data, kWidth, settings));
  }

  /// One step from known centres: the running mean of Sculley's rate 1 / n, then unit length.
  void firstStepIsTheMeanOfItsRows() {
    const std::vector<float> data{1, 0, 0.6f, 0.8f};  // two rows, one centre
    const auto centre = miniBatchCentres(data, 2, {.k = 1, .batch = 2, .passes = 1});
    const double length = std::hypot(1.6, 0.8);
    QVERIFY(std::abs(centre[0] - 1.6 / length) < 1e-6);
    QVERIFY(std::abs(centre[1] - 0.8 / length) < 1e-6);
  }

  /// Through kmeans(): the same labels as all rows give where groups are clear.
  void groupsAreFound() {
    const auto data = rows(3000);
    KMeansSettings settings;
    settings.k = 12;
    settings.batch = 300;
    const auto found = kmeans(data, kWidth, settings);
    // No cluster holds two groups.
    std::vector<std::set<int>> groups(found.size.size());
    for (size_t i = 0; i < found.label.size(); ++i)
      groups[static_cast<size_t>(found.label[i])].insert(static_cast<int>(i) % kGroups);
    size_t mixed = 0;
    for (const auto& one : groups) mixed += one.size() > 1;
    QVERIFY(mixed <= 1);
  }

  void wrongUse() {
    const auto data = rows(4);
    QVERIFY_EXCEPTION_THROWN(miniBatchCentres(data, kWidth, {.k = 5}), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(miniBatchCentres(data, kWidth, {.k = 0}), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(miniBatchCentres(data, 3, {.k = 1}), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(miniBatchCentres(data, kWidth, {.k = 1, .batch = 0}),
                             std::invalid_argument);
  }
};

QTEST_APPLESS_MAIN(MiniBatchTest)
#include "mini_batch_test.moc"
