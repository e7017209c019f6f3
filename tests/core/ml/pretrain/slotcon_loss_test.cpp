#include "core/ml/pretrain/slotcon_loss.h"

#include "core/ml/nn/augment.h"

#include <QtTest>

#include <cmath>

using namespace maskwright::ml;

namespace {

torch::Tensor flags(std::initializer_list<std::initializer_list<int>> rows) {
  std::vector<torch::Tensor> all;
  for (const auto& row : rows) all.push_back(torch::tensor(std::vector<int>(row)));
  return torch::stack(all).to(torch::kBool);
}

/// Cross entropy over the keys' cosines by plain loops, with the factor 2 * temperature.
double byHand(const torch::Tensor& a, const torch::Tensor& k, const torch::Tensor& own, double t) {
  double sum = 0;
  for (int64_t n = 0; n < a.size(0); ++n) {
    double all = 0, positive = 0;
    for (int64_t m = 0; m < k.size(0); ++m) {
      const double cosine = (a[n].dot(k[m]) / (a[n].norm() * k[m].norm())).item<double>() / t;
      all += std::exp(cosine);
      if (own[n].item<int64_t>() == m) positive = cosine;
    }
    sum += std::log(all) - positive;
  }
  return sum / static_cast<double>(a.size(0)) * 2 * t;
}

}  // namespace

/// Which slots count and what they are compared with: conformance tests 4 and 5 of SlotCon.
class SlotConLossTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// Test 4.
  void emptySlotsAreNeitherAnchorNorKey() {
    // Image 0: prototype 0 in both views, 1 in the teacher's alone, 2 in none.
    // Image 1: prototype 0 in none, 1 in the student's alone, 2 in both.
    const auto pairs = pairSlots(flags({{1, 0, 0}, {0, 1, 1}}), flags({{1, 1, 0}, {0, 0, 1}}));
    QVERIFY(torch::equal(pairs.anchors, torch::tensor({0, 5}, torch::kInt64)));
    QVERIFY(torch::equal(pairs.keys, torch::tensor({0, 1, 5}, torch::kInt64)));
    QVERIFY(torch::equal(pairs.positives, torch::tensor({0, 2}, torch::kInt64)));
  }

  void nothingInCommonGivesNoAnchor() {
    const auto pairs = pairSlots(flags({{1, 0}}), flags({{0, 1}}));
    QCOMPARE(pairs.anchors.size(0), int64_t{0});
    QCOMPARE(pairs.keys.size(0), int64_t{1});
  }

  void plainModeIsCrossEntropyTimesTwoTemperatures() {
    auto generator = stepGenerator(5, 5);
    const auto anchors = torch::randn({4, 6}, generator) * 3,
               keys = torch::randn({7, 6}, generator);
    const auto own = torch::tensor({0, 2, 3, 6}, torch::kInt64);
    const double loss = slotInfoNce(anchors, keys, own, {}, 0.2).item<double>();
    QVERIFY(std::abs(loss - byHand(anchors, keys, own, 0.2)) < 1e-5);
  }

  /// Test 5. Two images of identical content: slot k of the other image.
  void theSameSlotOfAnotherImageIsANegativeOrWithClassesAPositive() {
    // Keys: image 0 slots along x and y, image 1 the same. Anchors equal their keys.
    const auto keys = torch::tensor({{1.f, 0.f}, {0.f, 1.f}, {1.f, 0.f}, {0.f, 1.f}});
    const auto own = torch::arange(4);
    auto anchors = keys.clone().requires_grad_();
    const double t = 0.2, high = std::exp(1 / t), low = 1.0;
    const double plain = slotInfoNce(anchors, keys, own, {}, t).item<double>();
    // The copy in the other image stands below: log((2 e^5 + 2) / e^5) instead of log((e^5 + 2) /
    // e^5).
    QVERIFY(std::abs(plain - 2 * t * std::log((2 * high + 2 * low) / high)) < 1e-6);
    const auto classes = torch::tensor({7, 8, 7, 8}, torch::kInt64);
    const double aware =
        slotInfoNce(anchors, keys, own, {.anchorClasses = classes, .keyClasses = classes}, t)
            .item<double>();
    QVERIFY(std::abs(aware - 2 * t * std::log((high + 2 * low) / high)) < 1e-6);
    // Slope: plain mode pushes an anchor from the other image's key, class-aware mode pulls it.
    const auto slopeTowards = [&](const SlotExtras& extras) {
      // The other image's slot lies a little aside, so that pushing and pulling can be told apart.
      auto aside = keys.clone();
      aside[2] = torch::tensor({0.8f, -0.6f});
      auto moving = keys.clone().requires_grad_();
      slotInfoNce(moving, aside, own, extras, t).backward();
      return moving.grad()[0].dot(aside[2] - aside[0]).item<double>();
    };
    QVERIFY(slopeTowards({}) > 0);  // falling away from it lowers the loss
    QVERIFY(slopeTowards({.anchorClasses = classes, .keyClasses = classes}) < 0);
  }

  void slotsWithoutAClassStayAsTheyWere() {
    auto generator = stepGenerator(6, 6);
    const auto anchors = torch::randn({3, 4}, generator), keys = torch::randn({5, 4}, generator);
    const auto own = torch::tensor({0, 1, 4}, torch::kInt64);
    const auto none = torch::full({5}, -1, torch::kInt64);
    const auto with = slotInfoNce(
        anchors, keys, own, {.anchorClasses = none.narrow(0, 0, 3), .keyClasses = none});
    QVERIFY(torch::allclose(with, slotInfoNce(anchors, keys, own)));
  }

  void queuedSlotsAreNegatives() {
    const auto one = torch::tensor({{1.f, 0.f}});
    const auto own = torch::zeros({1}, torch::kInt64);
    QVERIFY(slotInfoNce(one, one, own).item<double>() < 1e-6);  // nothing to tell it from
    const double with =
        slotInfoNce(one, one, own, {.queue = torch::tensor({{1.f, 0.f}, {0.f, 1.f}})}, 0.2)
            .item<double>();
    const double high = std::exp(5.0);
    QVERIFY(std::abs(with - 0.4 * std::log((2 * high + 1) / high)) < 1e-6);
  }

  void keysGetNoGradient() {
    auto keys = torch::randn({3, 4}).requires_grad_();
    auto anchors = torch::randn({3, 4}).requires_grad_();
    slotInfoNce(anchors, keys, torch::arange(3)).backward();
    QVERIFY(!keys.grad().defined());
    QVERIFY(anchors.grad().abs().sum().item<double>() > 0);
  }
};

QTEST_APPLESS_MAIN(SlotConLossTest)
#include "slotcon_loss_test.moc"
