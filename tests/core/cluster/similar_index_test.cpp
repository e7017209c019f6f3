#include "core/cluster/similar_index.h"

#include "tests/support/mixture.h"
#include "tests/support/temp_project.h"

#include <QtTest>

#include <fstream>
#include <limits>
#include <numeric>
#include <set>

using namespace maskwright;
using cluster::Similar;
using cluster::SimilarIndex;
using cluster::SimilarSettings;

namespace {

std::vector<int64_t> numbers(size_t count, int64_t from) {
  std::vector<int64_t> ids(count);
  std::iota(ids.begin(), ids.end(), from);
  return ids;
}

/// The plain search: all cosines in float64, sorted.
std::vector<std::pair<double, int64_t>> plainSearch(const std::vector<float>& rows,
                                                    size_t width,
                                                    const std::vector<int64_t>& ids,
                                                    size_t asked) {
  std::vector<std::pair<double, int64_t>> order;
  for (size_t i = 0; i < ids.size(); ++i) {
    double sum = 0;
    for (size_t d = 0; d < width; ++d)
      sum += static_cast<double>(rows[asked * width + d]) * rows[i * width + d];
    order.emplace_back(-sum, ids[i]);
  }
  std::sort(order.begin(), order.end());
  return order;
}

}  // namespace

class SimilarIndexTest : public QObject {
  Q_OBJECT

 private:
  test::TempFolder folder_;

  /// Share of the true `k` that are found; every cosine is within `tolerance`, in falling order.
  static double recall(const SimilarIndex& index,
                       const std::vector<float>& rows,
                       size_t width,
                       const std::vector<int64_t>& ids,
                       size_t k,
                       double tolerance) {
    size_t hits = 0, asked = 0;
    for (size_t i = 0; i < ids.size(); i += ids.size() / 20, ++asked) {
      const auto truth = plainSearch(rows, width, ids, i);
      std::map<int64_t, double> cosine;
      for (const auto& [negative, id] : truth) cosine[id] = -negative;
      std::set<int64_t> nearest;
      for (size_t j = 0; j < k; ++j) nearest.insert(truth[j].second);
      const auto found = index.nearest({rows.data() + i * width, width}, static_cast<int>(k));
      if (found.size() != k) return 0;
      for (size_t j = 0; j < k; ++j) {
        hits += nearest.contains(found[j].id);
        if (std::abs(found[j].cosine - cosine.at(found[j].id)) > tolerance) return 0;
        if (j > 0 && found[j].cosine > found[j - 1].cosine) return 0;
      }
    }
    return static_cast<double>(hits) / static_cast<double>(asked * k);
  }

 private Q_SLOTS:
  void fewRowsAreSearchedExactly() {
    const auto rows = test::mixture(500, 24, 6);
    const auto ids = numbers(500, 1000);
    const auto file = folder_.path() / "few.faiss";
    const auto built = SimilarIndex::build(rows, 24, ids, file);
    QVERIFY(built.ok());
    QCOMPARE(built->lists, 1);
    QCOMPARE(built->rows, int64_t{500});
    const auto index = SimilarIndex::open(file);
    QVERIFY2(index.ok(), index ? "" : index.error().text().c_str());
    QCOMPARE(index->size(), int64_t{500});
    QCOMPARE(index->dimension(), 24);
    QVERIFY(recall(*index, rows, 24, ids, 30, 2e-3) > 0.99);
    // All of them, when more are asked for than there are; the row itself comes first.
    const auto all = index->nearest({rows.data(), 24}, 10'000);
    QCOMPARE(all.size(), size_t{500});
    QCOMPARE(all[0].id, int64_t{1000});
    // Length does not matter, direction does.
    std::vector<float> longer(rows.begin(), rows.begin() + 24);
    for (float& value : longer) value *= 40;
    QCOMPARE(index->nearest(longer, 5)[0].id, int64_t{1000});
  }

  void manyRowsGoIntoLists_data() {
    QTest::addColumn<int>("width");
    QTest::newRow("whole blocks of values") << 64;
    QTest::newRow("a rest") << 45;
  }
  void manyRowsGoIntoLists() {
    QFETCH(int, width);
    const auto size = static_cast<size_t>(width);
    const auto rows = test::mixture(6000, size, 40);
    const auto ids = numbers(6000, 7);
    const auto file = folder_.path() / "many.faiss";
    const auto built = SimilarIndex::build(rows, width, ids, file, {.exactValues = 1000});
    QVERIFY(built.ok());
    QVERIFY(built->lists > 10 && built->probes <= built->lists);
    QVERIFY(built->recall >= 0.9);
    // About a byte a value and eight an id.
    QVERIFY(std::filesystem::file_size(file) < 6000 * (size + 8) + 4 * 100 * size + 20'000);
    const auto index = SimilarIndex::open(file);
    QVERIFY2(index.ok(), index ? "" : index.error().text().c_str());
    QVERIFY(recall(*index, rows, size, ids, 100, 0.01) >= 0.9);
  }

  void rowsWithoutDirectionAreLeftOut() {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> rows{0, 0, 3, 0, nan, 1, 0, 2};
    const auto file = folder_.path() / "none.faiss";
    const auto built = SimilarIndex::build(rows, 2, numbers(4, 1), file);
    QVERIFY(built.ok());
    QCOMPARE(built->rows, int64_t{2});
    const auto index = SimilarIndex::open(file);
    QVERIFY(index.ok());
    const auto found = index->nearest(std::vector<float>{1, 0}, 9);
    QCOMPARE(found.size(), size_t{2});
    QCOMPARE(found[0].id, int64_t{2});
    QCOMPARE(found[1].id, int64_t{4});
    QVERIFY(index->nearest(std::vector<float>{0, 0}, 9).empty());
    QVERIFY(index->nearest(std::vector<float>{1, 0, 0}, 9).empty());
    QVERIFY(index->nearest(std::vector<float>{1, 0}, 0).empty());
    const auto nothing = SimilarIndex::build({rows.data(), 2}, 2, numbers(1, 1), file);
    QCOMPARE(nothing.error().kind, ErrorKind::WrongUse);
    QVERIFY(SimilarIndex::open(file).ok());  // the earlier one stays
    QCOMPARE(SimilarIndex::build(rows, 3, numbers(4, 1), file).error().kind, ErrorKind::WrongUse);
  }

  void whatIsNoIndexIsRefused() {
    const auto rows = test::mixture(3000, 16, 9);
    const auto file = folder_.path() / "whole.faiss";
    QVERIFY(SimilarIndex::build(rows, 16, numbers(3000, 1), file, {.exactValues = 10}).ok());
    QCOMPARE(SimilarIndex::open(folder_.path() / "gone").error().kind, ErrorKind::NotFound);
    std::ifstream in(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    // Cut off anywhere: an error, never a crash when a query touches the missing page.
    for (const size_t length : {size_t{0}, size_t{40}, bytes.size() / 2, bytes.size() - 1}) {
      const auto cut = folder_.path() / "cut.faiss";
      std::ofstream(cut, std::ios::binary) << bytes.substr(0, length);
      const auto index = SimilarIndex::open(cut);
      QVERIFY2(!index.ok(), QByteArray::number(static_cast<qulonglong>(length)));
      QCOMPARE(index.error().kind, ErrorKind::Unreadable);
      QVERIFY(index.error().where.ends_with("cut.faiss"));
    }
  }

  void aStopLeavesNothingBehind() {
    const auto rows = test::mixture(3000, 16, 9);
    std::stop_source stop;
    stop.request_stop();
    const auto file = folder_.path() / "stopped.faiss";
    const auto built = SimilarIndex::build(rows, 16, numbers(3000, 1), file, {}, stop.get_token());
    QCOMPARE(built.error().kind, ErrorKind::Cancelled);
    QVERIFY(!std::filesystem::exists(file));
    const auto unwritable = folder_.path() / "no such folder" / "a.faiss";
    QCOMPARE(SimilarIndex::build(rows, 16, numbers(3000, 1), unwritable).error().kind,
             ErrorKind::Unwritable);
  }
};

QTEST_APPLESS_MAIN(SimilarIndexTest)
#include "similar_index_test.moc"
