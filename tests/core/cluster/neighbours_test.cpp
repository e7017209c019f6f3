#include "core/cluster/neighbours.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <random>

using namespace maskwright::cluster;

/// Suggestions by the nearest labelled rows, against a plain search in float64.
class NeighboursTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalsAPlainSearch() {
    std::mt19937 random(3);
    std::normal_distribution<float> normal;
    constexpr int kDimension = 7, kLabelled = 40, kAsked = 60;
    std::vector<float> labelled(kLabelled * kDimension), asked(kAsked * kDimension);
    for (auto& v : labelled) v = normal(random);
    for (auto& v : asked) v = normal(random);
    std::vector<int> labels;
    for (int i = 0; i < kLabelled; ++i) labels.push_back(static_cast<int>(random() % 5) * 10);
    const NeighbourSettings settings{.neighbours = 6, .temperature = 0.2};
    const auto found = nearestLabels(asked, labelled, labels, kDimension, settings);
    QCOMPARE(found.size(), size_t{kAsked});
    for (int i = 0; i < kAsked; ++i) {
      std::vector<std::pair<double, int>> order;
      for (int j = 0; j < kLabelled; ++j) {
        double dot = 0, a = 0, b = 0;
        for (int d = 0; d < kDimension; ++d) {
          const double x = asked[i * kDimension + d], y = labelled[j * kDimension + d];
          dot += x * y, a += x * x, b += y * y;
        }
        order.emplace_back(-dot / std::sqrt(a * b), labels[j]);
      }
      std::sort(order.begin(), order.end());
      std::map<int, double> votes;
      double all = 0;
      for (int j = 0; j < 6; ++j) {
        votes[order[j].second] += std::exp(-order[j].first / 0.2);
        all += std::exp(-order[j].first / 0.2);
      }
      double best = 0;
      for (const auto& [label, vote] : votes) best = std::max(best, vote);
      QVERIFY(std::abs(found[i].share - best / all) < 1e-4);
      QVERIFY(std::abs(votes[found[i].label] - best) < 1e-4 * all);
    }
  }

  void rowsWithoutDirectionGetNothing() {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> asked{0, 0, nan, 1, 1, 1}, labelled{2, 2, 0, 0};
    const auto found = nearestLabels(asked, labelled, std::vector{4, 5}, 2);
    QCOMPARE(found[0].label, -1);
    QCOMPARE(found[1].label, -1);
    QCOMPARE(found[2].label, 4);  // the labelled row without direction has no vote
    QCOMPARE(found[2].share, 1.0);
    QCOMPARE(nearestLabels(asked, {}, {}, 2)[2].label, -1);
    QVERIFY(nearestLabels({}, labelled, std::vector{4, 5}, 2).empty());
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                             nearestLabels(asked, labelled, std::vector{4}, 2));
  }

  void accuracyCountsEachClassAlike() {
    const std::vector<LabelVote> found{{1, 1}, {1, 1}, {1, 1}, {1, 1}};
    QCOMPARE(balancedAccuracy(found, std::vector{1, 1, 1, 2}), 0.5);
    QCOMPARE(balancedAccuracy(found, std::vector{1, 1, 1, 1}), 1.0);
    QCOMPARE(balancedAccuracy({}, {}), 0.0);
  }
};

QTEST_APPLESS_MAIN(NeighboursTest)
#include "neighbours_test.moc"
