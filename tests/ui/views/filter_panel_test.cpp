#include "ui/views/filter_panel.h"

#include "ui/support/theme.h"
#include "ui/views/confidence_histogram.h"

#include <QSettings>
#include <QStandardPaths>
#include <QToolButton>
#include <QtTest>

using namespace maskwright;
using namespace maskwright::ui;

/// What of the filters is in sight, in a window of 1280 x 800 and in a taller one.
class FilterPanelTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    applyTheme(*qApp, ThemeKind::Dark);
  }
  void init() { QSettings().clear(); }

  void whereCategoriesHaveNoPlaceTheyFoldAway() {
    FilterPanel panel;
    auto* clusters = new QWidget;
    panel.setClusterWidget(clusters);
    panel.setRounds({0, 1});
    panel.setUsedRounds({{RoundId(1), 1, 1'200}});
    QVector<CategoryChoice> categories;
    for (int id = 1; id <= 12; ++id) categories.append({id, QString("kind %1").arg(id), id, 5});
    panel.setCategories(categories);
    panel.resize(212, 700);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    const auto button = [&](const QString& text) -> QAbstractButton* {
      for (auto* one : panel.findChildren<QAbstractButton*>())
        if (one->text() == text) return one;
      return nullptr;
    };
    const auto isWhole = [](QWidget* part) {
      return part->isVisible() && part->visibleRegion().boundingRect() == part->rect();
    };
    // Every title whole, nothing cut; what is folded is a click away.
    for (const auto* title : {"Used in round", "Verdict", "Category", "Confidence"})
      QVERIFY2(isWhole(button(title)), title);
    QVERIFY(isWhole(button("Fix later")));
    QVERIFY(!button("kind 1")->isVisible());
    QTRY_VERIFY(clusters->height() >= 3 * 52);  // three lines of the list
    QTest::mouseClick(button("Category"), Qt::LeftButton);
    QTRY_VERIFY(isWhole(button("Category")) && button("kind 1")->isVisible());
    panel.resize(212, 699);  // it was asked for: it stays
    QCoreApplication::processEvents();
    QVERIFY(button("kind 1")->isVisible());
    QSettings().clear();
    // Where there is room they need no click.
    FilterPanel tall;
    tall.setClusterWidget(new QWidget);
    tall.setCategories(categories);
    tall.resize(212, 1'300);
    tall.show();
    QVERIFY(QTest::qWaitForWindowExposed(&tall));
    for (auto* one : tall.findChildren<QAbstractButton*>())
      if (one->text() == "kind 12") QVERIFY(isWhole(one));
  }

  void reorderingIsOfferedWithoutMovingAnything() {
    FilterPanel panel;
    auto* clusters = new QWidget;
    panel.setClusterWidget(clusters);
    panel.resize(212, 700);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    auto* reorder = panel.findChild<QToolButton*>("reorder");
    const QRect before = clusters->geometry();
    const int histogram = panel.histogram()->mapTo(&panel, QPoint()).y();
    panel.setMoved(40'644);
    QCoreApplication::processEvents();
    QVERIFY(reorder->isVisible() && reorder->text().contains("40,644"));
    QVERIFY(reorder->width() >= reorder->sizeHint().width());
    QCOMPARE(clusters->geometry(), before);
    QCOMPARE(panel.histogram()->mapTo(&panel, QPoint()).y(), histogram);
  }
};

QTEST_MAIN(FilterPanelTest)
#include "filter_panel_test.moc"
