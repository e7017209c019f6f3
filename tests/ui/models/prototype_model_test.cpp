#include "ui/models/prototype_model.h"

#include "tests/support/semantic_run.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

using namespace maskwright;
using namespace maskwright::ui;
using maskwright::test::TempProject;

/// Prototypes of a project as rows.
class PrototypeModelTest : public QObject {
  Q_OBJECT
  static constexpr auto kFail = QAbstractItemModelTester::FailureReportingMode::QtTest;

  struct Mapped {
    TempProject temp;
    std::vector<ImageId> images;
    Run run;
    CategoryModel categories;
    PrototypeModel model{categories};
    QAbstractItemModelTester tester{&model, kFail};

    Mapped() {
      for (const auto* name : {"a.png", "b.png", "c.png"}) images.push_back(temp.addImage(name));
      run = test::addSemanticRun(temp, images, 6);
      categories.setConnection(&temp.connection());
      model.setSource(&temp.project(), "/images");
    }
    void edit(const PrototypeEdits& edits) {
      QVERIFY(editPrototypes(temp.project(), run, edits, "tester").ok());
      categories.reload();
      model.refresh();
    }
    std::vector<int> numbers() const {
      std::vector<int> all;
      for (int row = 0; row < model.rowCount(); ++row)
        all.push_back(model.index(row).data(PrototypeNumberRole).toInt());
      return all;
    }
    QModelIndex row(int number) const { return model.index(model.rowOf(number)); }
  };

 private Q_SLOTS:
  void nothingWithoutMaps() {
    TempProject temp;
    CategoryModel categories;
    PrototypeModel model(categories);
    QAbstractItemModelTester tester(&model, kFail);
    model.setSource(&temp.project(), "/images");
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!model.run());
    test::addSemanticRun(temp, {temp.addImage("a.png")}, 3);
    model.reload();
    QCOMPARE(model.rowCount(), 2);
  }

  void thoseWithPixelsByTheirShare() {
    Mapped m;
    QCOMPARE(m.numbers(), std::vector<int>({0, 1, 2, 3, 4}));
    const auto second = m.row(1);
    QCOMPARE(second.data().toString(), QString("Prototype 1"));
    QCOMPARE(second.data(PrototypeImagesRole).toInt(), 3);
    QCOMPARE(second.data(PrototypeShareRole).toDouble(),
             store::PrototypeRepository(m.temp.connection()).all(m.run.id)[1].share);
    const auto crops = second.data(PrototypeCropsRole).value<QVector<CropRef>>();
    QCOMPARE(crops.size(), 3);
    QCOMPARE(crops[0].imagePath, QString("/images/a.png"));
    QCOMPARE(crops[0].box.x(), 1.0);
    Rle mask;
    QVERIFY(m.model.masks().maskFor(crops[0].candidate, &mask));
    QVERIFY(mask == m.temp.rectangle(m.images[0], 1, 2, 0.5).mask);
    const auto others = m.row(2).data(PrototypeCropsRole).value<QVector<CropRef>>();
    QVERIFY(others[0].candidate != crops[0].candidate);
  }

  void aMergeTakesTheRowAwayAndASplitBringsItBack() {
    Mapped m;
    QCOMPARE(m.row(0).data(PrototypeRelativeShareRole).toDouble(), 1.0);
    QVERIFY(m.row(1).data(PrototypeRelativeShareRole).toDouble() < 1);
    const double shares =
        m.row(1).data(PrototypeShareRole).toDouble() + m.row(3).data(PrototypeShareRole).toDouble();
    QSignalSpy resets(&m.model, &QAbstractItemModel::modelReset);
    const QPersistentModelIndex last(m.row(4));
    PrototypeEdits merge;
    merge.merges = {{1, 3}};
    m.edit(merge);
    QCOMPARE(m.numbers(), std::vector<int>({0, 1, 2, 4}));
    QCOMPARE(last.row(), 3);  // the card is the same one, further up
    QCOMPARE(m.row(1).data(PrototypeMembersRole).value<QList<int>>(), QList<int>({3}));
    QCOMPARE(m.row(1).data(PrototypeMembersCropsRole).value<QVector<CropRef>>().size(), 1);
    QCOMPARE(m.row(1).data(PrototypeShareRole).toDouble(), shares);
    QCOMPARE(m.row(1).data(PrototypeRelativeShareRole).toDouble(), 1.0);  // now the largest
    QCOMPARE(m.row(1).data(PrototypeImagesRole).toInt(), 3);  // the same three, counted once
    PrototypeEdits split;
    split.split = {3};
    m.edit(split);
    QCOMPARE(m.numbers(), std::vector<int>({0, 1, 2, 3, 4}));
    QCOMPARE(resets.count(), 0);
  }

  void namesAndSwitchesShow() {
    Mapped m;
    PrototypeEdits edits;
    edits.names = {{2, "wall"}};
    edits.off = {0};
    m.edit(edits);
    QCOMPARE(m.row(2).data().toString(), QString("wall"));
    QVERIFY(m.row(2).data(PrototypeColourRole).toInt() >= 0);
    QCOMPARE(m.row(1).data(PrototypeColourRole).toInt(), -1);
    QVERIFY(!m.row(0).data(PrototypeEnabledRole).toBool());
    QVERIFY(m.row(0).data(Qt::AccessibleTextRole).toString().contains("off"));
    QVERIFY(undoPrototypeEdit(m.temp.project(), m.run, "tester").ok());
    m.model.refresh();
    QCOMPARE(m.row(2).data(PrototypeNameRole).toString(), QString());
    QVERIFY(m.row(0).data(PrototypeEnabledRole).toBool());
  }
};

QTEST_GUILESS_MAIN(PrototypeModelTest)
#include "prototype_model_test.moc"
