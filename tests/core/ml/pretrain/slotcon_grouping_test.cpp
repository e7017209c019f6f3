#include "core/ml/pretrain/slotcon_grouping.h"

#include "core/ml/nn/augment.h"
#include "core/ml/pretrain/slotcon_views.h"

#include <QtTest>

#include <cmath>

using namespace maskwright::ml;

namespace {

bool close(const torch::Tensor& a, const torch::Tensor& b, double tolerance = 1e-5) {
  return a.sizes() == b.sizes() && torch::allclose(a, b, tolerance, tolerance);
}

/// Channels x and y of the source, pixel centres at .5.
torch::Tensor coordinates(int64_t height, int64_t width) {
  const auto x = (torch::arange(width) + 0.5).view({1, width}).expand({height, width});
  const auto y = (torch::arange(height) + 0.5).view({height, 1}).expand({height, width});
  return torch::stack({x, y}).to(torch::kFloat32);
}

}  // namespace

/// Views, alignment and grouping: conformance tests 1 to 4 of SlotCon.
class SlotConGroupingTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// Test 1. Pairs of crops of a coordinate image; the aligned views must show the same place.
  void alignedViewsShowTheSamePlace() {
    constexpr int64_t kSize = 64, kCells = 8, kPairs = 1000;
    auto generator = stepGenerator(7, 1);
    // A band gives crops that touch only a little.
    const auto image = coordinates(100, 200);
    const std::vector<torch::Tensor> batch(kPairs, image);
    const auto pair =
        cutSlotViews(batch, {.size = kSize, .maxArea = 0.3, .minOverlap = 0.01}, generator);
    QVERIFY(pair.overlaps.all().item<bool>());
    const auto a = alignToOverlap(pair.first.images, pair.first.boxes, pair.first.flipped);
    const auto b = alignToOverlap(pair.second.images, pair.second.boxes, pair.second.flipped);
    // Length of a cell in pixels of the source: the larger of both crops' cells.
    const auto cell = [&](const SlotView& view) {
      const auto step = (view.images.select(2, 1) - view.images.select(2, 0)).abs().amax({1, 2});
      const auto across = (view.images.select(3, kSize / 2) - view.images.select(3, kSize / 2 - 1))
                              .abs()
                              .amax({1, 2});
      return torch::maximum(step, across) * (kSize / kCells);
    };
    const auto limit = torch::maximum(cell(pair.first), cell(pair.second)) * 0.5;
    const auto off = (a - b).abs().amax({1, 2, 3});
    QVERIFY2((off < limit).all().item<bool>(),
             std::to_string((off / limit).max().item<double>()).c_str());
    // The draws hold what is claimed: all four flips, overlaps near 1 % of a view, large ones too.
    const auto flips =
        pair.first.flipped.to(torch::kInt64) * 2 + pair.second.flipped.to(torch::kInt64);
    QVERIFY((torch::bincount(flips, {}, 4) > 100).all().item<bool>());
    const auto box = pair.second.boxes;
    const auto share =
        (box.select(1, 2) - box.select(1, 0)) * (box.select(1, 3) - box.select(1, 1));
    QVERIFY(share.min().item<double>() < 0.03);
    QVERIFY(share.max().item<double>() > 0.8);
    // And the test can fail: without mirroring back, most mirrored views disagree.
    const auto wrong = alignToOverlap(
        pair.second.images, pair.second.boxes, torch::zeros_like(pair.second.flipped));
    const auto bad = ((a - wrong).abs().amax({1, 2, 3}) >= limit).logical_and(pair.second.flipped);
    QVERIFY(bad.sum().item<int64_t>() > pair.second.flipped.sum().item<int64_t>() * 9 / 10);
  }

  void theWholeMapStaysAsItIs() {
    const auto map = torch::randn({2, 3, 5, 7}, stepGenerator(1, 1));
    const auto whole = torch::tensor({0.f, 0.f, 1.f, 1.f}).expand({2, 4}).contiguous();
    const auto plain = torch::tensor({0, 1}, torch::kBool);
    const auto out = alignToOverlap(map, whole, plain);
    QVERIFY(close(out[0], map[0]));
    QVERIFY(close(out[1], map[1].flip(2)));
    // Left half of 4 cells: bins 0 and 1 of width 1/2 cell, read at .25, .75, 1.25, 1.75 cells.
    const auto row = torch::tensor({0.f, 1.f, 2.f, 3.f}).view({1, 1, 1, 4});
    const auto half = alignToOverlap(
        row, torch::tensor({{0.f, 0.f, 0.5f, 1.f}}), torch::zeros({1}, torch::kBool));
    QVERIFY(close(half.flatten(), torch::tensor({0.f, 0.25f, 0.75f, 1.25f})));
  }

  void cropsThatMissTakeNoPart() {
    // Crops of one pixel nearly never meet, so some pairs must stay without an overlap.
    auto generator = stepGenerator(2, 2);
    const std::vector<torch::Tensor> batch(20, torch::rand({3, 40, 40}) * 255);
    const auto pair =
        cutSlotViews(batch, {.size = 16, .minArea = 1.0 / 1600, .maxArea = 1.0 / 1600}, generator);
    const auto missing = pair.overlaps.logical_not().sum().item<int64_t>();
    QVERIFY(missing > 0);
    const auto scores = torch::randn({20, 4, 2, 2});
    const auto loss = groupingLoss(scores, scores, torch::zeros({4}), pair.overlaps);
    const auto rows = pair.overlaps.nonzero().squeeze(1);
    const auto only = groupingLoss(scores.index_select(0, rows),
                                   scores.index_select(0, rows),
                                   torch::zeros({4}),
                                   torch::ones({rows.numel()}, torch::kBool));
    QVERIFY(close(loss, only));
    const auto none =
        groupingLoss(scores, scores, torch::zeros({4}), torch::zeros({20}, torch::kBool));
    QCOMPARE(none.item<double>(), 0.0);
  }

  void withoutCropsBothViewsAreTheWholeImage() {
    auto generator = stepGenerator(2, 3);
    const std::vector<torch::Tensor> batch(8, coordinates(60, 90));
    const auto pair = cutSlotViews(batch, {.size = 32, .crops = false}, generator);
    QVERIFY(torch::equal(pair.first.images, pair.second.images));
    QVERIFY(!pair.first.flipped.any().item<bool>());
    QVERIFY(close(pair.second.boxes, torch::tensor({0.f, 0.f, 1.f, 1.f}).expand({8, 4})));
  }

  void secondViewIsSometimesSolarised() {
    auto generator = stepGenerator(3, 3);
    const auto white = torch::full({200, 3, 8, 8}, 255.0);
    const auto second = slotViewColors(white, true, generator).amin({1, 2, 3});
    const auto dark = second.lt(100).sum().item<int64_t>();  // solarised white is black
    QVERIFY2(dark > 15 && dark < 70, std::to_string(dark).c_str());
    const auto first = slotViewColors(white, false, generator).amin({1, 2, 3});
    QCOMPARE(first.lt(100).sum().item<int64_t>(), int64_t{0});
  }

  /// Test 2. 2 x 2 map, three prototypes, worked by hand.
  void groupingEqualsTheHandWorkedCase() {
    // Cells (1,0), (0,2), (3,0), (0,-1) and prototypes along +x, +y, -y (any length).
    const auto cells =
        torch::tensor({1.f, 0.f, 3.f, 0.f, /*y*/ 0.f, 2.f, 0.f, -1.f}).view({1, 2, 2, 2});
    const auto prototypes = torch::tensor({{5.f, 0.f}, {0.f, 0.1f}, {0.f, -7.f}});
    const auto scores = prototypeScores(cells, prototypes);
    const auto expected =
        torch::tensor({1.f, 0.f, 1.f, 0.f, /*k1*/ 0.f, 1.f, 0.f, -1.f, /*k2*/ 0.f, -1.f, 0.f, 1.f});
    QVERIFY(close(scores.flatten(), expected));
    const auto assignment = softAssignment(scores, 1.0);
    QVERIFY(close(assignment.sum(1), torch::full({1, 2, 2}, 1 + 3e-6), 1e-7));
    const double e = std::exp(1.0);
    const double onX = e / (e + 2), offX = 1 / (e + 2);                   // cells 0 and 2
    const double self = e / (1 + e + 1 / e), zero = 1 / (1 + e + 1 / e);  // cells 1 and 3
    QVERIFY(std::abs(assignment[0][0][0][0].item<double>() - onX - 1e-6) < 1e-6);
    QVERIFY(std::abs(assignment[0][1][0][1].item<double>() - self - 1e-6) < 1e-6);
    QVERIFY(std::abs(assignment[0][1][0][0].item<double>() - offX - 1e-6) < 1e-6);
    // Slot 0: lengths 1 and 3 along x count as they are.
    const auto slots = poolSlots(cells, assignment);
    const double weights = 2 * onX + 2 * zero;
    QVERIFY(std::abs(slots[0][0][0].item<double>() - (onX * 1 + onX * 3) / weights) < 1e-4);
    QVERIFY(std::abs(slots[0][0][1].item<double>() - (zero * 2 - zero * 1) / weights) < 1e-4);
  }

  /// Test 3.
  void equalTemperaturesGiveTheEntropy() {
    const auto scores = torch::randn({2, 5, 3, 3}, stepGenerator(4, 4));
    auto student = scores.clone().requires_grad_(), teacher = scores.clone().requires_grad_();
    const auto loss = groupingLoss(student,
                                   teacher,
                                   torch::zeros({5}),
                                   torch::ones({2}, torch::kBool),
                                   {.student = 0.3, .teacher = 0.3});
    const auto p = torch::softmax(scores / 0.3, 1);
    const double entropy = -(p * p.log()).sum(1).mean().item<double>();
    QVERIFY(std::abs(loss.item<double>() - entropy) < 1e-5);
    loss.backward();
    QVERIFY(!teacher.grad().defined() || teacher.grad().abs().max().item<double>() == 0.0);
    // At its own target cross entropy is smallest: no slope, but a student elsewhere has one.
    QVERIFY(student.grad().abs().max().item<double>() < 1e-6);
    auto other = (scores + torch::randn({2, 5, 3, 3}, stepGenerator(4, 5))).requires_grad_();
    groupingLoss(other, teacher, torch::zeros({5}), torch::ones({2}, torch::kBool), {0.3, 0.3})
        .backward();
    QVERIFY(other.grad().abs().max().item<double>() > 1e-4);
  }

  void theCentreTakesAwayWhatAllCellsShare() {
    const auto shared = torch::tensor({3.f, 0.f, -1.f, 2.f});
    const auto scores = torch::randn({1, 4, 2, 2}, stepGenerator(4, 6));
    const auto all = torch::ones({1}, torch::kBool);
    const auto plain = groupingLoss(scores, scores, torch::zeros({4}), all);
    const auto centred = groupingLoss(scores, scores + shared.view({1, 4, 1, 1}), shared, all);
    QVERIFY(close(plain, centred));
    const auto centre = updatedCentre(torch::ones({4}), scores, scores + 1, 0.9);
    QVERIFY(close(centre, 0.9 * torch::ones({4}) + 0.1 * (scores.mean({0, 2, 3}) + 0.5)));
  }

  /// Test 4, grouping half: who wins a cell. The pairing is in the loss test.
  void aPrototypeWithoutACellIsNotOccupied() {
    auto scores = torch::zeros({2, 3, 1, 2});
    scores[0][1][0][0] = 1;
    scores[0][2][0][1] = 1;
    scores[1][0].fill_(1);
    const auto occupied = occupiedSlots(scores);
    QVERIFY(torch::equal(occupied, torch::tensor({{0, 1, 1}, {1, 0, 0}}, torch::kBool)));
  }
};

QTEST_APPLESS_MAIN(SlotConGroupingTest)
#include "slotcon_grouping_test.moc"
