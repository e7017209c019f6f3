#include "core/imaging/orientation.h"

#include <QtTest>

#include <vector>

using namespace maskwright::imaging;

class OrientationTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void displayedPixels_data();
  void displayedPixels();
  void unknownValuesChangeNothing();
  void exifValue_data();
  void exifValue();
  void damagedExifCountsAsUpright();
};

namespace {

/// The stored picture is 2 rows x 3 columns: 1 2 3 / 4 5 6.
cv::Mat stored() {
  return (cv::Mat_<uint8_t>(2, 3) << 1, 2, 3, 4, 5, 6);
}

std::vector<uint8_t> exif(int value, bool bigEndian, bool withPrefix) {
  std::vector<uint8_t> out;
  if (withPrefix)
    for (const char c : {'E', 'x', 'i', 'f', '\0', '\0'}) out.push_back(static_cast<uint8_t>(c));
  const auto put = [&](uint32_t number, int bytes) {
    for (int i = 0; i < bytes; ++i)
      out.push_back(static_cast<uint8_t>(number >> (8 * (bigEndian ? bytes - 1 - i : i))));
  };
  put(bigEndian ? 0x4D4D : 0x4949, 2);  // "MM" or "II"
  put(42, 2);
  put(8, 4);
  put(2, 2);  // entries: ImageWidth, Orientation
  put(0x0100, 2);
  put(4, 2);
  put(1, 4);
  put(6, 4);
  put(0x0112, 2);
  put(3, 2);
  put(1, 4);
  put(static_cast<uint32_t>(value), 2);
  put(0, 2);
  put(0, 4);
  return out;
}

}  // namespace

void OrientationTest::displayedPixels_data() {
  QTest::addColumn<int>("value");
  QTest::addColumn<QVector<int>>("rows");  // row length first
  // CIPA DC-008: where the stored 0th row and 0th column lie on the displayed picture.
  QTest::newRow("1 top left") << 1 << QVector<int>{3, 1, 2, 3, 4, 5, 6};
  QTest::newRow("2 top right") << 2 << QVector<int>{3, 3, 2, 1, 6, 5, 4};
  QTest::newRow("3 bottom right") << 3 << QVector<int>{3, 6, 5, 4, 3, 2, 1};
  QTest::newRow("4 bottom left") << 4 << QVector<int>{3, 4, 5, 6, 1, 2, 3};
  QTest::newRow("5 left top") << 5 << QVector<int>{2, 1, 4, 2, 5, 3, 6};
  QTest::newRow("6 right top") << 6 << QVector<int>{2, 4, 1, 5, 2, 6, 3};
  QTest::newRow("7 right bottom") << 7 << QVector<int>{2, 6, 3, 5, 2, 4, 1};
  QTest::newRow("8 left bottom") << 8 << QVector<int>{2, 3, 6, 2, 5, 1, 4};
}

void OrientationTest::displayedPixels() {
  QFETCH(int, value);
  QFETCH(QVector<int>, rows);
  const cv::Mat shown = applyOrientation(stored(), value);
  QCOMPARE(shown.cols, rows[0]);
  QCOMPARE(shown.size(), displayedSize(stored().size(), value));
  for (int i = 0; i < 6; ++i)
    QCOMPARE(int(shown.at<uint8_t>(i / shown.cols, i % shown.cols)), rows[i + 1]);
}

void OrientationTest::unknownValuesChangeNothing() {
  for (int value : {-1, 0, 9, 1000}) {
    QCOMPARE(orientationTransform(value), OrientationTransform{});
    QCOMPARE(displayedSize({3, 2}, value), cv::Size(3, 2));
  }
}

void OrientationTest::exifValue_data() {
  QTest::addColumn<int>("value");
  for (int value = 1; value <= 8; ++value) QTest::addRow("%d", value) << value;
}

void OrientationTest::exifValue() {
  QFETCH(int, value);
  for (const bool bigEndian : {false, true})
    for (const bool prefix : {false, true})
      QCOMPARE(parseExifOrientation(exif(value, bigEndian, prefix)), value);
}

void OrientationTest::damagedExifCountsAsUpright() {
  const auto good = exif(6, true, true);
  for (size_t length = 0; length < 40; ++length)  // the tag's value ends at byte 42
    QCOMPARE(parseExifOrientation({good.data(), length}), 1);
  QCOMPARE(parseExifOrientation(exif(0, true, false)), 1);
  QCOMPARE(parseExifOrientation(exif(9, false, false)), 1);
  auto wild = exif(6, false, false);
  wild[4] = wild[5] = wild[6] = wild[7] = 0xFF;  // directory far outside
  QCOMPARE(parseExifOrientation(wild), 1);
}

QTEST_APPLESS_MAIN(OrientationTest)
#include "orientation_test.moc"
