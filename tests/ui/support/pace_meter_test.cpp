#include "ui/support/pace_meter.h"

#include <QtTest>

using maskwright::ui::PaceMeter;

class PaceMeterTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void saysNothingTooEarly() {
    PaceMeter pace;
    QCOMPARE(pace.masksPerHour(), 0.0);
    for (int i = 0; i < 4; ++i) pace.add(i * 10'000, 1);
    QCOMPARE(pace.masksPerHour(), 0.0);  // too few
    PaceMeter quick;
    for (int i = 0; i < 40; ++i) quick.add(i * 400, 1);
    QCOMPARE(quick.masksPerHour(), 0.0);  // too short
  }

  void countsMasksNotCommands() {
    PaceMeter single, clusters;
    for (int i = 0; i < 7; ++i) {
      single.add(i * 10'000, 1);
      clusters.add(i * 10'000, 50);
    }
    QCOMPARE(single.masksPerHour(), 360.0);
    QCOMPARE(clusters.masksPerHour(), 18'000.0);
  }

  void forgetsWhatIsLongAgo() {
    PaceMeter pace;
    pace.add(0, 1'000);
    pace.add(1'000, 1'000);
    for (int i = 0; i < 6; ++i) pace.add(700'000 + i * 10'000, 1);
    QCOMPARE(pace.masksPerHour(), 360.0);
  }
};

QTEST_APPLESS_MAIN(PaceMeterTest)
#include "pace_meter_test.moc"
