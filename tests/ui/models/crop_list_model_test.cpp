#include "ui/models/crop_list_model.h"

#include "core/services/cluster_edit.h"
#include "tests/support/review_project.h"
#include "ui/models/cluster_model.h"

#include <QAbstractItemModelTester>
#include <QtTest>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

/// The halves of a proposed split, and what the wall shows of edited clusters.
class CropListModelTest : public QObject {
  Q_OBJECT
  static constexpr auto kFail = QAbstractItemModelTester::FailureReportingMode::QtTest;

  static QVector<CropRef> crops(int from, int to) {
    QVector<CropRef> out;
    for (int id = from; id < to; ++id) {
      CropRef crop;
      crop.candidate = id;
      out << crop;
    }
    return out;
  }

 private Q_SLOTS:
  void masksGoOverInTheirOrder() {
    CropListModel left, right;
    QAbstractItemModelTester first(&left, kFail), second(&right, kFail);
    left.setCrops(crops(1, 6));
    right.setCrops(crops(6, 8));
    right.append(left.takeOut({2, 5, 99}));
    QCOMPARE(left.ids(), (QList<qint64>{1, 3, 4}));
    QCOMPARE(right.ids(), (QList<qint64>{6, 7, 2, 5}));
    QCOMPARE(right.index(2).data(CropListModel::CropIdRole).toLongLong(), 2);
    right.append({});
    right.append(left.takeOut({1, 3, 4}));
    QCOMPARE(left.rowCount(), 0);
  }

  void junkStandsAtTheEndOfTheWall() {
    ReviewProject project(6, 20, 4);
    CategoryModel categories;
    ClusterModel model(categories);
    QAbstractItemModelTester tester(&model, kFail);
    categories.setConnection(&project.connection());
    model.setSource(&project.connection(), "/images");
    const ClusterId first(model.index(0).data(ClusterIdRole).toLongLong());
    const ClusterId second(model.index(1).data(ClusterIdRole).toLongLong());
    ClusterEdit edit(project.connection(), "tester");
    QVERIFY(edit.setJunk({first}, true).ok());
    QVERIFY(edit.setLocked({second}, true).ok());
    model.reload();
    QCOMPARE(model.index(3).data(ClusterIdRole).toLongLong(), first.value);
    QVERIFY(model.index(3).data(ClusterJunkRole).toBool());
    QVERIFY(model.index(0).data(ClusterLockedRole).toBool());
    QVERIFY(!model.index(0).data(ClusterJunkRole).toBool());
    QVERIFY(edit.merge({first}, second).ok());
    model.reload();
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(0).data(ClusterSizeRole).toInt(), 60);
    QVERIFY(!model.find(first));
    QCOMPARE(model.crops({project.ids[3].value, 999999}).size(), 1);
  }

  void purityIsThatOfTheDecided() {
    ReviewProject project(2, 20, 2);
    CategoryModel categories;
    ClusterModel model(categories);
    categories.setConnection(&project.connection());
    model.setSource(&project.connection(), "/images");
    const auto purity = [&] { return model.index(0).data(ClusterPurityRole).toDouble(); };
    QCOMPARE(purity(), -1.);
    ReviewService service(project.connection(), "tester");
    const auto give = [&](size_t n, Verdict verdict, const char* name) {
      ReviewService::Request request;
      request.candidates = {project.ids[2 * n]};
      request.verdict = verdict;
      if (*name) request.category = name;
      QVERIFY(service.decide(request).ok());
    };
    give(0, Verdict::Relabelled, "chair");
    give(1, Verdict::Relabelled, "chair");
    give(2, Verdict::BadMask, "");
    model.refreshCounts();
    QTRY_COMPARE(purity(), 2.5 / 3);
    give(3, Verdict::Relabelled, "stool");
    give(4, Verdict::NotAnObject, "");
    model.refreshCounts();
    QTRY_COMPARE(purity(), 2.5 / 5);
  }
};

QTEST_GUILESS_MAIN(CropListModelTest)
#include "crop_list_model_test.moc"
