#include "ui/views/confidence_histogram.h"

#include "ui/views/filter_panel.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

using namespace maskwright;
using namespace maskwright::ui;

class ConfidenceHistogramTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void countsWhatLiesAbove() {
    ConfidenceHistogram histogram;
    std::array<qint64, 50> counts{};
    counts[45] = 7;  // .90 to .92
    counts[46] = 5;
    counts[10] = 100;
    histogram.setCounts(counts);
    histogram.setThreshold(0.90);
    QCOMPARE(histogram.countAbove(), 12);
    histogram.setThreshold(0.92);
    QCOMPARE(histogram.countAbove(), 5);
    histogram.setThreshold(0);
    QCOMPARE(histogram.countAbove(), 112);
    histogram.setThreshold(1);
    QCOMPARE(histogram.countAbove(), 0);
  }

  void keysAndMouseMoveTheHandle() {
    ConfidenceHistogram histogram;
    histogram.resize(220, 80);
    histogram.show();
    QVERIFY(QTest::qWaitForWindowExposed(&histogram));
    histogram.setThreshold(0.5);
    QSignalSpy changed(&histogram, &ConfidenceHistogram::thresholdChanged);
    QSignalSpy settled(&histogram, &ConfidenceHistogram::thresholdSettled);
    QTest::keyClick(&histogram, Qt::Key_Right);
    QCOMPARE(histogram.threshold(), 0.51);
    QTest::keyClick(&histogram, Qt::Key_PageUp);
    QCOMPARE(histogram.threshold(), 0.61);
    QTest::keyClick(&histogram, Qt::Key_End);
    QCOMPARE(histogram.threshold(), 1.0);
    QCOMPARE(changed.count(), 3);
    QCOMPARE(settled.count(), 3);
    QTest::mousePress(&histogram, Qt::LeftButton, {}, {110, 30});
    QCOMPARE(histogram.threshold(), 0.5);
    const QPoint left(-30, 30);
    QMouseEvent move(QEvent::MouseMove,
                     left,
                     histogram.mapToGlobal(left),
                     Qt::NoButton,
                     Qt::LeftButton,
                     Qt::NoModifier);
    QCoreApplication::sendEvent(&histogram, &move);
    QCOMPARE(histogram.threshold(), 0.0);
    QCOMPARE(settled.count(), 3);
    QTest::mouseRelease(&histogram, Qt::LeftButton, {}, left);
    QCOMPARE(settled.count(), 4);
  }

  void theAxisSaysWhereItBeginsAndEnds() {
    ConfidenceHistogram histogram;
    histogram.resize(196, 76);
    histogram.setThreshold(0.9);  // the first one there is
    QCOMPARE(histogram.axisTicks(), (std::vector<double>{0, 0.5, 1}));
    histogram.setThreshold(0.5);
    QCOMPARE(histogram.axisTicks(), (std::vector<double>{0, 1}));
    histogram.setThreshold(1);
    QCOMPARE(histogram.axisTicks(), (std::vector<double>{0, 0.5}));
  }

  void masksWithoutACategoryAreAChoice() {
    FilterPanel panel;
    const auto row = [&]() -> QAbstractButton* {
      for (auto* one : panel.findChildren<QAbstractButton*>())
        if (one->text() == "No category") return one;
      return nullptr;
    };
    panel.setCategories({});
    QVERIFY(!row()->isVisibleTo(&panel));  // nothing to choose from
    panel.setCategories({{11, "window", 0, 5}});
    QVERIFY(row()->isVisibleTo(&panel));
    QSignalSpy changed(&panel, &FilterPanel::filterChanged);
    QTest::mouseClick(row(), Qt::LeftButton);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(panel.filter().category, std::optional(CategoryId(0)));
    // A filter that was set elsewhere can be taken back where there are no categories at all.
    panel.setCategories({});
    QVERIFY(row()->isVisibleTo(&panel));
    QVERIFY(row()->isChecked());
    QTest::mouseClick(row(), Qt::LeftButton);
    QVERIFY(!panel.filter().category);
  }

  void categoriesAreInSightInASmallWindow() {
    FilterPanel panel;
    panel.setClusterWidget(new QWidget);
    panel.setRounds({0, 1});
    panel.setCategories({{11, "window", 0, 5}});
    panel.resize(212, 700);  // of a window of 1280 x 800
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    for (auto* row : panel.findChildren<QAbstractButton*>())
      if (row->text() == "window") QVERIFY(row->visibleRegion().boundingRect() == row->rect());
  }

  /// The round's list does not hold outlines of accepted objects, whatever was shown before.
  void anotherRoundIsShownWithoutLinkedMasks() {
    FilterPanel panel;
    panel.setRounds({0, 1});
    store::ReviewFilter few;
    few.only = std::make_shared<const std::vector<int64_t>>(std::vector<int64_t>{1, 2});
    few.anyRound = few.includeLinked = true;
    panel.setFilter(few);
    QSignalSpy changed(&panel, &FilterPanel::filterChanged);
    auto* round = panel.findChild<QComboBox*>();
    QVERIFY(round);
    Q_EMIT round->activated(1);
    QCOMPARE(changed.count(), 1);
    store::ReviewFilter whole;
    whole.round = 1;
    QVERIFY(changed[0][0].value<store::ReviewFilter>() == whole);
  }

  void filterPanelAsksForTheBulkAccept() {
    FilterPanel panel;
    std::array<int64_t, 50> counts{};
    counts[48] = 40;
    panel.setHistogram(counts);
    panel.histogram()->setThreshold(0.95);
    QSignalSpy asked(&panel, &FilterPanel::acceptAboveRequested);
    auto* button = panel.findChild<QPushButton*>();
    QVERIFY(button && button->isEnabled());
    QVERIFY2(button->text().contains("40") && button->text().contains(".95"),
             qPrintable(button->text()));
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked[0][0].toDouble(), 0.95);
    QCOMPARE(asked[0][1].toLongLong(), 40);
    // What is to be expected of them: from the bins until it is counted.
    auto* expected = panel.findChild<QLabel*>("expectedPrecision");
    QVERIFY(expected && !expected->isHidden());
    QVERIFY2(expected->text().contains("97 %"), qPrintable(expected->text()));
    panel.setAbove(38, 0.961);
    QVERIFY(button->text().contains("38"));
    QVERIFY2(expected->text().contains("96 %"), qPrintable(expected->text()));
    panel.setAbove(38, 0.999);
    QVERIFY2(expected->text().contains("99 %"), qPrintable(expected->text()));
    panel.setAbove(0);
    QVERIFY(!button->isEnabled());
    QVERIFY(expected->isHidden());
  }

  void filterPanelReportsChoices() {
    FilterPanel panel;
    panel.setCategories({{11, "window", 0, 5}, {12, "door", 1, 2}});
    panel.setRounds({0, 1});
    panel.resize(220, 800);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    QSignalSpy changed(&panel, &FilterPanel::filterChanged);
    const auto click = [&](const QString& name) {
      for (auto* row : panel.findChildren<QAbstractButton*>())
        if (row->text() == name) QTest::mouseClick(row, Qt::LeftButton);
    };
    click("Not an object");
    QCOMPARE(panel.filter().verdict, std::optional(Verdict::NotAnObject));
    click("door");
    QCOMPARE(panel.filter().category, std::optional(CategoryId(12)));
    click("door");
    QVERIFY(!panel.filter().category);
    click("All");
    QVERIFY(!panel.filter().verdict);
    QCOMPARE(changed.count(), 4);
    store::ReviewFilter other;
    other.verdict = Verdict::Accepted;
    other.round = 1;
    panel.setFilter(other);
    QCOMPARE(changed.count(), 4);  // showing is not choosing
  }
};

QTEST_MAIN(ConfidenceHistogramTest)
#include "confidence_histogram_test.moc"
