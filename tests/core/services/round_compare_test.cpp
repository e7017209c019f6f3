#include "core/services/round_compare.h"

#include "core/services/review_service.h"
#include "core/store/candidate_repository.h"
#include "tests/support/temp_project.h"

#include <QTest>

using namespace maskwright;
using namespace maskwright::store;
using maskwright::test::TempProject;

class RoundCompareTest : public QObject {
  Q_OBJECT

  static Result<RoundComparison> compare(TempProject& temp, const RoundCompareRequest& request) {
    NullProgress nothing;
    return compareRounds(temp.connection(), request, {}, nothing);
  }

  static void rank(TempProject& temp,
                   int round,
                   const std::vector<RankingRepository::Ranked>& rows) {
    RankingRepository(temp.connection()).writeRanking(round, rows, {});
  }

 private Q_SLOTS:
  /// Rows of pixels are all alike, so the IoU of two rectangles is that of their columns.
  void rectanglesByTheirColumns() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg");
    const auto still = temp.addImage("b.jpg");
    const auto same = temp.add(temp.rectangle(image, 0, 4, .5));
    const auto other = temp.add(temp.rectangle(image, 5, 3, .5));  // columns 5 to 7
    const auto lost = temp.add(temp.rectangle(image, 9, 1, .5));
    const auto again = temp.add(temp.rectangle(still, 2, 5, .5));
    const auto same1 = temp.add(temp.rectangle(image, 0, 4, .5, 1));
    const auto wider = temp.add(temp.rectangle(image, 4, 5, .5, 1));  // columns 4 to 8: 3 of 5
    const auto gained = temp.add(temp.rectangle(image, 2, 1, .5, 1));
    const auto again1 = temp.add(temp.rectangle(still, 2, 5, .5, 1));
    rank(temp, 0, {{same, .9}, {other, .8}, {lost, .3}, {again, .6}});
    rank(temp, 1, {{same1, .7}, {wider, .6}, {gained, .2}, {again1, 1}});

    const auto one = compareImage(temp.connection(), image, {0, 1});
    QCOMPARE(one.of(MaskChange::Kept).count, int64_t{1});
    QCOMPARE(one.of(MaskChange::Changed).count, int64_t{1});
    QCOMPARE(one.of(MaskChange::Changed).iou, .6);
    QCOMPARE(one.of(MaskChange::Changed).before, .8);
    QCOMPARE(one.of(MaskChange::Changed).after, .6);
    QCOMPARE(one.of(MaskChange::Gained).after, .2);
    QCOMPARE(one.of(MaskChange::Lost).before, .3);
    QCOMPARE(one.difference(), int64_t{3});
    QCOMPARE(one.masks.size(), size_t{4});
    QCOMPARE(one.masks[0].after, gained);
    QVERIFY(!one.masks[0].before);
    QCOMPARE(one.masks[1].before, lost);
    QCOMPARE(one.masks[2].after, wider);
    QCOMPARE(one.masks[3].before, same);
    QCOMPARE(one.masks[3].after, same1);

    const auto all = compare(temp, {0, 1});
    QVERIFY(all.ok());
    QCOMPARE(all->images.size(), size_t{2});
    QCOMPARE(all->images[1].path, std::string("b.jpg"));
    QCOMPARE(all->images[0].masks.size(), size_t{3});  // what differs
    QCOMPARE(all->images[1].difference(), int64_t{0});
    QVERIFY(all->images[1].masks.empty());
    const auto& kept = all->total.of(MaskChange::Kept);
    QCOMPARE(kept.count, int64_t{2});
    QCOMPARE(kept.mean(kept.iou), 1.);
    QCOMPARE(kept.mean(kept.before), (.9 + .6) / 2);
    QCOMPARE(kept.mean(kept.after), (.7 + 1) / 2);
    QCOMPARE(all->total.before.masks, int64_t{4});
  }

  void turnedRoundTheGainedAreLost() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg");
    temp.add(temp.rectangle(image, 0, 4, .5));
    temp.add(temp.rectangle(image, 0, 4, .5, 1));
    temp.add(temp.rectangle(image, 6, 4, .5, 1));
    QCOMPARE(compare(temp, {0, 1})->total.of(MaskChange::Gained).count, int64_t{1});
    QCOMPARE(compare(temp, {1, 0})->total.of(MaskChange::Lost).count, int64_t{1});
    QCOMPARE(compare(temp, {1, 1})->total.of(MaskChange::Kept).count, int64_t{2});
  }

  /// The nearest pair first would leave the second mask without a partner.
  void pairsHaveTheGreatestSum() {
    QCOMPARE(pairMasks({.6, .55, .58, 0}, 2, 2), (std::vector<int>{1, 0}));
    QCOMPARE(pairMasks({.6, .55, .4, 0}, 2, 2), (std::vector<int>{0, -1}));
    QCOMPARE(pairMasks({.5}, 1, 1), std::vector<int>{0});
    QCOMPARE(pairMasks({.49}, 1, 1), std::vector<int>{-1});
    QCOMPARE(pairMasks({}, 0, 3), std::vector<int>{});
    QCOMPARE(pairMasks({}, 2, 0), (std::vector<int>{-1, -1}));
    QCOMPARE(pairMasks({.7, .8}, 2, 1), (std::vector<int>{-1, 0}));
  }

  void onlyTheBestOfEachImage() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg");
    const auto a = temp.add(temp.rectangle(image, 0, 3, .5));
    const auto b = temp.add(temp.rectangle(image, 5, 3, .5));
    const auto a1 = temp.add(temp.rectangle(image, 0, 3, .5, 1));
    const auto b1 = temp.add(temp.rectangle(image, 5, 3, .5, 1));
    rank(temp, 0, {{a, .9}, {b, .1}});
    rank(temp, 1, {{a1, .1}, {b1, .9}});
    QCOMPARE(compare(temp, {0, 1})->total.difference(), int64_t{0});
    const auto best = compare(temp, {0, 1, 1});
    QCOMPARE(best->total.of(MaskChange::Lost).count, int64_t{1});
    QCOMPARE(best->total.of(MaskChange::Gained).after, .9);
  }

  void oneThatShowsAnAcceptedObjectCountsAsAccepted() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg");
    const auto good = temp.add(temp.rectangle(image, 0, 3, .5));
    const auto bad = temp.add(temp.rectangle(image, 5, 3, .5));
    const auto link = temp.add(temp.rectangle(image, 0, 3, .5, 1));
    temp.add(temp.rectangle(image, 5, 3, .5, 1));
    CandidateRepository(temp.connection()).link(link, good);
    ReviewService review(temp.connection(), "ann");
    QVERIFY(review.decide({.candidates = {bad}, .verdict = Verdict::NotAnObject}).ok());
    QVERIFY(review.decide({.candidates = {good}, .verdict = Verdict::Accepted}).ok());
    auto all = compare(temp, {0, 1});
    QCOMPARE(all->total.before.acceptance(), .5);
    QCOMPARE(all->total.after.decided, int64_t{1});
    QCOMPARE(all->total.after.acceptance(), 1.);
    QVERIFY(review.undo().ok());
    QCOMPARE(compare(temp, {0, 1})->total.after.decided, int64_t{0});
  }

  void aRoundWithoutMasksIsSaid() {
    TempProject temp;
    temp.add(temp.rectangle(temp.addImage("a.jpg"), 0, 3, .5));
    const auto none = compare(temp, {0, 3});
    QVERIFY(!none);
    QCOMPARE(none.error().kind, ErrorKind::WrongUse);
    QVERIFY(QByteArray::fromStdString(none.error().text()).contains("round 3"));
  }
};

QTEST_APPLESS_MAIN(RoundCompareTest)
#include "round_compare_test.moc"
