#include "core/ml/nn/augment.h"
#include "core/ml/segment/deeplab_trainer.h"
#include "core/ml/segment/hard_pixel_loss.h"
#include "core/ml/weights/load_module.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

DeepLabProfile tiny(int64_t stride, const std::string& architecture = "resnet18") {
  auto profile = deepLabProfile("preview");
  profile.architecture = architecture;
  profile.side = 64;
  profile.outputStride = stride;
  profile.headChannels = 16;
  profile.batch = 2;
  return profile;
}

LabelledPicture picture(int64_t index) {
  auto generator = stepGenerator(9, index);
  return {torch::randint(0, 256, {3, 64, 64}, generator).to(torch::kUInt8),
          torch::randint(0, 3, {64, 64}, generator).to(torch::kUInt8)};
}

}  // namespace

/// DeepLab-v3: shapes, what is frozen, views, files, repeatability.
class DeepLabTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void profilesHaveThePublishedFigures() {
    const auto& full = deepLabProfile("full");
    QCOMPARE(full.mapRates(), (std::vector<int64_t>{12, 24, 36}));
    QCOMPARE(full.iterations(10582), int64_t{45 * 662});
    QCOMPARE(full.schedule.learningRate, 0.002);
    QCOMPARE(deepLabProfile("small").mapRates(), (std::vector<int64_t>{6, 12, 18}));
    QCOMPARE(full.description(), std::string("full: R-50, 512 px, stride 8"));
    QVERIFY(full.json().find("\"rates\":[12,24,36]") != std::string::npos);
    QVERIFY(full.json().find("tenth_from") != std::string::npos);
    QVERIFY(!isDeepLabProfile("other"));
    QVERIFY_EXCEPTION_THROWN(deepLabProfile("other"), std::invalid_argument);
    // A fully sized training step takes gigabytes, a preview's hundreds of megabytes.
    QVERIFY(deepLabStepBytes(full, 21) > 8e9 && deepLabStepBytes(full, 21) < 64e9);
    QVERIFY(deepLabStepBytes(deepLabProfile("preview"), 21) < 1e9);
  }

  void mapsHaveTheOutputStride_data() {
    QTest::addColumn<int>("stride");
    QTest::addColumn<QString>("architecture");
    QTest::newRow("18, 8") << 8 << "resnet18";
    QTest::newRow("18, 16") << 16 << "resnet18";
    QTest::newRow("50, 8") << 8 << "resnet50";
  }
  void mapsHaveTheOutputStride() {
    QFETCH(int, stride);
    QFETCH(QString, architecture);
    const torch::NoGradGuard noGrad;
    DeepLabNet net(tiny(stride, architecture.toStdString()), 5);
    net->eval();
    const auto logits = net->forward(torch::randn({1, 3, 64, 96}));
    QCOMPARE(logits.sizes().vec(), (std::vector<int64_t>{1, 5, 64 / stride, 96 / stride}));
    const auto names = net->named_parameters();
    for (const char* name : {"backbone.layer4.0.conv1.weight",
                             "head.0.convs.0.0.weight",
                             "head.0.convs.3.1.bias",
                             "head.0.convs.4.1.weight",
                             "head.0.project.0.weight",
                             "head.1.weight",
                             "head.2.weight",
                             "head.4.weight"})
      QVERIFY2(names.contains(name), name);
    QCOMPARE(names["head.0.project.0.weight"].size(1), int64_t{80});
  }

  /// Neither by gradients nor by statistics.
  void theFirstLayersNeverChange() {
    DeepLabTrainOptions options;
    options.profile = tiny(16);
    options.classes = 3;
    options.pictures = 2;
    DeepLabTrainer trainer(options, detectPrecision(torch::kCPU));
    const auto before = moduleTensors(*trainer.net());
    auto generator = stepGenerator(1, 1);
    for (int i = 0; i < 2; ++i)
      trainer.step(makeLabelBatch({picture(0), picture(1)}, options.profile.views, generator), 0.5);
    for (const auto& [name, now] : moduleTensors(*trainer.net())) {
      const bool frozen = name.rfind("backbone.", 0) == 0 &&
                          name.find("layer3") == std::string::npos &&
                          name.find("layer4") == std::string::npos;
      QCOMPARE(torch::equal(now, before.at(name)), frozen);
    }
  }

  void aViewMovesPictureAndLabelsAlike() {
    LabelledPicture one;
    one.labels = torch::zeros({32, 32}, torch::kUInt8);
    one.labels.slice(0, 4, 14).slice(1, 3, 20).fill_(1);
    one.image = (one.labels * 200).unsqueeze(0).repeat({3, 1, 1});
    auto generator = stepGenerator(3, 5);
    const auto still = makeLabelBatch({one}, {0, 0, 1, 1}, generator);
    QVERIFY(torch::equal(still.labels[0], one.labels.to(torch::kInt64)));
    const auto mirrored = makeLabelBatch({one}, {1, 0, 1, 1}, generator);
    QVERIFY(torch::equal(mirrored.labels[0], one.labels.flip(1).to(torch::kInt64)));
    const auto turned = makeLabelBatch({one, one, one, one}, {0.5, 5, 0.75, 1.25}, generator);
    const auto inside = turned.labels.eq(1);
    QVERIFY(turned.labels.eq(kIgnoredLabel).any().item<bool>());
    QVERIFY(turned.images.select(1, 0).masked_select(inside).mean().item<double>() > 0.9);
    QVERIFY(turned.images.select(1, 0).masked_select(turned.labels.eq(0)).mean().item<double>() <
            -1.5);
    // At half the size, what surrounds the picture is unknown.
    const auto small = makeLabelBatch({one}, {0, 0, 0.5, 0.5}, generator);
    QCOMPARE(small.labels.eq(kIgnoredLabel).sum().item<int64_t>(), int64_t{3 * 32 * 32 / 4});
  }

  /// The same seed gives the same network; a stopped training goes on to the same one.
  void trainingCanBeRepeatedAndGoneOnWith() {
    QTemporaryDir folder;
    const auto file = [&](const char* name) { return (folder.path() + "/" + name).toStdString(); };
    DeepLabTrainOptions options;
    options.profile = tiny(16);
    options.classes = 3;
    options.pictures = 5;
    options.iterations = 4;
    const auto load = [](int64_t i) {
      return i == 3 ? std::nullopt : std::optional(picture(i));  // one can't be read
    };
    const auto weights = [](DeepLabTrainer& trainer) { return moduleTensors(*trainer.net()); };
    DeepLabTrainer once(options, Precision{});
    QVERIFY(once.train(load, file("a"), {}, {}).ok());
    DeepLabTrainer first(options, Precision{});
    std::stop_source stop;
    const auto stopped = first.train(load, file("b"), stop.get_token(), [&](const auto& p) {
      if (p.step == 2) stop.request_stop();
    });
    QVERIFY(!stopped.ok() && stopped.error().kind == ErrorKind::Cancelled);
    DeepLabTrainer second(options, Precision{});
    QVERIFY(second.resume(file("b")).ok());
    const auto done = second.train(load, file("b"), {}, {});
    QVERIFY(done.ok());
    QCOMPARE(done->step, int64_t{4});
    for (const auto& [name, tensor] : weights(once)) {
      const auto other = weights(second).at(name);
      QVERIFY2(torch::allclose(tensor.to(torch::kFloat64), other.to(torch::kFloat64), 1e-4, 1e-5),
               name.c_str());
    }
    options.labels = "others";
    DeepLabTrainer another(options, Precision{});
    QCOMPARE(another.resume(file("b")).error().kind, ErrorKind::Conflict);

    // The file gives the network back.
    QVERIFY(once.writeWeights(file("w")).ok());
    auto loaded = loadDeepLab(file("w"), options.profile);
    QVERIFY(loaded.ok());
    once.net()->eval();
    const auto a = deepLabLogits(once.net(), picture(1).image, {});
    const auto b = deepLabLogits(*loaded, picture(1).image, {});
    QCOMPARE(a.sizes().vec(), (std::vector<int64_t>{3, 4, 4}));
    QVERIFY((a - b).abs().max().item<double>() < 0.02);
    const auto sum = logProbabilities(a, 64, 48).exp().sum(0);
    QCOMPARE(sum.sizes().vec(), (std::vector<int64_t>{64, 48}));
    QVERIFY((sum - 1).abs().max().item<double>() < 1e-5);
  }

  void nothingToTrainOnIsSaid() {
    DeepLabTrainOptions options;
    options.profile = tiny(16);
    DeepLabTrainer trainer(options, Precision{});
    const auto none = [](int64_t) { return std::optional<LabelledPicture>(); };
    QCOMPARE(trainer.train(none, "x", {}, {}).error().kind, ErrorKind::WrongUse);
    options.pictures = 4;
    DeepLabTrainer blind(options, Precision{});
    QCOMPARE(blind.train(none, "x", {}, {}).error().kind, ErrorKind::Unreadable);
  }
};

QTEST_APPLESS_MAIN(DeepLabTest)
#include "deeplab_test.moc"
