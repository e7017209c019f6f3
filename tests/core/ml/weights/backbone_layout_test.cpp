#include "core/ml/weights/backbone_layout.h"

#include "core/ml/weights/checkpoint.h"
#include "tests/support/golden_manifest.h"

#include <QtTest>

#include <cmath>

using namespace maskwright;
using namespace maskwright::ml;
using maskwright::testing::goldenManifest;
using maskwright::testing::kGoldenWeights;

namespace {

using Shape = std::vector<int64_t>;

/// Names and shapes alone: what recognition works on.
class Names {
 public:
  Names& add(const std::string& name, const Shape& shape) {
    TensorEntry entry;
    entry.name = name;
    entry.shape = shape;
    entry.strides = rowMajorStrides(shape);
    directory.tensors.push_back(entry);
    return *this;
  }
  Names& pair(const std::string& module, const Shape& weight) {
    add(module + ".weight", weight);
    return add(module + ".bias", {weight[0]});
  }
  void erase(const std::string& name) {
    std::erase_if(directory.tensors, [&](const auto& entry) { return entry.name == name; });
  }
  int64_t values() const {
    int64_t sum = 0;
    for (const auto& entry : directory.tensors) sum += entry.numbers();
    return sum;
  }
  TensorDirectory directory;
};

/// ResNet of the given blocks, with the names that the callables give.
Names resNet(const std::array<int, 4>& blocks,
             bool bottleneck,
             bool detectron2,
             const std::string& prefix) {
  Names names;
  const auto norm = [&](const std::string& name, int64_t n) {
    for (const char* leaf : {".weight", ".bias", ".running_mean", ".running_var"})
      names.add(prefix + name + leaf, {n});
    if (!detectron2) names.add(prefix + name + ".num_batches_tracked", {});
  };
  const auto conv = [&](const std::string& name, const std::string& bn, const Shape& shape) {
    names.add(prefix + name + ".weight", shape);
    norm(bn, shape[0]);
  };
  if (detectron2) {
    conv("stem.conv1", "stem.conv1.norm", {64, 3, 7, 7});
  } else {
    conv("conv1", "bn1", {64, 3, 7, 7});
  }
  int64_t in = 64;
  for (int s = 0; s < 4; ++s) {
    const int64_t inner = 64 << s, out = bottleneck ? inner * 4 : inner;
    for (int b = 0; b < blocks[s]; ++b) {
      const std::string block =
          (detectron2 ? "res" + std::to_string(s + 2) : "layer" + std::to_string(s + 1)) + "." +
          std::to_string(b) + ".";
      const std::vector<Shape> shapes =
          bottleneck
              ? std::vector<Shape>{{inner, in, 1, 1}, {inner, inner, 3, 3}, {out, inner, 1, 1}}
              : std::vector<Shape>{{inner, in, 3, 3}, {inner, inner, 3, 3}};
      for (size_t k = 0; k < shapes.size(); ++k) {
        const std::string number = std::to_string(k + 1);
        conv(block + "conv" + number,
             block + (detectron2 ? "conv" + number + ".norm" : "bn" + number),
             shapes[k]);
      }
      if (b == 0 && (s > 0 || in != out))
        conv(block + (detectron2 ? "shortcut" : "downsample.0"),
             block + (detectron2 ? "shortcut.norm" : "downsample.1"),
             {out, in, 1, 1});
      in = out;
    }
  }
  return names;
}

struct VitFacts {
  const char* family;
  int64_t embed, patch, registers, grid;
  bool gated;
  const char* prefix = "";
  int64_t depth = 12;
  bool chunks = false;
};

Names vit(const VitFacts& facts) {
  Names names;
  const std::string p = facts.prefix, family = facts.family;
  const int64_t d = facts.embed;
  const bool third = family == "dinov3", scaled = family != "dino";
  names.add(p + "cls_token", {1, 1, d});
  if (!third) names.add(p + "pos_embed", {1, 1 + facts.grid * facts.grid, d});
  if (facts.registers > 0)
    names.add(p + (third ? "storage_tokens" : "register_tokens"), {1, facts.registers, d});
  if (scaled) names.add(p + "mask_token", {1, d});
  if (third) names.add(p + "rope_embed.periods", {16});
  names.pair(p + "patch_embed.proj", {d, 3, facts.patch, facts.patch});
  for (int64_t i = 0; i < facts.depth; ++i) {
    const std::string b =
        p + "blocks." + (facts.chunks ? std::to_string(i / 3) + "." : "") + std::to_string(i) + ".";
    names.pair(b + "norm1", {d}).pair(b + "norm2", {d});
    names.pair(b + "attn.qkv", {3 * d, d}).pair(b + "attn.proj", {d, d});
    if (third) names.add(b + "attn.qkv.bias_mask", {3 * d});
    if (scaled) names.add(b + "ls1.gamma", {d}).add(b + "ls2.gamma", {d});
    if (facts.gated) {
      names.pair(b + "mlp.w1", {4 * d, d}).pair(b + "mlp.w2", {4 * d, d});
      names.pair(b + "mlp.w3", {d, 4 * d});
    } else {
      names.pair(b + "mlp.fc1", {4 * d, d}).pair(b + "mlp.fc2", {d, 4 * d});
    }
  }
  names.pair(p + "norm", {d});
  return names;
}

}  // namespace

class BackboneLayoutTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void goldenSettings() {
    const auto manifest = goldenManifest();
    int seen = 0;
    for (const auto& entry : manifest["files"].GetArray()) {
      if (!entry.HasMember("embed")) continue;
      ++seen;
      const std::string file = entry["file"].GetString();
      const auto checkpoint = openCheckpoint(kGoldenWeights + file);
      QVERIFY2(checkpoint.ok(), file.c_str());
      const int64_t heads = entry["heads"].GetInt64();
      const bool third = std::string(entry["model"].GetString()) == "dinov3";
      // DINOv3's rope periods tell the heads; of the others they must be given.
      const auto layout =
          recognizeBackbone(checkpoint->directory, third ? std::nullopt : std::optional(heads));
      QVERIFY2(layout.ok(), layout.ok() ? "" : layout.error().text().c_str());
      QVERIFY2(layout->missing.empty() && layout->unexpected.empty(), file.c_str());
      const auto& vit = layout->vit.value();
      QVERIFY(vit.family == (third ? VitFamily::DinoV3 : VitFamily::DinoV2));
      QCOMPARE(vit.embed, entry["embed"].GetInt64());
      QCOMPARE(vit.depth, entry["depth"].GetInt64());
      QCOMPARE(vit.heads, heads);
      QCOMPARE(vit.patch, entry["patch"].GetInt64());
      QCOMPARE(vit.registers, entry["registers"].GetInt64());
      QCOMPARE(vit.layerNormEps, entry["layer_norm_eps"].GetDouble());
      QCOMPARE(vit.layerScale, entry["layer_scale"].GetBool());
      const std::string ffn = entry["ffn"].GetString();
      QVERIFY(vit.feedForward == (ffn == "mlp"      ? VitFeedForward::Mlp
                                  : ffn == "swiglu" ? VitFeedForward::Gated
                                                    : VitFeedForward::GatedJoint));
      if (third) {
        QCOMPARE(vit.separateNorms, entry["untied_cls_norm"].GetBool());
        QCOMPARE(vit.keyBiasMask, entry["mask_k_bias"].GetBool());
        QVERIFY(vit.gridHeight == 0);
      } else {
        QVERIFY(vit.positionResize == (entry["interpolate_antialias"].GetBool()
                                           ? PositionResize::Antialiased
                                           : PositionResize::Offset));
        QVERIFY(vit.gridHeight == vit.gridWidth && vit.gridWidth >= 8);
      }
    }
    QCOMPARE(seen, 8);
  }

  void takesTheTeacher() {
    const auto checkpoint =
        openCheckpoint(std::string(kGoldenWeights) + "dino_full_checkpoint.pth");
    QVERIFY(checkpoint.ok());
    const auto layout = recognizeBackbone(checkpoint->directory, 3);
    QVERIFY2(layout.ok(), layout.ok() ? "" : layout.error().text().c_str());
    QCOMPARE(layout->prefix, std::string("teacher.backbone."));
    QCOMPARE(layout->tensors.size(), size_t{42});
    QVERIFY(layout->missing.empty() && layout->unexpected.empty());
    QVERIFY(layout->passedOver.at("student.") > 40);
    QVERIFY(layout->passedOver.at("teacher.head.") > 0);
    QVERIFY(layout->vit->family == VitFamily::Dino);
    QCOMPARE(layout->vit->gridHeight, int64_t{14});
  }

  /// Names, numbers of tensors and values as the publishers' tables have them.
  void publishedSizes_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("tensors");
    QTest::addColumn<qint64>("values");
    QTest::newRow("dino s16") << "dino_vits16" << 150 << qint64{21665664};
    QTest::newRow("dino s8") << "dino_vits8" << 150 << qint64{21670272};
    QTest::newRow("dino b16") << "dino_vitb16" << 150 << qint64{85798656};
    QTest::newRow("dino b8") << "dino_vitb8" << 150 << qint64{85807872};
    QTest::newRow("v2 s14") << "dinov2_vits14" << 175 << qint64{22056576};
    QTest::newRow("v2 s14 reg") << "dinov2_vits14_reg" << 176 << qint64{22058112};
    QTest::newRow("v2 b14") << "dinov2_vitb14" << 175 << qint64{86580480};
    QTest::newRow("v2 b14 reg") << "dinov2_vitb14_reg" << 176 << qint64{86583552};
    QTest::newRow("v3 s16") << "dinov3_vits16" << 188 << qint64{21614992};
    QTest::newRow("v3 s16+") << "dinov3_vits16plus" << 212 << qint64{28711312};
    QTest::newRow("v3 b16") << "dinov3_vitb16" << 188 << qint64{85697296};
  }
  void publishedSizes() {
    QFETCH(QString, name);
    QFETCH(int, tensors);
    QFETCH(qint64, values);
    const int64_t embed = name.contains("vitb") ? 768 : 384;
    const int64_t patch = name.contains("14") ? 14 : name.contains("16") ? 16 : 8;
    const bool second = name.startsWith("dinov2"), third = name.startsWith("dinov3");
    const VitFacts facts{third    ? "dinov3"
                         : second ? "dinov2"
                                  : "dino",
                         embed,
                         patch,
                         third || name.contains("reg") ? 4 : 0,
                         second ? 37 : 224 / patch,
                         name.contains("plus")};
    const Names file = vit(facts);
    QCOMPARE(file.directory.tensors.size(), size_t(tensors));
    QCOMPARE(qint64(file.values()), values);
    const auto layout = recognizeBackbone(file.directory);
    QVERIFY2(layout.ok(), layout.ok() ? "" : layout.error().text().c_str());
    QCOMPARE(QString::fromStdString(layout->architecture), name);
    QVERIFY(layout->missing.empty() && layout->unexpected.empty());
    QCOMPARE(layout->vit->heads, embed / 64);
    const int left = second || third ? 1 : 0;  // the mask token
    QCOMPARE(layout->tensors.size(), size_t(tensors - left));
  }

  void resNets_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("prefix");
    QTest::addColumn<bool>("detectron2");
    QTest::newRow("torchvision 18") << "resnet18"
                                    << "" << false;
    QTest::newRow("torchvision 34") << "resnet34"
                                    << "state_dict." << false;
    QTest::newRow("DenseCL 50") << "resnet50"
                                << "state_dict.backbone." << false;
    QTest::newRow("MoCo 50") << "resnet50"
                             << "state_dict.module.encoder_q." << false;
    QTest::newRow("MoCo v3 50") << "resnet50"
                                << "state_dict.module.base_encoder." << false;
    QTest::newRow("SlotCon 50") << "resnet50"
                                << "model.module.encoder_q." << false;
    QTest::newRow("detectron2 50") << "resnet50"
                                   << "model." << true;
    QTest::newRow("FreeSOLO 101") << "resnet101"
                                  << "model.backbone.bottom_up." << true;
    QTest::newRow("DeepLab 50") << "resnet50"
                                << "module.backbone." << false;
  }
  void resNets() {
    QFETCH(QString, name);
    QFETCH(QString, prefix);
    QFETCH(bool, detectron2);
    const bool bottleneck = name.contains("50") || name.contains("101");
    const std::array<int, 4> blocks = name.endsWith("18")    ? std::array{2, 2, 2, 2}
                                      : name.endsWith("101") ? std::array{3, 4, 23, 3}
                                                             : std::array{3, 4, 6, 3};
    Names file = resNet(blocks, bottleneck, detectron2, prefix.toStdString());
    const size_t all = file.directory.tensors.size();
    if (name == "resnet50" && !detectron2) QCOMPARE(all, size_t{318});  // as published
    file.add(prefix.toStdString() + "fc.weight", {1000, 2048});
    file.add(prefix.toStdString() + "odd", {3});
    const auto layout = recognizeBackbone(file.directory);
    QVERIFY2(layout.ok(), layout.ok() ? "" : layout.error().text().c_str());
    QCOMPARE(QString::fromStdString(layout->architecture), name);
    QCOMPARE(QString::fromStdString(layout->prefix), prefix);
    QVERIFY(layout->missing.empty() && !layout->vit);
    QVERIFY(layout->unexpected == std::vector<std::string>{prefix.toStdString() + "odd"});
    QCOMPARE(layout->passedOver.at(prefix.toStdString() + "fc."), int64_t{1});
    const size_t counters = detectron2 ? 0 : all / 6;
    QCOMPARE(layout->tensors.size(), all - counters);
    QVERIFY(layout->tensors.back().name.starts_with("layer4."));
  }

  void queriesBeforeKeys() {
    Names file = resNet({2, 2, 2, 2}, false, false, "module.encoder_k.");
    for (const auto& entry :
         resNet({2, 2, 2, 2}, false, false, "module.encoder_q.").directory.tensors)
      file.directory.tensors.push_back(entry);
    const auto layout = recognizeBackbone(file.directory);
    QVERIFY(layout.ok());
    QCOMPARE(layout->prefix, std::string("module.encoder_q."));
    QCOMPARE(layout->passedOver.at("module.encoder_k."), int64_t{120});
    QVERIFY(layout->unexpected.empty());
  }

  void blocksInChunks() {
    const auto layout = recognizeBackbone(
        vit({"dinov2", 384, 14, 0, 37, false, "teacher.backbone.", 12, true}).directory);
    QVERIFY2(layout.ok(), layout.ok() ? "" : layout.error().text().c_str());
    QCOMPARE(layout->architecture, std::string("dinov2_vits14"));
    QVERIFY(layout->missing.empty() && layout->unexpected.empty());
  }

  void saysWhatDoesNotFit() {
    const auto why = [](const Names& file, std::optional<int64_t> heads = std::nullopt) {
      const auto layout = recognizeBackbone(file.directory, heads);
      return layout.ok() ? QString("fine") : QString::fromStdString(layout.error().message);
    };
    QVERIFY(why(Names()).contains("no tensors"));
    QVERIFY(why(Names().add("odd", {2})).contains("odd"));
    QVERIFY(why(Names().add("model.conv1_w", {64, 3, 7, 7}).add("model.res2_0_branch2a_w", {64}))
                .contains("Caffe2"));
    Names zoo = resNet({3, 4, 6, 3}, true, true, "model.");
    QCOMPARE(why(zoo), QString("fine"));
    zoo.directory.metadata["__author__"] = "Detectron2 Model Zoo";
    QVERIFY(why(zoo).contains("1x1"));
    QVERIFY(why(resNet({3, 8, 36, 3}, true, false, "")).contains("3, 8, 36, 3"));
    Names stem = resNet({2, 2, 2, 2}, false, false, "");
    stem.directory.tensors[0].shape = {64, 3, 3, 3};
    QVERIFY(why(stem).contains("64x3x3x3"));
    QVERIFY(why(vit({"dino", 384, 16, 0, 14, false}), 5).contains("5 heads"));
    QVERIFY(why(vit({"dino", 384, 16, 0, 14, false, "", 0})).contains("blocks"));
    Names grid = vit({"dino", 384, 16, 0, 14, false});
    grid.erase("pos_embed");
    grid.add("pos_embed", {1, 198, 384});
    QVERIFY(why(grid).contains("198"));
  }

  void listsWhatIsMissing() {
    Names file = vit({"dinov2", 384, 14, 0, 37, false});
    file.erase("blocks.5.norm1.weight");
    file.erase("blocks.11.ls2.gamma");
    const auto layout = recognizeBackbone(file.directory);
    QVERIFY(layout.ok());
    const std::vector<std::string> lost{"blocks.5.norm1.weight", "blocks.11.ls2.gamma"};
    QVERIFY(layout->missing == lost);
    QCOMPARE(layout->architecture, std::string("dinov2_vits14"));
  }

  void headsThatNothingTells() {
    const auto unknown = recognizeBackbone(vit({"dino", 48, 8, 0, 14, false, "", 3}).directory);
    QVERIFY(unknown.ok());
    QCOMPARE(unknown->vit->heads, int64_t{0});
    QCOMPARE(unknown->notes.size(), size_t{1});
    const auto given = recognizeBackbone(vit({"dino", 48, 8, 0, 14, false, "", 3}).directory, 3);
    QVERIFY(given.ok() && given->notes.empty());
    QCOMPARE(given->vit->heads, int64_t{3});
  }
};

QTEST_APPLESS_MAIN(BackboneLayoutTest)
#include "backbone_layout_test.moc"
