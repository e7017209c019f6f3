#include "core/ml/segment/hard_pixel_loss.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace maskwright::ml;

namespace {

/// The definition, one pixel after the other, in float64.
double reference(const torch::Tensor& logits, const torch::Tensor& labels, double share) {
  const auto x = logits.to(torch::kFloat64);
  std::vector<double> losses;
  for (int64_t b = 0; b < x.size(0); ++b)
    for (int64_t r = 0; r < x.size(2); ++r)
      for (int64_t c = 0; c < x.size(3); ++c) {
        const auto label = labels[b][r][c].item<int64_t>();
        if (label == kIgnoredLabel) continue;
        double sum = 0;
        for (int64_t k = 0; k < x.size(1); ++k) sum += std::exp(x[b][k][r][c].item<double>());
        losses.push_back(std::log(sum) - x[b][label][r][c].item<double>());
      }
  std::sort(losses.rbegin(), losses.rend());
  const auto wanted =
      static_cast<size_t>(std::floor(share * static_cast<double>(labels.numel()) + 1e-9));
  const size_t count = std::clamp<size_t>(wanted, 1, losses.size());
  double sum = 0;
  for (size_t i = 0; i < count; ++i) sum += losses[i];
  return sum / static_cast<double>(count);
}

/// Logits of two classes that cost `losses` where the label is 0.
torch::Tensor logitsOf(const std::vector<double>& losses) {
  auto logits = torch::zeros({1, 2, 1, static_cast<int64_t>(losses.size())}, torch::kFloat64);
  for (size_t i = 0; i < losses.size(); ++i)
    logits[0][1][0][static_cast<int64_t>(i)] = std::log(std::exp(losses[i]) - 1);
  return logits.to(torch::kFloat32);
}

}  // namespace

class HardPixelLossTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalsTheDefinition_data() {
    QTest::addColumn<double>("ignored");
    QTest::addColumn<double>("share");
    QTest::newRow("none ignored") << 0.0 << 0.2;
    QTest::newRow("a third ignored") << 0.33 << 0.2;
    QTest::newRow("fewer left than the share") << 0.9 << 0.2;
    QTest::newRow("all pixels") << 0.3 << 1.0;
  }
  void equalsTheDefinition() {
    QFETCH(double, ignored);
    QFETCH(double, share);
    torch::manual_seed(4);
    const auto logits = torch::randn({3, 5, 7, 9}) * 3;
    auto labels = torch::randint(0, 5, {3, 7, 9}, torch::kInt64);
    labels.masked_fill_(torch::rand({3, 7, 9}) < ignored, kIgnoredLabel);
    const double expected = reference(logits, labels, share);
    const double got = hardPixelLoss(logits, labels, share).item<double>();
    QVERIFY2(std::abs(got - expected) < 1e-5 * expected,
             qPrintable(QString("%1 against %2").arg(got).arg(expected)));
  }

  void theHardestFifthOfTen() {
    const auto logits = logitsOf({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    const auto labels = torch::zeros({1, 1, 10}, torch::kInt64);
    QVERIFY(std::abs(hardPixelLoss(logits, labels).item<double>() - 9.5) < 1e-4);
    // Ignored pixels count: a fifth of ten are two, of which one is left.
    auto some = labels.clone();
    some.slice(2, 0, 9).fill_(kIgnoredLabel);
    QVERIFY(std::abs(hardPixelLoss(logits, some).item<double>() - 10) < 1e-4);
  }

  void onlyChosenPixelsTeach() {
    auto logits = logitsOf({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}).requires_grad_(true);
    hardPixelLoss(logits, torch::zeros({1, 1, 10}, torch::kInt64)).backward();
    const auto slope = logits.grad().abs().sum(1).flatten();
    QCOMPARE(slope.slice(0, 0, 8).abs().sum().item<float>(), 0.f);
    QVERIFY(slope.slice(0, 8).gt(0).all().item<bool>());
  }

  void nothingKnownCostsNothing() {
    auto logits = torch::randn({1, 3, 2, 2}).requires_grad_(true);
    const auto loss = hardPixelLoss(logits, torch::full({1, 2, 2}, kIgnoredLabel));
    QCOMPARE(loss.item<float>(), 0.f);
    loss.backward();
    QCOMPARE(logits.grad().abs().sum().item<float>(), 0.f);
  }
};

QTEST_APPLESS_MAIN(HardPixelLossTest)
#include "hard_pixel_loss_test.moc"
