#include "core/ml/nn/vit.h"

#include "core/ml/nn/vit_positions.h"
#include "tests/support/golden_vit.h"

#include <QtTest>

using namespace maskwright;
using namespace maskwright::ml;
using maskwright::testing::goldenError;
using maskwright::testing::goldenTensors;
using maskwright::testing::goldenVit;
using maskwright::testing::goldenVitWeights;
using maskwright::testing::shapesOf;

namespace {

constexpr double kTokenTolerance = 2e-4, kTolerance = 1e-4;  // tests/golden/README.md

/// All tokens of the stored outputs: CLS, registers, patches.
torch::Tensor storedTokens(const TensorMap& golden, const std::string& name) {
  std::vector<torch::Tensor> parts{golden.at(name + ".x_norm_clstoken").unsqueeze(1)};
  if (golden.count(name + ".x_norm_regtokens"))
    parts.push_back(golden.at(name + ".x_norm_regtokens"));
  parts.push_back(golden.at(name + ".x_norm_patchtokens"));
  return torch::cat(parts, 1);
}

Precision float32() {
  return {false, true};
}

}  // namespace

/// Parity with the published classes on random weights (tests/golden/weights).
class VitTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void dinoEqualsReference_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("outputs");
    QTest::addColumn<QString>("input");
    QTest::newRow("patch 8, resized positions") << "vit_p8.safetensors"
                                                << "p8"
                                                << "input";
    QTest::newRow("patch 8, stored positions") << "vit_p8.safetensors"
                                               << "p8_square"
                                               << "input_square";
    QTest::newRow("patch 16") << "vit_p16_zip.pth"
                              << "p16"
                              << "input";
  }
  void dinoEqualsReference() {
    QFETCH(QString, file);
    QFETCH(QString, outputs);
    QFETCH(QString, input);
    const auto vit = goldenVit(file.toStdString(), 3, float32());
    const TensorMap golden = goldenTensors("weights/vit_outputs");
    const std::string name = outputs.toStdString() + ".";
    const torch::Tensor picture = golden.at(input.toStdString());
    const VitFeatures found = vit.features(picture);
    QVERIFY(vit.settings().family == VitFamily::Dino);
    QVERIFY(goldenError(found.tokens, golden.at(name + "tokens")) < kTokenTolerance);
    QVERIFY(goldenError(found.block.q, golden.at(name + "q")) < kTolerance);
    QVERIFY(goldenError(found.block.k, golden.at(name + "k")) < kTolerance);
    QVERIFY(goldenError(found.block.v, golden.at(name + "v")) < kTolerance);
    QVERIFY(goldenError(vit.clsAttention(found), golden.at(name + "cls_attention")) < kTolerance);
    QVERIFY(goldenError(vit.positions(found.rows, found.cols),
                        golden.at(name + "pos_embed_resized")) < kTolerance);
    QVERIFY(goldenError(vit.cls(picture), golden.at(name + "tokens").select(1, 0)) <
            kTokenTolerance);
  }

  void laterFamiliesEqualReference_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("outputs");
    QTest::addColumn<int>("heads");
    QTest::newRow("DINOv2") << "dinov2_p14.safetensors"
                            << "dinov2_outputs" << 3;
    QTest::newRow("DINOv2 with registers") << "dinov2_p14_reg4.safetensors"
                                           << "dinov2_outputs" << 3;
    QTest::newRow("DINOv2, gated") << "dinov2_p14_swiglu.pth"
                                   << "dinov2_outputs" << 2;
    // From the rotary periods.
    QTest::newRow("DINOv3") << "dinov3_p16.safetensors"
                            << "dinov3_outputs" << 0;
    QTest::newRow("DINOv3, gated, two norms") << "dinov3_p16_plus.pth"
                                              << "dinov3_outputs" << 0;
  }
  void laterFamiliesEqualReference() {
    QFETCH(QString, file);
    QFETCH(QString, outputs);
    QFETCH(int, heads);
    const std::string name = file.section('.', 0, 0).toStdString();
    const auto vit = goldenVit(file.toStdString(), heads, float32());
    const TensorMap golden = goldenTensors("weights/" + outputs.toStdString());
    const auto at = [&](const std::string& key) { return golden.at(name + "." + key); };
    const torch::Tensor picture = golden.at("input").to(torch::kFloat32);
    const VitFeatures found = vit.features(picture);
    const bool rotary = vit.settings().family == VitFamily::DinoV3;
    QVERIFY(goldenError(found.tokens, storedTokens(golden, name)) < kTokenTolerance);
    const auto placed = [&](const torch::Tensor& t) {
      return vit.placed(t, found.rows, found.cols);
    };
    QVERIFY(goldenError(placed(found.block.q), at("q")) < kTolerance);
    QVERIFY(goldenError(placed(found.block.k), at("k")) < kTolerance);
    QVERIFY(goldenError(found.block.v, at("v")) < kTolerance);
    if (rotary) {
      QVERIFY(goldenError(found.block.q, at("q_before_rope")) < kTolerance);
      QVERIFY(goldenError(found.block.k, at("k_before_rope")) < kTolerance);
    } else {
      QVERIFY(goldenError(vit.positions(found.rows, found.cols), at("pos_embed_resized")) <
              kTolerance);
    }
    QVERIFY(goldenError(vit.clsAttention(found), at("cls_attention")) < kTolerance);
    const torch::Tensor first = vit.tokensAfter(picture, 1).slice(0, 0, 1).slice(1, vit.prefix());
    QVERIFY(goldenError(first, at("block0_patchtokens_image0")) < kTolerance);
    QVERIFY(goldenError(vit.cls(picture), at("x_norm_clstoken")) < kTokenTolerance);
  }

  void gridAsItIsForTheSizeItWasBuiltFor() {
    const auto vit = goldenVit("dinov2_p14.safetensors", 3, float32());
    const TensorMap golden = goldenTensors("weights/dinov2_outputs");
    const torch::Tensor square =
        golden.at("input").to(torch::kFloat32).slice(0, 0, 1).slice(2, 0, 112).slice(3, 0, 112);
    QVERIFY(goldenError(vit.features(square).tokens, storedTokens(golden, "dinov2_p14_square")) <
            kTokenTolerance);
  }

  void rotaryTableEqualsReference() {
    const TensorMap golden = goldenTensors("weights/dinov3_outputs");
    const TensorMap weights = goldenVitWeights("dinov3_p16_plus.pth");
    const RotaryTable table = rotaryTable(weights.at("rope_embed.periods"), 6, 8);
    QVERIFY(goldenError(table.sin, golden.at("dinov3_p16_plus.rope_sin")) < kTolerance);
    QVERIFY(goldenError(table.cos, golden.at("dinov3_p16_plus.rope_cos")) < kTolerance);
    // Closed form: 1, 1.3335, ... 74.99 of the design's table for 64 values a head.
    const torch::Tensor periods = rotaryPeriods(64);
    QVERIFY(std::abs(periods[1].item<double>() - 1.3335) < 1e-4);
    QVERIFY(std::abs(periods[15].item<double>() - 74.99) < 1e-2);
  }

  void bfloat16StaysClose() {
    const auto coarse = goldenVit("vit_p8.safetensors", 3, Precision{true, true});
    const TensorMap golden = goldenTensors("weights/vit_outputs");
    const VitFeatures found = coarse.features(golden.at("input"));
    const torch::Tensor wanted = golden.at("p8.tokens");
    const torch::Tensor error = (found.tokens - wanted).abs().mean() / wanted.abs().mean();
    QVERIFY(error.item<double>() < 0.02);
    QCOMPARE(found.block.k.scalar_type(), torch::kFloat32);
  }

  void picturesOfABatchAreIndependent() {
    const auto vit = goldenVit("dinov3_p16.safetensors", 0, float32());
    const torch::Tensor pictures =
        goldenTensors("weights/dinov3_outputs").at("input").to(torch::kFloat32);
    const torch::Tensor both = vit.features(pictures).tokens;
    QVERIFY(goldenError(vit.features(pictures.slice(0, 1)).tokens, both.slice(0, 1)) < 1e-5);
  }

  void settingsFromShapes() {
    const auto told = [](const char* file, int64_t heads) {
      return *vitSettingsOf(shapesOf(goldenVitWeights(file)), heads);
    };
    const VitSettings dino = told("vit_p8.safetensors", 3);
    QCOMPARE(dino.embed, int64_t{48});
    QCOMPARE(dino.depth, int64_t{3});
    QCOMPARE(dino.patch, int64_t{8});
    QCOMPARE(dino.hidden, int64_t{192});
    QCOMPARE(dino.gridWidth, int64_t{14});
    const VitSettings registers = told("dinov2_p14_reg4.safetensors", 3);
    QVERIFY(registers.family == VitFamily::DinoV2);
    QVERIFY(registers.positionResize == PositionResize::Antialiased);
    QCOMPARE(registers.registers, int64_t{4});
    const VitSettings rotary = told("dinov3_p16.safetensors", 0);
    QVERIFY(rotary.family == VitFamily::DinoV3);
    QCOMPARE(rotary.heads, int64_t{3});
    QCOMPARE(rotary.layerNormEps, 1e-5);
    QVERIFY(rotary.keyBiasMask);
  }

  /// The published DINO ViT-S/16: 150 tensors, 21,665,664 parameters.
  void namesAndShapesOfThePublishedModel() {
    VitSettings s;
    s.embed = 384, s.depth = 12, s.heads = 6, s.hidden = 1536, s.gridHeight = s.gridWidth = 14;
    const ShapeMap shapes = vitShapes(s);
    int64_t parameters = 0;
    for (const auto& [name, shape] : shapes) {
      int64_t count = 1;
      for (const int64_t n : shape) count *= n;
      parameters += count;
    }
    QCOMPARE(shapes.size(), size_t{150});
    QCOMPARE(parameters, int64_t{21665664});
    const auto again = vitSettingsOf(shapes);
    QVERIFY(again.ok() && *again == s);
    QCOMPARE(QString::fromStdString(vitName(s)), QString("DINO ViT-S/16"));
  }

  void refusesWhatItCannotBe() {
    QVERIFY(!vitSettingsOf({}).ok());
    const TensorMap weights = goldenVitWeights("dinov3_p16.safetensors");
    const auto settings = *vitSettingsOf(shapesOf(weights));
    TensorMap broken = weights;
    broken.erase("blocks.1.mlp.fc2.weight");
    QVERIFY(QString::fromStdString(vitSettingsOf(shapesOf(broken)).error().message)
                .contains("blocks.1.mlp.fc2.weight"));
    QVERIFY(Vit::make(settings, broken, {}).error().kind == ErrorKind::Conflict);
    broken = weights;
    broken["blocks.2.attn.qkv.bias_mask"] = torch::full({108}, NAN);
    QVERIFY(Vit::make(settings, broken, {}).error().text().find("bias_mask") != std::string::npos);
    // 48 values are no multiple of 64, and seven heads don't divide them.
    const auto dino = shapesOf(goldenVitWeights("vit_p8.safetensors"));
    QVERIFY(vitSettingsOf(dino).error().kind == ErrorKind::WrongUse);
    QVERIFY(vitSettingsOf(dino, 7).error().kind == ErrorKind::WrongUse);
    const auto vit = Vit::make(settings, weights, {});
    QVERIFY_EXCEPTION_THROWN(vit->features(torch::zeros({1, 3, 40, 48})), std::invalid_argument);
  }

  void keyBiasMaskWithoutAStoredOne() {
    TensorMap weights = goldenVitWeights("dinov3_p16.safetensors");
    const torch::Tensor picture =
        goldenTensors("weights/dinov3_outputs").at("input").to(torch::kFloat32);
    for (int i = 0; i < 3; ++i)
      weights.erase("blocks." + std::to_string(i) + ".attn.qkv.bias_mask");
    const auto vit = Vit::make(*vitSettingsOf(shapesOf(weights)), weights, float32());
    const auto with = goldenVit("dinov3_p16.safetensors", 0, float32());
    QVERIFY(torch::equal(vit->features(picture).tokens, with.features(picture).tokens));
  }

  void tellsStrangePeriods() {
    TensorMap weights = goldenVitWeights("dinov3_p16.safetensors");
    const auto settings = *vitSettingsOf(shapesOf(weights));
    QVERIFY(Vit::make(settings, weights, {})->remark().empty());
    weights["rope_embed.periods"] = weights["rope_embed.periods"] * 1.1;
    QVERIFY(!Vit::make(settings, weights, {})->remark().empty());
  }
};

QTEST_APPLESS_MAIN(VitTest)
#include "vit_test.moc"
