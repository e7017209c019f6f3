#include "tests/ui/review_window.h"
#include "ui/models/cluster_roles.h"
#include "ui/views/cluster_panel.h"
#include "ui/views/view_chip.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QWheelEvent>

#include <array>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

/// The wall of clusters by key and mouse.
class ClusterWallTest : public QObject, private ReviewWindow {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { prepare(); }
  void init() { start(4, 10, 4); }
  void cleanup() { stop(); }

  void aClusterIsNamedOnTheWall() {
    auto& clusters = window_->projectView()->session().clusters();
    const ClusterId first(clusters.index(0).data(ClusterIdRole).toLongLong());
    press(Qt::Key_2, Qt::ControlModifier);
    auto* wall = visibleWidget<QListView>();
    QVERIFY(wall);
    wall->setFocus();
    wall->setCurrentIndex(wall->model()->index(0, 0));
    press(Qt::Key_F2);
    QTRY_VERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()));
    type("chair");
    press(Qt::Key_Return);
    QTRY_COMPARE(clusters.titleOf(first), QString("chair"));
    QCOMPARE(window_->projectView()->workspace(), Workspace::Clusters);
    press(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(clusters.titleOf(first), QString("Cluster 1"));
  }

  void namingKeepsTheCurrentClusterAndCandidate() {
    grid().setCurrentRow(17);
    const qint64 candidate = grid().currentCandidate();
    auto& clusters = window_->projectView()->session().clusters();
    press(Qt::Key_2, Qt::ControlModifier);
    auto* wall = visibleWidget<QListView>();
    wall->setCurrentIndex(wall->model()->index(2, 0));
    const auto current = [wall] { return wall->currentIndex().data(ClusterIdRole).toLongLong(); };
    const qint64 third = current();
    for (const auto* name : {"chair", "stool", "chair"}) {  // each from where the last one ended
      press(Qt::Key_F2);
      QTRY_VERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()));
      type(name);
      press(Qt::Key_Return);
      QTRY_COMPARE(clusters.titleOf(ClusterId(third)), QString(name));
      QCOMPARE(current(), third);
      QCOMPARE(QApplication::focusWidget(), wall);
    }
    press(Qt::Key_Right);
    QVERIFY(current() != third);
    press(Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(grid().currentCandidate(), candidate);
    press(Qt::Key_F5);
    QCOMPARE(grid().currentCandidate(), candidate);
    work().showCluster(third);  // row 17 is a member of the second cluster
    QVERIFY(grid().currentCandidate() != candidate);
  }

  void aNotchOfTheWheelKeepsCardsInSight() {
    stop();
    start(2, 100, 60);
    press(Qt::Key_2, Qt::ControlModifier);
    auto* wall = visibleWidget<QListView>();
    QVERIFY(wall);
    QTRY_VERIFY(wall->verticalScrollBar()->maximum() > 0);
    const int card = wall->visualRect(wall->model()->index(0, 0)).height();
    const QPoint middle = wall->viewport()->rect().center();
    QWheelEvent wheel(
        middle, wall->viewport()->mapToGlobal(middle), {}, {0, -120}, {}, {}, {}, false);
    QApplication::sendEvent(wall->viewport(), &wheel);
    QVERIFY(wall->verticalScrollBar()->value() > 0);
    QVERIFY(wall->verticalScrollBar()->value() < card);
  }

  void theBarSaysWhatAVerdictDecides() {
    ReviewService::Request request;
    for (const size_t n : {0, 4, 8}) request.candidates.push_back(project_->ids[n]);
    request.verdict = Verdict::NotAnObject;  // of the first cluster
    QVERIFY(ReviewService(project_->connection(), "test").decide(request).ok());
    press(Qt::Key_2, Qt::ControlModifier);
    auto* wall = visibleWidget<QListView>();
    wall->setCurrentIndex(wall->model()->index(0, 0));
    const auto target = [] { return visibleWidget<QLabel>("verdictTarget")->text(); };
    QTRY_COMPARE(target(), QString("7 undecided of 10"));
    press(Qt::Key_J);
    QTRY_COMPARE(target(), QString("10 undecided"));
    press(Qt::Key_K);
    press(Qt::Key_A);
    waitSaved();
    press(Qt::Key_K);
    QTRY_COMPARE(target(), QString("None undecided"));
    press(Qt::Key_A, Qt::ControlModifier);
    QTRY_COMPARE(target(), QString("30 undecided of 40"));
  }

  void countsOfManyAreGrouped() {
    stop();
    start(1, 1'200, 1);
    grid().setCurrentRow(0);
    press(Qt::Key_G);
    QVERIFY(work().review().clusterScopeText().contains("1,200 masks"));
    press(Qt::Key_Escape);
    press(Qt::Key_2, Qt::ControlModifier);
    auto* wall = visibleWidget<QListView>();
    wall->setCurrentIndex(wall->model()->index(0, 0));
    press(Qt::Key_A);
    waitSaved();
    QCOMPARE(work().review().undoText(), QString("accept 1,200 in Cluster 1"));
    press(Qt::Key_1, Qt::ControlModifier);
    press(Qt::Key_A, Qt::ControlModifier);
    press(Qt::Key_X);
    waitSaved();
    QCOMPARE(work().review().undoText(), QString("reject 1,200 masks"));
  }

  void jAndKStepAlongTheWall() {
    press(Qt::Key_2, Qt::ControlModifier);
    auto* wall = visibleWidget<QListView>();
    QVERIFY(wall);
    wall->setCurrentIndex(wall->model()->index(0, 0));
    press(Qt::Key_J);
    press(Qt::Key_J);
    QCOMPARE(wall->currentIndex().row(), 2);
    QCOMPARE(wall->selectionModel()->selectedIndexes(), QModelIndexList{wall->currentIndex()});
    press(Qt::Key_K);
    QCOMPARE(wall->currentIndex().row(), 1);
    press(Qt::Key_K);
    press(Qt::Key_K);  // the first one stays
    QCOMPARE(wall->currentIndex().row(), 0);
  }

  void anOpenedClusterIsNamedAboveTheGrid() {
    stop();
    start(4, 100, 40);
    QVERIFY(!visibleWidget<ViewChip>());
    press(Qt::Key_2, Qt::ControlModifier);
    auto* wall = visibleWidget<QListView>();
    const QModelIndex last = wall->model()->index(39, 0);
    const QString title = last.data().toString();
    wall->setCurrentIndex(last);
    press(Qt::Key_Return);
    QCOMPARE(window_->projectView()->workspace(), Workspace::Review);
    QVERIFY(visibleButton(title));
    QCOMPARE(grid().model()->rowCount(), 10);
    auto* list = visibleWidget<ClusterPanel>()->findChild<QListView*>();
    QTRY_VERIFY(list->viewport()->rect().contains(
        list->visualRect(list->model()->index(39, 0))));  // the marked one is in sight
    press(Qt::Key_Escape);
    QCOMPARE(grid().model()->rowCount(), 400);
    QVERIFY(!visibleWidget<ViewChip>());
    press(Qt::Key_2, Qt::ControlModifier);
    press(Qt::Key_Return);
    click(visibleWidget<ViewChip>()->findChild<QAbstractButton*>());
    QCOMPARE(grid().model()->rowCount(), 400);
    QCOMPARE(QApplication::focusWidget(), &grid());
  }

  void verdictKeysOnTheWallDecideWholeClusters() {
    press(Qt::Key_2, Qt::ControlModifier);
    auto* wall = visibleWidget<QListView>();
    QVERIFY(wall);
    wall->setCurrentIndex(wall->model()->index(0, 0));
    press(Qt::Key_A);
    QCOMPARE(wall->currentIndex().row(), 1);  // the next one is there
    press(Qt::Key_X);
    waitSaved();
    for (int row = 0; row < 40; row += 4) {
      QCOMPARE(painted(grid(), row).verdict, Verdict::Accepted);
      QCOMPARE(painted(grid(), row + 1).verdict, Verdict::NotAnObject);
      QCOMPARE(painted(grid(), row + 2).verdict, Verdict::Undecided);
    }
    QTRY_COMPARE(wall->model()->index(0, 0).data(ClusterAcceptedRole).toInt(), 10);
    click(visibleButton("Undo"));
    QTRY_COMPARE(painted(grid(), 1).verdict, Verdict::Undecided);
    QCOMPARE(painted(grid(), 0).verdict, Verdict::Accepted);
  }
};

QTEST_MAIN(ClusterWallTest)
#include "cluster_wall_test.moc"
