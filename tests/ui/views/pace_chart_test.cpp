#include "ui/views/pace_chart.h"

#include <QDateTime>
#include <QLocale>
#include <QPainter>
#include <QtTest>

using maskwright::ReviewSession;
using maskwright::ui::PaceChart;

class PaceChartTest : public QObject {
  Q_OBJECT

  static ReviewSession session(const QDateTime& start, double looked) {
    const int64_t ms = start.toMSecsSinceEpoch();
    return {ms, ms + 600'000, 40, 120, 600'000, looked};
  }
  static int inkedRows(PaceChart& chart) {
    chart.resize(280, 120);
    QImage image(chart.size(), QImage::Format_RGB32);
    image.fill(Qt::black);
    chart.render(&image, {}, {}, {});
    int rows = 0;
    for (int y = 0; y < image.height(); ++y)
      for (int x = 0; x < image.width(); ++x)
        if (image.pixel(x, y) != image.pixel(0, image.height() / 2)) {
          ++rows;
          break;
        }
    return rows;
  }

 private Q_SLOTS:
  void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

  void bothEndsAreNamed() {
    PaceChart chart;
    QVERIFY(chart.ends().isEmpty());
    const QDateTime morning({2026, 5, 12}, {9, 30});
    chart.setSessions({session(morning, 100), session(morning.addSecs(7'200), 80)});
    QCOMPARE(chart.ends(), (QStringList{"12/05/2026 09:30", "11:30"}));
    chart.setSessions({session(morning, 100), session(morning.addDays(3), 80)});
    QCOMPARE(chart.ends(), (QStringList{"12/05/2026", "15/05/2026"}));
  }

  void oneSessionIsWords() {
    PaceChart chart;
    chart.setSessions({session(QDateTime({2026, 5, 12}, {9, 30}), 100)});
    QVERIFY(chart.accessibleDescription().contains("120 masks, 600 an hour"));
    QVERIFY(inkedRows(chart) > 20);
  }

  void sessionsWithoutAPaceAreLeftOut() {
    PaceChart chart;
    ReviewSession brief = session(QDateTime({2026, 5, 12}, {9, 30}), 3);
    brief.commands = 2;
    chart.setSessions({brief});
    QVERIFY(chart.ends().isEmpty());
    QVERIFY(chart.accessibleDescription().isEmpty());
  }
};

QTEST_MAIN(PaceChartTest)
#include "pace_chart_test.moc"
