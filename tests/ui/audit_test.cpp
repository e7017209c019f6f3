#include "core/store/audit_repository.h"
#include "tests/ui/review_window.h"
#include "ui/dialogs/audit_dialog.h"
#include "ui/support/ranking_words.h"
#include "ui/views/filter_panel.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
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
    // A sample without an error: judged by keys until the first look.
    for (int judged = 0; judged < first; ++judged) {
      QTRY_COMPARE(audits.all()[0].judged, int64_t{judged});
      QTest::qWait(5);
      while (audits.all()[0].judged == judged) {
        QTest::keyClick(dialog, Qt::Key_A);
        QTest::qWait(10);
      }
    }
    QTRY_COMPARE(audits.all()[0].outcome, AuditOutcome::Passed);
    auto* accept = dialog->findChild<QPushButton*>("acceptAudited");
    QVERIFY(accept);
    QTRY_VERIFY(accept->isVisible() && accept->isEnabled());
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
    // Z takes the unseen ones back in one step.
    showActive(*window_);
    grid().setFocus();
    QTest::keyClick(&grid(), Qt::Key_Z);
    QTRY_COMPARE(accepted(), first);
  }

  void anAuditThatIsLeftIsGivenUp() {
    auto* dialog = startedAudit();
    QVERIFY(dialog);
    store::AuditRepository audits(project_->connection());
    QTest::qWait(50);
    while (audits.all()[0].judged == 0) {
      QTest::keyClick(dialog, Qt::Key_X);
      QTest::qWait(20);
    }
    dialog->close();
    QTRY_COMPARE(audits.all()[0].outcome, AuditOutcome::GivenUp);
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
    QTest::keyClick(&grid(), Qt::Key_A, Qt::ShiftModifier);
    auto* dialog = work().findChild<ui::AuditDialog*>();
    if (!dialog) return nullptr;
    box(*dialog, "Confidence from")->setValue(0.05);
    box(*dialog, "Precision to prove")->setValue(0.8);
    auto* go = button(*dialog, "Start the audit");
    if (!QTest::qWaitFor([&] { return go->isEnabled(); })) return nullptr;
    QTest::mouseClick(go, Qt::LeftButton);
    store::AuditRepository audits(project_->connection());
    return QTest::qWaitFor([&] { return audits.all().size() == 1; }) ? dialog : nullptr;
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
