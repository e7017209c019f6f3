#include "core/ml/weights/load_backbone.h"

#include "core/ml/weights/load_module.h"

#include <QtTest>

#include <limits>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

const std::string kWeights = "tests/golden/weights/";

}  // namespace

class LoadBackboneTest : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;

  std::string write(const TensorMap& tensors) {
    const std::string path = folder_.filePath("weights.safetensors").toStdString();
    if (!writeSafetensors(path, tensors)) qFatal("can't write");
    return path;
  }

  static TensorMap renamed(const TensorMap& tensors, const std::string& prefix) {
    TensorMap result;
    for (const auto& [name, tensor] : tensors) result[prefix + name] = tensor;
    return result;
  }

 private Q_SLOTS:
  /// One network in three containers, and as the teacher of a training.
  void containersAgree() {
    const auto wanted = readBackbone(kWeights + "vit_p8.safetensors", 3);
    QVERIFY2(wanted.ok(), wanted.ok() ? "" : wanted.error().text().c_str());
    QCOMPARE(wanted->tensors.size(), size_t{42});
    for (const std::string file :
         {"vit_p8_zip.pth", "vit_p8_legacy.pth", "dino_full_checkpoint.pth"}) {
      const auto got = readBackbone(kWeights + file, 3);
      QVERIFY2(got.ok(), got.ok() ? "" : got.error().text().c_str());
      QCOMPARE(got->tensors.size(), wanted->tensors.size());
      for (const auto& [name, tensor] : wanted->tensors)
        QVERIFY2(torch::equal(got->tensors.at(name), tensor), (file + " " + name).c_str());
    }
  }

  void resNetsLoad() {
    const torch::NoGradGuard noGrad;
    const torch::Tensor x = torch::rand({1, 3, 64, 64});
    for (const std::string name : {"resnet18", "resnet34", "resnet50", "resnet101"}) {
      ResNet network = untrainedBackbone(name, 2, 7);
      const auto wanted = network->forward(x);
      auto tensors = renamed(moduleTensors(*network), "module.encoder_q.");
      tensors["module.encoder_q.fc.0.weight"] = torch::zeros({4, 4});
      tensors["module.queue"] = torch::zeros({4});
      auto loaded = loadBackbone(write(tensors), 2);
      QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
      QVERIFY(torch::equal((*loaded)->forward(x), wanted));
    }
  }

  void detectronNamesLoad() {
    ResNet network = untrainedBackbone("resnet18", 2, 3);
    TensorMap tensors;
    for (const auto& [name, tensor] : moduleTensors(*network)) {
      QString other = QString::fromStdString(name);
      if (other.endsWith("num_batches_tracked")) continue;
      for (int layer = 1; layer <= 4; ++layer)
        other.replace(QString("layer%1.").arg(layer), QString("res%1.").arg(layer + 1));
      other.replace("downsample.0.", "shortcut.").replace("downsample.1.", "shortcut.norm.");
      other.replace("bn1.", "conv1.norm.").replace("bn2.", "conv2.norm.");
      if (!other.startsWith("res")) other.prepend("stem.");
      tensors["backbone.bottom_up." + other.toStdString()] = tensor;
    }
    auto loaded = loadBackbone(write(tensors), 2);
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
    const torch::NoGradGuard noGrad;
    const torch::Tensor x = torch::rand({1, 3, 64, 64});
    QVERIFY(torch::equal((*loaded)->forward(x), network->forward(x)));
  }

  /// The names of huggingface/transformers: projections in thirds, no key bias.
  void transformersNamesGiveTheSame() {
    const auto wanted = readBackbone(kWeights + "dinov3_p16.safetensors");
    QVERIFY2(wanted.ok(), wanted.ok() ? "" : wanted.error().text().c_str());
    TensorMap tensors;
    for (const auto& [name, tensor] : wanted->tensors) {
      QString other = QString::fromStdString(name);
      if (other == "rope_embed.periods" || other.endsWith("bias_mask")) continue;
      if (other == "cls_token") other = "embeddings.cls_token";
      if (other == "storage_tokens") other = "embeddings.register_tokens";
      other.replace("patch_embed.proj", "embeddings.patch_embeddings");
      other.replace("blocks.", "layer.").replace("attn.proj", "attention.o_proj");
      other.replace("ls1.gamma", "layer_scale1.lambda1")
          .replace("ls2.gamma", "layer_scale2.lambda1");
      other.replace("mlp.fc1", "mlp.up_proj").replace("mlp.fc2", "mlp.down_proj");
      if (!other.contains("attn.qkv")) {
        tensors[other.toStdString()] = tensor;
        continue;
      }
      const auto thirds = tensor.chunk(3);
      const char* parts[] = {"attention.q_proj", "attention.k_proj", "attention.v_proj"};
      for (int third = 0; third < 3; ++third) {
        QString part = other;
        part.replace("attn.qkv", parts[third]);
        if (third != 1 || !part.endsWith("bias"))
          tensors[part.toStdString()] = thirds[size_t(third)].clone();
      }
    }
    const auto got = readBackbone(write(tensors), 3);
    QVERIFY2(got.ok(), got.ok() ? "" : got.error().text().c_str());
    QVERIFY(got->layout.unexpected.empty());
    QCOMPARE(got->layout.naming, std::string("DINOv3 (transformers)"));
    auto shape = wanted->layout.vit;
    shape->storedPeriods = false;  // those names have none
    QVERIFY(got->layout.vit == shape);
    for (const auto& [name, tensor] : wanted->tensors) {
      if (name == "rope_embed.periods" || name.ends_with("bias_mask")) continue;
      auto expected = tensor;
      if (name.ends_with("qkv.bias"))  // the mask switches the key's off
        expected = tensor * wanted->tensors.at(name + "_mask");
      QVERIFY2(torch::equal(got->tensors.at(name), expected), name.c_str());
    }
  }

  void storedPeriodsAreKept() {
    const auto plus = readBackbone(kWeights + "dinov3_p16_plus.pth");
    QVERIFY2(plus.ok(), plus.ok() ? "" : plus.error().text().c_str());
    QCOMPARE(plus->tensors.at("rope_embed.periods").numel(), int64_t{3});
    QVERIFY(plus->layout.notes.empty());  // rounded to bfloat16: within 1 %
    auto tensors = plus->tensors;
    tensors["rope_embed.periods"] = tensors.at("rope_embed.periods") * 1.05;
    const auto other = readBackbone(write(tensors));
    QVERIFY(other.ok());
    QCOMPARE(other->layout.notes.size(), size_t{1});
  }

  void badNumbersAreRefused_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("word");
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("NaN") << "vit_p8.safetensors"
                         << "blocks.1.mlp.fc1.weight" << nan << "NaN";
    QTest::newRow("infinite") << "vit_p8.safetensors"
                              << "norm.bias" << std::numeric_limits<double>::infinity()
                              << "infinite";
    QTest::newRow("mask") << "dinov3_p16.safetensors"
                          << "blocks.0.attn.qkv.bias_mask" << nan << "0 and 1";
    QTest::newRow("half a mask") << "dinov3_p16.safetensors"
                                 << "blocks.0.attn.qkv.bias_mask" << 0.5 << "0 and 1";
    QTest::newRow("period") << "dinov3_p16.safetensors"
                            << "rope_embed.periods" << 0.0 << "positive";
  }
  void badNumbersAreRefused() {
    QFETCH(QString, file);
    QFETCH(QString, tensor);
    QFETCH(double, value);
    QFETCH(QString, word);
    auto tensors = readBackbone(kWeights + file.toStdString(), 3)->tensors;
    tensors.at(tensor.toStdString()).view(-1)[2] = value;
    const auto got = readBackbone(write(tensors), 3);
    QVERIFY(!got.ok());
    QVERIFY(got.error().kind == ErrorKind::Unreadable);
    const auto text = QString::fromStdString(got.error().text());
    QVERIFY2(text.contains(word) && text.contains(tensor) && text.contains("weights.safetensors"),
             qPrintable(text));
  }

  void wrongNetworksAreRefused() {
    QVERIFY(loadBackbone(kWeights + "vit_p8.safetensors", 2).error().kind == ErrorKind::Conflict);
    ResNet network = untrainedBackbone("resnet18", 2, 3);
    auto tensors = moduleTensors(*network);
    tensors.at("bn1.running_var")[0] = -1;
    QVERIFY(loadBackbone(write(tensors), 2).error().message.find("negative variances") !=
            std::string::npos);
    tensors = moduleTensors(*network);
    tensors.erase("layer3.1.conv2.weight");
    const auto lacking = loadBackbone(write(tensors), 2);
    QVERIFY(lacking.error().kind == ErrorKind::Conflict);
    QVERIFY(lacking.error().message.find("layer3.1.conv2.weight") != std::string::npos);
  }
};

QTEST_APPLESS_MAIN(LoadBackboneTest)
#include "load_backbone_test.moc"
