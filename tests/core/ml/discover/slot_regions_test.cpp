#include "core/ml/discover/slot_regions.h"

#include <QtTest>

#include <cmath>

using namespace maskwright::ml;

namespace {

/// 3 prototypes on 8 x 8 cells: 0 is the ground, 1 has two separate squares, 2 a thin line.
torch::Tensor threePrototypes() {
  auto scores = torch::zeros({3, 8, 8});
  scores[0].fill_(0.5);
  scores[1].narrow(0, 1, 2).narrow(1, 1, 2).fill_(1);
  scores[1].narrow(0, 5, 2).narrow(1, 1, 2).fill_(0.7);
  scores[2].narrow(0, 1, 6).narrow(1, 6, 1).fill_(1);
  return scores;
}

}  // namespace

class SlotRegionsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void partsOfAPrototypeAreRegionsOfTheirOwn() {
    const auto regions = slotRegions(threePrototypes(), {.enlarge = 1, .minCells = 2});
    QCOMPARE(regions.size(), size_t{4});
    int squares = 0;
    for (const auto& region : regions) {
      const auto cells = (region.soft > 0.5).sum().item<int64_t>();
      if (region.prototype == 1) {
        ++squares;
        QCOMPARE(cells, int64_t{4});
      }
      if (region.prototype == 2) QCOMPARE(cells, int64_t{6});
      if (region.prototype == 0) QCOMPARE(cells, int64_t{64 - 8 - 6});
    }
    QCOMPARE(squares, 2);
  }

  void sureAndCompactRegionsComeFirst() {
    const auto regions = slotRegions(threePrototypes(), {.enlarge = 1, .minCells = 2});
    const auto find = [&](int64_t prototype, int64_t row) {
      for (const auto& region : regions)
        if (region.prototype == prototype && region.soft[row][1].item<float>() > 0.5) return region;
      return SlotRegion{};
    };
    const auto sure = find(1, 1), unsure = find(1, 5);
    QVERIFY(sure.certainty > unsure.certainty + 0.1F);
    QCOMPARE(sure.compactness, unsure.compactness);
    QCOMPARE(regions.front().prototype, int64_t{1});
    QVERIFY(regions.front().score > regions.back().score);
    for (const auto& region : regions)
      QVERIFY(std::abs(region.score - std::sqrt(region.certainty * region.compactness)) < 1e-6F);
  }

  void smallAndHugeRegionsAreDropped() {
    const auto small = slotRegions(threePrototypes(), {.enlarge = 1, .minCells = 5});
    for (const auto& region : small) QVERIFY(region.prototype != 1);
    const auto huge = slotRegions(threePrototypes(), {.enlarge = 1, .minCells = 2, .maxArea = 0.5});
    for (const auto& region : huge) QVERIFY(region.prototype != 0);
    QCOMPARE(slotRegions(threePrototypes(), {.enlarge = 1, .minCells = 2, .keep = 2}).size(),
             size_t{2});
  }

  void enlargingFollowsTheScores() {
    const auto regions = slotRegions(threePrototypes(), {.enlarge = 4, .minCells = 2});
    for (const auto& region : regions) {
      QCOMPARE(region.soft.size(0), int64_t{32});
      QVERIFY(region.soft.min().item<float>() >= 0 && region.soft.max().item<float>() <= 1);
    }
  }

  void masksJoinThePoolWithEmbeddings() {
    std::vector<CoarseMask> pool;
    const auto map = torch::randn({6, 8, 8});
    addSlotMasks(threePrototypes(), {map}, {.enlarge = 2, .minCells = 2}, pool);
    QVERIFY(pool.size() >= 4);
    for (size_t i = 0; i < pool.size(); ++i) {
      QCOMPARE(pool[i].source, std::string("slots"));
      QCOMPARE(pool[i].rank, i);
      QVERIFY(std::abs(pool[i].embedding.norm().item<float>() - 1) < 1e-4F);
      QVERIFY(pool[i].stability >= 0 && pool[i].stability <= 1);
      if (i > 0) QVERIFY(pool[i].score <= pool[i - 1].score);
    }
  }

  void oneColourGivesNothing() {
    QVERIFY(slotRegions(torch::ones({4, 8, 8}), {}).empty());  // one region, the whole picture
  }
};

QTEST_APPLESS_MAIN(SlotRegionsTest)
#include "slot_regions_test.moc"
