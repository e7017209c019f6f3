#include "core/base/grouped.h"

#include <QtTest>

using namespace maskwright;

class GroupedTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void thousandsAreSeparated() {
    QCOMPARE(grouped(0), std::string("0"));
    QCOMPARE(grouped(999), std::string("999"));
    QCOMPARE(grouped(1'000), std::string("1,000"));
    QCOMPARE(grouped(40'962), std::string("40,962"));
    QCOMPARE(grouped(123'456), std::string("123,456"));
    QCOMPARE(grouped(1'234'567), std::string("1,234,567"));
  }
};

QTEST_APPLESS_MAIN(GroupedTest)
#include "grouped_test.moc"
