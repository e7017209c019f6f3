#include "tests/support/review_project.h"
#include "ui/models/cluster_model.h"
#include "ui/models/issue_model.h"
#include "ui/models/mask_store.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

using namespace maskwright;
using namespace maskwright::ui;
using maskwright::test::ReviewProject;

/// Clusters, categories, issues and masks of a project.
class SmallModelsTest : public QObject {
  Q_OBJECT
  static constexpr auto kFail = QAbstractItemModelTester::FailureReportingMode::QtTest;

 private Q_SLOTS:
  void clustersShowMembersAndCounts() {
    ReviewProject project(6, 20, 4);
    CategoryModel categories;
    ClusterModel model(categories);
    QAbstractItemModelTester tester(&model, kFail);
    categories.setConnection(&project.connection());
    model.setSource(&project.connection(), "/images");
    QCOMPARE(model.rowCount(), 4);
    const auto first = model.index(0);
    QCOMPARE(first.data(ClusterSizeRole).toInt(), 30);
    QCOMPARE(first.data(Qt::DisplayRole).toString(), QString("Cluster 1"));
    const auto crops = first.data(ClusterMembersRole).value<QVector<CropRef>>();
    QCOMPARE(crops.size(), 9);
    QCOMPARE(crops[0].candidate, project.ids[0].value);    // nearest to the centre
    QCOMPARE(crops[8].candidate, project.ids[116].value);  // the oddest
    QCOMPARE(crops[0].imagePath, QString("/images/img0.png"));

    QCOMPARE(first.data(ClusterAcceptedRole).toInt(), 0);
    ReviewService service(project.connection(), "tester");
    QVERIFY(service.decide({{project.ids[0], project.ids[4]}, Verdict::Accepted}).ok());
    QVERIFY(service.decide({{project.ids[8]}, Verdict::NotAnObject}).ok());
    QCOMPARE(first.data(ClusterAcceptedRole).toInt(), 0);  // read before: kept until told
    model.refreshCounts();
    QTRY_COMPARE(first.data(ClusterAcceptedRole).toInt(), 2);
    QCOMPARE(first.data(ClusterRejectedRole).toInt(), 1);

    const ClusterId id(first.data(ClusterIdRole).toLongLong());
    QVERIFY(service.nameCluster(id, "stuhl").ok());
    categories.reload();
    model.reload();
    QCOMPARE(model.titleOf(id), QString("stuhl"));
    model.setRound(3);
    QCOMPARE(model.rowCount(), 0);
  }

  void aClustersMeanConfidenceFollowsTheRanking() {
    ReviewProject project(2, 10, 2);
    CategoryModel categories;
    ClusterModel model(categories);
    categories.setConnection(&project.connection());
    model.setSource(&project.connection(), "/images");
    const auto first = model.index(0);
    QSignalSpy counted(&model, &QAbstractItemModel::dataChanged);
    QCOMPARE(first.data(ClusterConfidenceRole).toDouble(), 0.55);
    QTRY_VERIFY(!counted.isEmpty());  // asked in the background, of the ranking as it was
    std::vector<store::RankingRepository::Ranked> ranked;
    for (const auto id : project.ids) ranked.push_back({id, 0.25});
    store::RankingRepository(project.connection()).writeRanking(0, ranked, {});
    QTest::qWait(50);
    QCOMPARE(first.data(ClusterConfidenceRole).toDouble(), 0.55);  // kept until told
    model.refreshCounts();
    QTRY_COMPARE(first.data(ClusterConfidenceRole).toDouble(), 0.25);
  }

  void categoriesByName() {
    ReviewProject project(1, 4);
    CategoryModel model;
    QAbstractItemModelTester tester(&model, kFail);
    model.setConnection(&project.connection());
    QCOMPARE(model.rowCount(), 0);
    ReviewService service(project.connection(), "tester");
    QVERIFY(service.decide({{project.ids[0]}, Verdict::Relabelled, "zebra"}).ok());
    QVERIFY(service.decide({{project.ids[1]}, Verdict::Relabelled, "affe"}).ok());
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.reload();
    QCOMPARE(resets.count(), 1);
    model.reload();  // nothing new: the views keep their state
    QCOMPARE(resets.count(), 1);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0).data().toString(), QString("affe"));
    QCOMPARE(model.nameOf(CategoryId(model.index(1).data(CategoryIdRole).toLongLong())),
             QString("zebra"));
    QVERIFY(model.index(0).data(CategoryPaletteRole) != model.index(1).data(CategoryPaletteRole));
    QCOMPARE(model.nameOf(CategoryId{}), QString());
  }

  void issuesNewestFirst() {
    ReviewProject project(1, 1);
    store::RunRepository runs(project.connection());
    runs.addIssue(project.run(), "a.jpg", "truncated");
    runs.addIssue(project.run(), "b.jpg", "empty file");
    IssueModel model;
    QAbstractItemModelTester tester(&model, kFail);
    model.setConnection(&project.connection());
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, 0).data().toString(), QString("b.jpg"));
    QCOMPARE(model.index(1, 1).data().toString(), QString("truncated"));
  }

  void masksComeFromTheStoreOnce() {
    ReviewProject project(1, 3);
    MaskStore masks;
    Rle mask;
    QVERIFY(!masks.maskFor(project.ids[0].value, &mask));
    masks.setConnection(&project.connection());
    QVERIFY(masks.maskFor(project.ids[1].value, &mask));
    QCOMPARE(mask.height, 8);
    QCOMPARE(mask.width, 10);
    const Rle first = mask;
    QVERIFY(masks.maskFor(project.ids[1].value, &mask));
    QVERIFY(mask == first);
    QVERIFY(!masks.maskFor(999'999, &mask));
  }
};

QTEST_GUILESS_MAIN(SmallModelsTest)
#include "small_models_test.moc"
