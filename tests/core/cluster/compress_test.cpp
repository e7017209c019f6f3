#include "core/cluster/compress.h"

#include <QtTest>

#include <cmath>
#include <random>
#include <vector>

using namespace maskwright::cluster;

class CompressTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void keepsWhatTellsRowsApart();
  void fewRowsAreOnlyCentred();
  void rowsWithoutDirectionStayZero();
  void wrongUse();
};

namespace {

double cosine(const Compressed& rows, size_t a, size_t b) {
  double sum = 0;
  const auto size = static_cast<size_t>(rows.dimension);
  for (size_t d = 0; d < size; ++d)
    sum += static_cast<double>(rows.rows[a * size + d]) * rows.rows[b * size + d];
  return sum;
}

/// Three kinds that share a large direction; noise in all of 40 dimensions.
std::vector<float> threeKinds(size_t count) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  std::vector<float> rows;
  for (size_t i = 0; i < count; ++i)
    for (size_t d = 0; d < 40; ++d)
      rows.push_back((d == 0 ? 10.F : 0.F) + (d == 1 + i % 3 ? 2.F : 0.F) + 0.1F * normal(random));
  return rows;
}

}  // namespace

void CompressTest::keepsWhatTellsRowsApart() {
  const auto out = compressRows(threeKinds(300), 40, 2);
  QCOMPARE(out.dimension, 2);
  QCOMPARE(out.rows.size(), size_t{600});
  for (size_t i = 0; i + 3 < 300; i += 3) {
    QVERIFY(cosine(out, i, i + 3) > 0.9);   // of one kind
    QVERIFY(cosine(out, i, i + 1) < -0.2);  // of two: 120 degrees apart
    QVERIFY(std::abs(cosine(out, i, i) - 1) < 1e-5);
  }
}

void CompressTest::fewRowsAreOnlyCentred() {
  const auto out = compressRows(threeKinds(6), 40, 16);
  QCOMPARE(out.dimension, 40);
  QVERIFY(cosine(out, 0, 3) > 0.5);
  QVERIFY(cosine(out, 0, 1) < 0);
}

void CompressTest::rowsWithoutDirectionStayZero() {
  auto rows = threeKinds(90);
  std::fill(rows.begin() + 40, rows.begin() + 80, 0.F);
  const auto out = compressRows(rows, 40, 4);
  for (size_t d = 0; d < 4; ++d) QCOMPARE(out.rows[4 + d], 0.F);
  QVERIFY(cosine(out, 0, 3) > 0.9);
}

void CompressTest::wrongUse() {
  QVERIFY_EXCEPTION_THROWN(compressRows({1, 2, 3}, 2, 1), std::invalid_argument);
  QVERIFY(compressRows({}, 4, 2).rows.empty());
}

QTEST_APPLESS_MAIN(CompressTest)
#include "compress_test.moc"
