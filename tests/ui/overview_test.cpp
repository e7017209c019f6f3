#include "core/store/decision_repository.h"
#include "tests/support/fake_engine.h"
#include "tests/ui/review_window.h"
#include "ui/jobs/job_specs.h"
#include "ui/models/acceptance_model.h"
#include "ui/models/image_list_model.h"
#include "ui/overview_workspace.h"
#include "ui/views/acceptance_table.h"
#include "ui/views/image_wall.h"
#include "ui/views/view_chip.h"

#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

/// The overview in the window: what it counts is what is stored, and it leads to what it counts.
class OverviewTest : public QObject, private ReviewWindow {
  Q_OBJECT

  OverviewWorkspace& overview() { return window_->projectView()->overview(); }
  void open() {
    QSignalSpy shown(&overview(), &OverviewWorkspace::shown);
    press(Qt::Key_6, Qt::ControlModifier);
    QCOMPARE(window_->projectView()->workspace(), Workspace::Overview);
    QTRY_VERIFY(!shown.isEmpty());
  }
  /// The first three images show one picture; the third a little brighter.
  void makeCopies() {
    auto& connection = project_->connection();
    connection.db().exec(
        "INSERT INTO image_hash SELECT id, content_hash, id * 3974921861477, 50.0 FROM image");
    connection.db().exec(
        "UPDATE image_hash SET perceptual = 77 WHERE image_id IN (SELECT id FROM image WHERE path "
        "IN ('img0.png', 'img1.png'))");
    connection.db().exec(
        "UPDATE image_hash SET perceptual = 79 WHERE image_id IN (SELECT id FROM image WHERE path "
        "= 'img2.png')");
  }
  static int uiFontWidth(const QString& text) {
    return QFontMetrics(uiFont(TextSize::Body)).horizontalAdvance(text);
  }
  template <typename Widget>
  Widget* part(const char* name) {
    return overview().findChild<Widget*>(QLatin1String(name));
  }

 private Q_SLOTS:
  void initTestCase() { prepare(); }
  void init() { start(4, 3, 2); }
  void cleanup() { stop(); }

  void countsWhatWasDecided() {
    for (int i = 0; i < 6; ++i) press(i == 2 ? Qt::Key_X : Qt::Key_A);
    waitSaved();
    open();
    const auto& board = overview().numbers().board;
    QCOMPARE(board.decided(), 6);
    QCOMPARE(board.accepted(), 5);
    QVERIFY(part<QLabel>("overviewShare")->text().startsWith("50"));
    QVERIFY(part<QLabel>("overviewLeft")->text().contains("estimate"));
  }

  void aClusterLeadsIntoTheReview() {
    open();
    auto* table = overview().findChild<AcceptanceTable*>();
    QCOMPARE(table->model()->rowCount(), 2);
    const qint64 cluster = table->model()->index(1, 0).data(AcceptanceModel::IdRole).toLongLong();
    table->setCurrentIndex(table->model()->index(1, 0));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(window_->projectView()->workspace(), Workspace::Review);
    QTRY_VERIFY(work().review().filter().cluster.has_value());
    QCOMPARE(work().review().filter().cluster->value, cluster);
  }

  void imagesThatLackMasksAreShown() {
    project_->addImage("z-empty.png");
    open();
    auto* row = part<QPushButton>("withoutMasks");
    QVERIFY(row->isEnabled());
    QVERIFY(row->text().startsWith("1 "));
    click(row);
    auto* wall = overview().findChild<ImageWall*>();
    QTRY_VERIFY(wall->isVisible());
    QCOMPARE(wall->images().rowCount(), 1);
    QCOMPARE(wall->images().index(0, 0).data().toString(), QString("z-empty.png"));
    QTest::keyClick(wall, Qt::Key_Escape);
    QTRY_VERIFY(row->isVisible());
  }

  void anImageWithoutAcceptedMasksOpensItsMasks() {
    open();
    click(part<QPushButton>("withoutAccepted"));
    auto* wall = overview().findChild<ImageWall*>();
    QTRY_VERIFY(wall->isVisible());
    QCOMPARE(wall->images().rowCount(), 4);
    const qint64 image = wall->images().index(0, 0).data(ImageListModel::IdRole).toLongLong();
    QTest::keyClick(wall, Qt::Key_Return);
    QTRY_COMPARE(window_->projectView()->workspace(), Workspace::Review);
    QTRY_VERIFY(work().review().filter().image.has_value());
    QCOMPARE(work().review().filter().image->value, image);
    auto* chip = visibleWidget<ViewChip>();
    QVERIFY(chip && chip->findChild<QAbstractButton*>()->text().contains('.'));  // a file's name
    grid().setFocus();
    press(Qt::Key_Escape);
    QVERIFY(!work().review().filter().image && !visibleWidget<ViewChip>());
  }

  void unreadableImagesSayWhy() {
    ImageRecord broken;
    broken.path = "broken.jpg";
    broken.state = ImageState::Unreadable;
    store::ImageRepository(project_->connection()).insert(broken);
    store::RunRepository(project_->connection()).addIssue(project_->run(), "broken.jpg", "cut off");
    open();
    click(part<QPushButton>("unreadable"));
    auto* list = part<QTableView>("unreadableImages");
    QTRY_VERIFY(list->isVisible());
    QCOMPARE(list->model()->index(0, 0).data().toString(), QString("broken.jpg"));
    QCOMPARE(list->model()->index(0, 1).data().toString(), QString("cut off"));
    QVERIFY(visibleButton("Try again"));
  }

  void masksWithoutACategoryAreShownAlone() {
    stop();
    start(2, 3, 0, [](ReviewProject& project) {
      const auto dog = store::CategoryRepository(project.connection()).ensure("dog");
      project.connection().db().exec(
          "UPDATE candidate SET category_id = " + std::to_string(dog.value) +
          " WHERE id = " + std::to_string(project.ids[0].value));
    });
    open();
    const auto tables = overview().findChildren<AcceptanceTable*>();
    auto* categories = tables[1];
    QCOMPARE(categories->model()->rowCount(), 2);
    for (int row = 0; row < 2; ++row)
      if (categories->model()->index(row, 0).data(AcceptanceModel::IdRole).toLongLong() == 0)
        categories->setCurrentIndex(categories->model()->index(row, 0));
    QTest::keyClick(categories, Qt::Key_Return);
    QCOMPARE(window_->projectView()->workspace(), Workspace::Review);
    QTRY_COMPARE(grid().model()->rowCount(), 5);
  }

  /// A list of the newest round holds none of what earlier rounds accepted.
  void aCategoryThatIsDoneShowsWhatWasAccepted() {
    stop();
    start(1, 3, 0, [](ReviewProject& project) {
      auto& connection = project.connection();
      store::CandidateRepository candidates(connection);
      store::DecisionRepository decisions(connection);
      const auto dog = store::CategoryRepository(connection).ensure("dog");
      std::vector<store::RankingRepository::Ranked> ranked;
      for (const CandidateId id : project.ids) {
        Decision accepted;
        accepted.candidate = id;
        accepted.now = {Verdict::Accepted, dog};
        decisions.append(accepted);
        auto again = *candidates.byId(id);
        again.round = 1;
        ranked.push_back({candidates.insert(again), 0.5});
        candidates.link(ranked.back().candidate, id);
      }
      store::RankingRepository(connection).writeRanking(1, ranked, {});
    });
    open();
    auto* categories = overview().findChildren<AcceptanceTable*>()[1];
    QCOMPARE(categories->model()->rowCount(), 1);
    categories->setCurrentIndex(categories->model()->index(0, 0));
    QTest::keyClick(categories, Qt::Key_Return);
    QCOMPARE(window_->projectView()->workspace(), Workspace::Review);
    QTRY_COMPARE(grid().model()->rowCount(), 3);
    QVERIFY(work().review().filter().verdict == Verdict::Accepted);
  }

  void theOpenListFollowsTheProject() {
    project_->addImage("y-empty.png");
    project_->addImage("z-empty.png");
    open();
    click(part<QPushButton>("withoutMasks"));
    auto* wall = overview().findChild<ImageWall*>();
    QTRY_VERIFY(wall->isVisible());
    QCOMPARE(wall->images().rowCount(), 2);
    wall->setCurrentIndex(wall->images().index(1, 0));
    project_->addImage("x-empty.png");
    overview().reload();
    QTRY_COMPARE(wall->images().rowCount(), 3);
    QCOMPARE(wall->currentIndex().data().toString(), QString("z-empty.png"));
    project_->connection().db().exec("UPDATE image SET state = 1 WHERE path LIKE '%-empty.png'");
    overview().reload();
    QTRY_VERIFY(!wall->isVisible());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QTRY_VERIFY(part<QPushButton>("withoutMasks")->isVisible());
  }

  void undoInTheOverviewCounts() {
    press(Qt::Key_A);
    waitSaved();
    open();
    QCOMPARE(overview().numbers().board.decided(), 1);
    press(Qt::Key_Z);
    QTRY_COMPARE(overview().numbers().board.decided(), 0);
    waitSaved();
  }

  void whatScanningRejectsIsNotCountedAsLookedFor() {
    for (int i = 0; i < 4; ++i) {
      ImageRecord broken;
      broken.path = "broken" + std::to_string(i) + ".jpg";
      broken.state = ImageState::Unreadable;
      store::ImageRepository(project_->connection()).insert(broken);
    }
    open();
    QVERIFY(part<QPushButton>("lookForDuplicates")->isVisible());
    QVERIFY(part<QPushButton>("duplicates")->text().contains("not looked for"));
  }

  void tryingAgainDecodesWhatCouldNotBe() {
    const test::FakeEngine engine("exit 0\n");
    auto& connection = project_->connection();
    connection.db().exec(
        "INSERT INTO image_hash SELECT id, content_hash, id * 977, 50.0 FROM image");
    project_->addImage("cut.png");
    store::RunRepository(connection).addIssue(project_->run(), "cut.png", "cut off");
    open();
    QVERIFY(!part<QPushButton>("lookForDuplicates")->isVisible());
    click(part<QPushButton>("unreadable"));
    QTRY_VERIFY(visibleButton("Try again"));
    click(visibleButton("Try again"));
    QStringList kinds;
    for (const Job& job : window_->queue().jobs()) kinds << job.spec.kind;
    QCOMPARE(kinds, (QStringList{"scan", "duplicates"}));
    QTRY_VERIFY(window_->queue().isIdle());
  }

  void copiesSayHowLikeTheyAre() {
    makeCopies();
    open();
    QCOMPARE(part<QPushButton>("duplicates")->text(), QString("2 near-duplicates in 1 groups"));
    click(part<QPushButton>("duplicates"));
    auto* wall = overview().findChild<ImageWall*>();
    QTRY_VERIFY(wall->isVisible());
    QStringList captions;
    for (int row = 0; row < wall->images().rowCount(); ++row)
      captions << wall->images().index(row, 0).data(ImageListModel::CaptionRole).toString();
    QCOMPARE(captions, (QStringList{"10 × 8", "10 × 8 · looks the same", "10 × 8 · very close"}));
    project_->connection().db().exec("UPDATE image SET width = 20 WHERE path = 'img1.png'");
    overview().reload();
    QTRY_COMPARE(wall->images().index(0, 0).data(ImageListModel::CaptionRole).toString(),
                 QString("20 × 8 · largest"));
  }

  void aGroupOfCopiesIsReviewedTogether() {
    makeCopies();
    open();
    click(part<QPushButton>("duplicates"));
    QTRY_VERIFY(part<QPushButton>("reviewGroup")->isVisible());
    click(part<QPushButton>("reviewGroup"));
    QTRY_COMPARE(window_->projectView()->workspace(), Workspace::Review);
    QTRY_COMPARE(grid().model()->rowCount(), 9);
    press(Qt::Key_6, Qt::ControlModifier);
    overview().showImages(OverviewWorkspace::Images::WithoutAccepted);
    QVERIFY(!part<QPushButton>("reviewGroup")->isVisible());
  }

  void noCopiesIsSaidPlainly() {
    project_->connection().db().exec(
        "INSERT INTO image_hash SELECT id, content_hash, id * 3974921861477, 50.0 FROM image");
    open();
    QCOMPARE(part<QPushButton>("duplicates")->text(), QString("No near-duplicates"));
    QVERIFY(!part<QPushButton>("duplicates")->isEnabled());
  }

  void aMendedImageLeadsToItsMasks() {
    ImageRecord broken;
    broken.path = "broken.jpg";
    broken.state = ImageState::Unreadable;
    store::ImageRepository(project_->connection()).insert(broken);
    open();
    QSignalSpy readable(&overview(), &OverviewWorkspace::madeReadable);
    overview().reload();
    QTest::qWait(50);
    QCOMPARE(readable.count(), 0);
    project_->connection().db().exec("UPDATE image SET state = 0 WHERE path = 'broken.jpg'");
    overview().reload();
    QTRY_COMPARE(readable.count(), 1);
    QVERIFY(visibleButton("Find masks…"));
    QSignalSpy shown(&overview(), &OverviewWorkspace::shown);
    overview().reload();
    QTRY_VERIFY(!shown.isEmpty());
    QCOMPARE(readable.count(), 1);
  }

  void aJobSaysWhatItFound() {
    QJsonObject summary{{"images", 18}, {"copies", 4}, {"groups", QJsonArray{1, 2, 3}}};
    QCOMPARE(resultText(summary, {}), QString("4 near-duplicates in 3 groups"));
    summary["copies"] = 0;
    QCOMPARE(resultText(summary, {}), QString("no near-duplicates"));
    summary = {{"found", 18}, {"added", 0}, {"changed", 1}, {"missing", 0}, {"unreadable", 1}};
    QCOMPARE(resultText(summary, {}), QString("18 images, 1 changed, 1 unreadable"));
  }

  /// A wide screen has room for names, a narrow one takes it from the bars.
  void namesKeepTheirPlaceBesideTheBars() {
    AcceptanceTable table("Category", "Categories", nullptr);
    GroupAcceptance group;
    group.name = "traffic-infrastructure";
    group.candidates = group.decided = 4'000;
    table.setGroups({group});
    table.resize(373, 264);
    table.show();
    QVERIFY(table.columnWidth(AcceptanceModel::Name) > uiFontWidth("traffic-infrastructure"));
    group.name = "car";
    table.setGroups({group});
    QVERIFY(!table.isColumnHidden(AcceptanceModel::Masks));
    table.resize(240, 264);
    QTRY_VERIFY(table.isColumnHidden(AcceptanceModel::Masks));
  }

  void modelsKeepTheirPromises() {
    AcceptanceModel groups("Cluster");
    ImageListModel images;
    const QAbstractItemModelTester first(&groups,
                                         QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester second(&images,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    GroupAcceptance group;
    group.number = 3;
    group.decided = 4;
    group.accepted = 1;
    groups.setGroups({group, group});
    images.setImages({{1, "/a.png", "a.png", "", QSize(4, 4), 1, -1}});
    QCOMPARE(groups.index(0, AcceptanceModel::Share).data().toString(), QString("25 %"));
    groups.setGroups({});
  }
};

QTEST_MAIN(OverviewTest)
#include "overview_test.moc"
