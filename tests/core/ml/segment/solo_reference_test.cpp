#include "core/ml/segment/affinity_loss.h"
#include "core/ml/segment/lab_color.h"
#include "core/ml/segment/solo_inference.h"
#include "core/ml/segment/solo_loss.h"
#include "core/ml/weights/safetensors.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <cmath>

using namespace maskwright::ml;

namespace {

/// Bits, least significant first, one row a mask: (n, bytes) -> (n, h, w) uint8.
torch::Tensor unpack(const torch::Tensor& bits, int64_t h, int64_t w) {
  const auto shifts = torch::arange(8, torch::kInt32);
  const auto wide = bits.to(torch::kInt32).unsqueeze(2).bitwise_right_shift(shifts);
  return wide.bitwise_and(1).flatten(1).narrow(1, 0, h * w).reshape({-1, h, w}).to(torch::kUInt8);
}

const std::vector<SoloLevel> kOfficialLevels{
    {40, 0, 1, 96}, {36, 1, 48, 192}, {24, 2, 96, 384}, {16, 3, 192, 768}, {12, 4, 384, 2048}};

/// Number of target masks that differ in more than one pixel: exact halves may round either way.
int64_t differing(const torch::Tensor& a, const torch::Tensor& b) {
  return a.ne(b).flatten(1).sum(1).gt(1).sum().item<int64_t>();
}

}  // namespace

/// Targets, losses with gradients and inference against the published program (golden solo_loss,
/// solo_inference).
class SoloReferenceTest : public QObject {
  Q_OBJECT

  TensorMap t_, inference_;
  QJsonObject expected_;

  SoloInstances instances(int image) const {
    const std::string p = "gt" + std::to_string(image) + ".";
    const int64_t h = image == 0 ? 192 : 160, w = image == 0 ? 224 : 201;
    SoloInstances out;
    out.masks = unpack(t_.at(p + "masks"), h, w);
    out.boxes = t_.at(p + "boxes_xyxy");
    out.embeddings = t_.at(p + "embs");
    out.weights = torch::ones({out.masks.size(0)});
    out.verified = torch::zeros({out.masks.size(0)});
    return out;
  }

  SoloOutput output(bool gradients) const {
    SoloOutput out;
    for (int level = 0; level < 5; ++level) {
      const auto name = std::to_string(level);
      const auto leaf = [&](const std::string& key) {
        return t_.at(key + name).clone().requires_grad_(gradients);
      };
      out.categories.push_back(leaf("cate_pred"));
      out.kernels.push_back(leaf("kernel_pred"));
      out.embeddings.push_back(leaf("emb_pred"));
    }
    out.maskFeatures = t_.at("ins_pred").clone().requires_grad_(gradients);
    return out;
  }

 private Q_SLOTS:
  void initTestCase() {
    auto content = readSafetensors("tests/golden/algorithms/solo_loss.safetensors");
    auto more = readSafetensors("tests/golden/algorithms/solo_inference.safetensors");
    QVERIFY(content.ok() && more.ok());
    t_ = content->tensors;
    inference_ = more->tensors;
    QFile file("tests/golden/algorithms/freesolo.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    expected_ = QJsonDocument::fromJson(file.readAll()).object();
  }

  void targetsEqualReference() {
    for (int image = 0; image < 2; ++image) {
      const auto own = assignTargets(instances(image), kOfficialLevels, 1.0, 48, 56);
      for (int level = 0; level < 5; ++level) {
        const auto& l = own.levels[static_cast<size_t>(level)];
        const std::string p =
            std::string("t").append(std::to_string(image) + '.' + std::to_string(level) + '.');
        QVERIFY(torch::equal(l.positive.eq(0).to(torch::kInt64) * 2,
                             t_.at(p + "cate").to(torch::kInt64)));
        QVERIFY(torch::equal(l.owner.ge(0).flatten(), t_.at(p + "positive").gt(0)));
        const auto order = t_.at(p + "grid_order").to(torch::kInt64);
        QVERIFY(torch::equal(torch::tensor(l.cells, torch::kInt64), order));
        if (l.cells.empty()) continue;
        const auto masks =
            own.masks.index_select(0, torch::tensor(l.instances, torch::kInt64)).to(torch::kUInt8);
        QCOMPARE(differing(masks, unpack(t_.at(p + "masks"), 48, 56)), int64_t{0});
        const auto owners = l.owner.flatten();
        const auto embeddings = instances(image).embeddings.index_select(
            0, owners.index_select(0, owners.ge(0).nonzero().flatten()));
        QVERIFY(torch::equal(embeddings, t_.at(p + "emb_at_positive")));
      }
    }
  }

  /// At logits of zero each pixel's cross-entropy is ln 2, whatever the target.
  void freePixelsCountByWeightAndOnlyUnverified() {
    auto image = instances(0);
    const auto targets = assignTargets(image, kOfficialLevels, 1.0, 48, 56);
    auto out = output(false);
    out.maskFeatures = torch::zeros_like(out.maskFeatures);
    const auto term = [&](double weight, double verified) {
      image.weights = torch::full_like(image.weights, weight);
      image.verified = torch::full_like(image.weights, verified);
      return soloLoss(out,
                      {targets},
                      {image},
                      {t_.at("color_similarity0")},
                      0,
                      {.freePixels = 2, .maxTargetsPerLevel = 1000})
          .freePixels.item<double>();
    };
    QVERIFY(std::abs(term(1, 0) - 2 * std::log(2.0)) < 1e-5);
    QVERIFY(std::abs(term(0.25, 0) - 0.5 * std::log(2.0)) < 1e-5);
    QCOMPARE(term(1, 1), 0.0);
  }

  void lossesEqualReferenceWithGradients() {
    const std::vector<SoloInstances> images{instances(0), instances(1)};
    std::vector<SoloTargets> targets;
    std::vector<torch::Tensor> similarity;
    for (int i = 0; i < 2; ++i) {
      targets.push_back(
          assignTargets(images[static_cast<size_t>(i)], kOfficialLevels, 1.0, 48, 56));
      similarity.push_back(t_.at("color_similarity" + std::to_string(i)));
    }
    const auto out = output(true);
    const auto losses =
        soloLoss(out, targets, images, similarity, 0.35, {.maxTargetsPerLevel = 1000});
    const auto want = expected_["solo_loss"].toObject();
    const auto near = [&](const torch::Tensor& x, const char* key) {
      return std::abs(x.item<double>() - want[key].toDouble()) < 5e-5;
    };
    QVERIFY(near(losses.maxProjection, "loss_ins_max"));
    QVERIFY(near(losses.averageProjection, "loss_ins"));
    QVERIFY(near(losses.affinity, "loss_pairwise"));
    QVERIFY(near(losses.category, "loss_cate"));
    QVERIFY(near(losses.embedding, "loss_emb_as_computed_inside"));
    QCOMPARE(losses.verified.item<double>(), 0.0);
    (losses.total - losses.embedding).backward({}, /*retain_graph=*/true);
    QVERIFY(torch::allclose(out.maskFeatures.grad(), t_.at("grad_ins_pred"), 5e-5, 5e-5));
    QVERIFY(torch::allclose(out.kernels[1].grad(), t_.at("grad_kernel_pred1"), 5e-5, 5e-5));
    QVERIFY(torch::allclose(out.categories[1].grad(), t_.at("grad_cate_pred1"), 5e-5, 5e-5));
    // The embedding term is part of the total with its published weight: the released program
    // multiplies it by zero.
    losses.total.backward();
    QVERIFY(out.embeddings[1].grad().abs().sum().item<double>() > 1e-3);
  }

  /// No target has an embedding: nothing is learned there and nothing divides by zero.
  void missingEmbeddingsAreLeftOut() {
    auto image = instances(0);
    image.embeddings = torch::zeros_like(image.embeddings);
    const auto targets = assignTargets(image, kOfficialLevels, 1.0, 48, 56);
    const auto out = output(true);
    const auto losses = soloLoss(out, {targets}, {image}, {t_.at("color_similarity0")}, 1);
    QCOMPARE(losses.embedding.item<double>(), 0.0);
    losses.total.backward();
    for (const auto& level : out.embeddings) {
      if (level.grad().defined()) QCOMPARE(level.grad().abs().sum().item<double>(), 0.0);
    }
    QVERIFY(out.maskFeatures.grad().isfinite().all().item<bool>());
  }

  /// A mask needs more cells than its level's stride; each mask's own limit.
  void levelsHaveTheirOwnSmallestMask() {
    SoloOutput out;
    for (int level = 0; level < 2; ++level) {
      out.categories.push_back(torch::full({1, 1, 1, 1}, 3.0));
      out.kernels.push_back(torch::ones({1, 1, 1, 1}));
      out.embeddings.push_back(torch::ones({1, 4, 1, 1}));
    }
    out.maskFeatures = torch::full({1, 1, 8, 8}, -9.0);
    out.maskFeatures.narrow(2, 0, 3).narrow(3, 0, 4).fill_(9);  // 12 cells
    SoloInferenceOptions options;
    options.updateThreshold = 0;
    const auto found = [&](std::vector<double> strides) {
      options.strides = std::move(strides);
      return soloDetections(out, 0, options).cells;
    };
    QCOMPARE(found({8, 8}).size(), size_t{2});
    QVERIFY(found({8, 16}) == (std::vector<int64_t>{0}));
    QVERIFY(found({12, 11}) == (std::vector<int64_t>{1}));
    QVERIFY(found({12, 12}).empty());
  }

  void inferenceEqualsReference() {
    auto out = output(false);
    for (size_t level = 0; level < 5; ++level) {
      out.categories[level] = inference_.at("cate_logits" + std::to_string(level));
    }
    const auto found = soloDetections(out, 0);
    QCOMPARE(found.scores.size(), size_t{100});
    const auto close = [](const std::vector<float>& a, const torch::Tensor& b) {
      return torch::allclose(torch::tensor(a), b, 5e-5, 5e-5);
    };
    QVERIFY(close(found.scores, inference_.at("scores")));
    QVERIFY(close(found.classProbabilities, inference_.at("category_scores")));
    QVERIFY(close(found.maskness, inference_.at("maskness")));
    QVERIFY(torch::equal(torch::tensor(found.classes, torch::kInt64), inference_.at("classes")));
    QVERIFY(torch::allclose(found.embeddings, inference_.at("embeddings"), 5e-5, 5e-5));
    const auto masks = fullSizeMasks(found.soft, 186, 213, 249, 280);
    const auto areas = masks.flatten(1).sum(1, false, torch::kInt64);
    QVERIFY(((areas - inference_.at("areas")).abs() <= 3).all().item<bool>());
    const auto first = unpack(inference_.at("masks_bits_first20"), 249, 280);
    QVERIFY((masks.narrow(0, 0, 20).ne(first).flatten(1).sum(1) <= 3).all().item<bool>());
  }

  void ignoredAndRefusedRegionsActOnTheCategoryLossAlone() {
    SoloInstances one;
    one.masks = torch::zeros({1, 64, 64}, torch::kUInt8);
    one.masks[0].narrow(0, 4, 24).narrow(1, 4, 24).fill_(1);
    one.boxes = tightBoxes(one.masks);
    one.embeddings = torch::ones({1, 4});
    one.weights = torch::full({1}, 0.5);
    one.verified = torch::zeros({1});
    auto ignored = torch::zeros({4, 64, 64}, torch::kUInt8);  // the last one is empty
    ignored[0].narrow(0, 36, 24).narrow(1, 4, 24).fill_(1);
    ignored[1].copy_(one.masks[0]);
    auto negatives = torch::zeros({1, 64, 64}, torch::kUInt8);
    negatives[0].narrow(0, 4, 24).narrow(1, 36, 24).fill_(1);
    ignored[2].copy_(negatives[0]);
    one.negatives = outlineRows(negatives);
    one.ignored = outlineRows(ignored);
    QCOMPARE(one.ignored.size(0), int64_t{3});
    QCOMPARE(one.negatives[0][0].item<float>(), 47.5f);
    QCOMPARE(one.negatives[0][4].item<float>(), 60.0f);
    const std::vector<SoloLevel> levels{{8, 0, 1, 64}};
    const auto t = assignTargets(one, levels, 1.0, 16, 16, 2.0).levels[0];
    QCOMPARE(tightBoxes(one.masks)[0][2].item<float>(), 28.0f);
    QCOMPARE(t.weight[5][1].item<float>(), 0.0f);  // an ignored mask would be found here
    QCOMPARE(t.weight[7][7].item<float>(), 1.0f);  // background
    QCOMPARE(t.weight[6][3].item<float>(), 1.0f);  // inside the ignored mask, not at its centre
    QCOMPARE(t.weight[1][1].item<float>(), 0.5f);  // positive at its own weight
    QCOMPARE(t.positive[1][1].item<float>(), 1.0f);
    QCOMPARE(t.weight[1][5].item<float>(), 2.0f);  // refused, though unknown to another mask
    QCOMPARE(t.positive[1][5].item<float>(), 0.0f);
    for (const auto cell : t.cells) QVERIFY(t.positive.flatten()[cell].item<float>() == 1.0f);
  }
};

QTEST_APPLESS_MAIN(SoloReferenceTest)
#include "solo_reference_test.moc"
