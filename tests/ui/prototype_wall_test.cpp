#include "tests/support/semantic_run.h"
#include "tests/ui/review_window.h"
#include "ui/models/prototype_roles.h"
#include "ui/prototype_workspace.h"

#include <QDialog>
#include <QLineEdit>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

/// The wall of prototypes by keys; what is compared is what is stored.
class PrototypeWallTest : public QObject, private ReviewWindow {
  Q_OBJECT
  Run run_;

  PrototypeWall& wall() { return *window_->findChild<PrototypeWall*>(); }
  PrototypeState stored(int number) {
    return store::PrototypeRepository(project_->connection())
        .all(run_.id)[static_cast<size_t>(number)]
        .state;
  }
  std::string storedName(int number) {
    auto query = project_->connection().prepare(
        "SELECT k.name FROM prototype p JOIN category k ON k.id = p.category_id WHERE p.run_id = ? "
        "AND p.number = ?");
    query.bind(1, run_.id.value);
    query.bind(2, number);
    return query.executeStep() ? query.getColumn(0).getString() : std::string();
  }
  void name(const QString& text) {
    press(Qt::Key_T);
    QTRY_VERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()));
    type(text);
    press(Qt::Key_Return);
  }
  bool isOn(int row) { return wall().model()->index(row, 0).data(PrototypeEnabledRole).toBool(); }

 private Q_SLOTS:
  void initTestCase() { prepare(); }
  void init() {
    start(3, 4, 2);
    std::vector<ImageId> images;
    for (const auto& image : store::ImageRepository(project_->connection()).presentPage({}, 10))
      images.push_back(image.id);
    run_ = addSemanticRun(*project_, images, 7);
    window_->projectView()->session().prototypes().reload();
    press(Qt::Key_5, Qt::ControlModifier);
    QCOMPARE(window_->projectView()->workspace(), Workspace::Prototypes);
    QTRY_COMPARE(QApplication::focusWidget(), &wall());
  }
  void cleanup() { stop(); }

  void editsByKeyAreStoredAndShownAndUndone() {
    QCOMPARE(wall().model()->rowCount(), 6);
    QCOMPARE(wall().current(), 0);
    press(Qt::Key_J);
    name("wall");
    QTRY_COMPARE(wall().currentIndex().data().toString(), QString("wall"));
    QCOMPARE(storedName(1), std::string("wall"));  // on disk when it shows
    QTRY_COMPARE(QApplication::focusWidget(), &wall());

    // 0 and 3 are marked, 1 is named: all go into that one.
    press(Qt::Key_K);
    press(Qt::Key_Space);
    press(Qt::Key_J);
    press(Qt::Key_Space);
    press(Qt::Key_J);
    press(Qt::Key_J);
    press(Qt::Key_Space);
    QCOMPARE(wall().marked(), QList<int>({0, 1, 3}));
    press(Qt::Key_M);
    QTRY_COMPARE(wall().model()->rowCount(), 4);
    QCOMPARE(stored(0).mergedInto, std::optional<int>(1));
    QCOMPARE(stored(3).mergedInto, std::optional<int>(1));
    QVERIFY(!stored(1).mergedInto);
    QCOMPARE(wall().current(), 1);
    QVERIFY(wall().marked().isEmpty());

    press(Qt::Key_J);
    QCOMPARE(wall().current(), 2);
    press(Qt::Key_O);
    QTRY_VERIFY(!isOn(1));
    QVERIFY(!stored(2).enabled);
    press(Qt::Key_O);
    QTRY_VERIFY(isOn(1));
    QVERIFY(stored(2).enabled);

    press(Qt::Key_Z, Qt::ControlModifier);  // off again
    QTRY_VERIFY(!isOn(1));
    press(Qt::Key_Z);
    QTRY_VERIFY(isOn(1));
    press(Qt::Key_Z);
    QTRY_COMPARE(wall().model()->rowCount(), 6);
    QVERIFY(!stored(0).mergedInto);
    QVERIFY(!stored(3).mergedInto);
    press(Qt::Key_Z);
    QTRY_COMPARE(storedName(1), std::string());
    // The letters are verdicts elsewhere: none was given.
    QCOMPARE(project_->verdictOf(project_->ids[0]).verdict, Verdict::Undecided);
  }

  void splitBringsAllMergedOnesBack() {
    press(Qt::Key_Space);
    press(Qt::Key_J);
    press(Qt::Key_M);  // one mark and the current one
    QTRY_COMPARE(wall().model()->rowCount(), 5);
    QCOMPARE(stored(1).mergedInto, std::optional<int>(0));
    press(Qt::Key_S);
    QTRY_COMPARE(wall().model()->rowCount(), 6);
    QVERIFY(!stored(1).mergedInto);
    QCOMPARE(wall().current(), 0);
  }

  void aMergeOfOneAloneIsNone() {
    press(Qt::Key_M);
    press(Qt::Key_O);  // written after the merge would have been
    QTRY_VERIFY(!isOn(0));
    QCOMPARE(wall().model()->rowCount(), 6);
  }

  /// Label 0 of MaskDistill is no prototype, and its maps need no SlotCon model.
  void mapsOfMaskDistillHaveABackground() {
    QCOMPARE(wall().currentIndex().data().toString(), QString("Prototype 0"));
    QVERIFY(!visibleButton("Make maps again"));  // not enabled
    project_->connection().db().exec("UPDATE run SET method = 'maskdistill' WHERE id = " +
                                     std::to_string(run_.id.value));
    window_->projectView()->session().prototypes().reload();
    press(Qt::Key_1, Qt::ControlModifier);
    press(Qt::Key_5, Qt::ControlModifier);
    QCOMPARE(wall().model()->index(0, 0).data().toString(), QString("Background"));
    QCOMPARE(wall().model()->index(1, 0).data().toString(), QString("Prototype 1"));
    QVERIFY(visibleButton("Make maps again"));
  }

  void withoutMapsItSaysWhatToTrain() {
    stop();
    start(2, 4, 2);
    press(Qt::Key_5, Qt::ControlModifier);
    QVERIFY(!wall().isVisible());
    auto* train = visibleButton("Train SlotCon");
    QVERIFY(train);
    QVERIFY(visibleButton("Learn from masks"));  // there are masks
    click(train);
    QTRY_VERIFY(visibleWidget<QDialog>("pretrainDialog"));
    auto* dialog = visibleWidget<QDialog>("pretrainDialog");
    QVERIFY(dialog->findChild<QAbstractButton*>("slotcon")->isChecked());
    QVERIFY(dialog->findChild<QWidget*>("fewImagesWarning")->isVisible());  // two images
    click(dialog->findChild<QAbstractButton*>("densecl"));
    QVERIFY(!dialog->findChild<QWidget*>("fewImagesWarning")->isVisible());
    dialog->close();
  }
};

QTEST_MAIN(PrototypeWallTest)
#include "prototype_wall_test.moc"
