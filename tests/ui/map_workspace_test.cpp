#include "ui/map_workspace.h"

#include "core/services/layout_service.h"
#include "core/store/layout_repository.h"
#include "core/store/tuning_repository.h"
#include "tests/ui/review_window.h"
#include "ui/actions/command_palette.h"
#include "ui/views/crop_strip.h"
#include "ui/views/map_legend.h"
#include "ui/views/scatter_view.h"
#include "ui/views/view_chip.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

/// The map by mouse and keys; what is compared is what is stored.
class MapWorkspaceTest : public QObject, private ReviewWindow {
  Q_OBJECT

  MapWorkspace& map() { return window_->projectView()->map(); }
  ScatterView& plot() { return map().plot(); }
  Verdict stored(size_t n) { return project_->verdictOf(project_->ids[n]).verdict; }
  CandidateModel& list() { return window_->projectView()->session().candidates(); }

  /// Embeddings on a fan of directions, and a map: candidate n at (n, 0).
  void layOut() {
    auto& connection = project_->connection();
    store::Transaction transaction(connection);
    std::vector<store::LayoutPlace> places;
    for (size_t n = 0; n < project_->ids.size(); ++n) {
      const float angle = 0.05F * static_cast<float>(n);
      store::TuningRepository(connection)
          .addMissingEmbedding(project_->ids[n], {std::cos(angle), std::sin(angle)});
      places.push_back({project_->ids[n], static_cast<float>(n), 0});
    }
    store::LayoutRepository(connection).replace(0, {}, places);
    transaction.commit();
  }
  void decided(std::vector<size_t> which, Verdict verdict) {
    ReviewService::Request request;
    for (const size_t n : which) request.candidates.push_back(project_->ids[n]);
    request.verdict = verdict;
    QVERIFY(ReviewService(project_->connection(), "test").decide(request).ok());
  }
  void openMap() {
    press(Qt::Key_3, Qt::ControlModifier);
    QCOMPARE(window_->projectView()->workspace(), Workspace::Map);
  }
  QString target() { return visibleWidget<QLabel>("verdictTarget")->text(); }
  void lasso(int from, int to) {
    const QPointF a = plot().positionOf(from), b = plot().positionOf(to);
    const QPolygonF path{
        a + QPointF(-5, -20), b + QPointF(5, -20), b + QPointF(5, 20), a + QPointF(-5, 20)};
    QTest::mousePress(&plot(), Qt::LeftButton, {}, path.front().toPoint());
    for (const QPointF& point : path) {
      QMouseEvent move(QEvent::MouseMove,
                       point,
                       plot().mapToGlobal(point),
                       Qt::NoButton,
                       Qt::LeftButton,
                       Qt::NoModifier);
      QCoreApplication::sendEvent(&plot(), &move);
    }
    QTest::mouseRelease(&plot(), Qt::LeftButton, {}, path.back().toPoint());
  }

 private Q_SLOTS:
  void initTestCase() { prepare(); }
  void init() { start(4, 5, 2); }
  void cleanup() { stop(); }

  void withoutAMapItOffersToMakeOne() {
    openMap();
    QTRY_VERIFY(visibleButton("Make the map"));
    QVERIFY(!plot().isVisible());
  }

  void aLassoAndAKeyDecideAsOneCommand() {
    layOut();
    openMap();
    QTRY_COMPARE(plot().count(), 20);
    QTRY_COMPARE(QApplication::focusWidget(), &plot());
    lasso(4, 8);
    QCOMPARE(plot().selected(), (std::vector<int>{4, 5, 6, 7, 8}));
    QVERIFY(visibleButton("Show in grid"));
    press(Qt::Key_X);
    QCOMPARE(plot().scene().kind[6], static_cast<uint8_t>(Verdict::NotAnObject));  // at once
    waitSaved();
    for (size_t n = 0; n < 20; ++n)
      QCOMPARE(stored(n), n >= 4 && n <= 8 ? Verdict::NotAnObject : Verdict::Undecided);
    press(Qt::Key_Z);
    waitSaved();
    for (size_t n = 0; n < 20; ++n) QCOMPARE(stored(n), Verdict::Undecided);
    QTRY_COMPARE(plot().scene().kind[6], uint8_t{0});
    QCOMPARE(plot().selected().size(), size_t{5});  // neither place nor selection is lost
  }

  void aVerdictLeavesDecidedOnesAlone() {
    layOut();
    decided({2, 3}, Verdict::BadMask);
    openMap();
    QTRY_COMPARE(plot().count(), 20);
    const QSignalSpy said(&work().review(), &ReviewController::announced);
    lasso(1, 5);
    QCOMPARE(target(), QString("3 undecided of 5"));
    press(Qt::Key_A);
    QCOMPARE(target(), QString("3 just decided of 5"));
    waitSaved();
    const auto verdicts = [this] {
      std::vector<Verdict> of;
      for (size_t n = 1; n <= 5; ++n) of.push_back(stored(n));
      return of;
    };
    constexpr auto kYes = Verdict::Accepted, kNo = Verdict::NotAnObject, kBad = Verdict::BadMask;
    QCOMPARE(verdicts(), (std::vector{kYes, kBad, kBad, kYes, kYes}));
    QVERIFY(said.last()[0].toString().contains("2 decided before stay as they are"));
    press(Qt::Key_X);  // a correction is for the same ones
    waitSaved();
    QCOMPARE(verdicts(), (std::vector{kNo, kBad, kBad, kNo, kNo}));
    lasso(2, 3);  // only decided ones: they are meant
    QCOMPARE(target(), QString("2 selected, all decided"));
    press(Qt::Key_A);
    waitSaved();
    QCOMPARE(verdicts(), (std::vector{kNo, kYes, kYes, kNo, kNo}));
    QVERIFY(!said.last()[0].toString().contains("stay"));
  }

  void relabellingLeavesDecidedOnesAlone() {
    layOut();
    decided({1}, Verdict::NotAnObject);
    openMap();
    QTRY_COMPARE(plot().count(), 20);
    lasso(0, 2);
    relabelAs("leaf");
    waitSaved();
    for (size_t n = 0; n < 3; ++n)
      QCOMPARE(stored(n), n == 1 ? Verdict::NotAnObject : Verdict::Relabelled);
  }

  void aLargeSelectionShowsWhatAVerdictIsFor() {
    stop();
    start(6, 100, 3);
    layOut();
    openMap();
    QTRY_COMPARE(plot().count(), 600);
    QVERIFY(!visibleWidget<CropStrip>());
    lasso(0, 9);
    QVERIFY(!visibleWidget<CropStrip>());
    press(Qt::Key_A, Qt::ControlModifier);
    auto* strip = visibleWidget<CropStrip>();
    QVERIFY(strip);
    QVERIFY(strip->text().contains("600"));
    QCOMPARE(strip->crops().size(), CropStrip::kMost);
    QVERIFY(plot().rect().contains(strip->geometry()));
    QVERIFY(visibleWidget<QLabel>("verdictNote"));
    press(Qt::Key_X);
    waitSaved();
    QCOMPARE(stored(599), Verdict::NotAnObject);
    press(Qt::Key_Z);  // one step
    waitSaved();
    QCOMPARE(stored(0), Verdict::Undecided);
    QTRY_COMPARE(target(), QString("600 undecided"));
  }

  void theSelectionIsShownInTheGridAndLeftAgain() {
    layOut();
    grid().setCurrentRow(17);
    openMap();
    QTRY_COMPARE(plot().count(), 20);
    lasso(2, 4);
    press(Qt::Key_Return);
    QCOMPARE(window_->projectView()->workspace(), Workspace::Review);
    QCOMPARE(list().ids(),
             (std::vector<int64_t>{
                 project_->ids[2].value, project_->ids[3].value, project_->ids[4].value}));
    QVERIFY(visibleButton("3 from the map"));
    press(Qt::Key_A, Qt::ControlModifier);
    press(Qt::Key_A);
    waitSaved();
    for (size_t n = 0; n < 20; ++n)
      QCOMPARE(stored(n), n >= 2 && n <= 4 ? Verdict::Accepted : Verdict::Undecided);
    click(visibleButton("3 from the map"));
    QCOMPARE(list().rowCount(), 20);
    QCOMPARE(grid().currentCandidate(), project_->ids[17].value);
    QVERIFY(!visibleButton("3 from the map"));
  }

  void theKeyOverlayNamesItsGestures() {
    layOut();
    openMap();
    QTRY_COMPARE(plot().count(), 20);
    const auto shown = [this] {
      QStringList texts;
      for (auto* label : window_->findChild<KeyOverlay*>()->findChildren<QLabel*>())
        texts << label->text();
      return texts;
    };
    window_->projectView()->showKeys();
    QVERIFY(shown().contains("Select with a lasso"));
    QVERIFY(shown().contains("Accept"));
    QVERIFY(!shown().contains("Edit the mask"));
    press(Qt::Key_Escape);
    press(Qt::Key_1, Qt::ControlModifier);
    window_->projectView()->showKeys();
    QVERIFY(!shown().contains("Select with a lasso"));
    press(Qt::Key_Escape);
  }

  void relabellingGoesThroughTheGrid() {
    layOut();
    openMap();
    QTRY_COMPARE(plot().count(), 20);
    lasso(0, 2);
    relabelAs("leaf");
    waitSaved();
    for (size_t n = 0; n < 4; ++n)
      QCOMPARE(stored(n), n < 3 ? Verdict::Relabelled : Verdict::Undecided);
  }

  void legendAndColours() {
    layOut();
    openMap();
    QTRY_COMPARE(plot().count(), 20);
    auto* colour = visibleWidget<QComboBox>();
    QVERIFY(colour && !colour->accessibleName().isEmpty());
    colour->setCurrentIndex(static_cast<int>(MapColour::Cluster));
    Q_EMIT colour->activated(colour->currentIndex());
    QVERIFY(plot().scene().kind[0] != plot().scene().kind[1]);
    QCOMPARE(plot().scene().kind[0], plot().scene().kind[2]);
    QTRY_VERIFY(visibleButton("Cluster 2"));
    click(visibleButton("Cluster 2"));
    std::vector<int> odd;
    for (int n = 1; n < 20; n += 2) odd.push_back(n);
    QCOMPARE(plot().selected(), odd);
    press(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(plot().selected().size(), size_t{20});
  }

  void confidencesFollowTheRanking() {
    layOut();
    openMap();
    QTRY_COMPARE(plot().count(), 20);
    const ClusterId cluster = map().data().map.points[0].cluster;
    const float before = map().data().map.points[0].confidence;
    // Junk counts when the ranking is made anew, a second after it is stored.
    window_->projectView()->session().writer().editClusters(
        [cluster](ClusterEdit& edit) { return edit.setJunk({cluster}, true); });
    QTRY_VERIFY(map().data().map.points[0].confidence < before / 2);
  }

  void escapeSelectsNothingWhereverTheFocusIs() {
    layOut();
    openMap();
    QTRY_COMPARE(plot().count(), 20);
    QVERIFY(visibleWidget<QLabel>("mapHint"));
    lasso(2, 4);
    auto* colour = visibleWidget<QComboBox>();
    colour->setFocus();
    colour->showPopup();
    QTRY_VERIFY(colour->view()->isVisible());
    QTest::keyClick(colour->view(), Qt::Key_Escape);  // closes the list alone
    QTRY_VERIFY(!colour->view()->isVisible());
    QCOMPARE(plot().selected().size(), size_t{3});
    QCOMPARE(QApplication::focusWidget(), colour);
    press(Qt::Key_Escape);
    QVERIFY(plot().selected().empty());
    QCOMPARE(QApplication::focusWidget(), &plot());
  }

  void longNamesOfTheLegendAreToldApart() {
    MapLegend legend;
    legend.setFixedWidth(220);
    legend.setKinds({{"Merge tree", Qt::red, 16'835, {}},
                     {"Free Mask (FreeSOLO), centred map", Qt::green, 2'120, {}},
                     {"Free Mask (FreeSOLO)", Qt::blue, 1'958, {}}});
    legend.show();
    QVERIFY(QTest::qWaitForWindowExposed(&legend));
    const auto rows = legend.findChildren<QAbstractButton*>();
    QCOMPARE(rows.size(), 3);
    QTRY_VERIFY(rows[1]->height() > rows[0]->height());  // two lines
    QVERIFY(rows[1]->toolTip().startsWith(rows[1]->text()));
    QVERIFY(!rows[0]->toolTip().startsWith(rows[0]->text()));
  }

  void coloursSayTheRoundAMaskIsFrom() {
    layOut();
    openMap();
    QTRY_COMPARE(plot().count(), 20);
    auto* colour = visibleWidget<QComboBox>();
    colour->setCurrentIndex(colour->findText("Round"));
    Q_EMIT colour->activated(colour->currentIndex());
    QTRY_VERIFY(visibleButton("Discovery"));
    QVERIFY(visibleButton("Discovery")->toolTip().contains("Found by discovery"));
  }

  void moreLikeThisOrdersByLikeness() {
    layOut();
    grid().setFocus();
    grid().setCurrentRow(10);
    press(Qt::Key_M);
    QTRY_COMPARE(list().rowCount(), 20);
    QTRY_COMPARE(list().idAt(0), project_->ids[10].value);
    QVERIFY(visibleButton("Like mask"));
    // By the angle between them; both sides of it are equally far.
    for (int row = 1; row < 19; ++row) {
      const auto distance = [&](int r) {
        return std::abs(list().idAt(r) - project_->ids[10].value);
      };
      QVERIFY(distance(row) <= distance(row + 1));
    }
    press(Qt::Key_Escape);
    QCOMPARE(list().idAt(0), project_->ids[0].value);
    QCOMPARE(grid().currentCandidate(), project_->ids[10].value);
    QVERIFY(!visibleButton("Like mask"));
  }

  void aLassoSplitsOffANewCluster() {
    layOut();
    openMap();
    QTRY_COMPARE(plot().count(), 20);
    lasso(0, 3);
    QTRY_COMPARE(plot().selected().size(), size_t{4});
    auto& clusters = window_->projectView()->session().clusters();
    press(Qt::Key_V, Qt::ShiftModifier);
    QTRY_COMPARE(clusters.rowCount(), 3);
    QCOMPARE(work().review().undoText(), QString("move 4 masks to new cluster 3"));
    press(Qt::Key_Z);
    QTRY_COMPARE(clusters.rowCount(), 2);
    QVERIFY(visibleButton("Split off"));
    press(Qt::Key_V);
    QTRY_VERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()));
    type("2");
    press(Qt::Key_Return);
    QTRY_COMPARE(work().review().undoText(), QString("move 2 masks from cluster 1 to 2"));
  }

  void withoutEmbeddingsItIsSaid() {
    const QSignalSpy said(&work().review(), &ReviewController::announced);
    grid().setCurrentRow(3);
    press(Qt::Key_M);
    QTRY_COMPARE(said.size(), 1);
    QVERIFY(said[0][0].toString().contains("has no embedding"));
    QCOMPARE(list().rowCount(), 20);
  }
};

QTEST_MAIN(MapWorkspaceTest)
#include "map_workspace_test.moc"
