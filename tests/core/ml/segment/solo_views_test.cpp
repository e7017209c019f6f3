#include "core/ml/nn/augment.h"
#include "core/ml/nn/random_erase.h"
#include "core/ml/segment/affinity_loss.h"
#include "core/ml/segment/solo_batch.h"

#include <QtTest>

#include <cmath>
#include <set>

using namespace maskwright::ml;

namespace {

constexpr int64_t kSide = 64;

torch::Tensor square(int64_t top, int64_t left, int64_t height, int64_t width) {
  auto mask = torch::zeros({1, kSide, kSide}, torch::kUInt8);
  mask.narrow(1, top, height).narrow(2, left, width).fill_(1);
  return mask;
}

/// A grey picture of one value with these masks.
SoloSample sampleOf(double grey, const std::vector<torch::Tensor>& masks) {
  SoloSample sample;
  sample.image = torch::full({3, kSide, kSide}, grey).to(torch::kUInt8);
  auto& i = sample.instances;
  const auto n = static_cast<int64_t>(masks.size());
  i.masks = masks.empty() ? torch::zeros({0, kSide, kSide}, torch::kUInt8) : torch::cat(masks);
  i.embeddings = torch::eye(n, 4) * grey;
  i.weights = torch::full({n}, grey / 255);
  i.verified = torch::zeros({n});
  return sample;
}

SoloViewOptions plainViews() {
  SoloViewOptions options;
  options.minScale = options.maxScale = 1;
  options.flip = options.strong = options.paste = 0;
  return options;
}

int64_t area(const torch::Tensor& mask) {
  return mask.sum(torch::kInt64).item<int64_t>();
}

}  // namespace

/// FreeSOLO's views: weak and strong at once, erasings, copy-paste, validity.
class SoloViewsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void bothViewsShareTheGeometry() {
    auto options = plainViews();
    options.both = true;
    options.flip = 0.5;
    options.minScale = 0.75;
    auto generator = stepGenerator(1, 0);
    const auto a = sampleOf(120, {square(4, 6, 20, 12)}), b = sampleOf(80, {square(30, 8, 24, 24)});
    const auto batch = makeSoloBatch({a, b}, options, generator);
    QCOMPARE(batch.images.size(0), int64_t{4});
    QCOMPARE(batch.instances.size(), size_t{4});
    QCOMPARE(batch.similarity.size(), size_t{4});
    for (size_t k = 0; k < 2; ++k) {
      const auto& strong = batch.instances[k];
      const auto& weak = batch.instances[k + 2];
      QVERIFY(torch::equal(strong.masks, weak.masks));
      QVERIFY(torch::equal(strong.boxes, weak.boxes));
      QVERIFY(torch::equal(strong.boxes, tightBoxes(strong.masks)));
    }
    // The weak view is the picture itself.
    const auto h = batch.instances[2].masks.size(1), w = batch.instances[2].masks.size(2);
    const auto weak = batch.images[2].narrow(1, 0, h).narrow(2, 0, w);
    QVERIFY(torch::allclose(weak, normalizeImage(torch::full({3, h, w}, 120.0)), 1e-4, 1e-4));
  }

  void strongViewsAreErased() {
    auto options = plainViews();
    options.both = true;
    int changed = 0, erased = 0;
    for (int64_t step = 0; step < 60; ++step) {
      auto generator = stepGenerator(9, step);
      const auto batch = makeSoloBatch({sampleOf(120, {})}, options, generator);
      // Of a grey picture, colours make a grey picture again; only noise has a spread.
      const auto strong = batch.images[0];
      changed += !torch::allclose(strong, batch.images[1], 1e-3, 1e-3);
      erased += strong[0].std().item<double>() > 0.05;
    }
    // 1 - .3 * .5 * .7 = .895 of them are erased; five standard deviations are 12.
    QVERIFY2(erased > 42 && erased <= changed, qPrintable(QString::number(erased)));
  }

  void erasingsHaveTheirSize() {
    for (size_t which = 0; which < kStrongErasings.size(); ++which) {
      auto options = kStrongErasings[which];
      auto generator = stepGenerator(4, static_cast<int64_t>(which));
      const auto image = torch::full({3, 120, 160}, -1.0);  // noise is never negative
      int hits = 0;
      for (int k = 0; k < 200; ++k) {
        const auto inside = eraseRandomly(image, options, generator)[0].ge(0);
        if (!inside.any().item<bool>()) continue;
        ++hits;
        const double h = inside.any(1).sum().item<double>(), w = inside.any(0).sum().item<double>();
        QCOMPARE(inside.sum().item<double>(), h * w);  // a rectangle
        const double share = h * w / (120 * 160);
        QVERIFY2(share > 0.9 * options.minArea && share < 1.1 * options.maxArea,
                 qPrintable(QString::number(share)));
        QVERIFY(h / w > 0.8 * options.minRatio && h / w < 1.25 * options.maxRatio);
      }
      const double expected = 200 * options.probability;
      QVERIFY2(std::abs(hits - expected) < 36, qPrintable(QString::number(hits)));
    }
    auto generator = stepGenerator(4, 9);
    const auto noise =
        eraseRandomly(torch::full({3, 64, 64}, -1.0), {1, 0.2, 0.2, 1, 1}, generator);
    const auto values = noise.index({noise.ge(0)});
    QVERIFY(std::abs(values.mean().item<double>() - 127.5) < 5);
    QVERIFY(values.max().item<double>() <= 255 && values.std().item<double>() > 60);
  }

  void pastedObjectsStayWhereTheyWere() {
    const auto from = sampleOf(200, {square(4, 4, 16, 16)});
    bool pasted = false, none = false;
    for (int64_t step = 0; step < 20; ++step) {
      auto into = sampleOf(40, {square(8, 12, 40, 40)});
      auto generator = stepGenerator(2, step);
      pasteInPlace(from, into, generator);
      const auto& i = into.instances;
      if (i.masks.size(0) == 1) {
        none = true;
        QVERIFY(torch::equal(into.image, sampleOf(40, {}).image));
        continue;
      }
      pasted = true;
      QVERIFY(torch::equal(i.masks[1], square(4, 4, 16, 16)[0]));
      QCOMPARE(area(i.masks[0]), int64_t{1600 - 12 * 8});  // what is covered is lost
      QVERIFY((i.masks[0] * i.masks[1]).sum().item<int64_t>() == 0);
      QCOMPARE(into.image[0][5][5].item<int>(), 200);
      QCOMPARE(into.image[0][30][30].item<int>(), 40);
      QCOMPARE(i.embeddings[1][0].item<float>(), 200.f);  // what it teaches comes along
      QCOMPARE(i.weights[1].item<float>(), 200.f / 255);
    }
    QVERIFY(pasted && none);  // 0..n are all possible
  }

  void anObjectThatHidesHalfStaysOut() {
    const auto from = sampleOf(200, {square(0, 0, 20, 32)});
    for (const int64_t height : {40, 42}) {  // 20 of these rows would be hidden
      int pasted = 0;
      for (int64_t step = 0; step < 20; ++step) {
        auto into = sampleOf(40, {square(0, 0, height, 8)});
        auto generator = stepGenerator(2, step);
        pasteInPlace(from, into, generator);
        pasted += into.instances.masks.size(0) == 2;
      }
      QCOMPARE(pasted > 0, height == 42);
    }
  }

  void theMirroredPlaceOfTheBatchGives() {
    auto options = plainViews();
    options.both = true;
    options.pasted = SoloPaste::Mirrored;
    options.paste = 1;
    const std::vector<torch::Tensor> own{square(40, 40, 20, 20)};
    std::set<float> first, second;
    for (int64_t step = 0; step < 24; ++step) {
      auto generator = stepGenerator(6, step);
      const auto batch = makeSoloBatch({sampleOf(60, own),
                                        sampleOf(90, {square(2, 2, 10, 10)}),
                                        sampleOf(120, own),
                                        sampleOf(150, {square(2, 30, 10, 10)})},
                                       options,
                                       generator);
      for (size_t k = 4; k < 8; ++k) QCOMPARE(batch.instances[k].masks.size(0), int64_t{1});
      const auto given = [&](size_t k) {
        return batch.instances[k].masks.size(0) > 1
                   ? batch.instances[k].embeddings[1].abs().sum().item<float>()
                   : 0.f;
      };
      first.insert(given(0));
      second.insert(given(1));
      QVERIFY(torch::equal(batch.instances[0].boxes, tightBoxes(batch.instances[0].masks)));
    }
    QVERIFY(first == (std::set<float>{0, 150}));   // 0 <- 3
    QVERIFY(second == (std::set<float>{0, 120}));  // 1 <- 2
  }

  void scalesAreTheNamedOnes() {
    auto options = plainViews();
    options.minScale = 0.5;
    options.scaleSteps = 3;
    std::set<int64_t> heights;
    for (int64_t step = 0; step < 40; ++step) {
      auto generator = stepGenerator(8, step);
      const auto batch = makeSoloBatch({sampleOf(60, {square(2, 2, 50, 50)})}, options, generator);
      heights.insert(batch.instances[0].masks.size(1));
    }
    QVERIFY(heights == (std::set<int64_t>{32, 48, 64}));
  }

  /// The bottom of the original, scaled, and the padding have no affinity.
  void affinityEndsWithThePicture() {
    auto options = plainViews();
    auto sample = sampleOf(60, {square(2, 2, 50, 50)});
    sample.image = sample.image.narrow(1, 0, 56);
    sample.instances.masks = sample.instances.masks.narrow(1, 0, 56);
    sample.originalHeight = 112;
    const auto rows = [&](double removed) {
      options.bottomRemoved = removed;
      auto generator = stepGenerator(8, 0);
      const auto s = makeSoloBatch({sample}, options, generator).similarity[0];
      // The left neighbour (index 3) of column 8, row by row.
      return s[3].select(1, 8).gt(0.5).sum().item<int64_t>();
    };
    QCOMPARE(rows(0), int64_t{14});   // 56 / 4 of 16
    QCOMPARE(rows(16), int64_t{12});  // 16 of 112 are 8 of 56, two rows of four
    QCOMPARE(rows(10), int64_t{12});  // 5 of 56 spoil two rows
  }

  void affinityIsThatOfTheViewTheNetworkSees() {
    auto options = plainViews();
    options.both = true;
    double weak = 0, strong = 0;
    for (int64_t step = 0; step < 20; ++step) {
      auto generator = stepGenerator(12, step);
      const auto batch = makeSoloBatch({sampleOf(120, {})}, options, generator);
      strong += batch.similarity[0].ge(0.3).sum().item<double>();
      weak += batch.similarity[1].ge(0.3).sum().item<double>();
    }
    QVERIFY(strong < 0.97 * weak);  // noise is like nothing
  }

  /// Levels follow the side of the box, wherever it lies: with x2, y2 read as width and height, a
  /// small object far from the corner would be a large one.
  void aSmallObjectFarFromTheCornerIsSmall() {
    auto options = plainViews();
    auto generator = stepGenerator(1, 1);
    const auto batch = makeSoloBatch({sampleOf(120, {square(48, 48, 12, 12)})}, options, generator);
    const auto& i = batch.instances[0];
    QVERIFY(torch::equal(i.boxes, torch::tensor({{48.f, 48.f, 60.f, 60.f}})));
    const auto t = assignTargets(i, {{8, 0, 1, 14}, {4, 3, 14.5, 500}}, 1.0, 16, 16);
    QVERIFY(!t.levels[0].cells.empty());
    QVERIFY(t.levels[1].cells.empty());
    // Centre at 53.5, 53.5 of 64: cell 6, 6; the box shrunk to a fifth spans no other.
    QVERIFY(t.levels[0].cells == (std::vector<int64_t>{6 * 8 + 6}));
  }
};

QTEST_APPLESS_MAIN(SoloViewsTest)
#include "solo_views_test.moc"
