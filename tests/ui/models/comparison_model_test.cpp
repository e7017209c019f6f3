#include "ui/models/comparison_model.h"

#include <QAbstractItemModelTester>
#include <QtTest>

using namespace maskwright;
using namespace maskwright::ui;

class ComparisonModelTest : public QObject {
  Q_OBJECT

  static ImageComparison image(int64_t id, const char* path, int64_t gained, int64_t lost) {
    ImageComparison one;
    one.image = ImageId(id);
    one.path = path;
    one.changes[static_cast<size_t>(MaskChange::Gained)].count = gained;
    one.changes[static_cast<size_t>(MaskChange::Lost)].count = lost;
    one.changes[static_cast<size_t>(MaskChange::Kept)].count = 100;
    return one;
  }

 private Q_SLOTS:
  void greatestChangeFirstOrByName() {
    ComparisonModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setImages({image(1, "c.jpg", 1, 1), image(2, "b.jpg", 0, 0), image(3, "a.jpg", 2, 3)});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(0).data().toString(), QString("a.jpg"));
    QCOMPARE(model.index(0).data(LostRole).toLongLong(), 3);
    QCOMPARE(model.rowOf(ImageId(2)), 2);
    model.setOrder(ComparisonOrder::ByName);
    QCOMPARE(model.rowOf(ImageId(2)), 1);
    QCOMPARE(model.rowOf(ImageId(9)), -1);
    QVERIFY(!model.at(3) && !model.at(-1));
    model.setImages({});
    QCOMPARE(model.rowCount(), 0);
  }
};

QTEST_MAIN(ComparisonModelTest)
#include "comparison_model_test.moc"
