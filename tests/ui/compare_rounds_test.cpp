#include "tests/ui/compare_window.h"
#include "ui/models/comparison_model.h"
#include "ui/support/shortcuts.h"
#include "ui/views/filter_panel.h"
#include "ui/views/loss_chart.h"
#include "ui/views/round_actions.h"
#include "ui/views/round_panel.h"
#include "ui/views/used_in_round_box.h"

#include <QComboBox>
#include <QPushButton>
#include <QToolButton>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

/// Two rounds side by side by keys; a round accepted, rolled back and restored; what it trained on.
class CompareRoundsTest : public QObject, private CompareWindow {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare(); }
  void init() { startWithRound(); }
  void cleanup() { stop(); }

  void cOpensTheRoundShownBesideTheOneBefore() {
    press(Qt::Key_C);
    QVERIFY(work().isComparing());
    QCOMPARE(view().request().before, 0);
    QCOMPARE(view().request().after, 1);
    QTRY_COMPARE(images().rowCount(), kImages);
    QVERIFY(images().index(0, 0).data(GainedRole).toLongLong() > 0);
    // What was gained is focused, on the right alone.
    QCOMPARE(right().focused(), second_[3].value);
    QCOMPARE(left().focused(), qint64{0});
    press(Qt::Key_C);
    QVERIFY(!work().isComparing());
    QVERIFY(grid().hasFocus());
  }

  void verdictKeysWorkOnTheFocusedMask() {
    press(Qt::Key_C);
    QTRY_COMPARE(images().rowCount(), kImages);
    const CandidateId gained = second_[3];
    press(Qt::Key_A);
    waitSaved();
    QCOMPARE(verdictOf(gained), Verdict::Accepted);
    QVERIFY(right().focused() != gained.value);  // on to the next difference
    press(Qt::Key_Z);
    waitSaved();
    QCOMPARE(verdictOf(gained), Verdict::Undecided);
    QTRY_COMPARE(right().focused(), gained.value);
  }

  void stepsGoOnThroughTheImages() {
    press(Qt::Key_C);
    QTRY_COMPARE(images().rowCount(), kImages);
    const qint64 first = right().focused();
    press(Qt::Key_PageDown);
    QVERIFY(right().focused() != first);
    press(Qt::Key_PageUp);
    QCOMPARE(right().focused(), first);
    QSet<qint64> seen;
    for (int i = 0; i < 40; ++i) {
      seen << right().focused() << left().focused();
      press(Qt::Key_J);
    }
    QVERIFY(seen.contains(second_[11].value));  // of the last image
    press(Qt::Key_Escape);
    QVERIFY(!work().isComparing());
  }

  void zoomAndPanAreInStep() {
    press(Qt::Key_C);
    QTRY_VERIFY(right().width() > 100);
    right().zoomIn();
    QCOMPARE(left().zoom(), right().zoom());
    left().zoomIn();
    left().zoomIn();
    QCOMPARE(right().zoom(), left().zoom());
    const auto middle = [](ImageCanvas& canvas) {
      return canvas.toImage(QRectF(canvas.rect()).center());
    };
    QVERIFY(QLineF(middle(left()), middle(right())).length() < 1e-6);
    left().zoomToFit();
    QCOMPARE(right().zoom(), left().zoom());
  }

  void choosersAndOrder() {
    press(Qt::Key_C);
    QTRY_COMPARE(images().rowCount(), kImages);
    auto& before = named<QComboBox>("compareBefore");
    before.setCurrentIndex(before.findData(1));
    Q_EMIT before.activated(before.currentIndex());
    QTRY_COMPARE(images().rowCount(), kImages);
    QCOMPARE(images().index(0, 0).data(KeptRole).toLongLong(), 4);
    QCOMPARE(images().index(0, 0).data(GainedRole).toLongLong(), 0);
    auto& order = named<QComboBox>("compareOrder");
    order.setCurrentIndex(1);
    Q_EMIT order.activated(1);
    QCOMPARE(images().index(0, 0).data().toString(), QString("img0.png"));
  }

  void whatBelongsToTheGridAsksToGoBackFirst() {
    press(Qt::Key_C);
    press(Qt::Key_E, Qt::ShiftModifier);
    QVERIFY(!work().isEditing() && work().isComparing());
  }

  void aStepWaitsForTheCount() {
    work().compare();
    for (int i = 0; i < 2 * kEach; ++i) work().move(1, false);  // nothing is counted in between
    QCOMPARE(images().rowCount(), 0);
    QTRY_COMPARE(images().rowCount(), kImages);
    QTRY_COMPARE(right().focused(), second_[7].value);  // what the next image has gained
  }

  void undecidedDifferencesAreFoundHoweverFarAway() {
    constexpr int kMany = 60;
    stop();
    start(kMany, 1, 1, [this](ReviewProject& project) {
      second_ = SecondRound(project, kMany, 1).masks;
      // All are decided but those of one image, which is the last by name.
      ReviewService::Request request;
      request.verdict = Verdict::NotAnObject;
      for (int i = 0; i < kMany; ++i) {
        if (i == 9) continue;
        request.candidates.push_back(project.ids[static_cast<size_t>(i)]);
        for (int k = 0; k < 4; ++k)
          request.candidates.push_back(second_[static_cast<size_t>(4 * i + k)]);
      }
      QVERIFY(ReviewService(project.connection(), "ann").decide(request).ok());
    });
    press(Qt::Key_C);
    QTRY_COMPARE(images().rowCount(), kMany);
    work().move(1, true);
    QVERIFY(right().focused() >= second_[36].value && right().focused() <= second_[39].value);
  }

  void aCountThatFailsIsSaid() {
    press(Qt::Key_C);
    QTRY_COMPARE(images().rowCount(), kImages);
    project_->connection().db().exec(
        "UPDATE candidate SET round_number = 7 WHERE round_number = 1");
    auto& best = named<QComboBox>("compareBest");
    best.setCurrentIndex(0);
    Q_EMIT best.activated(0);
    QTRY_VERIFY(visibleLabel("not counted"));
    QVERIFY(visibleLabel("not counted")->toolTip().contains("round 1 has no candidates"));
  }

  void itsKeysFollowTheSettings() {
    press(Qt::Key_C);
    auto& keys = Shortcuts::instance();
    keys.setKeys("image.overlay", {QKeySequence("F8")});
    const auto before = right().overlayMode();
    press(Qt::Key_H);
    QCOMPARE(right().overlayMode(), before);
    press(Qt::Key_F8);
    QVERIFY(right().overlayMode() != before);
    const auto named = [this](const QString& tip) {
      const auto buttons = view().findChildren<QToolButton*>();
      return std::any_of(
          buttons.begin(), buttons.end(), [&](auto* one) { return one->toolTip() == tip; });
    };
    QVERIFY(named("Fill, outline or no masks (F8)"));
    keys.reset("image.overlay");
    QVERIFY(named("Fill, outline or no masks (H)"));
  }

  void oneTargetIsOneMask() {
    UsedInRoundBox box;
    box.setRounds({{RoundId(1), 1, 1}, {RoundId(2), 2, 1200}});
    auto* choice = box.findChild<QComboBox*>(QStringLiteral("usedInRound"));
    QCOMPARE(choice->itemText(1), QString("Round 1: 1 mask"));
    QVERIFY(choice->itemText(2).endsWith("masks"));
  }

  void aRoundIsAcceptedRolledBackAndRestored() {
    QCOMPARE(work().review().filter().round, 1);
    press(Qt::Key_4, Qt::ControlModifier);
    auto& panel = *window_->findChild<RoundPanel*>();
    QTRY_COMPARE(panel.selectedRound(), 1);  // the newest, until another is chosen
    QTRY_VERIFY(named<QPushButton>("roundAccept").isVisible());
    QTest::mouseClick(&named<QPushButton>("roundAccept"), Qt::LeftButton);
    waitSaved();
    QTRY_COMPARE(named<QPushButton>("roundAccept").text(), QString("✓ Accepted"));
    QCOMPARE(mark(), RoundMark::Accepted);
    QTest::mouseClick(&named<QPushButton>("roundRollBack"), Qt::LeftButton);
    waitSaved();
    QTRY_COMPARE(work().review().filter().round, 0);
    QCOMPARE(grid().model()->rowCount(), kImages * kEach);
    QCOMPARE(named<QPushButton>("roundRollBack").text(), QString("Restore"));
    QVERIFY(!named<QPushButton>("roundAccept").isEnabled());
    press(Qt::Key_Z);
    waitSaved();
    QTRY_COMPARE(work().review().filter().round, 1);
    QCOMPARE(mark(), RoundMark::Accepted);
    QTest::mouseClick(&named<QPushButton>("roundRollBack"), Qt::LeftButton);
    QTRY_COMPARE(named<QPushButton>("roundRollBack").text(), QString("Restore"));
    QTest::mouseClick(&named<QPushButton>("roundRollBack"), Qt::LeftButton);
    waitSaved();
    QTRY_COMPARE(mark(), RoundMark::None);
    QTRY_COMPARE(work().review().filter().round, 1);
  }

  void theRoundIsComparedFromItsCard() {
    press(Qt::Key_4, Qt::ControlModifier);
    window_->findChild<RoundPanel*>()->selectRound(1);
    QTRY_VERIFY(named<QPushButton>("roundCompare").isVisible());
    QTest::mouseClick(&named<QPushButton>("roundCompare"), Qt::LeftButton);
    QVERIFY(work().isComparing());
    QCOMPARE(view().request().after, 1);
  }

  void whatItTrainedOnIsAViewOfTheGrid() {
    press(Qt::Key_4, Qt::ControlModifier);
    window_->findChild<RoundPanel*>()->selectRound(1);
    QTRY_VERIFY(named<QPushButton>("roundTargets").isVisible());
    QTest::mouseClick(&named<QPushButton>("roundTargets"), Qt::LeftButton);
    QCOMPARE(grid().model()->rowCount(), 3);
    QVERIFY(visibleButton("What round 1 trained on"));
    const auto first = grid().model()->index(0, 0);
    QCOMPARE(first.data(CandidateIdRole).toLongLong(), project_->ids[0].value);
    QCOMPARE(first.data(TargetRoleRole).toInt(), static_cast<int>(TargetRole::Positive));
    QCOMPARE(first.data(TargetReasonRole).toString(), QString("accepted"));
    QTRY_COMPARE(named<QLabel>("trainedRounds").text(),
                 QString("Trained round 1: positive, accepted, weight 1"));
    // By role and by reason, under the filters.
    QTRY_VERIFY(visibleButton("Negative"));
    QTest::mouseClick(visibleButton("Negative"), Qt::LeftButton);
    QCOMPARE(grid().model()->rowCount(), 1);
    QTRY_VERIFY(visibleButton("confident"));
    QTest::mouseClick(visibleButton("confident"), Qt::LeftButton);
    QCOMPARE(grid().model()->rowCount(), 1);
    QCOMPARE(painted(grid(), 0).candidate, project_->ids[1].value);
    grid().setFocus();
    press(Qt::Key_X);  // a pseudo-label is found to be wrong
    waitSaved();
    QCOMPARE(verdictOf(project_->ids[1]), Verdict::NotAnObject);
    press(Qt::Key_Escape);
    QVERIFY(!visibleButton("What round 1 trained on"));
    QCOMPARE(grid().model()->rowCount(), kImages * 4);
  }

  void curvesOfTwoRoundsLieOverEachOther() {
    auto& connection = project_->connection();
    Round other;
    other.number = 2;
    other.segmenter = "solo";
    other.state = RoundState::Done;
    store::RoundRepository(connection).insert(other);
    Run run;
    run.kind = "round";
    store::RunRepository runs(connection);
    const RunId made = runs.start(run, 2);
    for (int step = 0; step < 7; ++step) runs.addMetric(made, step, "total", .5);
    press(Qt::Key_4, Qt::ControlModifier);
    auto& panel = *window_->findChild<RoundPanel*>();
    panel.selectRound(1);
    QTRY_COMPARE(panel.lossChart()->curves(), QStringList{"total"});
    auto& choice = named<QComboBox>("roundCurves");
    choice.setCurrentIndex(choice.findData(2));
    Q_EMIT choice.activated(choice.currentIndex());
    QCOMPARE(panel.lossChart()->curves(), (QStringList{"total", "total (round 2)"}));
    QCOMPARE(panel.lossChart()->pointCount("total (round 2)"), 7);
  }
};

QTEST_MAIN(CompareRoundsTest)
#include "compare_rounds_test.moc"
