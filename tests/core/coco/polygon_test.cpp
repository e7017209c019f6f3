#include "core/coco/polygon.h"

#include "core/coco/rle.h"

#include <QtTest>

#include <random>

using namespace maskwright;

namespace {

Bitmap fromText(const std::vector<std::string>& rows) {
  Bitmap mask(static_cast<int>(rows.size()), static_cast<int>(rows[0].size()));
  for (int y = 0; y < mask.height; ++y)
    for (int x = 0; x < mask.width; ++x) mask.at(y, x) = rows[y][x] == '#';
  return mask;
}

/// Blobs by thresholded waves: several pieces, holes, pieces at the border.
Bitmap waves(std::mt19937& random, int height, int width, double threshold) {
  Bitmap mask(height, width);
  std::uniform_real_distribution<double> unit(0, 1);
  double f[4], p[4];
  for (int i = 0; i < 4; ++i) f[i] = .05 + .3 * unit(random), p[i] = 6 * unit(random);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      mask.at(y, x) = std::sin(f[0] * x + p[0]) * std::cos(f[1] * y + p[1]) +
                          std::sin(f[2] * x + f[3] * y + p[2]) >
                      threshold;
  return mask;
}

}  // namespace

class PolygonTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void squareHasFourCorners() {
    const auto outlines = coco::traceOutlines(coco::encode(fromText({"....", ".##.", ".##."})));
    QCOMPARE(outlines.holes, 0);
    QCOMPARE(outlines.parts, (std::vector<std::vector<double>>{{3, 1, 3, 3, 1, 3, 1, 1}}));
  }

  void countsHolesAndPieces() {
    const auto ring = coco::traceOutlines(coco::encode(fromText({"###", "#.#", "###"})));
    QCOMPARE(ring.parts.size(), size_t{1});
    QCOMPARE(ring.holes, 1);
    const auto pieces = coco::traceOutlines(coco::encode(fromText({"#..#", ".#..", "#..#"})));
    QCOMPARE(pieces.parts.size(), size_t{5});
    QCOMPARE(pieces.holes, 0);
  }

  void emptyMaskHasNoOutline() {
    const Rle empty = coco::emptyRle(5, 6);
    QVERIFY(coco::traceOutlines(empty).parts.empty());
    QCOMPARE(coco::roundTripIou(empty, coco::traceOutlines(empty)), 1.0);
  }

  void masksWithoutHolesComeBackExactly() {
    std::mt19937 random(4);
    int tried = 0, withHoles = 0;
    for (int i = 0; i < 300; ++i) {
      const Rle mask =
          coco::encode(waves(random, 20 + random() % 80, 20 + random() % 80, -.8 + .2 * (i % 9)));
      const auto outlines = coco::traceOutlines(mask);
      const Rle back = coco::fromPolygons(outlines.parts, mask.height, mask.width);
      if (outlines.holes > 0) {
        ++withHoles;
        QVERIFY(coco::area(back) > coco::area(mask));  // holes are filled: the caller must see it
        QVERIFY(coco::roundTripIou(mask, outlines) < 1);
        continue;
      }
      ++tried;
      QCOMPARE(coco::toCompressed(back), coco::toCompressed(mask));
      QCOMPARE(coco::roundTripIou(mask, outlines), 1.0);
    }
    QVERIFY(tried > 100);
    QVERIFY(withHoles > 5);
  }

  void simplifyingStaysClose() {
    std::mt19937 random(9);
    Bitmap disc(120, 140);
    for (int y = 0; y < 120; ++y)
      for (int x = 0; x < 140; ++x)
        disc.at(y, x) = (x - 70) * (x - 70) + (y - 60) * (y - 60) < 50 * 50;
    const Rle mask = coco::encode(disc);
    const auto exact = coco::traceOutlines(mask), simple = coco::traceOutlines(mask, 1);
    QVERIFY(simple.parts[0].size() * 3 < exact.parts[0].size());
    QVERIFY(coco::roundTripIou(mask, simple) > .98);
    const auto pixel = coco::traceOutlines(coco::encode(fromText({"...", ".#.", "..."})), 5);
    QVERIFY(pixel.parts[0].size() >= 6);
  }
};

QTEST_APPLESS_MAIN(PolygonTest)
#include "polygon_test.moc"
