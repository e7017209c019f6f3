#include "core/services/pseudo_labels.h"
#include "core/store/decision_repository.h"
#include "tests/support/fake_engine.h"
#include "tests/ui/review_window.h"
#include "ui/actions/action_registry.h"
#include "ui/views/image_canvas.h"

#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QToolButton>

#include <algorithm>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

/// Review by key and mouse in the whole window, on a made-up project without an engine.
class ReviewLoopTest : public QObject, private ReviewWindow {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { prepare(); }
  void init() { start(4, 10, 4); }
  void cleanup() { stop(); }

  void relabelsOneAndThenAWholeCluster() {
    relabelRow(grid(), 6, "cup");
    waitSaved();
    grid().setCurrentRow(1);
    relabelCluster("plate");
    waitSaved();
    for (int row = 1; row < 40; row += 4) QCOMPARE(painted(grid(), row).category, QString("plate"));
    QCOMPARE(painted(grid(), 2).verdict, Verdict::Undecided);
    press(Qt::Key_Z);  // the keys are the grid's again
    QTRY_COMPARE(painted(grid(), 1).verdict, Verdict::Undecided);
    QCOMPARE(painted(grid(), 6).category, QString("cup"));
  }

  void namingAClusterIsUndoneByKey() {
    auto& clusters = window_->projectView()->session().clusters();
    const ClusterId id(clusters.index(0).data(ClusterIdRole).toLongLong());
    QCOMPARE(clusters.titleOf(id), QString("Cluster 1"));
    work().review().renameCluster(id, "chair");
    QTRY_COMPARE(clusters.titleOf(id), QString("chair"));
    QVERIFY(work().review().undoText().contains("chair"));
    press(Qt::Key_Z);
    QTRY_COMPARE(clusters.titleOf(id), QString("Cluster 1"));
    press(Qt::Key_Z, Qt::ShiftModifier);
    QTRY_COMPARE(clusters.titleOf(id), QString("chair"));
  }

  void keysOutliveThePaletteAndTheMenu() {
    // Both ask what is possible where there is nothing to decide and nothing to undo.
    press(Qt::Key_4, Qt::ControlModifier);
    press(Qt::Key_K, Qt::ControlModifier);
    QTRY_VERIFY(visibleWidget<QFrame>("commandPalette"));
    press(Qt::Key_Escape);
    press(Qt::Key_1, Qt::ControlModifier);
    grid().setCurrentRow(0);
    press(Qt::Key_A);
    QCOMPARE(painted(grid(), 0).verdict, Verdict::Accepted);
    press(Qt::Key_Z);
    QTRY_COMPARE(painted(grid(), 0).verdict, Verdict::Undecided);
    press(Qt::Key_4, Qt::ControlModifier);
    const auto* accept = window_->projectView()->actions().action("review.accept");
    auto* menu = window_->projectView()->findChild<QMenu*>("projectMenu");
    menu->popup(window_->mapToGlobal(QPoint(20, 40)));
    QTRY_VERIFY(menu->isVisible());
    QVERIFY(!accept->isEnabled());
    menu->close();
    QVERIFY(accept->isEnabled());
  }

  /// A screen is looked at once: good ones are accepted, the rest refused with one verdict.
  void theRestOfAScreenIsRefusedAtOnce() {
    grid().setCurrentRow(1);
    press(Qt::Key_A);
    waitSaved();
    QList<int> shown;
    for (const int row : grid().visibleRows())
      if (grid().viewport()->rect().contains(grid().visualRect(grid().model()->index(row, 0))))
        shown << row;
    QVERIFY(shown.size() > 3 && shown.size() < 40);  // there is a next screen
    press(Qt::Key_W);
    QCOMPARE(grid().selectedCandidates().size(), shown.size() - 1);
    press(Qt::Key_X);
    for (const int row : shown)
      QCOMPARE(painted(grid(), row).verdict, row == 1 ? Verdict::Accepted : Verdict::NotAnObject);
    const int next = shown.back() + 1;
    QCOMPARE(painted(grid(), next).verdict, Verdict::Undecided);
    QCOMPARE(grid().currentIndex().row(), next);
    const int place = grid().visualRect(grid().currentIndex()).top();
    QVERIFY2(place >= 0 && place < 40, qPrintable(QString::number(place)));  // the first line
    waitSaved();
    press(Qt::Key_Z);  // one command
    QTRY_COMPARE(painted(grid(), shown.back()).verdict, Verdict::Undecided);
    QCOMPARE(painted(grid(), 0).verdict, Verdict::Undecided);
    QCOMPARE(painted(grid(), 1).verdict, Verdict::Accepted);
    QTRY_VERIFY(grid().visibleRows().contains(0));  // where it was
    // Another selection than that of the screen does not move the view.
    auto* button = visibleWidget<QToolButton>("selectScreen");
    QVERIFY(button);
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(grid().selectedCandidates().size(), shown.size() - 1);
    press(Qt::Key_Right, Qt::ShiftModifier);
    const int top = grid().visibleRows().front();
    press(Qt::Key_X);
    waitSaved();
    QCOMPARE(grid().visibleRows().front(), top);
    // A screen of which one is left is followed by the next one, which is not passed over.
    for (const int row : shown) {
      if (row == shown.back() || painted(grid(), row).verdict != Verdict::Undecided) continue;
      grid().setCurrentRow(row);
      press(Qt::Key_S);
    }
    waitSaved();
    grid().verticalScrollBar()->setValue(0);
    press(Qt::Key_W);
    QCOMPARE(grid().selectedCandidates().size(), 1);
    press(Qt::Key_X);
    QCOMPARE(painted(grid(), shown.back()).verdict, Verdict::NotAnObject);
    QCOMPARE(grid().currentIndex().row(), shown.back() + 1);
    // Taking verdicts back does not finish a screen.
    waitSaved();
    press(Qt::Key_W);
    const int before = grid().verticalScrollBar()->value();
    press(Qt::Key_U);
    QCOMPARE(grid().verticalScrollBar()->value(), before);
  }

  void tabGoesToTheNextMostUncertain() {
    // Confidences fall from 1 by 1/40: row 20 is at a half, then 19 and 21, ...
    grid().setCurrentRow(0);
    press(Qt::Key_Tab);
    QCOMPARE(grid().currentIndex().row(), 20);
    press(Qt::Key_Tab);
    QCOMPARE(grid().currentIndex().row(), 19);
    press(Qt::Key_Tab);
    QCOMPARE(grid().currentIndex().row(), 21);
    QCOMPARE(QApplication::focusWidget(), &grid());
    grid().setCurrentRow(18);
    press(Qt::Key_A);
    press(Qt::Key_Tab);
    QCOMPARE(grid().currentIndex().row(), 22);  // 18 is decided
    waitSaved();
    for (int i = 0; i < 36; ++i) press(Qt::Key_Tab);  // the rest of 40, without the four above
    QCOMPARE(grid().currentIndex().row(), 20);
    const auto* action = window_->projectView()->actions().action("move.uncertain");
    QVERIFY(action && action->shortcut() == QKeySequence(Qt::Key_Tab));
  }

  void aClosedProjectTakesItsJobsAlong() {
    const FakeEngine engine(
        "trap 'sleep 1; echo \"{\\\"event\\\":\\\"cancelled\\\"}\"; exit 130' TERM\n"
        "echo '{\"event\":\"progress\",\"stage\":\"discover\",\"done\":1,\"total\":9}'\n"
        "for i in $(seq 600); do sleep 0.05; done\n");
    auto& queue = window_->queue();
    window_->projectView()->jobs().discover({});
    QTRY_COMPARE(queue.jobs().back().done, 1);
    prompts_.answer = false;
    press(Qt::Key_W, Qt::ControlModifier);
    QTRY_COMPARE(prompts_.questions.size(), 1);
    QVERIFY(window_->projectView());  // the person wants it to go on
    QCOMPARE(queue.jobs().back().state, JobState::Running);
    prompts_.answer = true;
    press(Qt::Key_W, Qt::ControlModifier);
    QTRY_VERIFY(!window_->projectView());
    ReviewProject other(1, 2);
    discovered(other);
    QVERIFY(window_->openProject(QString::fromStdString(other.project().folder().string())));
    QVERIFY(!queue.isIdle());  // the old job is still stopping
    press(Qt::Key_J, Qt::ControlModifier);
    QVERIFY(visibleWidget<QWidget>("jobsPanel"));
    QVERIFY(!visibleButton("Cancel"));
    QVERIFY(!visibleButton("Resume"));
    QVERIFY(!window_->projectView()->jobs().isRunning("discover"));
    QTRY_VERIFY(queue.isIdle());
    QVERIFY(!visibleButton("Resume"));
    window_->closeProject();
  }

  void theRoundFormCountsWhatARoundWouldUse() {
    grid().setCurrentRow(0);
    for (const auto key : {Qt::Key_A, Qt::Key_A, Qt::Key_X, Qt::Key_S}) press(key);
    waitSaved();
    Decision carriedOver;  // from a mask that is counted itself
    carriedOver.candidate = project_->ids.back();
    carriedOver.now.verdict = Verdict::BadMask;
    carriedOver.origin = DecisionOrigin::Inherited;
    store::Transaction transaction(project_->connection());
    store::DecisionRepository(project_->connection()).append(carriedOver);
    transaction.commit();
    const auto labels = choosePseudoLabels(project_->connection(), 0);
    QCOMPARE(labels.verified, 2);
    QVERIFY(labels.confident > 0 && labels.confident < 36);
    press(Qt::Key_4, Qt::ControlModifier);
    const QString expected =
        QString("%1 as objects: 2 accepted, %2 confident\n1 as not an object\n1")
            .arg(2 + labels.confident)
            .arg(labels.confident);
    QTRY_VERIFY(visibleWidget<QLabel>("uses")->text().contains(expected));
  }

  void enterAndSpaceOpenTheImageAndEscapeLeavesIt() {
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space}) {
      grid().setCurrentRow(3);
      press(key);
      QTRY_VERIFY(work().isImageOpen());
      press(Qt::Key_A);  // verdicts go on here, and the next one is shown
      QCOMPARE(painted(grid(), 3).verdict, Verdict::Accepted);
      QTRY_COMPARE(grid().currentIndex().row(), 4);
      press(Qt::Key_Escape);
      QTRY_VERIFY(!work().isImageOpen());
      QCOMPARE(QApplication::focusWidget(), &grid());
      press(Qt::Key_Z);
      QTRY_COMPARE(painted(grid(), 3).verdict, Verdict::Undecided);
    }
  }

  void aCrowdedImageShowsTheMostConfidentMasks() {
    stop();
    start(1, 40, 4);
    const auto says = [this](const QString& text) {
      const auto labels = work().findChildren<QLabel*>();
      return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
        return label->isVisible() && label->text() == text;
      });
    };
    grid().setCurrentRow(0);
    press(Qt::Key_Space);
    QTRY_VERIFY(says("20 of 40 masks"));
    grid().setCurrentRow(30);  // a doubtful one is shown when it is its turn
    QTRY_VERIFY(says("21 of 40 masks"));
  }

  void pageKeysGoFromImageToImage() {
    grid().setCurrentRow(12);  // ten masks an image
    press(Qt::Key_Space);
    QTRY_VERIFY(work().isImageOpen());
    press(Qt::Key_PageDown);
    QCOMPARE(grid().currentIndex().row(), 20);
    press(Qt::Key_PageUp);
    QCOMPARE(grid().currentIndex().row(), 19);
    press(Qt::Key_PageUp);
    QCOMPARE(grid().currentIndex().row(), 9);
  }

  void anOpenImageHasItsOwnKeys() {
    grid().setCurrentRow(0);
    press(Qt::Key_Space);
    QTRY_VERIFY(work().isImageOpen());
    auto& canvas = work().canvas();
    const double fit = canvas.zoom();
    const double actual = 1 / canvas.devicePixelRatioF();
    press(Qt::Key_0, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(canvas.zoom(), actual);
    press(Qt::Key_M);
    QVERIFY(canvas.zoom() > actual);
    press(Qt::Key_0, Qt::ControlModifier | Qt::AltModifier);
    press(Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(canvas.zoom(), fit);
    const auto before = canvas.overlayMode();
    press(Qt::Key_H);
    QVERIFY(canvas.overlayMode() != before);
    press(Qt::Key_Space);
    press(Qt::Key_H);  // in the grid it is nobody's
    press(Qt::Key_Space);
    QVERIFY(canvas.overlayMode() == OverlayMode::Outline);
  }

  void showingTheNewOrderAnswersTheOffer() {
    auto* banner = window_->projectView()->findChild<QWidget*>("banner");
    Q_EMIT window_->projectView()->jobs().candidatesChanged("rank");
    QTRY_VERIFY(banner->isVisible());
    press(Qt::Key_F5);
    QVERIFY(!banner->isVisible());
    Q_EMIT window_->projectView()->jobs().candidatesChanged("rank");
    click(visibleButton("Show (F5)"));
    QVERIFY(!banner->isVisible());
  }

  void aMissingFolderOfImagesIsSaid() {
    const auto folder = QString::fromStdString(project_->project().folder().string());
    const auto images = QString::fromStdString(project_->project().imagesRoot().string());
    QVERIFY(QDir().rename(images, images + ".away"));
    QVERIFY(window_->openProject(folder));
    auto* banner = visibleWidget<QWidget>("banner");
    QVERIFY(banner);
    QVERIFY(banner->findChild<QLabel*>("text")->text().contains(images));
    press(Qt::Key_A);  // review goes on
    QCOMPARE(painted(grid(), 0).verdict, Verdict::Accepted);
    waitSaved();
    click(visibleButton("Look again"));
    QVERIFY(banner->isVisible());
    QVERIFY(QDir().rename(images + ".away", images));
    press(Qt::Key_F5);
    QVERIFY(!banner->isVisible());
  }

  void aDroppedFolderIsProposed() {
    QTemporaryDir folder;
    QImage image(32, 24, QImage::Format_RGB32);
    image.fill(Qt::gray);
    for (int i = 0; i < 3; ++i) image.save(folder.filePath(QString("a%1.png").arg(i)));
    window_->closeProject();
    auto* start = visibleWidget<StartPage>();
    QVERIFY(start);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(folder.path())});
    QDragEnterEvent enter({20, 20}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(start, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({20, 20}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(start, &drop);
    QTRY_VERIFY(visibleButton("Find masks"));
    const auto says = [start](const QString& text) {
      const auto labels = start->findChildren<QLabel*>();
      return std::any_of(labels.begin(), labels.end(), [&](const QLabel* one) {
        return one->text().contains(text);
      });
    };
    QTRY_VERIFY(says("3 images"));
  }

  void aClickBesideTheCategoryPopupChangesNothing() {
    grid().setCurrentRow(0);
    press(Qt::Key_T);
    QTRY_VERIFY(visibleWidget<QWidget>("categoryPopup"));
    type("cup");
    QTest::mouseClick(grid().viewport(),
                      Qt::LeftButton,
                      {},
                      grid().visualRect(grid().model()->index(2, 0)).center());
    QVERIFY(!visibleWidget<QWidget>("categoryPopup"));
    QCOMPARE(grid().currentIndex().row(), 2);
    QCOMPARE(painted(grid(), 0).verdict, Verdict::Undecided);
    press(Qt::Key_T);
    press(Qt::Key_Escape);
    QVERIFY(!visibleWidget<QWidget>("categoryPopup"));
    QCOMPARE(QApplication::focusWidget(), &grid());
    press(Qt::Key_A);
    QCOMPARE(painted(grid(), 2).verdict, Verdict::Accepted);
    waitSaved();
  }
};

QTEST_MAIN(ReviewLoopTest)
#include "review_loop_test.moc"
