#include "tests/ui/review_window.h"
#include "ui/actions/action_registry.h"
#include "ui/actions/command_palette.h"
#include "ui/actions/key_presets.h"
#include "ui/dialogs/preferences_dialog.h"
#include "ui/dialogs/shortcut_page.h"
#include "ui/models/shortcut_model.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QJsonDocument>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

/// Keys changed in the preferences, as a person does it, and what they do and show at once.
class ShortcutsTest : public QObject, private ReviewWindow {
  Q_OBJECT

  ActionRegistry& actions() { return window_->projectView()->actions(); }
  Shortcuts& keys() { return Shortcuts::instance(); }
  static QList<QKeySequence> only(const char* key) { return {QKeySequence(QLatin1String(key))}; }

  ShortcutPage* openPage() {
    press(Qt::Key_Comma, Qt::ControlModifier);
    if (!QTest::qWaitFor([] { return visibleWidget<PreferencesDialog>() != nullptr; }))
      return nullptr;
    auto* dialog = visibleWidget<PreferencesDialog>();
    dialog->showKeys();
    return dialog->keys();
  }
  void closeDialog() {
    visibleWidget<PreferencesDialog>()->accept();
    QTRY_VERIFY(!visibleWidget<PreferencesDialog>());
    grid().setFocus();
  }
  template <typename Widget>
  Widget* part(ShortcutPage* page, const char* name) {
    return page->findChild<Widget*>(QLatin1String(name));
  }
  void record(ShortcutPage* page,
              const char* action,
              Qt::Key key,
              const char* button = "recordKey") {
    page->select(QLatin1String(action));
    QCOMPARE(page->selected(), QLatin1String(action));
    auto* recorder = part<QPushButton>(page, button);
    recorder->setFocus();
    recorder->click();
    QTest::keyClick(recorder, key);
  }
  QString buttonTip(const QString& text) {
    for (auto* button : window_->findChildren<QAbstractButton*>())
      if (button->text() == text && button->isVisible()) return button->toolTip();
    return {};
  }

 private Q_SLOTS:
  void initTestCase() { prepare(); }
  void init() { start(3, 4, 2); }
  void cleanup() {
    keys().setAll({});
    stop();
  }

  void noTwoActionsShareAKey() {
    QCOMPARE(actions().conflictIn({}), QStringList());
    for (const auto& preset : keyPresets()) {
      const auto both = actions().conflictIn(preset.keys);
      QVERIFY2(both.isEmpty(), qPrintable(preset.id + ": " + both.join(" and ")));
      for (auto one = preset.keys.cbegin(); one != preset.keys.cend(); ++one)
        QVERIFY2(actions().action(one.key()), qPrintable(preset.id + ": no action " + one.key()));
    }
  }

  void aRecordedKeyCountsAtOnceAndIsShownEverywhere() {
    QCOMPARE(buttonTip("Accept"), QString("Accept (A)"));
    auto* page = openPage();
    QVERIFY(page);
    record(page, "review.accept", Qt::Key_Q);
    QCOMPARE(part<QLabel>(page, "shortcutKeys")->text(), QString("Q"));
    QCOMPARE(keys().keys("review.accept"), only("Q"));
    closeDialog();
    QCOMPARE(buttonTip("Accept"), QString("Accept (Q)"));
    press(Qt::Key_A);
    QTest::qWait(50);
    QCOMPARE(painted(grid(), 0).verdict, Verdict::Undecided);
    press(Qt::Key_Q);
    QTRY_COMPARE(painted(grid(), 0).verdict, Verdict::Accepted);
    press(Qt::Key_F1);
    auto* overlay = window_->findChild<KeyOverlay*>();
    QTRY_VERIFY(overlay->isVisible());
    QStringList shown;
    for (auto* label : overlay->findChildren<QLabel*>()) shown << label->text();
    QVERIFY(shown.contains("Q"));
    QVERIFY(!shown.contains("A"));
    waitSaved();
  }

  void theOverlayShowsTheWorkspaceAndFits() {
    window_->resize(1280, 800);
    auto* overlay = window_->findChild<KeyOverlay*>();
    for (const auto workspace :
         {Workspace::Review, Workspace::Clusters, Workspace::Map, Workspace::Prototypes}) {
      auto& view = *window_->projectView();
      view.showWorkspace(workspace);
      view.showKeys();
      QTRY_VERIFY(overlay->isVisible());
      QTest::qWait(20);  // the layout
      QStringList shown;
      const auto labels = overlay->findChildren<QLabel*>();
      for (const QLabel* one : labels) {
        shown << one->text();
        QVERIFY2(overlay->rect().contains(one->geometry()), qPrintable(one->text()));
        for (const QLabel* other : labels)
          QVERIFY2(one == other || !one->geometry().intersects(other->geometry()),
                   qPrintable(one->text() + " / " + other->text()));
      }
      QCOMPARE(shown.contains("Split the cluster…"), workspace == Workspace::Clusters);
      QCOMPARE(shown.contains("Name the prototype"), workspace == Workspace::Prototypes);
      // Only what the keys do here.
      const bool review = workspace == Workspace::Review;
      const bool wall = workspace == Workspace::Clusters;
      QCOMPARE(shown.contains("Edit the mask"), review);
      QCOMPARE(shown.contains("Next verdict for the whole cluster"), review);
      QCOMPARE(shown.contains("Next"), review || wall);
      QCOMPARE(shown.contains("Skip"), review || wall);
      QCOMPARE(shown.contains("Accept"), workspace != Workspace::Prototypes);
      QCOMPARE(shown.contains("Select several clusters"), wall);
      QTest::keyClick(overlay, Qt::Key_Escape);
      QTRY_VERIFY(!overlay->isVisible());
    }
  }

  void aChangeSurvivesTheProgram() {
    keys().setKeys("review.accept", only("Q"));
    keys().reload();  // as a new start reads it
    QCOMPARE(keys().keys("review.accept"), only("Q"));
    keys().reset("review.accept");
    keys().reload();
    QCOMPARE(keys().keys("review.accept"), only("A"));
  }

  void aKeyInUseIsNamedAndCanBeTakenOver() {
    auto* page = openPage();
    QVERIFY(page);
    record(page, "review.accept", Qt::Key_X);
    const QString message = part<QLabel>(page, "shortcutMessage")->text();
    QVERIFY2(message.contains("Not an object"), qPrintable(message));
    QCOMPARE(keys().keys("review.accept"), only("A"));
    auto* take = part<QPushButton>(page, "takeOver");
    QVERIFY(take->isVisible());
    take->click();
    QCOMPARE(keys().keys("review.accept"), only("X"));
    QVERIFY(keys().keys("review.reject").isEmpty());
    QVERIFY(part<QLabel>(page, "shortcutMessage")->text().contains("Not an object"));
    QCOMPARE(actions().conflictIn(keys().changes()), QStringList());
    closeDialog();
    press(Qt::Key_X);
    QTRY_COMPARE(painted(grid(), 0).verdict, Verdict::Accepted);
    waitSaved();
  }

  void otherPlacesMayHaveTheSameKey() {
    // The editor and the wall of prototypes take their keys first.
    QVERIFY(actions().conflicts("editor.brush", QKeySequence("A")).isEmpty());
    QVERIFY(actions().conflicts("prototype.merge", QKeySequence("A")).isEmpty());
    QCOMPARE(actions().conflicts("editor.brush", QKeySequence("E")), QStringList("editor.eraser"));
    // Grid and image are not seen together, but both are inside the window.
    QVERIFY(actions().conflicts("move.similar", QKeySequence("M")).isEmpty());
    QCOMPARE(actions().conflicts("move.similar", QKeySequence("A")), QStringList("review.accept"));
  }

  void anotherKeyIsAddedAndOneIsReset() {
    auto* page = openPage();
    QVERIFY(page);
    record(page, "review.accept", Qt::Key_Q, "addKey");
    QCOMPARE(keys().keys("review.accept"), only("A") + only("Q"));
    part<QPushButton>(page, "resetKey")->click();
    QCOMPARE(keys().keys("review.accept"), only("A"));
    record(page, "review.accept", Qt::Key_Q);
    record(page, "review.reject", Qt::Key_W);
    part<QPushButton>(page, "resetAllKeys")->click();
    QVERIFY(!keys().hasChanges());
    closeDialog();
  }

  void theTableIsSearchedByNameAndByKey() {
    auto* page = openPage();
    QVERIFY(page);
    auto* table = page->findChild<QTableView*>();
    const int all = table->model()->rowCount();
    part<QLineEdit>(page, "shortcutSearch")->setText("bad mask");
    QCOMPARE(table->model()->rowCount(), 1);
    part<QLineEdit>(page, "shortcutSearch")->clear();
    QCOMPARE(table->model()->rowCount(), all);
    auto* byKey = part<QPushButton>(page, "searchKey");
    byKey->setFocus();
    byKey->click();
    QTest::keyClick(byKey, Qt::Key_E, Qt::ControlModifier);
    QCOMPARE(table->model()->rowCount(), 1);
    QCOMPARE(page->selected(), QString("project.export"));
    closeDialog();
  }

  void presetsChangeHabits() {
    auto* page = openPage();
    QVERIFY(page);
    auto* presets = part<QComboBox>(page, "keyPresets");
    QCOMPARE(presets->currentData().toString(), QString("maskwright"));
    presets->setCurrentIndex(presets->findData("cvat"));
    Q_EMIT presets->activated(presets->currentIndex());
    closeDialog();
    QCOMPARE(grid().currentCandidate(), painted(grid(), 0).candidate);
    press(Qt::Key_F);
    QTRY_COMPARE(grid().currentCandidate(), painted(grid(), 1).candidate);
    press(Qt::Key_D);
    QTRY_COMPARE(grid().currentCandidate(), painted(grid(), 0).candidate);
    press(Qt::Key_Delete);
    QTRY_COMPARE(painted(grid(), 0).verdict, Verdict::NotAnObject);
    page = openPage();
    QCOMPARE(part<QComboBox>(page, "keyPresets")->currentData().toString(), QString("cvat"));
    closeDialog();
    waitSaved();
  }

  void aButtonWhoseActionChangesTakesTheOthersKey() {
    QPushButton button;
    setKeyText(&button, "Do it", "review.accept");
    QCOMPARE(button.text(), QString("Do it (A)"));
    setKeyText(&button, "Undo it", "review.reject");
    QCOMPARE(button.text(), QString("Undo it (X)"));
    keys().setKeys("review.reject", only("Q"));
    QCOMPARE(button.text(), QString("Undo it (Q)"));
  }

  void textsNameTheKeysThatCount() {
    const auto says = [this](const QString& text) {
      for (auto* one : window_->findChildren<QAbstractButton*>())
        if (one->isVisible() && one->text() == text) return true;
      return false;
    };
    grid().setCurrentRow(0);
    QTRY_VERIFY(says("none, press T"));
    keys().setKeys("review.relabel", only("L"));
    QVERIFY(says("none, press L"));
    keys().setKeys("review.relabel", {});
    QVERIFY(says("none"));
    QSignalSpy said(&work().review(), &ReviewController::announced);
    keys().setKeys("edit.undo", only("W"));
    grid().selectAll();
    press(Qt::Key_A);
    QTRY_COMPARE(said.count(), 1);
    QVERIFY2(said[0][0].toString().endsWith("W takes it back."), qPrintable(said[0][0].toString()));
    waitSaved();
  }

  void movedKeysLeaveTheGrid() {
    keys().setKeys("move.next", only("F"));
    keys().setKeys("move.previous", only("D"));
    grid().setCurrentRow(0);
    QTest::keyClick(&grid(), Qt::Key_J);
    QTest::qWait(20);
    QCOMPARE(grid().currentIndex().row(), 0);
    QTest::keyClick(&grid(), Qt::Key_F, Qt::ShiftModifier);  // extends the selection
    QTRY_COMPARE(grid().currentIndex().row(), 1);
    QCOMPARE(grid().selectionModel()->selectedIndexes().size(), 2);
  }

  void thePreferencesKeepWhatTheyDoNotOffer() {
    Preferences odd;
    odd.scalePercent = 120;
    setPreferences(odd);
    setThemeForNow(ThemeKind::Light);
    openPage();
    auto* dialog = visibleWidget<PreferencesDialog>();
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QComboBox*>("scale")->currentData().toInt(), 120);
    auto* theme = dialog->findChild<QComboBox*>("theme");
    QCOMPARE(theme->currentData().toInt(), static_cast<int>(ThemeKind::Light));
    dialog->findChild<QCheckBox*>("motion")->click();
    QCOMPARE(preferences().scalePercent, 120);
    QCOMPARE(preferences().theme, ThemeKind::Dark);  // the other one counts for this time only
    QCOMPARE(themeInUse(), ThemeKind::Light);
    theme->setCurrentIndex(theme->findData(static_cast<int>(ThemeKind::Dark)));
    Q_EMIT theme->activated(theme->currentIndex());
    QCOMPARE(themeInUse(), ThemeKind::Dark);
    closeDialog();
    setPreferences({});
  }

  void keysGoThroughAFile() {
    QStringList ids;
    for (const auto& spec : actions().specs()) ids << spec.id;
    keys().setKeys("review.accept", only("Q"));
    keys().setKeys("view.issues", only("Ctrl+I"));
    const QByteArray json = keysToJson(ids);
    keys().setAll({});
    QStringList unknown;
    const auto read = keysFromJson(json, ids, unknown);
    QVERIFY(read);
    QVERIFY(unknown.isEmpty());
    keys().setAll(*read);
    QCOMPARE(keys().keys("review.accept"), only("Q"));
    QCOMPARE(keys().keys("view.issues"), only("Ctrl+I"));
    QCOMPARE(keys().changes().size(), 2);
  }

  void filesThatAreNoKeysSayWhy_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("reason");
    QTest::addRow("cut off") << QByteArray("{\"format\": ") << "byte";
    QTest::addRow("other file") << QByteArray("{\"images\": []}") << "not a file of keys";
    QTest::addRow("newer") << QByteArray(R"({"format": "maskwright-keys", "version": 2})")
                           << "newer";
    QTest::addRow("no key")
        << QByteArray(
               R"({"format": "maskwright-keys", "version": 1, "keys": {"review.accept": ["Flob"]}})")
        << "Flob";
  }
  void filesThatAreNoKeysSayWhy() {
    QFETCH(QByteArray, json);
    QFETCH(QString, reason);
    QStringList unknown;
    const auto read = keysFromJson(json, {"review.accept"}, unknown);
    QVERIFY(!read);
    QVERIFY2(QString::fromStdString(read.error().message).contains(reason),
             read.error().message.c_str());
  }

  void theModelKeepsItsPromises() {
    ShortcutModel model(actions());
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), static_cast<int>(actions().specs().size()));
    keys().setKeys("review.accept", only("Q"));
  }
};

QTEST_MAIN(ShortcutsTest)
#include "shortcuts_test.moc"
