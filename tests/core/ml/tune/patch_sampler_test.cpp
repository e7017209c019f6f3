#include "core/ml/tune/patch_sampler.h"

#include "core/ml/nn/augment.h"

#include <QtTest>

using namespace maskwright::ml;

namespace {

/// Background left, class 3 in a square, class 7 in a small one, the rest not known.
LabelMap scene() {
  auto labels = torch::full({120, 160}, kIgnoreLabel, torch::kUInt8);
  using torch::indexing::Slice;
  labels.index_put_({Slice(), Slice(0, 40)}, kBackgroundLabel);
  labels.index_put_({Slice(20, 90), Slice(60, 130)}, 3);
  labels.index_put_({Slice(100, 110), Slice(140, 150)}, 7);
  return {labels, {}, {}};
}

int64_t labelAt(const LabelMap& map, const Patch& patch) {
  return map.labels[patch.y][patch.x].item<int64_t>();
}

/// Share of a patch's own area that the patches before it cover.
double covered(const std::vector<Patch>& patches, size_t which, const LabelMap& map) {
  auto painted = torch::zeros_like(map.labels);
  const auto region = [&](const Patch& p) {
    using torch::indexing::Slice;
    const auto from = [](int64_t at) { return std::max<int64_t>(0, at); };
    return painted.index({Slice(from(p.y - p.side / 2), p.y + p.side / 2),
                          Slice(from(p.x - p.side / 2), p.x + p.side / 2)});
  };
  for (size_t i = 0; i < which; ++i)
    if (!patches[i].refilled) region(patches[i]).fill_(1);
  const auto side = static_cast<double>(patches[which].side);
  return region(patches[which]).sum(torch::kInt64).item<double>() / (side * side);
}

}  // namespace

/// Conformance test 8: the patch sampler of Mix-and-Match tuning.
class PatchSamplerTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void countsAreExact_data() {
    QTest::addColumn<int>("patches");
    QTest::addColumn<int>("background");
    QTest::newRow("10 give 9 + 1") << 10 << 1;
    QTest::newRow("9 give 8 + 1") << 9 << 1;
    QTest::newRow("30 give 27 + 3") << 30 << 3;
    QTest::newRow("39 give 36 + 3") << 39 << 3;
  }
  void countsAreExact() {
    QFETCH(int, patches);
    QFETCH(int, background);
    PatchSettings settings;
    settings.patches = patches;
    for (uint64_t seed = 1; seed <= 20; ++seed) {
      auto generator = stepGenerator(seed, 0);
      const auto drawn = samplePatches(scene(), settings, generator);
      QCOMPARE(drawn.size(), size_t(patches));
      const auto zeros = std::count_if(
          drawn.begin(), drawn.end(), [](const Patch& p) { return p.label == kBackgroundLabel; });
      QCOMPARE(int(zeros), background);
    }
  }

  void theLabelIsThatOfTheCentreAndNeverIgnore() {
    for (const bool purest : {false, true}) {
      PatchSettings settings;
      settings.patches = 20;
      settings.purest = purest;
      for (uint64_t seed = 1; seed <= 50; ++seed) {
        auto generator = stepGenerator(seed, 0);
        for (const auto& patch : samplePatches(scene(), settings, generator)) {
          QCOMPARE(labelAt(scene(), patch), patch.label);
          QVERIFY(patch.label != kIgnoreLabel);
          QVERIFY(patch.side % 2 == 0 && patch.side >= 64 && patch.side <= 256);
        }
      }
    }
  }

  void oneSetTakesTheOthersPlace() {
    auto generator = stepGenerator(1, 0);
    auto onlyObjects = scene();
    onlyObjects.labels.masked_fill_(onlyObjects.labels == kBackgroundLabel, kIgnoreLabel);
    for (const auto& patch : samplePatches(onlyObjects, {}, generator))
      QVERIFY(patch.label == 3 || patch.label == 7);
    const LabelMap onlyBackground{torch::zeros({50, 50}, torch::kUInt8), {}, {}};
    const auto drawn = samplePatches(onlyBackground, {}, generator);
    QCOMPARE(drawn.size(), size_t(9));
    const LabelMap unknown{torch::full({50, 50}, kIgnoreLabel, torch::kUInt8), {}, {}};
    QVERIFY(samplePatches(unknown, {}, generator).empty());
  }

  void keptPatchesOverlapNoMoreThanAllowed() {
    PatchSettings settings;
    settings.minSide = 20;
    settings.maxSide = 40;
    int64_t kept = 0, refilled = 0;
    for (uint64_t seed = 1; seed <= 50; ++seed) {
      auto generator = stepGenerator(seed, 0);
      const auto drawn = samplePatches(scene(), settings, generator);
      bool filling = false;
      for (size_t i = 0; i < drawn.size(); ++i) {
        if (drawn[i].label == kBackgroundLabel) continue;
        QVERIFY(drawn[i].refilled || !filling);  // refused ones come after all others
        filling = drawn[i].refilled;
        const double share = covered(drawn, i, scene());
        QVERIFY(drawn[i].refilled ? share > settings.overlap : share <= settings.overlap);
        ++(drawn[i].refilled ? refilled : kept);
      }
    }
    QVERIFY(kept > 200);
    // Nothing is left of a tiny object after one patch: the rest must be refilled.
    auto tiny = LabelMap{torch::full({50, 50}, kIgnoreLabel, torch::kUInt8), {}, {}};
    tiny.labels[25][25] = 4;
    auto generator = stepGenerator(1, 0);
    const auto drawn = samplePatches(tiny, {.minSide = 40, .maxSide = 40}, generator);
    QCOMPARE(drawn.size(), size_t(9));
    QCOMPARE(std::count_if(drawn.begin(), drawn.end(), [](const Patch& p) { return p.refilled; }),
             8);
  }

  void thePublishedDenominatorIsTheFirstCandidates() {
    // Two patches of one pixel's centre and other sides: which one is refused depends on the area.
    auto tiny = LabelMap{torch::full({300, 300}, kIgnoreLabel, torch::kUInt8), {}, {}};
    tiny.labels[150][150] = 4;
    int differs = 0;
    for (uint64_t seed = 1; seed <= 40; ++seed) {
      const auto refilled = [&](bool ownArea) {
        auto generator = stepGenerator(seed, 0);
        const auto drawn = samplePatches(tiny, {.patches = 3, .ownArea = ownArea}, generator);
        return std::count_if(drawn.begin(), drawn.end(), [](const Patch& p) { return p.refilled; });
      };
      differs += refilled(true) != refilled(false);
    }
    QVERIFY(differs > 0);
  }

  void classesAreDrawnByPixelsOrByTheirRoots() {
    // 4,900 pixels of class 3 and 100 of class 7: 1 in 50 by pixels, 1 in 8 by roots.
    const auto share = [](bool balanced) {
      PatchSettings settings;
      settings.balanced = balanced;
      settings.overlap = 1;  // nothing is refused
      int64_t rare = 0, all = 0;
      for (uint64_t seed = 1; seed <= 300; ++seed) {
        auto generator = stepGenerator(seed, 0);
        for (const auto& patch : samplePatches(scene(), settings, generator)) {
          if (patch.label == kBackgroundLabel) continue;
          rare += patch.label == 7;
          ++all;
        }
      }
      return static_cast<double>(rare) / static_cast<double>(all);
    };
    QVERIFY(std::abs(share(false) - 0.02) < 0.01);
    QVERIFY(std::abs(share(true) - 0.125) < 0.03);
  }

  void sidesFollowTheObjectWhereItIsKnown() {
    auto map = scene();
    map.objects = (map.labels == 7).to(torch::kInt32) * 2;
    map.sides = {0, 500, 40};
    int64_t small = 0;
    for (uint64_t seed = 1; seed <= 50; ++seed) {
      auto generator = stepGenerator(seed, 0);
      for (const auto& patch : samplePatches(map, {}, generator)) {
        if (patch.label != 7) continue;
        QVERIFY(patch.side >= 40 && patch.side <= 80);
        QCOMPARE(patch.object, int64_t(2));
        ++small;
      }
    }
    QVERIFY(small > 10);
  }

  void theSameSeedGivesTheSamePatches() {
    const auto drawn = [](uint64_t seed) {
      auto generator = stepGenerator(seed, 3);
      std::vector<int64_t> numbers;
      for (const auto& p : samplePatches(scene(), {}, generator))
        numbers.insert(numbers.end(), {p.y, p.x, p.side, p.label});
      return numbers;
    };
    QCOMPARE(drawn(5), drawn(5));
    QVERIFY(drawn(5) != drawn(6));
  }

  void patchesAreCutWithZerosOutside() {
    const auto image = torch::arange(3 * 40 * 60).view({3, 40, 60}).to(torch::kFloat32) + 1;
    // Size as it is: the very pixels.
    const auto inside = cutPatches(image, {{.y = 20, .x = 30, .side = 16}}, 16);
    QVERIFY(torch::equal(inside[0], image.slice(1, 12, 28).slice(2, 22, 38)));
    const auto corner = cutPatches(image, {{.y = 0, .x = 0, .side = 16}}, 16)[0];
    QCOMPARE(corner.slice(1, 0, 8).abs().sum().item<double>(), 0.0);
    QVERIFY(
        torch::equal(corner.slice(1, 8, 16).slice(2, 8, 16), image.slice(1, 0, 8).slice(2, 0, 8)));
    // A linear ramp stays one when it is enlarged or shrunk (away from the edge).
    const auto small = cutPatches(image, {{.y = 20, .x = 30, .side = 32}}, 16)[0][0];
    const auto steps = small.slice(1, 2, 14).diff(1, 1);
    QVERIFY((steps - 2).abs().max().item<double>() < 1e-3);
    QCOMPARE(cutPatches(image, {}, 16).size(0), int64_t(0));
  }
};

QTEST_APPLESS_MAIN(PatchSamplerTest)
#include "patch_sampler_test.moc"
