#include "core/ml/segment/affinity_loss.h"
#include "core/ml/segment/embedding_loss.h"
#include "core/ml/segment/focal_loss.h"
#include "core/ml/segment/lab_color.h"
#include "core/ml/segment/projection_loss.h"
#include "core/ml/weights/safetensors.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <cmath>

using namespace maskwright::ml;

namespace {

bool close(const torch::Tensor& a, const torch::Tensor& b, double tolerance) {
  return a.sizes() == b.sizes() && torch::allclose(a, b, tolerance, tolerance);
}

torch::Tensor values(const QJsonValue& array) {
  std::vector<float> out;
  for (const auto& v : array.toArray()) out.push_back(static_cast<float>(v.toDouble()));
  return torch::tensor(out);
}

}  // namespace

/// Loss terms against the published programs' values (golden freesolo_terms), and values that can
/// be checked by hand.
class LossesTest : public QObject {
  Q_OBJECT

  TensorMap golden_;
  QJsonObject terms_;

 private Q_SLOTS:
  void initTestCase() {
    auto content = readSafetensors("tests/golden/algorithms/freesolo_terms.safetensors");
    QVERIFY2(content.ok(), content ? "" : content.error().text().c_str());
    golden_ = content->tensors;
    QFile file("tests/golden/algorithms/freesolo.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    terms_ = QJsonDocument::fromJson(file.readAll()).object()["terms"].toObject();
  }

  void labEqualsReference() {
    const auto rgb = golden_["rgb"].permute({2, 0, 1});
    QVERIFY(close(rgbToLab(rgb).permute({1, 2, 0}), golden_["rgb_as_lab"], 1e-3));
  }

  void colourSimilarityEqualsReference() {
    const auto s = colorSimilarity(golden_["lab"][0], golden_["validity"]);
    QVERIFY(close(s, golden_["color_similarity"][0], 2e-5));
  }

  void pairwiseEqualsReferenceWithGradient() {
    auto logits = golden_["logits"].squeeze(1).clone().requires_grad_();
    QVERIFY(close(pairwiseTerm(logits), golden_["pairwise_term"], 2e-5));
    for (const auto& function : {pairwiseLoss, densePairwiseLoss}) {
      const auto loss = function(logits,
                                 golden_["box_target"].squeeze(1),
                                 golden_["color_similarity"],
                                 torch::zeros({3}, torch::kInt64),
                                 torch::ones({3}),
                                 0.3,
                                 2);
      QVERIFY(std::abs(loss.item<double>() - terms_["pairwise_loss"].toDouble()) < 2e-5);
      loss.backward();
      QVERIFY(close(logits.grad(), golden_["grad_pairwise"].squeeze(1), 2e-5));
      logits.mutable_grad() = torch::Tensor();
    }
  }

  /// Masks of two images with weights, holes in their projections, saturated and empty ones.
  void sparsePairwiseEqualsDense() {
    torch::manual_seed(4);
    auto logits = (torch::randn({6, 13, 17}) * 6).requires_grad_();
    {
      const torch::NoGradGuard noGrad;
      logits[1].fill_(90);
      logits[1].narrow(0, 4, 5).fill_(-120);
    }
    auto masks = torch::rand({6, 13, 17}).gt(0.9).to(torch::kFloat32);
    masks[2].zero_();
    masks[3].narrow(0, 5, 3).zero_();
    const auto similarity = torch::rand({2, 8, 13, 17});
    const auto images = torch::tensor({0, 1, 1, 0, 1, 0}, torch::kInt64);
    const auto weights = torch::tensor({1.0, 0.5, 1.0, 0.1, 2.0, 0.0});
    for (const int dilation : {1, 2}) {
      const auto dense =
          densePairwiseLoss(logits, masks, similarity, images, weights, 0.3, dilation);
      dense.backward();
      const auto wanted = logits.grad().clone();
      logits.mutable_grad() = torch::Tensor();
      const auto sparse = pairwiseLoss(logits, masks, similarity, images, weights, 0.3, dilation);
      (3 * sparse).backward();
      QVERIFY(std::abs(sparse.item<double>() / dense.item<double>() - 1) < 1e-5);
      QVERIFY(close(logits.grad(), 3 * wanted, 1e-6));
      logits.mutable_grad() = torch::Tensor();
    }
  }

  void projectionsEqualReferenceWithGradient() {
    auto logits = golden_["logits"].squeeze(1).clone().requires_grad_();
    const auto p = logits.sigmoid(), g = golden_["box_target"].squeeze(1);
    const auto max = maxProjectionLoss(p, g), average = averageProjectionLoss(p, g);
    QVERIFY(close(max,
                  values(terms_["projection_max_per_mask_over_rows"]) +
                      values(terms_["projection_max_per_mask_over_columns"]),
                  2e-5));
    QVERIFY(close(average,
                  values(terms_["projection_avg_per_mask_over_rows"]) +
                      values(terms_["projection_avg_per_mask_over_columns"]),
                  2e-5));
    (max + 0.1 * average).mean().backward();
    QVERIFY(close(logits.grad(), golden_["grad_projection_max_plus_0.1_avg"].squeeze(1), 2e-5));
  }

  void focalEqualsReferenceWithGradient() {
    auto logits = golden_["focal_logits"].clone().requires_grad_();
    const auto loss = sigmoidFocalLoss(logits, golden_["focal_target"]);
    QVERIFY(close(loss, golden_["focal_loss"], 2e-5));
    loss.sum().backward();
    QVERIFY(close(logits.grad(), golden_["focal_grad_of_sum"], 2e-5));
  }

  void pairwiseByHand() {
    const auto atZero = pairwiseTerm(torch::zeros({1, 7, 7}));
    QCOMPARE(atZero.select(2, 3).select(2, 3).amin().item<float>(), static_cast<float>(M_LN2));
    QVERIFY(pairwiseTerm(torch::full({1, 7, 7}, 20.0)).amax().item<float>() < 1e-5);
    QVERIFY(pairwiseTerm(torch::full({1, 7, 7}, -20.0)).amax().item<float>() < 1e-5);
    auto split = torch::full({1, 5, 9}, 20.0);
    split.narrow(2, 5, 4).fill_(-20.0);  // a sharp edge between columns 4 and 5
    const auto term = pairwiseTerm(split);
    // Right neighbour of column 4: 20 - ln 2, as either of the two may be wrong.
    QVERIFY(std::abs(term[0][4][2][4].item<float>() - 19.30685f) < 1e-3f);
    QVERIFY(term[0][3][2][4].item<float>() < 1e-5);  // left neighbour agrees
    const auto large = pairwiseTerm(torch::full({1, 3, 3}, 500.0));
    QVERIFY(large.isfinite().all().item<bool>());
  }

  void similarityByHand() {
    auto lab = torch::zeros({3, 1, 5});
    lab[0][0][4] = 2.4079f;
    const auto s = colorSimilarity(lab, torch::ones({1, 5}));
    QVERIFY(std::abs(s[4][0][2].item<float>() - 0.3f) < 1e-4f);
  }

  void diceByHand() {
    for (const int64_t n : {1, 7, 100}) {
      const auto ones = torch::ones({1, n}, torch::kFloat64);
      const double expected = 1 - 2.0 * n / (2.0 * n + 1e-5);
      QVERIFY(std::abs(diceLoss(ones, ones).item<double>() - expected) < 1e-12);
      QCOMPARE(diceLoss(torch::zeros_like(ones), ones).item<double>(), 1.0);
    }
  }

  /// Pixels outside of the projections' box count for nothing, those inside for their mean.
  void boxEntropyByHand() {
    auto target = torch::zeros({2, 6, 6});
    target[0][1][2] = target[0][3][4] = 1;  // box of 2 x 2 cells: rows 1, 3 by columns 2, 4
    auto logits = torch::full({2, 6, 6}, 50.0);
    logits[0][1][2] = logits[0][3][4] = logits[0][1][4] = logits[0][3][2] = 0;
    const auto entropy = boxEntropy(logits, target);
    QVERIFY(std::abs(entropy[0].item<double>() - M_LN2) < 1e-6);
    QCOMPARE(entropy[1].item<float>(), 0.0f);
  }

  void projectionByHand() {
    const auto ones = torch::ones({1, 4, 4});
    QVERIFY(maxProjectionLoss(ones, ones).item<float>() < 1e-5);
    QCOMPARE(maxProjectionLoss(torch::zeros({1, 4, 4}), ones).item<float>(), 2.0f);
    QVERIFY(fullMaskLoss(ones, ones).item<float>() < 1e-5);
    // A saturated miss: -log sigmoid(-30) = 30 on every pixel, and still a slope of 1.
    auto missed = torch::full_like(ones, -30.0).set_requires_grad(true);
    const auto entropy = pixelEntropy(missed, ones);
    QVERIFY((entropy - 30).abs().max().item<float>() < 1e-4);
    entropy.sum().backward();
    QVERIFY((missed.grad().sum() + 1).abs().item<float>() < 1e-4);
  }

  void biasByHand() { QVERIFY(std::abs(priorBias(0.01) + 4.59512) < 1e-5); }

  void embeddingsWithoutTargetCountForNothing() {
    const auto predicted = torch::tensor({{1.f, 0.f}, {0.f, 1.f}, {3.f, 4.f}});
    const auto target = torch::tensor({{1.f, 0.f}, {0.f, 0.f}, {-3.f, -4.f}});
    const auto loss = embeddingLoss(predicted, target, torch::ones({3}));
    QVERIFY(std::abs(loss.item<float>() - 1.0f) < 1e-6f);  // (0 + 2) / 2
    QCOMPARE(embeddingLoss(predicted, torch::zeros({3, 2}), torch::ones({3})).item<float>(), 0.0f);
  }
};

QTEST_APPLESS_MAIN(LossesTest)
#include "losses_test.moc"
