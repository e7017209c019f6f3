#include "core/rank/one_standard_error.h"

#include <QtTest>

#include <vector>

using namespace maskwright::rank;

/// Which of several models is simple enough and good enough.
class OneStandardErrorTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalModelsGiveTheSimplest() {
    const std::vector<double> loss{0.3, 0.2, 0.5};
    QCOMPARE(choose({loss, loss, loss}, {1, 2, 3}), size_t{2});
    QCOMPARE(choose({loss}, {1, 2, 3}), size_t{0});
  }

  /// Worse on every image by the same: certainly worse. Worse on one, better on the other: who
  /// knows?
  void differencesMustBeSure() {
    const std::vector<double> best{0.1, 0.1, 0.1, 0.1}, worse{0.2, 0.2, 0.2, 0.2},
        mixed{0.6, 0.1, 0.1, -0.3};
    QCOMPARE(choose({best, worse}, {1, 2, 3, 4}), size_t{0});
    QCOMPARE(choose({best, mixed}, {1, 2, 3, 4}), size_t{1});
    QCOMPARE(choose({best, mixed, worse}, {1, 2, 3, 4}), size_t{1});
  }

  /// Examples of one image say the same thing several times: together they are one difference.
  void groupsCountOnce() {
    const std::vector<double> best{0, 0, 0, 0, 0, 0}, worse{0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
    QCOMPARE(choose({best, worse}, {1, 2, 3, 4, 5, 6}), size_t{0});
    QCOMPARE(choose({best, worse}, {1, 1, 1, 1, 1, 1}), size_t{1});
  }

  /// The best one is never given up for one that is less simple.
  void theBestMayBeTheSimplest() {
    QCOMPARE(choose({{0.4, 0.4}, {0.4, 0.4}, {0.1, 0.1}}, {1, 2}), size_t{2});
  }

  void sizesMustFit() {
    const std::vector<std::vector<double>> losses{{1, 2}, {1}};
    const std::vector<int> groups{1, 2};
    QVERIFY_EXCEPTION_THROWN(simplestAsGood(losses, groups), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(simplestAsGood({}, groups), std::invalid_argument);
  }

 private:
  static size_t choose(const std::vector<std::vector<double>>& losses,
                       const std::vector<int>& groups) {
    return simplestAsGood(losses, groups);
  }
};

QTEST_APPLESS_MAIN(OneStandardErrorTest)
#include "one_standard_error_test.moc"
