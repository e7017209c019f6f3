#include "tests/ui/compare_window.h"
#include "ui/dialogs/audit_dialog.h"
#include "ui/editor/mask_editor.h"
#include "ui/map_workspace.h"
#include "ui/models/comparison_model.h"
#include "ui/models/inspector_source.h"
#include "ui/overview_workspace.h"
#include "ui/support/verdict_style.h"
#include "ui/views/round_panel.h"

#include <QPushButton>
#include <QSignalSpy>

#include <functional>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

/// Two rounds side by side and the rest of the window: what leads away from the comparison and
/// back, what is written meanwhile, and masks of another round than the one shown.
class CompareAndBackTest : public QObject, private CompareWindow {
  Q_OBJECT

  /// That of the first mask of the discovery.
  ClusterId clusterOfFirst() {
    return store::ReviewQuery(project_->connection())
        .items({project_->ids[0].value})
        .front()
        .cluster;
  }

 private Q_SLOTS:
  void initTestCase() { prepare(); }
  void init() { startWithRound(); }
  void cleanup() { stop(); }

  /// While a round runs, and until its list is looked at, people go on with the earlier one.
  void whatWasSaidOfTheEarlierListHoldsInTheNext() {
    auto& review = work().review();
    store::ReviewFilter filter;
    filter.round = 0;
    review.setFilter(filter);
    const CandidateId first = project_->ids[0];
    grid().setCurrentRow(window_->projectView()->session().candidates().rowOf(first.value));
    QCOMPARE(grid().currentCandidate(), first.value);
    press(Qt::Key_F);
    waitSaved();
    QCOMPARE(verdictOf(first), Verdict::FixLater);
    QCOMPARE(verdictOf(second_[0]), Verdict::Undecided);
    QSignalSpy stored(&review, &ReviewController::decisionsStored);
    filter.round = 1;
    filter.verdict = Verdict::Undecided;
    review.setFilter(filter);
    QTRY_COMPARE(verdictOf(second_[0]), Verdict::FixLater);
    // Its ranking learns of it, and it is not asked again.
    QTRY_COMPARE(stored.count(), 1);
    QTRY_COMPARE(window_->projectView()->session().candidates().rowOf(second_[0].value), -1);
    QVERIFY(window_->projectView()->session().candidates().rowOf(second_[1].value) >= 0);
  }

  void whatIsAskedForLaterIsNotHidden_data() {
    QTest::addColumn<std::function<void()>>("ask");
    const auto add = [](const char* name, std::function<void()> ask) {
      QTest::newRow(name) << std::move(ask);
    };
    add("round", [this] { Q_EMIT window_->findChild<RoundPanel*>()->candidatesRequested(0); });
    add("cluster", [this] { work().showCluster(clusterOfFirst().value); });
    add("few", [this] { work().showOnly({project_->ids[0].value}, QStringLiteral("few")); });
    add("map", [this] {
      Q_EMIT window_->findChild<MapWorkspace*>()->gridRequested({project_->ids[0].value});
    });
    add("overview", [this] {
      Q_EMIT window_->findChild<OverviewWorkspace*>()->verdictChosen(Verdict::Undecided);
    });
    add("targets", [this] { work().showTargets(RoundId(1)); });
  }
  void whatIsAskedForLaterIsNotHidden() {
    QFETCH(std::function<void()>, ask);
    press(Qt::Key_C);
    QVERIFY(work().isComparing());
    ask();
    QVERIFY(!work().isComparing());
    QVERIFY(grid().isVisible());
    grid().setCurrentRow(0);
    work().openImage();
    ask();
    QVERIFY(!work().isImageOpen());
    QVERIFY(grid().isVisible());
  }

  void decisionsMadeMeanwhileAreSeen() {
    press(Qt::Key_C);
    QTRY_COMPARE(images().rowCount(), kImages);
    QCOMPARE(right().focused(), second_[3].value);
    press(Qt::Key_2, Qt::ControlModifier);
    QVERIFY(!view().isVisible());
    work().review().decideThese({second_[3]}, Verdict::Accepted);
    waitSaved();
    QVERIFY(!focusText().contains(verdictText(Verdict::Accepted)));
    press(Qt::Key_1, Qt::ControlModifier);
    QVERIFY(view().isVisible());
    QCOMPARE(right().focused(), second_[3].value);
    QVERIFY(focusText().contains(verdictText(Verdict::Accepted)));
    QTRY_VERIFY(visibleLabel("1 accepted of 1 decided"));
  }

  void aMaskOfAnotherRoundIsAcceptedAsItsCluster() {
    work().review().setFilter({});
    work().review().renameCluster(clusterOfFirst(), QStringLiteral("chair"));
    waitSaved();
    store::ReviewFilter filter;
    filter.round = 1;
    work().review().setFilter(filter);
    press(Qt::Key_C);
    Q_EMIT view().maskClicked(CompareView::Before, project_->ids[0].value);
    QCOMPARE(left().focused(), project_->ids[0].value);
    press(Qt::Key_A);
    waitSaved();
    QCOMPARE(verdictOf(project_->ids[0]), Verdict::Accepted);
    const auto category = project_->verdictOf(project_->ids[0]).category;
    QCOMPARE(window_->projectView()->session().categories().nameOf(category), QString("chair"));
    // It belongs to no cluster of the round shown.
    Q_EMIT view().maskClicked(CompareView::Before, project_->ids[0].value);
    press(Qt::Key_G);
    QVERIFY(!work().review().isClusterScope());
  }

  void theClusterOfAnotherRoundIsNone() {
    auto& session = window_->projectView()->session();
    const auto cluster = [&] {
      return inspect(session.connection(),
                     session.candidates(),
                     session.clusters(),
                     session.categories(),
                     0)
          ->cluster;
    };
    store::ReviewFilter few;
    few.round = 1;
    few.anyRound = true;
    few.only = std::make_shared<const std::vector<int64_t>>(1, project_->ids[0].value);
    work().review().setFilter(few);
    QCOMPARE(grid().model()->rowCount(), 1);
    QCOMPARE(cluster(), qint64{0});
    few.round = 0;
    work().review().setFilter(few);
    QCOMPARE(cluster(), qint64{clusterOfFirst().value});
  }

  void masksAreEditedAndDrawnFromHere() {
    press(Qt::Key_C);
    QTRY_COMPARE(images().rowCount(), kImages);
    press(Qt::Key_E);
    QVERIFY(work().isEditing());
    QCOMPARE(work().editor().candidate(), second_[3].value);
    press(Qt::Key_Escape);
    QVERIFY(work().isComparing());
    QCOMPARE(right().focused(), second_[3].value);
    press(Qt::Key_PageDown);
    const qint64 there = right().focused();
    press(Qt::Key_D);
    QVERIFY(work().isEditing());
    QCOMPARE(work().editor().candidate(), qint64{0});
    QCOMPARE(work().editor().task().image,
             store::ReviewQuery(project_->connection()).items({there}).front().image.value);
    press(Qt::Key_Escape);
    QVERIFY(work().isComparing());
    press(Qt::Key_E);
    work().showCluster(0);  // meanwhile the grid is asked for
    press(Qt::Key_Escape);
    QVERIFY(!work().isComparing() && grid().isVisible());
  }

  void theAuditIsAboutTheGrid() {
    press(Qt::Key_C);
    press(Qt::Key_A, Qt::ShiftModifier);
    QVERIFY(!work().isComparing());
    auto* dialog = work().findChild<AuditDialog*>();
    QVERIFY(dialog);
    dialog->close();
  }

  void theFilterStaysWhileTheSameRoundCounts() {
    stop();
    start(kImages, kEach, 2, [](ReviewProject& project) {
      SecondRound(project, kImages, kEach);
      const auto first = store::CandidateRepository(project.connection()).byId(project.ids[0]);
      const auto made = project.add(project.rectangle(first->image, 0, 1, .5, 2));
      store::RankingRepository(project.connection()).writeRanking(2, {{made, 1.}}, {});
      Round round;
      round.number = 2;
      round.segmenter = "solo";
      round.state = RoundState::Done;
      store::RoundRepository(project.connection()).insert(round);
    });
    auto& review = work().review();
    review.markRound(1, RoundMark::RolledBack);
    waitSaved();
    QTRY_COMPARE(review.filter().round, 0);
    review.markRound(2, RoundMark::None);
    waitSaved();
    QTRY_COMPARE(review.filter().round, 2);
    auto filter = review.filter();
    filter.verdict = Verdict::Undecided;
    review.setFilter(filter);
    review.markRound(1, RoundMark::None);
    waitSaved();
    QTRY_COMPARE(mark(), RoundMark::None);
    QVERIFY(review.filter() == filter);
  }

  void aRoundThatIsRolledBackIsNotGoneOnWith() {
    stop();
    start(kImages, kEach, 2, [](ReviewProject& project) {
      SecondRound(project, kImages, kEach);
      Round round;
      round.number = 2;
      round.segmenter = "solo";
      round.state = RoundState::Cancelled;
      store::RoundRepository(project.connection()).insert(round);
      Run run;
      run.kind = "round";
      run.method = "solo";
      store::RunRepository runs(project.connection());
      runs.finish(runs.start(run, 2), RunState::Cancelled);
    });
    press(Qt::Key_4, Qt::ControlModifier);
    auto& panel = *window_->findChild<RoundPanel*>();
    panel.selectRound(2);
    QTRY_VERIFY(named<QPushButton>("roundResume").isVisible());
    work().review().markRound(2, RoundMark::RolledBack);
    waitSaved();
    QTRY_VERIFY(!named<QPushButton>("roundResume").isVisible());
  }
};

QTEST_MAIN(CompareAndBackTest)
#include "compare_and_back_test.moc"
