#include "ui/support/mask_paint.h"

#include <QImage>
#include <QPainter>
#include <QtTest>

#include <cmath>
#include <random>

using namespace maskwright;
using namespace maskwright::ui;

namespace {

Rle encode(const Bitmap& bitmap) {
  Rle rle{bitmap.height, bitmap.width, {}};
  uint8_t value = 0;
  uint32_t run = 0;
  for (int x = 0; x < bitmap.width; ++x) {
    for (int y = 0; y < bitmap.height; ++y) {
      if (bitmap.at(y, x) != value) {
        rle.counts.push_back(run);
        run = 0;
        value ^= 1;
      }
      ++run;
    }
  }
  rle.counts.push_back(run);
  return rle;
}

Bitmap rasterise(const QPainterPath& path, int height, int width) {
  QImage image(width, height, QImage::Format_RGB32);
  image.fill(Qt::black);
  QPainter painter(&image);
  painter.fillPath(path, Qt::white);
  painter.end();
  Bitmap result(height, width);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) result.at(y, x) = qRed(image.pixel(x, y)) > 127;
  return result;
}

int rings(const QPainterPath& path) {
  int count = 0;
  for (int i = 0; i < path.elementCount(); ++i) count += path.elementAt(i).isMoveTo();
  return count;
}

Bitmap randomMask(int seed, int height, int width, double density) {
  std::mt19937 random(static_cast<unsigned>(seed));
  Bitmap mask(height, width);
  for (uint8_t& pixel : mask.data) pixel = random() % 1000 < density * 1000;
  return mask;
}

}  // namespace

class MaskPaintTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void filledOutlineIsTheMask_data() {
    QTest::addColumn<int>("seed");
    QTest::addColumn<double>("density");
    int seed = 0;
    for (const double density : {0.02, 0.3, 0.5, 0.8, 0.98})
      for (int i = 0; i < 6; ++i) QTest::addRow("density %g, %d", density, i) << ++seed << density;
  }

  void filledOutlineIsTheMask() {
    QFETCH(int, seed);
    QFETCH(double, density);
    // Noise has holes, islands in holes, and every kind of diagonal touch.
    const Bitmap mask = randomMask(seed, 5 + seed % 17, 3 + seed % 23, density);
    QCOMPARE(rasterise(maskOutline(encode(mask)), mask.height, mask.width), mask);
  }

  void cornersAndRingsOfKnownShapes() {
    Bitmap square(6, 6);
    for (int y = 1; y < 4; ++y)
      for (int x = 2; x < 5; ++x) square.at(y, x) = 1;
    const QPainterPath path = maskOutline(encode(square));
    QCOMPARE(path.elementCount(), 5);  // four corners and the way back
    QCOMPARE(path.boundingRect(), QRectF(2, 1, 3, 3));
    square.at(2, 3) = 0;
    QCOMPARE(rings(maskOutline(encode(square))), 2);
    Bitmap diagonal(2, 2);
    diagonal.at(0, 0) = diagonal.at(1, 1) = 1;
    QCOMPARE(rings(maskOutline(encode(diagonal))), 2);
    QVERIFY(maskOutline(encode(Bitmap(3, 3))).isEmpty());
    QVERIFY(maskOutline(Rle{}).isEmpty());
  }

  void smoothOutlineStaysWithinOnePixel() {
    Bitmap disc(60, 60);
    for (int y = 0; y < 60; ++y)
      for (int x = 0; x < 60; ++x) disc.at(y, x) = std::hypot(x - 29.5, y - 29.5) < 21;
    const QPainterPath path = smoothMaskOutline(encode(disc));
    for (int i = 0; i < path.elementCount(); ++i) {
      const QPointF p = path.elementAt(i);
      QVERIFY(std::abs(std::hypot(p.x() - 30, p.y() - 30) - 21) < 1);
    }
    const Bitmap back = rasterise(path, 60, 60);
    int differing = 0;
    for (size_t i = 0; i < disc.data.size(); ++i) differing += disc.data[i] != back.data[i];
    QVERIFY2(differing <= 40, qPrintable(QString::number(differing)));
  }

  void containsAndBoundsAgreeWithPixels() {
    const Bitmap mask = randomMask(7, 9, 14, 0.2);
    const Rle rle = encode(mask);
    QRect bounds;
    for (int y = 0; y < 9; ++y) {
      for (int x = 0; x < 14; ++x) {
        QCOMPARE(maskContains(rle, QPointF(x + 0.5, y + 0.5)), mask.at(y, x) == 1);
        if (mask.at(y, x)) bounds |= QRect(x, y, 1, 1);
      }
    }
    QCOMPARE(maskBounds(rle), bounds);
    QVERIFY(!maskContains(rle, QPointF(-0.5, 3)));
    QVERIFY(!maskContains(rle, QPointF(14.2, 3)));
    QVERIFY(maskBounds(encode(Bitmap(4, 4))).isEmpty());
  }
};

QTEST_MAIN(MaskPaintTest)
#include "mask_paint_test.moc"
