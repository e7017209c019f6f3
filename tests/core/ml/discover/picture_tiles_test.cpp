#include "core/ml/discover/picture_tiles.h"

#include <QtTest>

#include <cmath>

using namespace maskwright::ml;

/// Where the parts of an enlarged picture lie, and when it is enlarged.
class PictureTilesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void tilesCoverThePicture_data() {
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::addColumn<double>("zoom");
    QTest::newRow("square") << 512 << 512 << 2.5;
    QTest::newRow("wide") << 640 << 480 << 1.6;
    QTest::newRow("upright, odd") << 333 << 500 << 3.1;
    QTest::newRow("panorama") << 4000 << 700 << 2.0;
    QTest::newRow("just one more") << 512 << 512 << 4.0 / 3;
  }

  void tilesCoverThePicture() {
    QFETCH(int, width);
    QFETCH(int, height);
    QFETCH(double, zoom);
    const auto tiles = pictureTiles({width, height}, 192, 3, zoom);
    const double scale = double{1} * tiles.size.height / height;
    QVERIFY(std::abs(scale * std::min(width, height) - zoom * 192) < 4 || width > 3 * height);
    QVERIFY(std::abs(double{1} * tiles.size.width / tiles.size.height -
                     double{1} * width / height) < 0.1);
    QVERIFY(tiles.size.width % 4 == 0 && tiles.size.height % 4 == 0);
    cv::Mat covered = cv::Mat::zeros(tiles.size, CV_8U);
    for (const auto& part : tiles.parts) {
      QCOMPARE(part.size(), cv::Size(192, 192));
      QVERIFY(part.x % 4 == 0 && part.y % 4 == 0);
      covered(part) += 1;  // throws where a part reaches beyond
    }
    QCOMPARE(cv::countNonZero(covered), tiles.size.area());
    // Neighbours overlap, so that what one cuts is whole in another.
    for (const auto& part : tiles.parts) {
      if (part.br().x == tiles.size.width) continue;
      const bool shared = std::any_of(tiles.parts.begin(), tiles.parts.end(), [&](const auto& b) {
        return b.y == part.y && b.x > part.x && part.br().x - b.x >= 192 / 4 - 4;
      });
      QVERIFY(shared);
    }
  }

  void smallPicturesAreNotBlownUp() {
    // A picture of 256 pixels may be seen at 512, not at 768.
    QCOMPARE(pictureTiles({256, 256}, 192, 3, 4).size, cv::Size(512, 512));
    // One of 120 at 240 is hardly more than the network's 192: no tiles.
    QVERIFY(pictureTiles({120, 120}, 192, 3, 4).parts.empty());
    QVERIFY(pictureTiles({512, 512}, 192, 3, 1).parts.empty());
  }

  void zoomFollowsTheObjects() {
    QCOMPARE(zoomFor({}), 1.0);
    QVERIFY(std::abs(zoomFor({0.02, 0.0666666667, 0.5}) - 2.5) < 1e-6);  // the middle one
    QCOMPARE(zoomFor({0.5, 0.6, 0.7}), 1.0);
    QCOMPARE(zoomFor({0.15}), 1.0);  // a ninth larger is not worth it
    QCOMPARE(zoomFor({0.001}), 4.0);
    QCOMPARE(zoomFor({0.0}), 4.0);
  }
};

QTEST_APPLESS_MAIN(PictureTilesTest)
#include "picture_tiles_test.moc"
