#include "core/ml/segment/solo_draw.h"

#include "core/ml/nn/augment.h"

#include <QtTest>

#include <algorithm>
#include <map>

using namespace maskwright::ml;

namespace {

/// Odd pictures are upright; the first pixel is the picture's number.
std::optional<SoloSample> load(int64_t index) {
  SoloSample sample;
  sample.image = torch::full(
      {3, index % 2 ? 6 : 4, index % 2 ? 4 : 6}, static_cast<double>(index), torch::kUInt8);
  return sample;
}

int64_t indexOf(const SoloSample& sample) {
  return sample.image[0][0][0].item<int64_t>();
}

}  // namespace

class SoloDrawTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void shapesDoNotMixAndNoneIsFavoured() {
    SoloImageLists lists;
    for (int64_t i = 0; i < 5; ++i) lists.others.push_back(i);  // 3 wide, 2 upright
    const SoloSampleLoader loader = load;
    SoloDraw draw(lists, {}, loader, 4);
    auto generator = stepGenerator(3, 0);
    std::map<int64_t, int> seen;
    for (int step = 0; step < 500; ++step) {
      const auto samples = draw.next(generator);
      QCOMPARE(samples.size(), size_t{4});
      for (const auto& sample : samples) {
        QCOMPARE(indexOf(sample) % 2, indexOf(samples[0]) % 2);
        ++seen[indexOf(sample)];
      }
    }
    // 400 each expected; five standard deviations are 90.
    for (int64_t i = 0; i < 5; ++i)
      QVERIFY2(std::abs(seen[i] - 400) < 90, qPrintable(QString::number(seen[i])));
  }

  void sharesHold() {
    const SoloImageLists lists{.verified = {0}, .decided = {}, .others = {2, 4, 6, 8}};
    const SoloSampleLoader loader = load;
    SoloDraw draw(lists, {.verified = 0.6, .decided = 0.2, .others = 0.2}, loader, 4);
    auto generator = stepGenerator(5, 0);
    int verified = 0;
    for (int step = 0; step < 500; ++step) {
      const auto samples = draw.next(generator);
      verified += static_cast<int>(std::count_if(
          samples.begin(), samples.end(), [](const auto& s) { return indexOf(s) == 0; }));
    }
    // The empty list leaves its share to the rest: three quarters of 2000; five deviations are 97.
    QVERIFY2(std::abs(verified - 1500) < 97, qPrintable(QString::number(verified)));
  }

  void unreadablePicturesAreSkipped() {
    const SoloImageLists lists{.verified = {0, 1}, .decided = {}, .others = {}};
    const SoloSampleLoader some = [](int64_t index) {
      return index == 0 ? std::nullopt : load(index);
    };
    SoloDraw draw(lists, {}, some, 4);
    auto generator = stepGenerator(7, 0);
    const auto samples = draw.next(generator);
    QCOMPARE(samples.size(), size_t{4});
    for (const auto& sample : samples) QCOMPARE(indexOf(sample), int64_t{1});
    const SoloSampleLoader none = [](int64_t) { return std::nullopt; };
    QVERIFY(SoloDraw(lists, {}, none, 4).next(generator).empty());
    const SoloImageLists nothing;
    QVERIFY(SoloDraw(nothing, {}, some, 4).empty());
    QVERIFY(SoloDraw(nothing, {}, some, 4).next(generator).empty());
  }
};

QTEST_APPLESS_MAIN(SoloDrawTest)
#include "solo_draw_test.moc"
