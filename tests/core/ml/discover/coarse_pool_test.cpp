#include "core/ml/discover/coarse_pool.h"

#include <QtTest>

using namespace maskwright::ml;

namespace {

/// Ones in columns [from, to) of a map `side` cells wide and high.
CoarseMask stripe(int64_t side, int64_t from, int64_t to, size_t rank) {
  CoarseMask mask;
  mask.soft = torch::zeros({side, side});
  mask.soft.narrow(1, from, to - from).fill_(1);
  mask.rank = rank;
  return mask;
}

}  // namespace

class CoarsePoolTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void listsTakeTurns() {
    // Two lists of two masks each, one after the other; all apart.
    const std::vector<CoarseMask> masks{
        stripe(16, 0, 4, 0), stripe(16, 4, 8, 1), stripe(32, 16, 24, 0), stripe(32, 24, 32, 1)};
    QCOMPARE(CoarsePool(masks, 0.5).distinct(0.6, 0), (std::vector<size_t>{0, 2, 1, 3}));
    QCOMPARE(CoarsePool(masks, 0.5).distinct(0.6, 3), (std::vector<size_t>{0, 2, 1}));
  }

  void theSameMaskInAnotherSizeIsLeftOut() {
    const std::vector<CoarseMask> masks{stripe(16, 0, 8, 0), stripe(24, 0, 12, 1)};
    QCOMPARE(CoarsePool(masks, 0.5).distinct(0.6, 0), std::vector<size_t>{0});
  }

  void theLimitOfAgreementIsKept() {
    // IoU 8 / 12: of 16 columns, 12 and 8 of them.
    const std::vector<CoarseMask> masks{stripe(16, 0, 12, 0), stripe(16, 0, 8, 1)};
    QCOMPARE(CoarsePool(masks, 0.5).distinct(0.6, 0).size(), size_t{1});
    QCOMPARE(CoarsePool(masks, 0.5).distinct(0.7, 0).size(), size_t{2});
    QCOMPARE(CoarsePool(masks, 0.5).distinct(1, 0).size(), size_t{2});
  }

  void exactMasksStandAside() {
    std::vector<CoarseMask> masks{stripe(16, 0, 8, 0), stripe(24, 0, 12, 1)};
    masks[0].exact = true;
    QCOMPARE(CoarsePool(masks, 0.5).distinct(0.6, 0), std::vector<size_t>{1});
  }

  void masksThatAgreeVoteForEachOther() {
    // The first three agree by 12 / 14 or more, the fourth with nobody; ranks out of order.
    const std::vector<CoarseMask> masks{
        stripe(32, 0, 12, 3), stripe(32, 0, 14, 0), stripe(16, 0, 6, 1), stripe(16, 10, 16, 2)};
    QCOMPARE(CoarsePool(masks, 0.5).votes(0.6), (std::vector<int>{2, 2, 2, 0}));
    QCOMPARE(CoarsePool(masks, 0.5).votes(0.9), (std::vector<int>{1, 0, 1, 0}));
  }

  void nothingGivesNothing() {
    const std::vector<CoarseMask> none;
    QVERIFY(CoarsePool(none, 0.5).distinct(0.6, 10).empty());
    QVERIFY(CoarsePool(none, 0.5).votes(0.6).empty());
  }
};

QTEST_APPLESS_MAIN(CoarsePoolTest)
#include "coarse_pool_test.moc"
