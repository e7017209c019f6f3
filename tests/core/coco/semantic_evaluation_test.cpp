#include "core/coco/semantic_evaluation.h"

#include "core/coco/assignment.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

using namespace maskwright::coco;

namespace {

/// Greatest total gain over all one-to-one assignments, by trying every one.
double bestByHand(const std::vector<double>& gain, int rows, int columns) {
  const int larger = std::max(rows, columns), smaller = std::min(rows, columns);
  std::vector<int> order(static_cast<size_t>(larger));
  std::iota(order.begin(), order.end(), 0);
  double best = -1e300;
  do {
    double sum = 0;
    for (int i = 0; i < smaller; ++i) {
      const int j = order[static_cast<size_t>(i)];
      sum += rows <= columns ? gain[static_cast<size_t>(i * columns + j)]
                             : gain[static_cast<size_t>(j * columns + i)];
    }
    best = std::max(best, sum);
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

bool near(double a, double b) {
  return std::abs(a - b) < 1e-12;
}

}  // namespace

class SemanticEvaluationTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void assignmentEqualsBruteForce() {
    std::mt19937 random(5);
    for (int trial = 0; trial < 300; ++trial) {
      const int rows = 1 + static_cast<int>(random() % 6);
      const int columns = 1 + static_cast<int>(random() % 6);
      std::vector<double> gain;
      // Small whole numbers give many ties; every third table is of real and negative numbers.
      for (int i = 0; i < rows * columns; ++i)
        gain.push_back(trial % 3 == 0 ? std::uniform_real_distribution(-5.0, 5.0)(random)
                                      : static_cast<double>(random() % 4));
      const auto columnOf = bestAssignment(gain, rows, columns);
      QCOMPARE(columnOf.size(), static_cast<size_t>(rows));
      std::vector<int> used;
      double sum = 0;
      for (int i = 0; i < rows; ++i) {
        const int j = columnOf[static_cast<size_t>(i)];
        if (j < 0) continue;
        QVERIFY(j < columns);
        used.push_back(j);
        sum += gain[static_cast<size_t>(i * columns + j)];
      }
      QCOMPARE(used.size(), static_cast<size_t>(std::min(rows, columns)));
      std::sort(used.begin(), used.end());
      QVERIFY(std::adjacent_find(used.begin(), used.end()) == used.end());
      QVERIFY(std::abs(sum - bestByHand(gain, rows, columns)) < 1e-9);
    }
  }

  void emptyAndWrongTables() {
    QVERIFY(bestAssignment({}, 0, 3).empty());
    QCOMPARE(bestAssignment({}, 2, 0), (std::vector<int>{-1, -1}));
    QVERIFY_EXCEPTION_THROWN(bestAssignment({1, 2, 3}, 2, 2), std::invalid_argument);
  }

  /// Ten judged pixels, three groups, two classes (K != C), worked by hand:
  ///          class 0  class 1
  /// group 0     4        1
  /// group 1     2        0
  /// group 2     0        2      and one pixel of class 1 without a prediction.
  void scoresEqualTheHandWorkedCase() {
    SemanticHistogram histogram(3, 2);
    histogram.add({0, 0, 0, 0, 0, 1}, {0, 0, 0, 0, 1, 0});
    histogram.add({1, 2, 2, -1, 2}, {0, 1, 1, 1, -1});  // the last one is left out
    QCOMPARE(histogram.pixels(), int64_t{10});
    const auto one = scoreOneToOne(histogram);
    QCOMPARE(one.classOf, (std::vector<int>{0, -1, 1}));
    QVERIFY(near(one.iou[0], 4.0 / (6 + 1)));  // 6 true, 1 more predicted
    QVERIFY(near(one.iou[1], 2.0 / 4));        // 4 true, nothing more predicted
    QVERIFY(near(one.meanIou, (4.0 / 7 + 0.5) / 2));
    QVERIFY(near(one.pixelAccuracy, 0.6));
    const auto many = scoreManyToOne(histogram);
    QCOMPARE(many.classOf, (std::vector<int>{0, 0, 1}));
    QVERIFY(near(many.iou[0], 6.0 / 7));
    QVERIFY(near(many.pixelAccuracy, 0.8));
    const auto named = scoreClasses(histogram, {1, 0, -1});
    QVERIFY(near(named.pixelAccuracy, 0.3));
  }

  void fewerGroupsThanClassesLeavesClassesAtZero() {
    SemanticHistogram histogram(1, 3);
    histogram.add({0, 0, 0}, {1, 1, 0});
    const auto one = scoreOneToOne(histogram);
    QCOMPARE(one.classOf, (std::vector<int>{1}));
    QVERIFY(near(one.meanIou, (2.0 / 3 + 0) / 2));  // class 2 has no pixel and does not count
    QVERIFY(std::isnan(one.iou[2]));
  }

  void labelsOutOfRangeAreRefused() {
    SemanticHistogram histogram(2, 2);
    QVERIFY_EXCEPTION_THROWN(histogram.add({2}, {0}), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(histogram.add({0}, {2}), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(histogram.add({0, 1}, {0}), std::invalid_argument);
  }
};

QTEST_APPLESS_MAIN(SemanticEvaluationTest)
#include "semantic_evaluation_test.moc"
