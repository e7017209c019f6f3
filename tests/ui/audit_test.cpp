#include "core/store/audit_repository.h"
#include "tests/ui/review_window.h"
#include "ui/dialogs/audit_dialog.h"
#include "ui/dialogs/banner.h"
#include "ui/support/ranking_words.h"
#include "ui/views/audit_sample_page.h"
#include "ui/views/filter_panel.h"
#include "ui/views/image_canvas.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace maskwright;
using namespace maskwright::test;

/// Accepting many with an audit, learning while deciding, and the orders of review, with the keys
/// of the whole window.
class AuditTest : public QObject, private ReviewWindow {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare(); }
  void cleanup() { stop(); }

  void aProvedSetIsAcceptedAsOneStep() {
    auto* dialog = startedAudit();
    QVERIFY(dialog);
    store::AuditRepository audits(project_->connection());
    const int first = audits.all()[0].looks.front();
    // A sample without an error: judged by keys until the first look, each as soon as its mask is
    // on the screen, whatever the store has taken by then.
    auto* sample = dialog->findChild<ui::AuditSamplePage*>();
    QVERIFY(sample);
    for (int judged = 0; judged < first; ++judged) {
      QTRY_VERIFY(sample->isSeen());
      QTest::keyClick(dialog, Qt::Key_A);
    }
    QTRY_COMPARE(audits.all()[0].outcome, AuditOutcome::Passed);
    QCOMPARE(audits.all()[0].judged, int64_t{first});
    auto* accept = dialog->findChild<QPushButton*>("acceptAudited");
    QVERIFY(accept);
    QTRY_VERIFY(accept->isVisible() && accept->isEnabled());
    QVERIFY(!dialog->findChild<QWidget*>("wrongInSample")->isVisible());
    QSignalSpy said(&work().review(), &ui::ReviewController::announced);
    QTest::mouseClick(accept, Qt::LeftButton);
    const auto accepted = [this] {
      int count = 0;
      for (const auto id : project_->ids)
        count += project_->verdictOf(id).verdict == Verdict::Accepted;
      return count;
    };
    const int all = static_cast<int>(audits.all()[0].population);
    QTRY_COMPARE(accepted(), all);
    QTRY_VERIFY(!work().findChild<ui::AuditDialog*>());
    QCOMPARE(said.size(), 1);
    QCOMPARE(said[0][0].toString(),
             QString("Done: accept %1 above .05 by audit. Z takes it back.").arg(all - first));
    // Z takes the unseen ones back in one step.
    showActive(*window_);
    grid().setFocus();
    QTest::keyClick(&grid(), Qt::Key_Z);
    QTRY_COMPARE(accepted(), first);
  }

  void anAuditThatIsLeftIsGivenUp_data() {
    QTest::addColumn<bool>("byKey");
    QTest::newRow("Escape") << true;
    QTest::newRow("the window's button") << false;
  }
  void anAuditThatIsLeftIsGivenUp() {
    QFETCH(const bool, byKey);
    QPointer<ui::AuditDialog> dialog = startedAudit();
    QVERIFY(dialog);
    store::AuditRepository audits(project_->connection());
    QTRY_VERIFY(dialog->findChild<ui::AuditSamplePage*>()->isSeen());
    QTest::keyClick(dialog, Qt::Key_X);
    const auto leave = [&] {
      byKey ? QTest::keyClick(dialog, Qt::Key_Escape) : void(dialog->close());
    };
    leave();
    // First it says what that means.
    auto* banner = dialog->findChild<ui::Banner*>();
    QVERIFY(dialog->isVisible() && banner->isVisible());
    QVERIFY(banner->findChild<QLabel*>("text")->text().contains("attempt"));
    QTRY_COMPARE(audits.all()[0].judged, int64_t{1});
    QCOMPARE(audits.all()[0].outcome, AuditOutcome::Open);
    // Going on takes the question away.
    QTest::keyClick(dialog, Qt::Key_X);
    QVERIFY(!banner->isVisible());
    leave();
    QVERIFY(dialog && dialog->isVisible());
    leave();
    // Stored by the time it is gone, and the lists know of the last verdict.
    QVERIFY(!dialog || !dialog->isVisible());
    QCOMPARE(audits.all()[0].outcome, AuditOutcome::GivenUp);
    QVERIFY(audits.all()[0].finishedMs > 0);
    QCOMPARE(audits.all()[0].judged, int64_t{2});
    auto& list = window_->projectView()->session().candidates();
    for (int place = 0; place < 2; ++place)
      QCOMPARE(list.verdictAt(list.rowOf(audits.all()[0].sample[place].candidate.value)),
               Verdict::NotAnObject);
  }

  void anAuditThatNobodyJudgedInIsLeftAtOnce() {
    QPointer<ui::AuditDialog> dialog = startedAudit();
    QVERIFY(dialog);
    QTRY_VERIFY(dialog->findChild<ui::AuditSamplePage*>()->isSeen());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!dialog);
    store::AuditRepository audits(project_->connection());
    QCOMPARE(audits.all()[0].outcome, AuditOutcome::GivenUp);
    QCOMPARE(audits.failedSincePass(0), 0);
  }

  void anAuditThatTheWindowTakesAlongIsGivenUp() {
    auto* dialog = startedAudit();
    QVERIFY(dialog);
    QTRY_VERIFY(dialog->findChild<ui::AuditSamplePage*>()->isSeen());
    QTest::keyClick(dialog, Qt::Key_X);
    window_.reset();
    QCOMPARE(store::AuditRepository(project_->connection()).all()[0].outcome,
             AuditOutcome::GivenUp);
  }

  void aKeyNeverJudgesAMaskThatWasNotShown() {
    auto* dialog = startedAudit();
    QVERIFY(dialog);
    auto* sample = dialog->findChild<ui::AuditSamplePage*>();
    QTRY_VERIFY(sample->isSeen());
    // Nothing is painted between these: all are meant for the first mask.
    for (int i = 0; i < 4; ++i) QTest::keyClick(dialog, Qt::Key_A);
    QVERIFY(!sample->isSeen());
    QTRY_VERIFY(sample->isSeen());
    // One that is held down is one.
    QKeyEvent held(QEvent::KeyPress, Qt::Key_X, Qt::NoModifier, "x", /*autorep=*/true);
    QApplication::sendEvent(dialog, &held);
    QVERIFY(sample->isSeen());
    QTest::keyClick(dialog, Qt::Key_X);
    QTRY_VERIFY(sample->isSeen());
    store::AuditRepository audits(project_->connection());
    QTRY_COMPARE(audits.all()[0].judged, int64_t{2});
    QCOMPARE(audits.all()[0].sample[0].verdict, std::optional(Verdict::Accepted));
    QCOMPARE(audits.all()[0].sample[1].verdict, std::optional(Verdict::NotAnObject));
    // Taken back before the store has answered, in order.
    QTest::keyClick(dialog, Qt::Key_S);
    QTest::keyClick(dialog, Qt::Key_Z);
    QTest::keyClick(dialog, Qt::Key_Z);
    QTRY_COMPARE(audits.all()[0].judged, int64_t{1});
    QTRY_VERIFY(sample->isSeen());
    QTest::keyClick(dialog, Qt::Key_A);
    QTRY_COMPARE(audits.all()[0].judged, int64_t{2});
    QCOMPARE(audits.all()[0].good, int64_t{2});
  }

  void whatTheStoreRefusesIsTakenBackOnTheScreen() {
    auto* dialog = startedAudit();
    QVERIFY(dialog);
    auto* sample = dialog->findChild<ui::AuditSamplePage*>();
    QTRY_VERIFY(sample->isSeen());
    store::AuditRepository audits(project_->connection());
    QVERIFY(AuditService(project_->connection(), "someone else").giveUp(audits.all()[0].id).ok());
    QTest::keyClick(dialog, Qt::Key_A);
    auto* banner = dialog->findChild<ui::Banner*>();
    QTRY_VERIFY(banner->isVisible());
    QVERIFY(banner->findChild<QLabel*>("text")->text().contains("over"));
    QCOMPARE(audits.all()[0].judged, int64_t{0});
  }

  void theEndShowsWhatWasWrong() {
    auto* dialog = startedAudit();
    QVERIFY(dialog);
    auto* sample = dialog->findChild<ui::AuditSamplePage*>();
    store::AuditRepository audits(project_->connection());
    auto* wrong = dialog->findChild<QAbstractItemView*>("wrongInSample");
    int refused = 0;
    while (!wrong->isVisible()) {
      QTRY_VERIFY(sample->isSeen());
      QTest::keyClick(dialog, Qt::Key_X);
      QVERIFY(++refused <= audits.all()[0].looks.back());
    }
    QCOMPARE(wrong->model()->rowCount(), refused);
    QTRY_COMPARE(audits.all()[0].outcome, AuditOutcome::Failed);
    QVERIFY(dialog->findChild<QLabel*>("auditResult")->text().startsWith("Not proved"));
    QVERIFY(!dialog->findChild<QPushButton*>("acceptAudited")->isVisible());
  }

  void spaceShowsTheWholeImageAndBack() {
    auto* dialog = startedAudit();
    QVERIFY(dialog);
    QTRY_VERIFY(dialog->findChild<ui::AuditSamplePage*>()->isSeen());
    auto* canvas = dialog->findChild<ui::ImageCanvas*>();
    const auto middle = [canvas] { return canvas->toImage(QRectF(canvas->rect()).center()); };
    const QPointF ofMask = middle(), ofImage(5, 4);
    QVERIFY(QLineF(ofMask, ofImage).length() > 1);
    QTest::keyClick(dialog, Qt::Key_Space);
    QVERIFY(QLineF(middle(), ofImage).length() < 0.1);
    QTest::keyClick(dialog, Qt::Key_Space);
    QVERIFY(QLineF(middle(), ofMask).length() < 0.1);
  }

  void returnStartsTheAuditThatIsShown() {
    start(120, 1, 0);
    auto* dialog = planned(0.05, 80);
    QVERIFY(dialog);
    auto* go = button(*dialog, "Start the audit");
    auto* threshold = box(*dialog, "Confidence from");
    QCOMPARE(threshold->text(), QString(".05"));
    // A changed value makes the plan an old one at once.
    threshold->setValue(0.06);
    QVERIFY(!go->isEnabled());
    QVERIFY(!dialog->findChild<QLabel*>("auditPlan")->text().contains("above"));
    QTRY_VERIFY(go->isEnabled());
    QVERIFY(dialog->findChild<QLabel*>("auditPlan")->text().contains("above .06"));
    threshold->setFocus();
    QTest::keyClick(threshold, Qt::Key_Return);
    store::AuditRepository audits(project_->connection());
    QTRY_COMPARE(audits.all().size(), size_t{1});
    QCOMPARE(audits.all()[0].threshold, 0.06);
    QCOMPARE(audits.all()[0].target, 0.8);
  }

  void learnsWhileDecidingAndTheListStaysPut() {
    start(60, 2, 3);
    auto* learned = work().filters().findChild<QToolButton*>("learned");
    auto* reorder = work().filters().findChild<QToolButton*>("reorder");
    QVERIFY(learned && reorder);
    QVERIFY(!learned->isVisible() && !reorder->isVisible());
    const auto before = window_->projectView()->session().candidates().ids();
    for (int i = 0; i < 36; ++i) {
      const qint64 current = grid().currentCandidate();
      QTest::keyClick(&grid(), i % 2 ? Qt::Key_X : Qt::Key_A);
      QTRY_VERIFY(grid().currentCandidate() != current);
    }
    QTRY_VERIFY_WITH_TIMEOUT(learned->isVisible(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(learned->text().contains("36"), 20000);
    QTRY_VERIFY(reorder->isVisible());
    QCOMPARE(window_->projectView()->session().candidates().ids(), before);
    const qint64 current = grid().currentCandidate();
    QTest::keyClick(&grid(), Qt::Key_F5);
    QTRY_VERIFY(!reorder->isVisible());
    QCOMPARE(grid().currentCandidate(), current);
    QVERIFY(window_->projectView()->session().candidates().ids() != before);
    // The inspector says what the decisions taught about the mask it shows.
    auto* reasons = work().findChild<QLabel*>("reasons");
    QVERIFY(reasons);
    QTRY_VERIFY_WITH_TIMEOUT(reasons->isVisible() && !reasons->text().isEmpty(), 20000);
    const auto report = store::RankingRepository(project_->connection()).report(0);
    QVERIFY(report.has_value());
    QCOMPARE(report->decisions, int64_t{36});
  }

  void reasonsInWords() {
    for (size_t input = 0; input < rank::kInputCount; ++input)
      QVERIFY(!ui::rankingInputText(input).isEmpty());
    QVERIFY(ui::rankingReasonsText({}).isEmpty());
    QVERIFY(ui::rankingReasonsText({{2, 0.01}}).isEmpty());  // weighs nothing
    const QString text =
        ui::rankingReasonsText({{2, 1.5, true}, {13, -0.8, false}, {6, 0.5, false}});
    QCOMPARE(text,
             QString("Your decisions raise it: stability ↑, size ↓\n"
                     "Your decisions lower it: closed outline ↓"));
  }

  void ordersOfReview() {
    start(10, 3, 3);
    auto* order = work().filters().findChild<QComboBox*>("order");
    QVERIFY(order);
    auto& candidates = window_->projectView()->session().candidates();
    const auto likely = candidates.ids();
    QSet<QString> seen;
    for (int row = 0; row < order->count(); ++row) {
      order->setCurrentIndex(row);
      Q_EMIT order->activated(row);
      auto ids = candidates.ids();
      QString text;
      for (const auto id : ids) text += QString::number(id) + ' ';
      seen.insert(text);
      std::sort(ids.begin(), ids.end());
      auto sorted = likely;
      std::sort(sorted.begin(), sorted.end());
      QCOMPARE(ids, sorted);  // the same ones in every order
    }
    QVERIFY(seen.size() >= 4);
  }

 private:
  /// The dialog of an audit that has begun, by the key; null if it did not.
  ui::AuditDialog* startedAudit() {
    start(120, 1, 0);
    auto* dialog = planned(0.05, 80);
    if (!dialog) return nullptr;
    QTest::mouseClick(button(*dialog, "Start the audit"), Qt::LeftButton);
    store::AuditRepository audits(project_->connection());
    return QTest::qWaitFor([&] { return audits.all().size() == 1; }) ? dialog : nullptr;
  }
  /// The dialog with a plan that can be started; null if there is none. `target` in percent.
  ui::AuditDialog* planned(double threshold, double target) {
    QTest::keyClick(&grid(), Qt::Key_A, Qt::ShiftModifier);
    auto* dialog = work().findChild<ui::AuditDialog*>();
    if (!dialog) return nullptr;
    box(*dialog, "Confidence from")->setValue(threshold);
    box(*dialog, "Precision to prove")->setValue(target);
    auto* go = button(*dialog, "Start the audit");
    return QTest::qWaitFor([&] { return go->isEnabled(); }) ? dialog : nullptr;
  }
  static QDoubleSpinBox* box(QWidget& dialog, const char* name) {
    for (auto* one : dialog.findChildren<QDoubleSpinBox*>())
      if (one->accessibleName() == QLatin1String(name)) return one;
    return nullptr;
  }
  static QPushButton* button(QWidget& dialog, const char* text) {
    for (auto* one : dialog.findChildren<QPushButton*>())
      if (one->text() == QLatin1String(text)) return one;
    return nullptr;
  }
};

QTEST_MAIN(AuditTest)
#include "audit_test.moc"
