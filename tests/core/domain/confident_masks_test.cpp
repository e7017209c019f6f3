#include "core/domain/confident_masks.h"

#include <QtTest>

using namespace maskwright;
using Indices = std::vector<size_t>;

class ConfidentMasksTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void thoseOfTheScoreStay() {
    QVERIFY(confidentMasks({.5, .95, .9, .89, .99}, .9, true) == (Indices{4, 1, 2}));
    QVERIFY(confidentMasks({.9, .9}, .9, true) == (Indices{0, 1}));
  }
  void everyImageKeepsItsBest() {
    QVERIFY(confidentMasks({.4, .5}, .9, true) == (Indices{1}));
    QVERIFY(confidentMasks({.5, .5}, .9, true) == (Indices{0}));
    QVERIFY(confidentMasks({.4, .5}, .9, false).empty());
    QVERIFY(confidentMasks({}, .9, true).empty());
  }
};

QTEST_APPLESS_MAIN(ConfidentMasksTest)
#include "confident_masks_test.moc"
