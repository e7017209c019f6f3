#include "core/coco/rle.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <numeric>
#include <random>
#include <stdexcept>

using namespace maskwright;

namespace {

QJsonObject golden() {
  QFile file("tests/golden/rle.json");
  if (!file.open(QIODevice::ReadOnly)) throw std::runtime_error("run from the source root");
  return QJsonDocument::fromJson(file.readAll()).object();
}

Rle parse(const QJsonValue& text, int height, int width) {
  auto rle = coco::fromCompressed(text.toString().toStdString(), height, width);
  if (!rle) throw std::runtime_error(rle.error().text());
  return *rle;
}

std::vector<Rle> parseList(const QJsonArray& texts, int height, int width) {
  std::vector<Rle> masks;
  for (const auto& text : texts) masks.push_back(parse(text, height, width));
  return masks;
}

std::vector<double> numbers(const QJsonArray& array) {
  std::vector<double> out;
  for (const auto& value : array) out.push_back(value.toDouble());
  return out;
}

Box box(const QJsonArray& a) {
  return {a[0].toDouble(), a[1].toDouble(), a[2].toDouble(), a[3].toDouble()};
}

std::vector<Box> boxes(const QJsonArray& list) {
  std::vector<Box> out;
  for (const auto& item : list) out.push_back(box(item.toArray()));
  return out;
}

void compareMatrix(const std::vector<double>& got, const QJsonArray& expected) {
  size_t i = 0;
  for (const auto& row : expected)
    for (const auto& value : row.toArray()) {
      QVERIFY(i < got.size());
      QVERIFY2(std::abs(got[i] - value.toDouble()) <= 1e-12, qPrintable(QString::number(i)));
      ++i;
    }
  QCOMPARE(i, got.size());
}

Bitmap randomMask(std::mt19937& random, int height, int width) {
  Bitmap mask(height, width);
  const int kind = static_cast<int>(random() % 3);
  if (kind == 0) {  // noise of random density
    const uint32_t density = random() % 257;
    for (auto& pixel : mask.data) pixel = random() % 256 < density;
  } else {  // rectangles, some cut out again
    for (int i = 0; i < 6; ++i) {
      const int x0 = random() % width, y0 = random() % height;
      const int x1 = std::min<int>(width, x0 + 1 + random() % width);
      const int y1 = std::min<int>(height, y0 + 1 + random() % height);
      for (int y = y0; y < y1; ++y)
        for (int x = x0; x < x1; ++x) mask.at(y, x) = kind == 1 || i % 2 == 0;
    }
  }
  return mask;
}

/// Runs by the definition: column after column, pixel after pixel.
Rle encodeByDefinition(const Bitmap& mask) {
  Rle rle{mask.height, mask.width, {}};
  uint8_t value = 0;
  uint32_t run = 0;
  for (int x = 0; x < mask.width; ++x)
    for (int y = 0; y < mask.height; ++y) {
      if (mask.at(y, x) != value) {
        rle.counts.push_back(run);
        run = 0;
        value = mask.at(y, x);
      }
      ++run;
    }
  rle.counts.push_back(run);
  return rle;
}

}  // namespace

class RleTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void goldenMasks() {
    const QJsonArray masks = golden()["masks"].toArray();
    QCOMPARE(masks.size(), 83);
    for (const auto& item : masks) {
      const QJsonObject m = item.toObject();
      const int height = m["h"].toInt(), width = m["w"].toInt();
      const auto text = m["counts_string"].toString().toStdString();
      Rle expected{height, width, {}};
      for (const auto& run : m["counts"].toArray()) expected.counts.push_back(run.toInt());
      const Rle parsed = parse(m["counts_string"], height, width);
      QCOMPARE(parsed.counts, expected.counts);
      QCOMPARE(coco::toCompressed(expected), text);
      QCOMPARE(coco::area(parsed), m["area"].toInteger());
      QVERIFY2(coco::toBox(parsed) == box(m["bbox"].toArray()), qPrintable(m["name"].toString()));
      QCOMPARE(coco::encode(coco::decode(parsed)).counts, expected.counts);
      if (m.contains("bits")) compareBits(parsed, m["bits"].toString());
    }
  }

  void goldenPolygons() {
    const QJsonArray polygons = golden()["polygons"].toArray();
    QCOMPARE(polygons.size(), 62);
    for (const auto& item : polygons) {
      const QJsonObject p = item.toObject();
      const int height = p["h"].toInt(), width = p["w"].toInt();
      const auto name = p["name"].toString().toUtf8();
      std::vector<std::vector<double>> parts;
      for (const auto& part : p["parts"].toArray()) parts.push_back(numbers(part.toArray()));
      for (size_t i = 0; i < parts.size(); ++i) {
        const Rle part = coco::fromPolygon(parts[i], height, width);
        const auto text = p["part_counts"].toArray()[i].toString().toStdString();
        QVERIFY2(coco::toCompressed(part) == text, name);
        QCOMPARE(coco::area(part), p["part_areas"].toArray()[i].toInteger());
      }
      const Rle all = coco::fromPolygons(parts, height, width);
      QVERIFY2(coco::toCompressed(all) == p["counts_string"].toString().toStdString(), name);
      QCOMPARE(coco::area(all), p["area"].toInteger());
      QVERIFY2(coco::toBox(all) == box(p["bbox"].toArray()), name);
    }
  }

  void goldenBoxes() {
    const QJsonArray list = golden()["boxes"].toArray();
    QCOMPARE(list.size(), 7);
    for (const auto& item : list) {
      const QJsonObject b = item.toObject();
      const Rle rle = coco::fromBox(box(b["box"].toArray()), b["h"].toInt(), b["w"].toInt());
      QCOMPARE(coco::toCompressed(rle), b["counts_string"].toString().toStdString());
      QCOMPARE(coco::area(rle), b["area"].toInteger());
    }
  }

  void goldenIou() {
    const QJsonArray groups = golden()["iou_groups"].toArray();
    QCOMPARE(groups.size(), 5);
    for (const auto& item : groups) {
      const QJsonObject g = item.toObject();
      const int height = g["h"].toInt(), width = g["w"].toInt();
      const auto dt = parseList(g["dt"].toArray(), height, width);
      const auto gt = parseList(g["gt"].toArray(), height, width);
      std::vector<uint8_t> crowd;
      for (const auto& flag : g["iscrowd"].toArray()) crowd.push_back(flag.toInt() != 0);
      compareMatrix(coco::iouMatrix(dt, gt), g["iou"].toArray());
      compareMatrix(coco::iouMatrix(dt, gt, crowd), g["iou_crowd"].toArray());
      const auto boxDt = boxes(g["box_dt"].toArray()), boxGt = boxes(g["box_gt"].toArray());
      compareMatrix(coco::boxIouMatrix(boxDt, boxGt), g["box_iou"].toArray());
      compareMatrix(coco::boxIouMatrix(boxDt, boxGt, crowd), g["box_iou_crowd"].toArray());
    }
  }

  void goldenMerge() {
    const QJsonArray groups = golden()["merge_groups"].toArray();
    QCOMPARE(groups.size(), 30);
    for (const auto& item : groups) {
      const QJsonObject g = item.toObject();
      const auto masks = parseList(g["in"].toArray(), g["h"].toInt(), g["w"].toInt());
      const Rle united = coco::merge(masks), common = coco::merge(masks, true);
      QCOMPARE(coco::toCompressed(united), g["union"].toString().toStdString());
      QCOMPARE(coco::area(united), g["union_area"].toInteger());
      QCOMPARE(coco::toCompressed(common), g["intersect"].toString().toStdString());
      QCOMPARE(coco::area(common), g["intersect_area"].toInteger());
    }
  }

  void randomMasksRoundTrip() {
    std::mt19937 random(7);
    for (int i = 0; i < 400; ++i) {
      const int height = 1 + random() % 90, width = 1 + random() % 200;
      const Bitmap mask = randomMask(random, height, width);
      const Rle rle = coco::encode(mask);
      QCOMPARE(rle.counts, encodeByDefinition(mask).counts);
      QVERIFY(coco::decode(rle) == mask);
      const auto again = coco::fromCompressed(coco::toCompressed(rle), height, width);
      QVERIFY(again.ok());
      QCOMPARE(again->counts, rle.counts);
      QCOMPARE(coco::area(rle), std::accumulate(mask.data.begin(), mask.data.end(), int64_t{0}));
    }
  }

  void setsAgreeWithPixels() {
    std::mt19937 random(11);
    for (int i = 0; i < 300; ++i) {
      const int height = 1 + random() % 40, width = 1 + random() % 60;
      const Bitmap a = randomMask(random, height, width), b = randomMask(random, height, width);
      Bitmap both(height, width), any(height, width), only(height, width);
      for (size_t p = 0; p < a.data.size(); ++p) {
        both.data[p] = a.data[p] && b.data[p];
        any.data[p] = a.data[p] || b.data[p];
        only.data[p] = a.data[p] && !b.data[p];
      }
      const Rle ra = coco::encode(a), rb = coco::encode(b);
      QCOMPARE(coco::intersect(ra, rb).counts, coco::encode(both).counts);
      QCOMPARE(coco::unite(ra, rb).counts, coco::encode(any).counts);
      QCOMPARE(coco::subtract(ra, rb).counts, coco::encode(only).counts);
      const int64_t shared = coco::area(coco::encode(both)), all = coco::area(coco::encode(any));
      QCOMPARE(coco::intersectionArea(ra, rb), shared);
      QCOMPARE(coco::iou(ra, rb), all == 0 ? 0.0 : double(shared) / double(all));
    }
  }

  void matrixAgreesWithPairs() {
    std::mt19937 random(13);
    for (int i = 0; i < 40; ++i) {
      const int height = 1 + random() % 60, width = 1 + random() % 60;
      std::vector<Rle> a, b;
      for (int k = 0; k < 6; ++k) {
        a.push_back(coco::encode(randomMask(random, height, width)));
        b.push_back(coco::encode(randomMask(random, height, width)));
      }
      const auto matrix = coco::iouMatrix(a, b);
      for (size_t d = 0; d < 6; ++d)
        for (size_t t = 0; t < 6; ++t) {
          const int64_t shared = coco::area(coco::intersect(a[d], b[t]));
          const int64_t all = coco::area(coco::unite(a[d], b[t]));
          QCOMPARE(matrix[d * 6 + t], shared == 0 ? 0.0 : double(shared) / double(all));
        }
    }
  }

  void stridedAndNonBinaryBuffers() {
    std::mt19937 random(3);
    const int height = 37, width = 133, stride = 150;
    const Bitmap mask = randomMask(random, height, width);
    std::vector<uint8_t> buffer(height * stride, 77);
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        buffer[y * stride + x] = mask.at(y, x) ? static_cast<uint8_t>(1 + random() % 255) : 0;
    QCOMPARE(coco::encode(buffer.data(), height, width, stride).counts, coco::encode(mask).counts);
  }

  void tightBoxByPixels() {
    std::mt19937 random(5);
    for (int i = 0; i < 200; ++i) {
      const Bitmap mask = randomMask(random, 1 + random() % 30, 1 + random() % 30);
      int x0 = mask.width, x1 = -1, y0 = mask.height, y1 = -1;
      for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
          if (mask.at(y, x)) {
            x0 = std::min(x0, x), x1 = std::max(x1, x);
            y0 = std::min(y0, y), y1 = std::max(y1, y);
          }
      const Box tight =
          x1 < 0 ? Box{} : Box{double(x0), double(y0), double(x1 - x0 + 1), double(y1 - y0 + 1)};
      QVERIFY(coco::toBox(coco::encode(mask)) == tight);
    }
  }

  void badStringsAreErrors() {
    QVERIFY(!coco::fromCompressed("0S1", 5, 8).ok());   // sum does not fit
    QVERIFY(!coco::fromCompressed("0S", 5, 7).ok());    // cut off
    QVERIFY(!coco::fromCompressed("0 S1", 5, 7).ok());  // character outside the alphabet
    QVERIFY(!coco::fromCompressed("O", 5, 7).ok());     // negative run
    QVERIFY(!coco::fromCompressed("", 5, 7).ok());      // no run
    QVERIFY(!coco::fromCompressed("oooooooooooo0", 5, 7).ok());
    QVERIFY(!coco::fromCompressed("0S1", -5, -7).ok());
    QVERIFY(!coco::validate({2, 2, {1, 2}}).ok());
  }

  void brokenPreconditionsThrow() {
    const Rle a = coco::emptyRle(3, 4), b = coco::emptyRle(4, 3);
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, coco::unite(a, b));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, coco::intersectionArea(a, b));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, coco::merge({}));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, coco::decode({2, 2, {5}}));
    const std::vector<double> wild{0, 0, 1e9, 0, 1e9, 1e9};
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, coco::fromPolygon(wild, 10, 10));
  }

 private:
  static void compareBits(const Rle& rle, const QString& base64) {
    const QByteArray bits = QByteArray::fromBase64(base64.toLatin1());
    const Bitmap mask = coco::decode(rle);
    for (int x = 0, i = 0; x < rle.width; ++x)
      for (int y = 0; y < rle.height; ++y, ++i)
        QCOMPARE(int(mask.at(y, x)), (bits[i / 8] >> (i % 8)) & 1);
  }
};

QTEST_APPLESS_MAIN(RleTest)
#include "rle_test.moc"
