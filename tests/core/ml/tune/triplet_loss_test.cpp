#include "core/ml/tune/triplet_loss.h"

#include "core/ml/nn/augment.h"
#include "tests/support/golden_tensors.h"

#include <QtTest>

using namespace maskwright::ml;
using maskwright::testing::goldenError;
using maskwright::testing::goldenTensors;

namespace {

std::vector<Triplet> tripletsOf(const torch::Tensor& rows) {
  std::vector<Triplet> triplets;
  for (int64_t i = 0; i < rows.size(0); ++i)
    triplets.push_back({.anchor = rows[i][0].item<int64_t>(),
                        .positive = rows[i][1].item<int64_t>(),
                        .negative = rows[i][2].item<int64_t>()});
  return triplets;
}

}  // namespace

/// Conformance test 10: the loss of Mix-and-Match tuning.
class TripletLossTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void gradientsEqualTheReference_data() {
    QTest::addColumn<double>("margin");
    QTest::addColumn<QString>("key");
    QTest::newRow("published") << 2.1 << "grad_features_2.1";
    QTest::newRow("a real hinge") << 0.2 << "grad_features_0.2";
    QTest::newRow("signed") << 4.1 << "grad_features_4.1";
  }
  void gradientsEqualTheReference() {
    QFETCH(double, margin);
    QFETCH(QString, key);
    auto golden = goldenTensors("algorithms/triplet");
    const auto features = golden.at("features").clone().requires_grad_();
    const auto units = unitFeatures(features);
    QVERIFY(goldenError(units, golden.at("normalised")) < 1e-5);
    const auto loss = tripletLoss(units, tripletsOf(golden.at("triplets")), margin);
    loss.backward();
    QVERIFY(goldenError(features.grad(), golden.at(key.toStdString())) < 1e-5);
  }

  void valueIsTheWrittenSum() {
    // Unit vectors in the plane: squared distances are 2 - 2 cos.
    const auto f = torch::tensor({{1.0, 0.0}, {0.6, 0.8}, {0.0, 1.0}}, torch::kFloat64);
    const std::vector<Triplet> one{{0, 1, 2}, {1, 1, -1}};
    // max(0, .5 + .8 - 2) = 0; max(0, .5 + 0 - 1) = 0; both above 0 with a margin of 2.1.
    QCOMPARE(tripletLoss(f, one, 0.5).item<double>(), 0.0);
    const double expected = ((2.1 + 0.8 - 2) + (2.1 + 0 - 1)) / 4;
    QVERIFY(std::abs(tripletLoss(f, one, 2.1).item<double>() - expected) < 1e-12);
  }

  void gradientEqualsFiniteDifferences() {
    auto generator = stepGenerator(4, 0);
    const auto raw = torch::randn({8, 6}, generator, torch::TensorOptions().dtype(torch::kFloat64));
    const auto triplets = classGraph({0, 0, 0, 1, 1, 2, 2, 3}, generator);
    for (const double margin : {0.3, 2.1, 4.1}) {
      const auto value = [&](const torch::Tensor& x) {
        return tripletLoss(unitFeatures(x), triplets, margin);
      };
      const auto x = raw.clone().requires_grad_();
      value(x).backward();
      for (int64_t i = 0; i < raw.numel(); ++i) {
        auto shifted = raw.clone();
        auto flat = shifted.view(-1);
        const double h = 1e-6;
        flat[i] += h;
        const double up = value(shifted).item<double>();
        flat[i] -= 2 * h;
        const double down = value(shifted).item<double>();
        const double slope = x.grad().view(-1)[i].item<double>();
        QVERIFY(std::abs((up - down) / (2 * h) - slope) < 1e-7);
      }
    }
  }

  void theHingeNeverSwitchesOffAtTheMarginOfTheSign() {
    auto generator = stepGenerator(5, 0);
    for (int i = 0; i < 200; ++i) {
      auto rows = torch::randn({3, 16}, generator, torch::TensorOptions().dtype(torch::kFloat64));
      if (i % 2 == 0) rows[2] = -rows[0];  // opposite: the worst case of signed vectors
      const std::vector<Triplet> one{{0, 0, 2}};
      QVERIFY(tripletLoss(unitFeatures(rows), one, kMarginSigned).item<double>() > 0.049);
      QVERIFY(tripletLoss(unitFeatures(rows.relu()), one, kMarginNonNegative).item<double>() >
              0.049);
    }
    // At the smaller margin signed vectors do leave the slope.
    const auto opposite = torch::tensor({{1.0, 0.0}, {-1.0, 0.0}}, torch::kFloat64);
    QCOMPARE(tripletLoss(opposite, {{0, 0, 1}}, kMarginNonNegative).item<double>(), 0.0);
  }
};

QTEST_APPLESS_MAIN(TripletLossTest)
#include "triplet_loss_test.moc"
