#include "core/store/decision_repository.h"
#include "core/store/tuning_repository.h"
#include "tests/support/fake_engine.h"
#include "tests/ui/review_window.h"
#include "ui/views/round_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>
#include <QTemporaryDir>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

/// A suggested category is shown, taken with one key, and decides nothing by itself.
class SuggestionTest : public QObject, private ReviewWindow {
  Q_OBJECT

  QPushButton& suggestion() {
    return *window_->findChild<QPushButton*>(QStringLiteral("suggestion"));
  }

  /// For a person to look at: MASKWRIGHT_SHOTS names a folder.
  void shoot(const char* name) {
    const QString folder = qEnvironmentVariable("MASKWRIGHT_SHOTS");
    if (!folder.isEmpty()) window_->grab().save(folder + '/' + QLatin1String(name) + ".png");
  }

 private Q_SLOTS:
  void initTestCase() { prepare(); }
  void init() {
    start(4, 10, 4);
    store::CategoryRepository categories(project_->connection());
    const auto cup = categories.ensure("cup"), plate = categories.ensure("plate");
    store::TuningRepository(project_->connection())
        .replaceSuggestions(0,
                            {{project_->ids[0], cup, .83},
                             {project_->ids[1], cup, .6},
                             {project_->ids[2], plate, .7}});
    work().review().reload();
  }
  void cleanup() { stop(); }

  void theInspectorShowsItWhileUndecided() {
    grid().setCurrentRow(0);
    QTRY_VERIFY(suggestion().isVisible());
    QTRY_COMPARE(suggestion().text(), QString("cup, 83 % (Y)"));
    shoot("suggestion");
    grid().setCurrentRow(5);
    QTRY_VERIFY(!suggestion().isVisible());
    QCOMPARE(project_->verdictOf(project_->ids[0]).verdict, Verdict::Undecided);
  }

  void oneKeyTakesIt() {
    grid().setCurrentRow(0);
    press(Qt::Key_Y);
    QCOMPARE(painted(grid(), 0).verdict, Verdict::Relabelled);
    QCOMPARE(painted(grid(), 0).category, QString("cup"));
    waitSaved();
    QCOMPARE(project_->verdictOf(project_->ids[0]).verdict, Verdict::Relabelled);
    press(Qt::Key_Z);
    QTRY_COMPARE(painted(grid(), 0).verdict, Verdict::Undecided);
    // Nothing is suggested here: nothing is decided.
    grid().setCurrentRow(7);
    press(Qt::Key_Y);
    QCOMPARE(painted(grid(), 7).verdict, Verdict::Undecided);
  }

  void aClickTakesItToo() {
    grid().setCurrentRow(2);
    QTRY_VERIFY(suggestion().isVisible());
    QTRY_COMPARE(suggestion().text(), QString("plate, 70 % (Y)"));
    QTest::mouseClick(&suggestion(), Qt::LeftButton);
    QTRY_COMPARE(painted(grid(), 2).category, QString("plate"));
    waitSaved();
  }

  void theFormStartsATuningAlone() {
    QTemporaryDir folder;
    const QString said = folder.filePath("arguments");
    const FakeEngine engine("echo \"$@\" > " + said.toUtf8() +
                            "\necho '{\"event\":\"finished\"}'\n");
    press(Qt::Key_4, Qt::ControlModifier);
    auto* form = window_->findChild<RoundForm*>();
    QVERIFY(form);
    auto* segmenter = form->findChild<QComboBox*>();
    auto* tune = form->findChild<QCheckBox*>();
    QVERIFY(segmenter && tune && !tune->isChecked());
    QTRY_VERIFY(tune->isVisible());
    shoot("round-form");
    segmenter->setCurrentIndex(segmenter->findData("none"));
    QVERIFY(tune->isChecked() && !tune->isEnabled());
    shoot("round-form-alone");
    auto* start = visibleButton("Tune the embeddings");
    QVERIFY(start);
    QTRY_VERIFY(start->isEnabled());
    QTest::mouseClick(start, Qt::LeftButton);
    QFile file(said);
    QTRY_VERIFY(file.exists() && file.size() > 0);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto arguments = file.readAll();
    QVERIFY2(arguments.contains("--segmenter none --tune mix-and-match"), arguments);
    QVERIFY(!arguments.contains("--profile"));
  }
};

QTEST_MAIN(SuggestionTest)
#include "suggestion_test.moc"
