#include "core/store/tuning_repository.h"
#include "tests/ui/review_window.h"
#include "ui/models/cluster_roles.h"
#include "ui/models/crop_list_model.h"
#include "ui/views/cluster_list_view.h"
#include "ui/views/cluster_popup.h"
#include "ui/views/crop_list_view.h"

#include <QLabel>
#include <QListWidget>
#include <QScrollBar>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

/// Clusters are merged, split, locked, called junk and their masks moved, by key and by mouse.
class ClusterEditTest : public QObject, private ReviewWindow {
  Q_OBJECT

  ClusterModel& clusters() { return window_->projectView()->session().clusters(); }
  static ClusterListView* wall() { return visibleWidget<ClusterListView>(); }
  QString undoText() { return work().review().undoText(); }
  int rowOf(int shownNumber) {
    for (int row = 0; row < clusters().rowCount(); ++row)
      if (clusters().index(row).data(ClusterOrdinalRole).toInt() == shownNumber) return row;
    return -1;
  }
  QVariant of(int shownNumber, int role) { return clusters().index(rowOf(shownNumber)).data(role); }
  void select(std::initializer_list<int> shownNumbers) {
    QList<qint64> ids;
    for (const int number : shownNumbers) ids << of(number, ClusterIdRole).toLongLong();
    wall()->setCurrentIndex(clusters().index(rowOf(*shownNumbers.begin())));
    wall()->selectClusters(ids);
  }
  /// Half of each cluster looks one way, half the other.
  void giveLooks() {
    store::Transaction transaction(project_->connection());
    for (size_t i = 0; i < project_->ids.size(); ++i) {
      const std::vector<float> look{i / 4 % 2 ? 0.F : 1.F, i / 4 % 2 ? 1.F : 0.F, 0.01F * float(i)};
      store::TuningRepository(project_->connection()).addMissingEmbedding(project_->ids[i], look);
    }
    transaction.commit();
  }

 private Q_SLOTS:
  void initTestCase() { prepare(); }
  void init() {
    start(4, 10, 4);
    giveLooks();
    press(Qt::Key_2, Qt::ControlModifier);
    QVERIFY(wall());
    wall()->setFocus();
    wall()->setCurrentIndex(clusters().index(0));
  }
  void cleanup() { stop(); }

  void twoSelectedAreMergedWithOneKeyAndUndone() {
    select({3, 2});
    press(Qt::Key_M);
    QTRY_COMPARE(clusters().rowCount(), 3);
    QTRY_COMPARE(undoText(), QString("merge cluster 3 into 2"));
    QCOMPARE(of(2, ClusterSizeRole).toInt(), 20);
    press(Qt::Key_Z);
    QTRY_COMPARE(clusters().rowCount(), 4);
    QCOMPARE(of(3, ClusterSizeRole).toInt(), 10);
    press(Qt::Key_Z, Qt::ShiftModifier);
    QTRY_COMPARE(clusters().rowCount(), 3);
  }

  void oneIsMergedByNumber() {
    select({4});
    press(Qt::Key_M);
    QTRY_VERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()));
    type("2");
    press(Qt::Key_Return);
    QTRY_COMPARE(undoText(), QString("merge cluster 4 into 2"));
    QTRY_COMPARE(QApplication::focusWidget(), wall());
    // What it became is what the next key is for.
    QCOMPARE(wall()->currentIndex().data(ClusterSizeRole).toInt(), 20);
    QCOMPARE(wall()->selectionModel()->selectedIndexes().size(), 1);
  }

  void aCardIsDraggedOntoAnother() {
    auto* view = wall();
    const auto centreOf = [&](int number) {
      return view->visualRect(view->model()->index(rowOf(number), 0)).center();
    };
    const auto move = [&](const QPoint& to) {
      QMouseEvent event(QEvent::MouseMove,
                        to,
                        view->viewport()->mapToGlobal(to),
                        Qt::NoButton,
                        Qt::LeftButton,
                        Qt::NoModifier);
      QApplication::sendEvent(view->viewport(), &event);
    };
    auto* hint = view->findChild<QLabel*>("mergeHint");
    QTest::mousePress(view->viewport(), Qt::LeftButton, {}, centreOf(1));
    move(centreOf(1) + QPoint(40, 0));
    QVERIFY(hint->isVisible());
    move(centreOf(2));
    QCOMPARE(hint->text(), QString("Merge Cluster 1 into Cluster 2: 10 + 10 masks"));
    QTest::keyClick(view, Qt::Key_Escape);
    QVERIFY(!hint->isVisible());
    QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, centreOf(2));
    waitSaved();
    QCOMPARE(clusters().rowCount(), 4);
    // Cards reach beyond what is in sight.
    const int tall = view->height();
    const QPoint clipped(centreOf(2).x(),
                         view->visualRect(view->model()->index(rowOf(2), 0)).bottom() - 8);
    view->setFixedHeight(clipped.y() - 40);
    QTest::mousePress(view->viewport(), Qt::LeftButton, {}, centreOf(1));
    move(centreOf(1) + QPoint(40, 0));
    move(clipped);
    QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, clipped);
    waitSaved();
    QCOMPARE(clusters().rowCount(), 4);
    view->setFixedHeight(tall);
    view->verticalScrollBar()->setValue(0);
    QTest::mousePress(view->viewport(), Qt::LeftButton, {}, centreOf(1));
    move(centreOf(1) + QPoint(40, 0));
    move(centreOf(2));
    QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, centreOf(2));
    QTRY_COMPARE(undoText(), QString("merge cluster 1 into 2"));
    QTRY_COMPARE(clusters().rowCount(), 3);
  }

  void aSplitIsProposedCorrectedAndConfirmed() {
    select({1});
    press(Qt::Key_P);
    QTRY_VERIFY(visibleWidget<CropListView>("splitPart"));
    auto* part = visibleWidget<CropListView>("splitPart");
    auto* stay = visibleWidget<CropListView>("splitStay");
    QCOMPARE(part->model()->rowCount(), 5);
    QCOMPARE(stay->model()->rowCount(), 5);
    QVERIFY(part->hasFocus());
    press(Qt::Key_Escape);
    QTRY_COMPARE(QApplication::focusWidget(), wall());
    QCOMPARE(clusters().rowCount(), 4);
    press(Qt::Key_P);
    QTRY_VERIFY(visibleWidget<CropListView>("splitPart"));
    part->setCurrentIndex(part->model()->index(0, 0));
    press(Qt::Key_V);
    QCOMPARE(part->model()->rowCount(), 4);
    QCOMPARE(stay->model()->rowCount(), 6);
    press(Qt::Key_Return);
    QTRY_COMPARE(clusters().rowCount(), 5);
    QCOMPARE(undoText(), QString("split 4 masks off cluster 1 as 5"));
    QCOMPARE(of(5, ClusterSizeRole).toInt(), 4);
    QTRY_COMPARE(QApplication::focusWidget(), wall());
    press(Qt::Key_Z);
    QTRY_COMPARE(clusters().rowCount(), 4);
  }

  void bothHalvesAreSelectedAfterASplit() {
    select({4});
    press(Qt::Key_P);
    QTRY_VERIFY(visibleWidget<CropListView>("splitPart"));
    press(Qt::Key_Return);
    QTRY_COMPARE(clusters().rowCount(), 5);
    QTRY_COMPARE(QApplication::focusWidget(), wall());
    const QList<qint64> halves{of(4, ClusterIdRole).toLongLong(),
                               of(5, ClusterIdRole).toLongLong()};
    const auto chosen = wall()->selectedClusters();
    QCOMPARE(QSet<qint64>(chosen.begin(), chosen.end()),
             QSet<qint64>(halves.begin(), halves.end()));
    QVERIFY(wall()->viewport()->rect().intersects(wall()->visualRect(wall()->currentIndex())));
  }

  void anUndoneVerdictIsShownWhereItWas() {
    select({1});
    press(Qt::Key_A);
    waitSaved();
    QTRY_COMPARE(of(1, ClusterAcceptedRole).toInt(), 10);
    select({4});
    press(Qt::Key_Z);
    QTRY_COMPARE(of(1, ClusterAcceptedRole).toInt(), 0);
    QTRY_COMPARE(wall()->currentIndex().row(), rowOf(1));
  }

  void severalAreRelabelledOnTheWall() {
    select({1, 2});
    press(Qt::Key_T);
    QTRY_VERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()));
    type("door");
    press(Qt::Key_Return);
    waitSaved();
    QTRY_COMPARE(of(1, ClusterAcceptedRole).toInt(), 10);
    QTRY_COMPARE(of(2, ClusterAcceptedRole).toInt(), 10);
    QCOMPARE(of(3, ClusterAcceptedRole).toInt(), 0);
    QTRY_COMPARE(QApplication::focusWidget(), wall());
    press(Qt::Key_Z);
    QTRY_COMPARE(of(2, ClusterAcceptedRole).toInt(), 0);
  }

  void sharedNamesAreToldApart() {
    for (const int number : {1, 2})
      work().review().renameCluster(ClusterId(of(number, ClusterIdRole).toLongLong()), "door");
    waitSaved();
    QTRY_COMPARE(of(1, Qt::DisplayRole).toString(), QString("door (1)"));
    QCOMPARE(of(2, Qt::DisplayRole).toString(), QString("door (2)"));
    press(Qt::Key_Z);
    QTRY_COMPARE(of(1, Qt::DisplayRole).toString(), QString("door"));
  }

  void aLockedClusterIsNotSplit() {
    select({2});
    press(Qt::Key_L);
    QTRY_VERIFY(of(2, ClusterLockedRole).toBool());
    QCOMPARE(undoText(), QString("lock cluster 2"));
    QCOMPARE(wall()->currentIndex().row(), rowOf(2));
    const QSignalSpy said(&work().review(), &ReviewController::announced);
    press(Qt::Key_P);
    QTRY_VERIFY(!said.isEmpty());
    QVERIFY(said.last().first().toString().contains("locked"));
    QVERIFY(!visibleWidget<CropListView>("splitPart"));
    press(Qt::Key_L);
    QTRY_VERIFY(!of(2, ClusterLockedRole).toBool());
  }

  void junkGoesToTheEndAndDownTheOrder() {
    const auto first = project_->ids[0];
    const auto confidence = [&] {
      auto query = project_->connection().prepare(
          "SELECT confidence FROM ranking r WHERE candidate_id = ?1 AND revision = (SELECT "
          "MAX(revision) FROM ranking WHERE candidate_id = ?1)");
      query.bind(1, first.value);
      return query.executeStep() ? query.getColumn(0).getDouble() : -1.;
    };
    const double before = confidence();
    select({1});
    press(Qt::Key_Delete);
    QTRY_VERIFY(of(1, ClusterJunkRole).toBool());
    QCOMPARE(rowOf(1), 3);
    QTRY_VERIFY(confidence() < before / 2);
    const double junked = confidence();
    // What it left is followed by the next one: the key after it is not for a card out of sight.
    QCOMPARE(wall()->currentIndex().row(), rowOf(2));
    select({1});
    press(Qt::Key_Delete);
    QTRY_VERIFY(!of(1, ClusterJunkRole).toBool());
    QCOMPARE(undoText(), QString("take cluster 1 out of the junk"));
    QTRY_VERIFY(confidence() > 2 * junked);
  }

  void aLockedOneIsNotMergedAway() {
    select({3});
    press(Qt::Key_L);
    QTRY_VERIFY(of(3, ClusterLockedRole).toBool());
    select({2, 3});
    press(Qt::Key_M);
    QTRY_COMPARE(undoText(), QString("merge cluster 2 into 3"));
    QTRY_COMPARE(of(3, ClusterSizeRole).toInt(), 20);
  }

  void newClusterIsOfferedLastForAWordWithinIts() {
    ClusterPopup popup(window_.get());
    popup.setClusters({{1, 1, "clustered cells", 5, 0, false}}, true);
    popup.popUp("to");
    auto* field = popup.findChild<QLineEdit*>();
    auto* list = popup.findChild<QListWidget*>();
    QVERIFY(field && list);
    const auto rows = [&](const QString& typed) {
      field->setText(typed);
      QStringList texts;
      for (int row = 0; row < list->count(); ++row) texts << list->item(row)->text();
      return texts;
    };
    QCOMPARE(rows("").size(), 2);
    QCOMPARE(rows("").front(), QString("New cluster"));
    QCOMPARE(rows("new"), QStringList{"New cluster"});
    QCOMPARE(rows("cluster").back(), QString("New cluster"));
    QVERIFY(rows("cluster").front().contains("clustered cells"));
  }

  void onTheWallNoKeyMakesANewClusterOfNothing() {
    select({1, 2});
    const QString before = undoText();
    press(Qt::Key_V, Qt::ShiftModifier);
    QTest::qWait(50);
    QCOMPARE(undoText(), before);
    QCOMPARE(clusters().rowCount(), 4);
  }

  void severalAreDecidedAsOne() {
    select({1, 3});
    press(Qt::Key_X);
    waitSaved();
    QTRY_COMPARE(of(1, ClusterRejectedRole).toInt(), 10);
    QTRY_COMPARE(of(3, ClusterRejectedRole).toInt(), 10);
    QTRY_VERIFY(of(3, ClusterPurityRole).toDouble() > 0.9);
    QCOMPARE(of(2, ClusterPurityRole).toDouble(), -1.);
    press(Qt::Key_Z);
    QTRY_COMPARE(of(1, ClusterRejectedRole).toInt(), 0);
  }

  void undoOfAWholeClusterGoesBackToWhereItWasGiven() {
    press(Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY(grid().isVisible());
    grid().setFocus();
    grid().setCurrentRow(13);
    const qint64 place = grid().currentCandidate();
    press(Qt::Key_G);
    press(Qt::Key_X);
    waitSaved();
    QTRY_VERIFY(undoText().startsWith("reject 10"));
    grid().setCurrentRow(38);
    press(Qt::Key_Z);
    QTRY_COMPARE(grid().currentCandidate(), place);
  }

  void masksAreMovedFromAnOpenCluster() {
    press(Qt::Key_Return);
    QTRY_VERIFY(grid().isVisible());
    QCOMPARE(grid().model()->rowCount(), 10);
    grid().setFocus();
    grid().setCurrentRow(0);
    press(Qt::Key_Right, Qt::ShiftModifier);
    const auto moved = grid().selectedCandidates();
    QCOMPARE(moved.size(), 2);
    press(Qt::Key_V);
    QTRY_VERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()));
    auto* list = visibleWidget<QListWidget>();
    QVERIFY(list);
    QCOMPARE(list->item(0)->text(), QString("New cluster"));
    type("3");
    QCOMPARE(list->count(), 1);
    press(Qt::Key_Return);
    QTRY_COMPARE(undoText(), QString("move 2 masks from cluster 1 to 3"));
    QTRY_COMPARE(grid().model()->rowCount(), 8);
    press(Qt::Key_Z);
    QTRY_COMPARE(grid().model()->rowCount(), 10);
    grid().setCurrentRow(0);
    press(Qt::Key_V, Qt::ShiftModifier);
    QTRY_COMPARE(undoText(), QString("move 1 mask from cluster 1 to new cluster 5"));
    QTRY_COMPARE(clusters().rowCount(), 5);
  }

  void theViewOfAMergedClusterBecomesThatOfTheOther() {
    const ClusterId first(of(1, ClusterIdRole).toLongLong());
    const qint64 second = of(2, ClusterIdRole).toLongLong();
    work().showCluster(first.value);
    QCOMPARE(grid().model()->rowCount(), 10);
    window_->projectView()->session().writer().editClusters(
        [=](ClusterEdit& edit) { return edit.merge({first}, ClusterId(second)); });
    QTRY_COMPARE(grid().model()->rowCount(), 20);
    QCOMPARE(work().review().filter().cluster->value, second);
  }
};

QTEST_MAIN(ClusterEditTest)
#include "cluster_edit_test.moc"
