#include "core/ml/segment/solo_profile.h"

#include "core/ml/nn/augment.h"
#include "core/ml/segment/solo_memory.h"
#include "core/ml/segment/solo_trainer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <map>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

/// One picture of noise with a bright square whose mask and embedding are known.
SoloSample squareSample(int64_t side, int64_t embedding) {
  torch::manual_seed(2);
  SoloSample sample;
  auto image = torch::rand({3, side, side}) * 60;
  auto mask = torch::zeros({1, side, side}, torch::kUInt8);
  for (auto* x : {&image, &mask})
    x->narrow(1, side / 4, side / 2).narrow(2, side / 4, side / 2).fill_(1);
  sample.image = torch::where(mask.gt(0), torch::full_like(image, 200), image).to(torch::kUInt8);
  auto& i = sample.instances;
  i.masks = mask;
  i.embeddings = torch::eye(1, embedding);
  i.weights = torch::ones({1});
  i.verified = torch::zeros({1});
  return sample;
}

/// The preview network at 64 px with the published optimiser and both views.
SoloTrainOptions publishedStep() {
  SoloTrainOptions options;
  options.profile = soloProfile("preview");
  options.profile.shortSide = 64;
  options.profile.batch = 2;
  options.profile.schedule = soloProfile("full").schedule;
  options.profile.views = soloProfile("full").views;
  options.profile.freePixels = 0;
  options.seed = 7;
  return options;
}

SoloBatch batchOf(const SoloTrainOptions& options, int64_t step) {
  auto generator = stepGenerator(3, step);
  const auto sample = squareSample(64, options.profile.embedding);
  return makeSoloBatch({sample, sample}, options.profile.views, generator);
}

}  // namespace

class SoloProfileTest : public QObject {
  Q_OBJECT

  static torch::Tensor parameter(SoloNet& net, const std::string& name) {
    return net->named_parameters()[name];
  }

 private Q_SLOTS:
  /// FreeSOLO's released configuration.
  void fullHasThePublishedFigures() {
    const auto& p = soloProfile("full");
    QCOMPARE(p.description(), std::string("full: R-101, 800 px, grids 40 36 24 16 12"));
    QVERIFY(p.levels == (std::vector<SoloLevel>{{40, 0, 1, 96},
                                                {36, 1, 48, 192},
                                                {24, 2, 96, 384},
                                                {16, 3, 192, 768},
                                                {12, 4, 384, 2048}}));
    QVERIFY(p.strides() == (std::vector<double>{8, 8, 16, 32, 32}));
    QCOMPARE(p.scale(), 1.0);
    QCOMPARE(p.iterations, int64_t{30000});
    QCOMPARE(p.batch, int64_t{16});
    QVERIFY(p.schedule.optimizer == SoloOptimizer::Sgd && !p.schedule.cosine);
    QCOMPARE(p.schedule.learningRate, 1e-3);
    QCOMPARE(p.schedule.momentum, 0.9);
    QCOMPARE(p.schedule.weightDecay, 1e-4);
    QCOMPARE(std::lround(p.schedule.warmUp * 30000), 1000L);
    QCOMPARE(std::lround(p.schedule.affinityWarmUp * 30000), 1000L);
    QVERIFY(p.views.both && p.views.pasted == SoloPaste::Mirrored);
    QCOMPARE(p.freePixels, 0.0);
    QCOMPARE(p.views.bottomRemoved, 10.0);
    for (const char* name : {"preview", "small", "full"}) {
      QCOMPARE(soloProfile(name).labels.cut, 0.3);
      QCOMPARE(soloProfile(name).labels.most, 20);
      QCOMPARE(soloProfile(name).labels.widthFraction, 0.95);
    }
    QVERIFY(!isSoloProfile("fuller"));
    QVERIFY_EXCEPTION_THROWN(soloProfile("fuller"), std::invalid_argument);
  }

  void levelsReadTheirOwnStride() {
    QVERIFY(soloProfile("preview").strides() == (std::vector<double>{8, 16, 32}));
    QVERIFY(soloProfile("small").strides() == (std::vector<double>{8, 8, 16, 32, 32}));
  }

  void backboneMayBeAnother() {
    const auto p = soloProfile("full", "resnet18");
    QCOMPARE(p.description(), std::string("full: R-18, 800 px, grids 40 36 24 16 12"));
    QCOMPARE(p.headChannels, int64_t{512});
    QCOMPARE(soloProfile("full").architecture, std::string("resnet101"));
  }

  void jsonHoldsWhatARunRestsOn() {
    for (const char* name : {"preview", "small", "full"}) {
      QJsonParseError error;
      const auto json =
          QJsonDocument::fromJson(QByteArray::fromStdString(soloProfile(name).json()), &error);
      QVERIFY2(json.isObject(), qPrintable(error.errorString()));
      const auto o = json.object();
      QCOMPARE(o["name"].toString(), QString(name));
      QCOMPARE(o["levels"].toArray().size(),
               static_cast<qsizetype>(soloProfile(name).levels.size()));
      QCOMPARE(o["label_cut"].toDouble(), 0.3);
      QVERIFY(o["views"].toObject()["both"].isBool());
      QCOMPARE(o["schedule"].toObject()["optimizer"].toString(),
               QString(name == std::string("full") ? "sgd" : "adamw"));
    }
    const auto full = QByteArray::fromStdString(soloProfile("full").json());
    const auto schedule = QJsonDocument::fromJson(full).object()["schedule"].toObject();
    QVERIFY(std::abs(schedule["warm_up"].toDouble() * 30000 - 1000) < 0.01);
  }

  void everyNetworkStartsAtThePrior() {
    for (const char* name : {"preview", "small"}) {
      SoloNet net(soloProfile(name));
      const auto bias = parameter(net, "ins_head.cate_pred.bias");
      QCOMPARE(bias.numel(), int64_t{1});  // one foreground channel
      QVERIFY(std::abs(bias.item<double>() + 4.59512) < 1e-5);
    }
  }

  /// The whole published network on one small picture: shapes, and a loss that is a number.
  void fullNetworkGivesALoss() {
    const torch::NoGradGuard noGrad;
    torch::manual_seed(1);
    const auto& profile = soloProfile("full");
    SoloNet net(profile);
    const auto shape = [&](const char* name) { return parameter(net, name).sizes().vec(); };
    QVERIFY(shape("ins_head.cate_tower.0.weight") == (std::vector<int64_t>{512, 256, 3, 3}));
    QVERIFY(shape("ins_head.kernel_tower.0.weight") == (std::vector<int64_t>{512, 258, 3, 3}));
    QVERIFY(shape("ins_head.kernel_tower.9.weight") == (std::vector<int64_t>{512, 512, 3, 3}));
    QVERIFY(shape("ins_head.kernel_pred.weight") == (std::vector<int64_t>{256, 512, 3, 3}));
    QVERIFY(shape("ins_head.emb_pred.weight") == (std::vector<int64_t>{128, 512, 3, 3}));
    QVERIFY(shape("mask_head.conv_pred.0.weight") == (std::vector<int64_t>{256, 128, 1, 1}));
    QVERIFY(shape("backbone.layer3.22.conv3.weight") == (std::vector<int64_t>{1024, 256, 1, 1}));
    auto generator = stepGenerator(1, 0);
    auto views = profile.views;
    views.both = false;
    views.minScale = views.maxScale = 1;
    const auto batch = makeSoloBatch({squareSample(64, 128)}, views, generator);
    SoloOutput output;
    {
      const AutocastGuard autocast(torch::kCPU, detectPrecision(torch::kCPU));
      output = net->forward(batch.images);
    }
    int64_t cells = 0;
    for (const auto& level : output.categories) cells += level.numel();
    QCOMPARE(cells, int64_t{3872});
    QVERIFY(output.maskFeatures.sizes().vec() == (std::vector<int64_t>{1, 256, 16, 16}));
    const auto targets = assignTargets(batch.instances[0], profile.levels, 1.0, 16, 16);
    QVERIFY(!targets.levels[0].cells.empty());
    const auto losses = soloLoss(output, {targets}, batch.instances, batch.similarity, 1.0);
    QVERIFY(std::isfinite(losses.total.item<double>()));
    QVERIFY(losses.maxProjection.item<double>() > 0 && losses.embedding.item<double>() > 0);
    QCOMPARE(losses.freePixels.item<double>(), 0.0);
  }

  /// Embeddings teach (the released program multiplies their term by zero) and move their branch.
  void publishedStepMovesEveryBranch() {
    const auto options = publishedStep();
    SoloTrainer trainer(options, {});
    std::map<std::string, torch::Tensor> before;
    for (const auto& p : trainer.net()->named_parameters())
      before[p.key()] = p.value().detach().clone();
    const auto batch = batchOf(options, 0);
    QCOMPARE(batch.images.size(0), int64_t{4});
    const auto progress = trainer.step(batch, 0.5);
    QVERIFY(progress.losses.at("embedding") > 0 && progress.losses.at("affinity") >= 0);
    QCOMPARE(progress.losses.at("pixels"), 0.0);
    for (const char* name : {"ins_head.emb_pred.weight",
                             "ins_head.cate_pred.weight",
                             "ins_head.kernel_pred.weight",
                             "mask_head.conv_pred.0.weight",
                             "fpn.lateral.0.weight",
                             "backbone.layer1.0.conv1.weight"}) {
      const auto after = parameter(trainer.net(), name);
      QVERIFY2(!torch::equal(before.at(name), after), name);
    }
    QVERIFY(torch::equal(before.at("backbone.bn1.weight"),
                         parameter(trainer.net(), "backbone.bn1.weight")));
  }

  /// The pairwise term rises over the first 1000 of 30000 iterations.
  void affinityWarmsUp() {
    const auto options = publishedStep();
    const auto batch = batchOf(options, 0);
    const auto affinity = [&](double iteration) {
      SoloTrainer trainer(options, {});
      return trainer.step(batch, iteration / 30000).losses.at("affinity");
    };
    const double whole = affinity(1000);
    QVERIFY(whole > 0);
    QCOMPARE(affinity(0), 0.0);
    QVERIFY(std::abs(affinity(250) / whole - 0.25) < 1e-4);
    QVERIFY(std::abs(affinity(20000) / whole - 1) < 1e-4);
  }

  void publishedOptimiserGoesOnFromACheckpoint() {
    QTemporaryDir folder;
    const std::filesystem::path file = (folder.path() + "/solo.safetensors").toStdString();
    const auto options = publishedStep();
    SoloTrainer whole(options, {}), first(options, {}), second(options, {});
    whole.step(batchOf(options, 0), 0.5);
    first.step(batchOf(options, 0), 0.5);
    QVERIFY(first.save(file).ok());
    QVERIFY(second.resume(file).ok());
    whole.step(batchOf(options, 1), 0.6);
    second.step(batchOf(options, 1), 0.6);
    // Momentum is part of the state: without it, the second step would differ.
    const char* name = "ins_head.kernel_pred.weight";
    const auto a = parameter(whole.net(), name), b = parameter(second.net(), name);
    QVERIFY(torch::allclose(a, b, 1e-5, 1e-7));
    auto other = options;
    other.profile.schedule.learningRate *= 2;
    SoloTrainer stranger(other, {});
    QCOMPARE(stranger.resume(file).error().kind, ErrorKind::Conflict);
  }

  void networkIsReadOnTheBackboneItWasTrainedOn() {
    QTemporaryDir folder;
    const std::filesystem::path file = (folder.path() + "/solo.safetensors").toStdString();
    SoloTrainOptions options;
    options.profile = soloProfile("preview", "resnet34");
    SoloTrainer trainer(options, {});
    QVERIFY(trainer.save(file).ok());
    auto net = loadSolo(file, soloProfile("preview"));
    QVERIFY2(net.ok(), net ? "" : net.error().text().c_str());
    QVERIFY((*net)->named_parameters().contains("backbone.layer3.5.conv2.weight"));
  }

  void memoryGrowsWithTheStep() {
    const double preview = soloStepBytes(soloProfile("preview"));
    const double small = soloStepBytes(soloProfile("small"));
    const double full = soloStepBytes(soloProfile("full"));
    QVERIFY(preview > 1e8 && preview < small && small < 4e9);
    QVERIFY(full > 5e10);  // 32 pictures of 800 px
    QVERIFY(soloStepBytes(soloProfile("full", "resnet18")) < full);
  }
};

QTEST_APPLESS_MAIN(SoloProfileTest)
#include "solo_profile_test.moc"
