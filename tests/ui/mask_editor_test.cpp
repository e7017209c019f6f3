#include "tests/ui/editor_window.h"
#include "ui/actions/action_registry.h"

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

/// The tools of the mask editor, by mouse and keys.
class MaskEditorTest : public QObject, private EditorWindow {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { prepare(); }
  void init() { start(); }
  void cleanup() { stop(); }

  void theEditorHasItsOwnUndo() {
    press(Qt::Key_E);
    const Rle start = editor().document()->toRle();
    drag({60, 60}, {100, 60});
    const Rle first = editor().document()->toRle();
    press(Qt::Key_X);  // eraser
    QCOMPARE(editor().canvas().tool(), EditorTool::Eraser);
    drag({150, 100}, {180, 130});
    QVERIFY(editor().document()->area() < coco::area(first));
    press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(editor().document()->toRle() == first);
    press(Qt::Key_Z);
    QVERIFY(editor().document()->toRle() == start);
    QVERIFY(!editor().isChanged());
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(editor().document()->toRle() == first);
    QVERIFY(work().isEditing());
    QCOMPARE(commands(), 0);
  }

  void theRightButtonErases() {
    press(Qt::Key_E);
    const int64_t area = editor().document()->area();
    drag({166, 122}, {180, 122}, Qt::RightButton);
    QVERIFY(editor().document()->area() < area);
    QCOMPARE(editor().document()->tools(), std::string("eraser 1"));
  }

  void beforeIsShownWhileBIsHeld() {
    press(Qt::Key_E);
    drag({60, 60}, {100, 60});
    const QPoint inStroke = editor().canvas().toWidget({80, 60}).toPoint();
    move({20, 200});
    const auto colour = [&] { return editor().canvas().grab().toImage().pixelColor(inStroke); };
    const QColor edited = colour();
    QTest::keyPress(&editor().canvas(), Qt::Key_B);
    const QColor before = colour();
    QTest::keyRelease(&editor().canvas(), Qt::Key_B);
    QVERIFY(before != edited);
    QCOMPARE(colour(), edited);
    QVERIFY(editor().isChanged());
  }

  void beforeEndsWithItsKeyWhateverElseIsHeld() {
    press(Qt::Key_E);
    drag({60, 60}, {100, 60});
    const QPoint inStroke = editor().canvas().toWidget({80, 60}).toPoint();
    move({20, 200});
    const auto colour = [&] { return editor().canvas().grab().toImage().pixelColor(inStroke); };
    const QColor edited = colour();
    QTest::keyPress(&editor().canvas(), Qt::Key_B);
    QVERIFY(colour() != edited);
    QTest::keyPress(&editor().canvas(), Qt::Key_Control, Qt::ControlModifier);
    QTest::keyRelease(&editor().canvas(), Qt::Key_B, Qt::ControlModifier);
    QCOMPARE(colour(), edited);
    QTest::keyRelease(&editor().canvas(), Qt::Key_Control);
  }

  void bracketsSizeTheBrush() {
    press(Qt::Key_E);
    auto& canvas = editor().canvas();
    canvas.setBrushSize(20);
    QTest::keyClick(&canvas, ']');
    QCOMPARE(canvas.brushSize(), 25.0);
    QTest::keyClick(&canvas, '[');
    QCOMPARE(canvas.brushSize(), 20.0);
    canvas.setBrushSize(1);
    QTest::keyClick(&canvas, '[');
    QCOMPARE(canvas.brushSize(), 1.0);
    QTest::keyClick(&canvas, ']');
    QCOMPARE(canvas.brushSize(), 2.0);
  }

  void polygonAddsAndCuts() {
    press(Qt::Key_E);
    press(Qt::Key_L);
    const int64_t area = editor().document()->area();
    for (const QPointF corner :
         {QPointF(20, 20), QPointF(60, 20), QPointF(60, 50), QPointF(20, 50)})
      clickAt(corner);
    QVERIFY(editor().canvas().hasPolygon());
    press(Qt::Key_Return);  // closes it; the mask is not accepted yet
    QVERIFY(work().isEditing());
    QCOMPARE(editor().document()->area(), area + 40 * 30);
    press(Qt::Key_X);
    for (const QPointF corner :
         {QPointF(20, 20), QPointF(40, 20), QPointF(40, 50), QPointF(20, 50)})
      clickAt(corner);
    clickAt({20, 20});  // on the first corner
    QVERIFY(!editor().canvas().hasPolygon());
    QCOMPARE(editor().document()->area(), area + 20 * 30);
    clickAt({100, 30});
    press(Qt::Key_Escape);  // the polygon alone
    QVERIFY(work().isEditing() && !editor().canvas().hasPolygon());
    QVERIFY(!visibleWidget<QWidget>("leaveBar"));
  }

  void grabCutAndSnappingFindTheObject() {
    const cv::Mat truth = disc(160, 120, 60);
    press(Qt::Key_E);
    QTRY_VERIFY(editor().isPossible(EditorCommand::GrabCut));  // the picture is decoded
    const double start = imaging::maskIou(editor().document()->mask(), truth);
    press(Qt::Key_G);
    QTRY_VERIFY(editor().document()->canUndo());
    QVERIFY(imaging::maskIou(editor().document()->mask(), truth) > std::max(start, 0.97));
    press(Qt::Key_Z);
    QCOMPARE(imaging::maskIou(editor().document()->mask(), truth), start);
    QTRY_VERIFY(editor().isPossible(EditorCommand::Snap));
    press(Qt::Key_W);
    QTRY_VERIFY(editor().document()->canUndo());
    QVERIFY(imaging::maskIou(editor().document()->mask(), truth) > start);
    QCOMPARE(editor().document()->tools(), std::string("snap to edges 1"));
  }

  void escapeStopsAnAutomaticEdit() {
    press(Qt::Key_E);
    QTRY_VERIFY(editor().isPossible(EditorCommand::GrabCut));
    editor().run(EditorCommand::GrabCut);
    QVERIFY(!editor().isPossible(EditorCommand::Accept));
    editor().run(EditorCommand::Leave);
    QVERIFY(work().isEditing());
    QVERIFY(editor().isPossible(EditorCommand::Accept));
    QTest::qWait(300);
    QVERIFY(!editor().isChanged());
  }

  void booleanOperationsTakeTheNeighbour() {
    press(Qt::Key_E);
    const cv::Mat own = disc(166, 122, 56), other = disc(215, 120, 30);
    QVERIFY(!editor().isPossible(EditorCommand::NextNeighbour));  // it has one alone
    press(Qt::Key_S);
    QCOMPARE(cv::countNonZero(editor().document()->mask() != (own & ~other)), 0);
    press(Qt::Key_Z);
    press(Qt::Key_I);
    QCOMPARE(cv::countNonZero(editor().document()->mask() != (own & other)), 0);
    press(Qt::Key_Z);
    press(Qt::Key_U);
    QCOMPARE(cv::countNonZero(editor().document()->mask() != (own | other)), 0);
    press(Qt::Key_Escape);
    click(visibleButton("Discard"));
    grid().setCurrentRow(2);  // alone on its picture
    press(Qt::Key_E);
    QVERIFY(!editor().isPossible(EditorCommand::Unite));
  }

  void holesAndSpecksAreCleaned() {
    press(Qt::Key_E);
    editor().canvas().setBrushSize(10);
    drag({30, 30}, {30, 30});                       // a speck
    drag({166, 122}, {166, 122}, Qt::RightButton);  // a hole
    QVERIFY(editor().document()->iouWithStart() < 1);
    press(Qt::Key_H);
    press(Qt::Key_K);
    QCOMPARE(editor().document()->iouWithStart(), 1.0);
    press(Qt::Key_H);
    QVERIFY(editor().message().contains("no holes"));
  }

  void everyToolHasANameAndTellsItsKey() {
    press(Qt::Key_E);
    int tools = 0;
    for (const auto* button : editor().findChildren<QAbstractButton*>()) {
      if (!button->isVisible()) continue;
      ++tools;
      QVERIFY(!button->accessibleName().isEmpty() || !button->text().isEmpty());
      QVERIFY(!button->toolTip().isEmpty() || !button->text().isEmpty());
    }
    QVERIFY(tools > 18);
    for (const auto& info : editorCommands())
      QVERIFY2(window_->projectView()->actions().action(info.id), qPrintable(info.id));
  }
};

QTEST_MAIN(MaskEditorTest)
#include "mask_editor_test.moc"
