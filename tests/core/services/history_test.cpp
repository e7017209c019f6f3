#include "core/services/review_service.h"
#include "core/services/round_marks.h"
#include "core/store/history_query.h"
#include "core/store/review_query.h"
#include "core/store/run_repository.h"
#include "tests/support/review_project.h"
#include "tests/support/table_rows.h"

#include <QTest>

using namespace maskwright;
using namespace maskwright::store;
using maskwright::test::decidedRows;
using maskwright::test::ReviewProject;

namespace {

/// Six commands of several kinds: verdicts of one and of many, a name, a round's mark, a mask.
void work(ReviewProject& project) {
  auto& connection = project.connection();
  Round round;
  round.segmenter = "solo";
  RoundRepository(connection).insert(round);
  ReviewService review(connection, "ann");
  const auto& ids = project.ids;
  const auto cluster = ReviewQuery(connection).clusters(0)[1].id;
  QVERIFY(review.decide({.candidates = {ids[0]}, .verdict = Verdict::NotAnObject}).ok());
  QVERIFY(review.nameCluster(cluster, "cat").ok());
  QVERIFY(review
              .decide({.candidates = {ids[0], ids[1], ids[2]},
                       .verdict = Verdict::Accepted,
                       .category = "cat",
                       .origin = DecisionOrigin::Cluster,
                       .cluster = cluster})
              .ok());
  QVERIFY(markRound(connection, 1, RoundMark::Accepted, "ann").ok());
  QVERIFY(review.decide({.candidates = {ids[1], ids[3]}, .verdict = Verdict::BadMask}).ok());
  QVERIFY(review.editMask({ids[2], project.rectangle(ImageId(1), 5, 3, .5).mask, "brush 1"}).ok());
}

}  // namespace

class HistoryTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void goingBackEqualsThatManyUndos_data() {
    QTest::addColumn<int>("steps");
    for (const int steps : {1, 2, 3, 4, 5, 6}) QTest::addRow("%d", steps) << steps;
  }
  void goingBackEqualsThatManyUndos() {
    QFETCH(int, steps);
    ReviewProject one(2, 4, 2), other(2, 4, 2);
    work(one);
    work(other);
    QCOMPARE(decidedRows(one.connection()), decidedRows(other.connection()));
    const auto before = decidedRows(one.connection());

    ReviewService undoing(one.connection(), "bob"), jumping(other.connection(), "bob");
    for (int i = 0; i < steps; ++i) QVERIFY(undoing.undo().ok());
    const auto back = jumping.goTo(CommandId(6 - steps));
    QVERIFY(back.ok());
    QCOMPARE(back->undone, steps);
    QCOMPARE(back->redone, 0);
    QVERIFY(decidedRows(one.connection()) != before);
    QCOMPARE(decidedRows(other.connection()), decidedRows(one.connection()));
    QCOMPARE(HistoryQuery(other.connection()).current(), CommandId(6 - steps));

    // And forward again, to the one before the last.
    const int forward = std::max(1, steps - 1);
    for (int i = 0; i < forward; ++i) QVERIFY(undoing.redo().ok());
    const auto again = jumping.goTo(CommandId(6 - steps + forward));
    QVERIFY(again.ok());
    QCOMPARE(again->redone, forward);
    QCOMPARE(decidedRows(other.connection()), decidedRows(one.connection()));
  }

  void changedMasksAreNamedOnce() {
    ReviewProject project(2, 4, 2);
    work(project);
    const auto back = ReviewService(project.connection(), "bob").goTo({});
    QVERIFY(back.ok());
    QCOMPARE(back->commands.size(), size_t{6});
    QCOMPARE(back->commands.front(), CommandId(6));
    QCOMPARE(back->changed.size(), size_t{4});
    for (size_t i = 0; i < 4; ++i)
      QCOMPARE(project.verdictOf(project.ids[i]).verdict, Verdict::Undecided);
  }

  void whereOneStandsAlreadyNothingIsWritten() {
    ReviewProject project(2, 4, 2);
    work(project);
    const auto before = decidedRows(project.connection());
    const auto stay = ReviewService(project.connection(), "bob").goTo(CommandId(6));
    QVERIFY(stay.ok());
    QCOMPARE(stay->undone + stay->redone, 0);
    QCOMPARE(decidedRows(project.connection()), before);
  }

  void whatWasReplacedIsOutOfReach() {
    ReviewProject project(2, 4, 2);
    work(project);
    ReviewService review(project.connection(), "ann");
    QVERIFY(review.undo().ok());
    QVERIFY(review.decide({.candidates = {project.ids[5]}, .verdict = Verdict::FixLater}).ok());
    const auto before = decidedRows(project.connection());
    const auto refused = review.goTo(CommandId(6));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::WrongUse);
    QVERIFY(!review.goTo(CommandId(99)));
    QCOMPARE(decidedRows(project.connection()), before);
    // The replaced one is passed over on the way back.
    const auto back = review.goTo(CommandId(5));
    QVERIFY(back.ok());
    QCOMPARE(back->undone, 1);
  }

  void pagesAreNewestFirstAndSearched() {
    ReviewProject project(2, 4, 2);
    work(project);
    QVERIFY(ReviewService(project.connection(), "ann").undo().ok());
    HistoryQuery history(project.connection());
    QCOMPARE(history.count(), int64_t{6});
    const auto first = history.page({}, {}, 4);
    QCOMPARE(first.size(), size_t{4});
    QCOMPARE(first[0].id, CommandId(6));
    QCOMPARE(first[0].state, CommandState::Undone);
    QCOMPARE(first[0].masks, int64_t{1});  // undo rows are not counted
    QCOMPARE(first[1].verdict, std::optional(Verdict::BadMask));
    QCOMPARE(first[1].masks, int64_t{2});
    QCOMPARE(first[1].first, project.ids[1]);
    QCOMPARE(first[2].masks, int64_t{0});
    QVERIFY(!first[2].first && !first[2].verdict);
    const auto rest = history.page({}, first.back().id, 4);
    QCOMPARE(rest.size(), size_t{2});
    QCOMPARE(rest[0].id, CommandId(2));
    QCOMPARE(history.page("CAT", {}, 10).size(), size_t{2});
    QCOMPARE(history.page("ann", {}, 10).size(), size_t{6});
    QCOMPARE(history.page("100%", {}, 10).size(), size_t{0});
    QCOMPARE(history.since({}, CommandId(4)).size(), size_t{2});
    const auto newest = first[0].createdMs;
    QCOMPARE(history.newestDoneBefore(newest + 1), CommandId(5));  // 6 is undone
    QVERIFY(!history.newestDoneBefore(rest.back().createdMs));
    project.connection().db().exec(
        "UPDATE command SET created_ms = created_ms - 60000 WHERE id < 3");
    QCOMPARE(history.newestDoneBefore(rest.back().createdMs), CommandId(2));
    QCOMPARE(
        history.candidates(CommandId(3)),
        (std::vector<int64_t>{project.ids[0].value, project.ids[1].value, project.ids[2].value}));
  }
};

QTEST_APPLESS_MAIN(HistoryTest)
#include "history_test.moc"
