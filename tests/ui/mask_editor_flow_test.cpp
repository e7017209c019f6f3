#include "tests/ui/editor_window.h"
#include "ui/actions/action_registry.h"

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

/// Into the mask editor and out of it: what is stored, undone and asked.
class MaskEditorFlowTest : public QObject, private EditorWindow {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { prepare(); }
  void init() { start(); }
  void cleanup() { stop(); }

  void aStrokeIsStoredUndoneAndDoneAgain() {
    const Rle before = present(0);
    press(Qt::Key_E);
    QVERIFY(work().isEditing());
    editor().canvas().setBrushSize(20);
    drag({60, 60}, {120, 60});
    QCOMPARE(editor().document()->tools(), std::string("brush 1"));
    const Rle drawn = editor().document()->toRle();
    QVERIFY(decode(drawn).at<uint8_t>(60, 90) != 0);
    QCOMPARE(edits(0).size(), size_t{0});  // nothing is stored before Enter
    press(Qt::Key_Return);
    QVERIFY(!work().isEditing());
    waitSaved();
    QVERIFY(present(0) == drawn);
    QCOMPARE(verdict(0), Verdict::Accepted);
    QCOMPARE(edits(0).at(0).tools, std::string("brush 1"));
    // The list shows the new box, and the painters the new mask.
    QTRY_COMPARE(boxOf(0).x(), coco::toBox(drawn).x);
    Rle shown;
    QVERIFY(window_->projectView()->session().masks().maskFor(ids_[0].value, &shown));
    QVERIFY(shown == drawn);
    press(Qt::Key_Z);
    QTRY_COMPARE(painted(grid(), 0).verdict, Verdict::Undecided);
    waitSaved();
    QVERIFY(present(0) == before);
    QTRY_COMPARE(boxOf(0).x(), coco::toBox(before).x);
    QVERIFY(window_->projectView()->session().masks().maskFor(ids_[0].value, &shown));
    QVERIFY(shown == before);
    press(Qt::Key_Z, Qt::ShiftModifier);
    QTRY_COMPARE(painted(grid(), 0).verdict, Verdict::Accepted);
    waitSaved();
    QVERIFY(present(0) == drawn);
  }

  void escapeLeavesAnUnchangedMaskAtOnce() {
    press(Qt::Key_E);
    press(Qt::Key_Escape);
    QVERIFY(!work().isEditing());
    QCOMPARE(commands(), 0);
    QVERIFY(grid().hasFocus());
  }

  void escapeAsksOverAChangedMaskWithoutADialog() {
    press(Qt::Key_E);
    drag({60, 60}, {100, 60});
    press(Qt::Key_Escape);
    QVERIFY(work().isEditing());
    QVERIFY(visibleWidget<QWidget>("leaveBar"));
    press(Qt::Key_Return);  // keeps editing: Enter must not lose anything
    QVERIFY(!visibleWidget<QWidget>("leaveBar"));
    QVERIFY(editor().isChanged());
    press(Qt::Key_Escape);
    press(Qt::Key_Escape);  // likewise
    QVERIFY(work().isEditing() && editor().isChanged());
    press(Qt::Key_Escape);
    click(visibleButton("Discard"));
    QVERIFY(!work().isEditing());
    QCOMPARE(commands(), 0);
    QVERIFY(present(0) == encode(disc(166, 122, 56)));
  }

  void enterWithoutChangesAcceptsTheMaskAsItIs() {
    press(Qt::Key_E);
    press(Qt::Key_Return);
    waitSaved();
    QCOMPARE(verdict(0), Verdict::Accepted);
    QVERIFY(edits(0).empty());
  }

  void fixQueueGoesFromMaskToMask() {
    for (int row = 0; row < 3; ++row) {
      grid().setCurrentRow(row);
      press(Qt::Key_F);
    }
    waitSaved();
    QVERIFY(!visibleWidget<QWidget>("fixBar"));
    auto filter = work().review().filter();
    filter.verdict = Verdict::FixLater;
    work().review().setFilter(filter);
    QTRY_VERIFY(visibleWidget<QWidget>("fixBar"));
    click(visibleButton("Edit these"));
    QVERIFY(work().isEditing());
    for (size_t i = 0; i < 3; ++i) {
      QCOMPARE(editor().candidate(), ids_[i].value);
      editor().canvas().setFocus();
      drag({40, 60}, {60, 60});
      press(Qt::Key_Return);
    }
    QVERIFY(!work().isEditing());
    waitSaved();
    // The rows stay; what is left is counted.
    QTRY_VERIFY(!visibleWidget<QWidget>("fixBar")->findChild<QAbstractButton*>()->isEnabled());
    for (size_t i = 0; i < 3; ++i) {
      QCOMPARE(verdict(i), Verdict::Accepted);
      QCOMPARE(edits(i).size(), size_t{1});
    }
    QCOMPARE(commands(), 6);
  }

  void keysOfTheReviewDoNothingInTheEditor() {
    press(Qt::Key_E);
    for (const auto key : {Qt::Key_A, Qt::Key_F, Qt::Key_T, Qt::Key_1, Qt::Key_Space, Qt::Key_J})
      press(key);
    QVERIFY(work().isEditing());
    waitSaved();
    QCOMPARE(commands(), 0);
    auto& actions = window_->projectView()->actions();
    actions.trigger("review.accept");
    actions.trigger("edit.undo");
    waitSaved();
    QCOMPARE(commands(), 0);
  }

  void anEmptyMaskIsNotAccepted() {
    press(Qt::Key_E);
    editor().canvas().setBrushSize(300);
    drag({166, 122}, {170, 122}, Qt::RightButton);
    QCOMPARE(editor().document()->area(), int64_t{0});
    press(Qt::Key_Return);
    QVERIFY(work().isEditing());
    QVERIFY(editor().message().contains("empty"));
    QCOMPARE(commands(), 0);
  }

  void anEditedMaskGoesBackToHowItWasFound() {
    const Rle found = present(0);
    press(Qt::Key_E);
    QVERIFY(!editor().isPossible(EditorCommand::Restore));
    drag({60, 60}, {120, 60});
    press(Qt::Key_Return);
    waitSaved();
    grid().setCurrentRow(0);
    press(Qt::Key_E);
    QVERIFY(editor().isPossible(EditorCommand::Restore));
    editor().run(EditorCommand::Restore);
    press(Qt::Key_Return);
    waitSaved();
    QVERIFY(present(0) == found);
    QCOMPARE(edits(0).size(), size_t{2});
  }

  void aMaskIsDrawnAnew() {
    press(Qt::Key_D);
    QVERIFY(work().isEditing());
    QCOMPARE(editor().candidate(), qint64{0});
    press(Qt::Key_Return);
    QVERIFY(work().isEditing());  // nothing is drawn yet
    press(Qt::Key_L);
    for (const QPointF corner :
         {QPointF(20, 160), QPointF(80, 160), QPointF(80, 220), QPointF(20, 220)})
      clickAt(corner);
    press(Qt::Key_Return);
    press(Qt::Key_Return);
    waitSaved();
    QTRY_COMPARE(grid().model()->rowCount(), 4);
    store::CandidateRepository candidates(connection());
    const auto all = candidates.ofImage(candidates.byId(ids_[0])->image);
    QCOMPARE(all.back().source, std::string("drawn"));
    QCOMPARE(all.back().area, int64_t{3600});
    QTRY_COMPARE(grid().currentCandidate(), all.back().id.value);
    QCOMPARE(store::DecisionRepository(connection()).current(all.back().id).verdict,
             Verdict::Accepted);
  }

  void closingTheProjectAsksForAnEditThatIsNotAccepted() {
    press(Qt::Key_E);
    drag({60, 60}, {100, 60});
    prompts_.answer = false;
    window_->close();
    QVERIFY(window_->isVisible());
    QCOMPARE(prompts_.questions, QStringList{"The mask in the editor has changes"});
    prompts_.answer = true;
    prompts_.questions.clear();
  }
};

QTEST_MAIN(MaskEditorFlowTest)
#include "mask_editor_flow_test.moc"
