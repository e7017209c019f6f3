#include "ui/views/history_panel.h"

#include "tests/support/second_round.h"
#include "tests/support/table_rows.h"
#include "tests/ui/review_window.h"
#include "ui/models/history_model.h"

#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

/// The history drawer by keys: opened, gone back in, searched, and its masks shown.
class HistoryPanelTest : public QObject, private ReviewWindow {
  Q_OBJECT

  HistoryPanel& panel() { return *window_->findChild<HistoryPanel*>(); }
  QListView& list() { return *panel().list(); }
  QPushButton& go() { return *window_->findChild<QPushButton*>(QStringLiteral("historyGo")); }
  void decideThree() {
    for (const auto key : {Qt::Key_A, Qt::Key_X, Qt::Key_S}) press(key);
    waitSaved();
  }
  Verdict verdictOf(int row) {
    return project_->verdictOf(project_->ids[static_cast<size_t>(row)]).verdict;
  }

 private Q_SLOTS:
  void initTestCase() { prepare(); }
  void init() { start(3, 6, 2); }
  void cleanup() { stop(); }

  void itOpensAndClosesByItsKey() {
    QVERIFY(panel().isHidden());
    press(Qt::Key_H, Qt::ControlModifier);
    QVERIFY(panel().isVisible());
    QVERIFY(list().isHidden());  // nothing was decided yet
    press(Qt::Key_H, Qt::ControlModifier);
    QVERIFY(panel().isHidden());
    QVERIFY(grid().hasFocus());
  }

  void goingBackTakesSeveralStepsAtOnceAndForwardAgain() {
    decideThree();
    press(Qt::Key_H, Qt::ControlModifier);
    QTRY_COMPARE(list().model()->rowCount(), 3);
    QVERIFY(list().hasFocus());
    press(Qt::Key_End);
    QCOMPARE(list().currentIndex().row(), 2);
    QCOMPARE(go().text(), QString("Go back to here"));
    press(Qt::Key_Return, Qt::ControlModifier);
    waitSaved();
    QTRY_VERIFY(list().model()->index(2, 0).data(CurrentCommandRole).toBool());
    QCOMPARE(verdictOf(0), Verdict::Accepted);
    QCOMPARE(verdictOf(1), Verdict::Undecided);
    QCOMPARE(verdictOf(2), Verdict::Undecided);
    QCOMPARE(painted(grid(), 1).verdict, Verdict::Undecided);
    QVERIFY(!go().isEnabled());  // here
    list().setFocus();
    press(Qt::Key_Home);
    QCOMPARE(go().text(), QString("Redo up to here"));
    QTest::mouseClick(&go(), Qt::LeftButton);
    waitSaved();
    QTRY_COMPARE(verdictOf(2), Verdict::BadMask);
    QTRY_COMPARE(painted(grid(), 2).verdict, Verdict::BadMask);
    QCOMPARE(tableRows(project_->connection(), "SELECT COUNT(*) FROM decision").front(),
             std::string("7|"));  // three, two undone, two done again
  }

  void aCommandShowsWhatItChanged() {
    grid().selectAll();
    press(Qt::Key_X);
    waitSaved();
    press(Qt::Key_Home);
    press(Qt::Key_A);
    waitSaved();
    press(Qt::Key_H, Qt::ControlModifier);
    QTRY_COMPARE(list().model()->rowCount(), 2);
    press(Qt::Key_Home);
    press(Qt::Key_Return);
    QCOMPARE(grid().model()->rowCount(), 1);
    QCOMPARE(painted(grid(), 0).candidate, project_->ids[0].value);
    QVERIFY(visibleButton("Changed by: Accept 1 mask"));
    QVERIFY(list().hasFocus());
    press(Qt::Key_Down);
    press(Qt::Key_Return);
    QCOMPARE(grid().model()->rowCount(), 18);
    grid().setFocus();
    press(Qt::Key_Escape);
    QVERIFY(!visibleButton("Changed by"));
  }

  void searching() {
    decideThree();
    press(Qt::Key_H, Qt::ControlModifier);
    QTRY_COMPARE(list().model()->rowCount(), 3);
    auto* field = window_->findChild<QLineEdit*>(QStringLiteral("historySearch"));
    field->setFocus();
    type("reject");
    QTRY_COMPARE(list().model()->rowCount(), 1);
    press(Qt::Key_Escape);
    QTRY_COMPARE(list().model()->rowCount(), 3);
    QVERIFY(panel().isVisible());
    press(Qt::Key_Escape);
    QVERIFY(panel().isHidden());
  }

  void whatIsDoneMeanwhileComesOnTop() {
    press(Qt::Key_H, Qt::ControlModifier);
    grid().setFocus();
    decideThree();
    QTRY_COMPARE(list().model()->rowCount(), 3);
    QVERIFY(list().isVisible());
    press(Qt::Key_Z);
    waitSaved();
    QTRY_VERIFY(list().model()->index(1, 0).data(CurrentCommandRole).toBool());
  }

  void itsMenuMeansTheRowThatItWasAskedFor() {
    decideThree();
    press(Qt::Key_H, Qt::ControlModifier);
    QTRY_COMPARE(list().model()->rowCount(), 3);
    const auto asked = static_cast<HistoryModel*>(list().model())->commandAt(0);
    QSignalSpy shown(&panel(), &HistoryPanel::masksRequested);
    Q_EMIT list().customContextMenuRequested(
        list().visualRect(list().model()->index(0, 0)).center());
    auto* menu = panel().findChild<QMenu*>();
    QVERIFY(menu);
    work().review().decideThese({project_->ids[5]}, Verdict::Accepted);
    waitSaved();
    QTRY_COMPARE(list().model()->rowCount(), 4);
    for (QAction* action : menu->actions())
      if (action->text() == QLatin1String("Show its masks")) action->trigger();
    menu->close();
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown[0][0].value<CommandId>(), asked);
  }

  void aWholeDayIsUndoneAtOnce() {
    decideThree();
    project_->connection().db().exec(
        "UPDATE command SET created_ms = created_ms - 2 * 86400000 WHERE id = 1");
    press(Qt::Key_H, Qt::ControlModifier);
    QTRY_COMPARE(list().model()->rowCount(), 3);
    const auto trigger = [this](int row, const char* text) {
      Q_EMIT list().customContextMenuRequested(
          list().visualRect(list().model()->index(row, 0)).center());
      auto* menu = panel().findChild<QMenu*>();
      for (QAction* action : menu->actions())
        if (action->text() == QLatin1String(text)) action->trigger();
      delete menu;
      waitSaved();
    };
    trigger(1, "Undo all of today");
    QTRY_COMPARE(verdictOf(2), Verdict::Undecided);
    QCOMPARE(verdictOf(1), Verdict::Undecided);
    QCOMPARE(verdictOf(0), Verdict::Accepted);
    QTRY_VERIFY(list().model()->index(2, 0).data(CurrentCommandRole).toBool());
    trigger(2, "Go back to before this day");  // there is nothing before it
    QTRY_COMPARE(verdictOf(0), Verdict::Undecided);
  }

  void masksOfAnotherRoundAreShownToo() {
    stop();
    CandidateId made;
    start(3, 6, 2, [&](ReviewProject& project) {
      const SecondRound second(project, 3, 6);
      ReviewService review(project.connection(), "ann");
      made = second.masks[3];
      QVERIFY(
          review.decide({.candidates = {project.ids[4], made}, .verdict = Verdict::BadMask}).ok());
    });
    press(Qt::Key_H, Qt::ControlModifier);
    QTRY_COMPARE(list().model()->rowCount(), 1);
    press(Qt::Key_Home);
    press(Qt::Key_Return);
    QCOMPARE(grid().model()->rowCount(), 2);
    QCOMPARE(painted(grid(), 1).candidate, made.value);
  }
};

QTEST_MAIN(HistoryPanelTest)
#include "history_panel_test.moc"
