#include "ui/models/candidate_model.h"

#include "tests/support/review_project.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

#include <cstdio>

using namespace maskwright;
using namespace maskwright::ui;
using maskwright::test::ReviewProject;

namespace {

qint64 residentBytes() {
  long pages = 0, resident = 0;
  if (FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%ld %ld", &pages, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return resident * 4096;
}

}  // namespace

class CandidateModelTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void keepsTheRulesOfModels() {
    ReviewProject project(30, 20, 4);
    CategoryModel categories;
    CandidateModel model(categories);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    categories.setConnection(&project.connection());
    model.setSource(&project.connection(), "/images");
    QCOMPARE(model.rowCount(), 600);
    store::ReviewFilter filter;
    filter.minConfidence = 0.5;
    model.setFilter(filter);
    QCOMPARE(model.rowCount(), 301);  // 1 - n / 600 >= .5
    model.setVerdictLocally({project.ids[0]}, Verdict::Accepted, {});
    model.settle({project.ids[0]});
    model.setSource(nullptr, {});
    QCOMPARE(model.rowCount(), 0);
  }

  void showsRowsInOrderOfConfidence() {
    ReviewProject project(10, 50, 3);
    CategoryModel categories;
    CandidateModel model(categories);
    model.setSource(&project.connection(), "/images");
    for (const int row : {0, 1, 199, 200, 499}) {
      const auto index = model.index(row);
      QCOMPARE(index.data(CandidateIdRole).toLongLong(), project.ids[size_t(row)].value);
      QCOMPARE(index.data(ConfidenceRole).toDouble(), 1.0 - row / 500.0);
      QCOMPARE(model.rowOf(project.ids[size_t(row)].value), row);
      QCOMPARE(index.data(ClusterNumberRole).toInt(), row % 3 + 1);
    }
    QCOMPARE(model.index(0).data(ImagePathRole).toString(), QString("/images/img0.png"));
    QCOMPARE(model.index(0).data(BoxRole).toRectF(), QRectF(0, 1, 1, 6));
    QCOMPARE(model.rowOf(987654), -1);
  }

  void paintsAVerdictBeforeItIsStored() {
    ReviewProject project(2, 10);
    CategoryModel categories;
    categories.setConnection(&project.connection());
    CandidateModel model(categories);
    model.setSource(&project.connection(), "/images");
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setVerdictLocally({project.ids[3]}, Verdict::Relabelled, "chair");
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].toModelIndex().row(), 3);
    QCOMPARE(model.index(3).data(VerdictRole).toInt(), int(Verdict::Relabelled));
    QCOMPARE(model.index(3).data(CategoryRole).toString(), QString("chair"));
    QVERIFY(!model.index(3).data(SavedRole).toBool());
    QCOMPARE(project.verdictOf(project.ids[3]).verdict, Verdict::Undecided);

    ReviewService service(project.connection(), "tester");
    QVERIFY(service.decide({{project.ids[3]}, Verdict::Relabelled, "chair"}).ok());
    categories.reload();
    model.settle({project.ids[3]});
    QVERIFY(model.index(3).data(SavedRole).toBool());
    QCOMPARE(model.index(3).data(VerdictRole).toInt(), int(Verdict::Relabelled));
    QCOMPARE(model.index(3).data(CategoryRole).toString(), QString("chair"));
  }

  void takesBackWhatTheStoreRefused() {
    ReviewProject project(1, 10);
    CategoryModel categories;
    CandidateModel model(categories);
    model.setSource(&project.connection(), "/images");
    model.setVerdictLocally({project.ids[0], project.ids[1]}, Verdict::NotAnObject, {});
    QCOMPARE(model.verdictAt(1), Verdict::NotAnObject);
    model.settle({project.ids[0], project.ids[1]});  // nothing was written
    QCOMPARE(model.verdictAt(0), Verdict::Undecided);
    QCOMPARE(model.verdictAt(1), Verdict::Undecided);
    QVERIFY(model.index(1).data(SavedRole).toBool());
  }

  void secondVerdictStaysUnsavedUntilItsOwnWrite() {
    ReviewProject project(1, 10);
    CategoryModel categories;
    CandidateModel model(categories);
    model.setSource(&project.connection(), "/images");
    model.setVerdictLocally({project.ids[0]}, Verdict::Accepted, {});
    model.setVerdictLocally({project.ids[0]}, Verdict::BadMask, {});
    model.settle({project.ids[0]});
    QCOMPARE(model.verdictAt(0), Verdict::BadMask);
    QVERIFY(!model.index(0).data(SavedRole).toBool());
    model.settle({project.ids[0]});
    QVERIFY(model.index(0).data(SavedRole).toBool());
  }

  void rowsKeepTheirPlacesUntilReload() {
    ReviewProject project(1, 10);
    CategoryModel categories;
    CandidateModel model(categories);
    model.setSource(&project.connection(), "/images");
    store::ReviewFilter undecided;
    undecided.verdict = Verdict::Undecided;
    model.setFilter(undecided);
    ReviewService service(project.connection(), "tester");
    QVERIFY(service.decide({{project.ids[2]}, Verdict::Accepted}).ok());
    model.refresh({project.ids[2]});
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(model.verdictAt(2), Verdict::Accepted);
    QCOMPARE(model.nextUndecided(1), 3);
    model.reload();
    QCOMPARE(model.rowCount(), 9);
    QCOMPARE(model.rowOf(project.ids[2].value), -1);
  }

  void hundredThousandRowsStaySmallAndUnread() {
    ReviewProject project(500, 200, 50);
    CategoryModel categories;
    const qint64 before = residentBytes();
    CandidateModel model(categories);
    model.setSource(&project.connection(), "/images");
    QCOMPARE(model.rowCount(), 100'000);
    QCOMPARE(model.itemsRead(), qint64(0));
    // A reader jumps about: start, end, and a long way in steps of a screen.
    for (int row = 0; row < 100'000; row += 997) {
      for (int i = row; i < std::min(row + 40, 100'000); ++i)
        QVERIFY(model.index(i).data(LoadedRole).toBool());
    }
    QVERIFY(model.itemsRead() < 50'000);
    model.setVerdictLocally(project.ids, Verdict::Accepted, {});
    model.settle(project.ids);
    const double grownMb = double(residentBytes() - before) / 1e6;
    qInfo("grown by %.1f MB", grownMb);
    QVERIFY2(grownMb < 100, qPrintable(QString::number(grownMb)));
  }
};

QTEST_GUILESS_MAIN(CandidateModelTest)
#include "candidate_model_test.moc"
