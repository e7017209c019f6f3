#include "ui/editor/mask_editor.h"

#include "core/coco/rle.h"
#include "core/imaging/mask_ops.h"
#include "core/store/decision_repository.h"
#include "core/store/mask_edit_repository.h"
#include "tests/support/temp_project.h"
#include "tests/ui/desktop_driver.h"
#include "ui/actions/action_registry.h"
#include "ui/support/theme.h"
#include "ui/views/filter_panel.h"

#include <QImage>
#include <QLabel>
#include <QPainter>
#include <QSettings>
#include <QStandardPaths>

#include <cmath>
#include <memory>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

namespace {

constexpr int kWidth = 320, kHeight = 240;

/// A disc of the picture's size.
cv::Mat disc(double x, double y, double radius) {
  cv::Mat mask = cv::Mat::zeros(kHeight, kWidth, CV_8U);
  for (int row = 0; row < kHeight; ++row)
    for (int column = 0; column < kWidth; ++column)
      if (std::hypot(column + 0.5 - x, row + 0.5 - y) < radius) mask.at<uint8_t>(row, column) = 255;
  return mask;
}

Rle encode(const cv::Mat& mask) {
  return coco::encode(mask.data, mask.rows, mask.cols, mask.step);
}

cv::Mat decode(const Rle& mask) {
  return imaging::toMat(coco::decode(mask)) != 0;
}

}  // namespace

/// The mask editor in the whole window, by mouse and keys, on two pictures with a disc each whose
/// masks are poor.
class MaskEditorTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    QSettings().clear();
    applyTheme(*qApp, ThemeKind::Dark);
  }

  void init() {
    temp_ = std::make_unique<TempProject>();
    ids_.clear();
    for (const char* name : {"a.png", "b.png"}) {
      const ImageId image = temp_->addImage(name, kHeight, kWidth);
      paintPicture(name);
      ids_.push_back(add(image, disc(166, 122, 56), 0.9 - 0.2 * double(ids_.size())));
      if (ids_.size() == 1) ids_.push_back(add(image, disc(215, 120, 30), 0.8));
    }
    store::RunRepository(connection()).finish(temp_->run(), RunState::Finished);
    window_ = std::make_unique<MainWindow>(prompts_);
    window_->resize(1280, 800);
    QVERIFY(window_->openProject(QString::fromStdString(temp_->project().folder().string())));
    showActive(*window_);
    grid().setFocus();
    grid().setCurrentRow(0);
  }

  void cleanup() {
    window_.reset();
    temp_.reset();
  }

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

 private:
  store::Connection& connection() { return temp_->connection(); }
  ReviewWorkspace& work() { return window_->projectView()->review(); }
  CandidateGrid& grid() { return work().grid(); }
  MaskEditor& editor() { return work().editor(); }
  void waitSaved() {
    QTRY_COMPARE(window_->projectView()->session().writer().pending(), 0);
    QCoreApplication::processEvents();
  }
  Rle present(size_t i) { return store::CandidateRepository(connection()).byId(ids_[i])->mask; }
  Verdict verdict(size_t i) {
    return store::DecisionRepository(connection()).current(ids_[i]).verdict;
  }
  std::vector<MaskEdit> edits(size_t i) {
    return store::MaskEditRepository(connection()).history(ids_[i]);
  }
  int commands() { return connection().db().execAndGet("SELECT COUNT(*) FROM command").getInt(); }
  QRectF boxOf(int row) { return grid().model()->index(row, 0).data(BoxRole).toRectF(); }

  CandidateId add(ImageId image, const cv::Mat& mask, double score) {
    Candidate candidate = temp_->rectangle(image, 1, 2, score);
    candidate.mask = encode(mask);
    candidate.box = coco::toBox(candidate.mask);
    candidate.area = coco::area(candidate.mask);
    return temp_->add(candidate);
  }

  void paintPicture(const char* name) {
    QImage image(kWidth, kHeight, QImage::Format_RGB32);
    image.fill(QColor(110, 130, 120));
    QPainter painter(&image);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(190, 90, 60));
    painter.drawEllipse(QPointF(160, 120), 60, 60);
    painter.end();
    const auto file = temp_->folder.path() / "bilder ä" / name;
    QVERIFY(image.save(QString::fromStdString(file.string())));
  }

  void send(QEvent::Type type, const QPointF& at, Qt::MouseButton button, Qt::MouseButtons held) {
    auto& canvas = editor().canvas();
    const QPointF widget = canvas.toWidget(at);
    QMouseEvent event(type, widget, canvas.mapToGlobal(widget), button, held, Qt::NoModifier);
    QCoreApplication::sendEvent(&canvas, &event);
  }
  void move(const QPointF& at) { send(QEvent::MouseMove, at, Qt::NoButton, Qt::NoButton); }
  /// A stroke between two points of the picture.
  void drag(const QPointF& from, const QPointF& to, Qt::MouseButton button = Qt::LeftButton) {
    send(QEvent::MouseButtonPress, from, button, button);
    for (int i = 1; i <= 4; ++i)
      send(QEvent::MouseMove, from + (to - from) * i / 4, Qt::NoButton, button);
    send(QEvent::MouseButtonRelease, to, button, Qt::NoButton);
  }
  void clickAt(const QPointF& at) {
    send(QEvent::MouseButtonPress, at, Qt::LeftButton, Qt::LeftButton);
    send(QEvent::MouseButtonRelease, at, Qt::LeftButton, Qt::NoButton);
  }

  std::unique_ptr<TempProject> temp_;
  std::vector<CandidateId> ids_;  ///< in the order of the list
  AnsweringPrompts prompts_;
  std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(MaskEditorTest)
#include "mask_editor_test.moc"
