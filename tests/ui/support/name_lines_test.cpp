#include "ui/support/name_lines.h"

#include <QFont>
#include <QtTest>

using maskwright::ui::nameLines;

class NameLinesTest : public QObject {
  Q_OBJECT
  const QFontMetrics metrics_{QFont()};
  int widthOf(const QString& text) const { return metrics_.horizontalAdvance(text); }

 private Q_SLOTS:
  void aShortNameIsOneLine() {
    QCOMPARE(nameLines("cat.jpg", metrics_, widthOf("cat.jpg")), QStringList{"cat.jpg"});
  }

  void aLongOneIsWholeInTwo() {
    const QString name = "20230329_123456_left_scaled_0.jpg";
    const int width = widthOf(name) * 6 / 10;
    const auto lines = nameLines(name, metrics_, width);
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines.join(QString()), name);
    for (const QString& line : lines) QVERIFY(widthOf(line) <= width);
    QVERIFY(lines.front().endsWith('_'));
  }

  void namesOfASeriesStayDifferent() {
    const QString name = "berlin_000%1_000019_leftImg8bit.png";
    const int width = widthOf(name) * 6 / 10;
    QSet<QStringList> shown;
    for (int i = 100; i < 200; ++i) shown.insert(nameLines(name.arg(i), metrics_, width));
    QCOMPARE(shown.size(), 100);
  }

  void theEndStaysWhereTwoLinesAreTooFew() {
    const QString name = QString(200, 'a') + "-17.jpg";
    const auto lines = nameLines(name, metrics_, 100);
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines.back().endsWith("-17.jpg"));
    for (const QString& line : lines) QVERIFY(widthOf(line) <= 100);
  }

  void nothingFitsIntoNothing() {
    QCOMPARE(nameLines("cat.jpg", metrics_, 0).size(), 2);
    QCOMPARE(nameLines({}, metrics_, 0), QStringList{QString()});
  }
};

QTEST_MAIN(NameLinesTest)
#include "name_lines_test.moc"
