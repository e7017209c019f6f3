#include "core/ml/pretrain/dino_trainer.h"

#include "core/ml/nn/image_pool.h"
#include "core/ml/pretrain/momentum_teacher.h"
#include "core/ml/pretrain/pretrain_method.h"
#include "core/ml/weights/load_backbone.h"
#include "core/ml/weights/load_module.h"
#include "core/ml/weights/load_vit.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/torch_pictures.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace maskwright;
using namespace maskwright::ml;
using namespace maskwright::testing;

namespace {

DinoOptions smallOptions() {
  auto options = *dinoProfile("preview");
  options.embed = 64;
  options.depth = 2;
  options.crop = 32;
  options.hidden = 32;
  options.bottleneck = 16;
  options.outputs = 24;
  options.batch = 4;
  options.minutes = 0;
  options.epochs = 2;
  options.seed = 5;
  return options;
}

std::vector<torch::Tensor> batchOf(int64_t step, int64_t size = 4) {
  std::vector<torch::Tensor> images;
  for (int64_t i = 0; i < size; ++i) images.push_back(picture(size * step + i));
  return images;
}

std::filesystem::path stateIn(const QTemporaryDir& folder) {
  return (folder.path() + "/state.safetensors").toStdString();
}

PretrainSettings previewOf(const std::string& vit) {
  PretrainSettings settings;
  settings.method = "dino";
  settings.profile = "preview";
  settings.vit = vit;
  settings.steps = 1;
  return settings;
}

}  // namespace

class DinoTrainerTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// The network for training says what the one for inference says, on the grid it was built for
  /// and on another one.
  void theTrainedNetworkEqualsTheOneForInference() {
    torch::manual_seed(2);
    const auto settings = smallOptions().vit();
    VitNetwork network(settings, 0.1);
    const torch::NoGradGuard noGrad;
    for (auto& p : network->parameters()) p.add_(torch::randn_like(p) * 0.05);
    const auto vit = Vit::make(settings, moduleTensors(*network), {});
    QVERIFY2(vit.ok(), vit ? "" : vit.error().text().c_str());
    for (const auto& [h, w] : {std::pair<int64_t, int64_t>{32, 32}, {48, 80}}) {
      const auto pictures = torch::randn({2, 3, h, w});
      QVERIFY(goldenError(network->forward(pictures), vit->cls(pictures)) < 1e-5);
    }
  }

  void parametersHaveTheOfficialNamesAndShapes() {
    const auto settings = dinoProfile("small")->vit();
    VitNetwork network(settings);
    ShapeMap shapes;
    for (const auto& [name, tensor] : moduleTensors(*network)) shapes[name] = tensor.sizes().vec();
    QVERIFY(shapes == vitShapes(settings));
    QCOMPARE(shapes.size(), size_t{150});
  }

  /// Gradients reach all parameters through views of both sizes, the positions through their
  /// resizing: against differences along the gradient.
  void gradientsEqualDifferences() {
    torch::manual_seed(3);
    const auto settings = smallOptions().vit();
    VitNetwork network(settings);
    const auto large = torch::randn({2, 3, 32, 32}), small = torch::randn({2, 3, 16, 16});
    const auto target = torch::randn({4, 64});
    const auto loss = [&] {
      return (torch::cat({network->forward(large), network->forward(small)}) * target).sum();
    };
    loss().backward();
    const torch::NoGradGuard noGrad;
    for (auto& item : network->named_parameters()) {
      const auto gradient = item.value().grad();
      QVERIFY2(gradient.defined() && gradient.abs().max().item<double>() > 0, item.key().c_str());
      const double length = gradient.norm().item<double>();
      const auto direction = gradient / length;
      const double reach = 2e-3;
      item.value().add_(direction, reach);
      const double up = loss().item<double>();
      item.value().sub_(direction, 2 * reach);
      const double down = loss().item<double>();
      item.value().add_(direction, reach);
      const double slope = (up - down) / (2 * reach);
      QVERIFY2(std::abs(slope - length) < 0.02 * length + 0.02,
               (item.key() + " " + std::to_string(slope) + " " + std::to_string(length)).c_str());
    }
  }

  /// In expectation nothing changes; a whole branch is kept or left out per picture.
  void stochasticDepthDropsBranchesOfPictures() {
    torch::manual_seed(4);
    const auto settings = smallOptions().vit();
    VitNetworkBlock block(settings, 0.5);
    const torch::NoGradGuard noGrad;
    const auto one = torch::randn({1, 5, 64});
    const auto many = one.repeat({64, 1, 1});
    const auto whole = block->forward(one, nullptr);
    auto generator = stepGenerator(9, 1);
    const auto dropped = block->forward(many, &generator);
    int untouched = 0, changed = 0;
    for (int64_t i = 0; i < 64; ++i) {
      untouched += torch::allclose(dropped[i], one[0]) ? 1 : 0;
      changed += torch::allclose(dropped[i], whole[0], 1e-3, 1e-4) ? 0 : 1;
    }
    QVERIFY2(untouched > 5 && untouched < 30, std::to_string(untouched).c_str());
    QVERIFY(changed > untouched);
    QVERIFY(torch::allclose(block->forward(many, nullptr)[3], whole[0], 1e-5, 1e-5));
  }

  /// After n updates towards a student that stands still: what is left of the start is the product
  /// of the momenta of the cosine schedule.
  void theTeacherFollowsTheClosedForm() {
    DinoTrainer trainer(smallOptions(), 16, {});
    const torch::NoGradGuard noGrad;
    trainer.student()->last.fill_(1.0);
    trainer.teacher()->last.fill_(0.0);
    double left = 1;
    for (int i = 0; i < 30; ++i) {
      const auto at = dinoScheduleAt(trainer.options(), i / 30.0);
      updateTeacher(*trainer.teacher(), *trainer.student(), at.teacherMomentum);
      left *= 1 - 0.02 * (std::cos(M_PI * i / 30.0) + 1) / 2;
    }
    const double value = trainer.teacher()->last[3][5].item<double>();
    QVERIFY2(std::abs(value - (1 - left)) < 1e-5, std::to_string(value).c_str());
    for (const auto& p : trainer.teacher()->parameters()) QVERIFY(!p.requires_grad());
  }

  /// A step moves the student, and then the teacher towards it by that step's momentum.
  void aStepMovesAllOfTheTeacher() {
    DinoTrainer trainer(smallOptions(), 4, {});
    trainer.step(batchOf(0), 0.2);
    std::map<std::string, torch::Tensor> before;
    for (const auto& item : trainer.teacher()->named_parameters())
      before[item.key()] = item.value().clone();
    const double m = trainer.step(batchOf(1), 0.3).schedule.teacherMomentum;
    const auto student = trainer.student()->named_parameters();
    for (const auto& item : trainer.teacher()->named_parameters()) {
      const auto want = before[item.key()] * m + student[item.key()].detach() * (1 - m);
      QVERIFY2(torch::allclose(item.value(), want, 1e-5, 1e-7), item.key().c_str());
      QVERIFY2(!torch::equal(item.value(), before[item.key()]), item.key().c_str());
    }
  }

  /// A narrow head tells pictures apart as well as the published width does, at the start.
  void narrowHeadsStartAsStrongAsWideOnes() {
    const auto spread = [](int64_t hidden) {
      torch::manual_seed(7);
      auto options = smallOptions();
      options.hidden = hidden;
      DinoNetwork network(options);
      const torch::NoGradGuard noGrad;
      return network->embed(torch::randn({16, 3, 32, 32})).std(0).mean().item<double>();
    };
    const double narrow = spread(32), wide = spread(2048);
    QVERIFY2(narrow > 0.4 * wide && narrow < 2.5 * wide,
             (std::to_string(narrow) + " " + std::to_string(wide)).c_str());
  }

  void theLastLayerStandsStillInTheFirstEpoch() {
    auto options = smallOptions();
    options.epochs = 100;
    DinoTrainer trainer(options, 12, {});  // 3 steps an epoch
    const auto start = trainer.student()->last.detach().clone();
    const auto body = [&] {
      return trainer.student()->backbone()->named_parameters()["norm.weight"].detach().clone();
    };
    auto before = body();
    for (int s = 0; s < 3; ++s) {
      QVERIFY(trainer.step(batchOf(s), 0.02).frozen);
      QVERIFY(torch::equal(trainer.student()->last, start));
      QVERIFY(!torch::equal(body(), before));
      before = body();
    }
    QVERIFY(!trainer.step(batchOf(3), 0.05).frozen);
    QVERIFY(!torch::equal(trainer.student()->last, start));
    // An epoch that is longer than the training does not keep it still to the end.
    DinoTrainer big(options, 1'000'000, {});
    QVERIFY(big.step(batchOf(0), 0.02).frozen);
    QVERIFY(!big.step(batchOf(1), 0.5).frozen);
  }

  void lengthsOfTheLastLayerDoNotCount() {
    DinoTrainer trainer(smallOptions(), 16, {});
    const torch::NoGradGuard noGrad;
    const auto rows = torch::randn({3, 16});
    const auto logits = trainer.student()->logits(rows);
    QVERIFY(logits.abs().max().item<double>() <= 1 + 1e-6);
    trainer.student()->last.mul_(7);
    QVERIFY(torch::allclose(trainer.student()->logits(rows * 3), logits, 1e-5, 1e-6));
  }

  void resumedTrainingEqualsUninterrupted() {
    QTemporaryDir folder;
    const auto file = stateIn(folder);
    DinoTrainer whole(smallOptions(), 8, {});
    for (int s = 0; s < 5; ++s) whole.step(batchOf(s), 0.03 + 0.1 * s);
    DinoTrainer first(smallOptions(), 8, {});
    for (int s = 0; s < 3; ++s) first.step(batchOf(s), 0.03 + 0.1 * s);
    QVERIFY(first.save(file).ok());
    DinoTrainer second(smallOptions(), 8, {});
    QVERIFY(second.resume(file).ok());
    DinoProgress last;
    for (int s = 3; s < 5; ++s) last = second.step(batchOf(s), 0.03 + 0.1 * s);
    QCOMPARE(last.step, int64_t{5});
    QVERIFY(torch::allclose(whole.centre(), second.centre(), 1e-5, 1e-6));
    const auto a = whole.teacher()->named_parameters(), b = second.teacher()->named_parameters();
    for (const auto& item : a)
      QVERIFY2(torch::allclose(item.value(), b[item.key()], 1e-4, 1e-6), item.key().c_str());
    auto other = smallOptions();
    other.outputs = 25;
    DinoTrainer stranger(other, 8, {});
    QCOMPARE(stranger.resume(file).error().kind, ErrorKind::Conflict);
  }

  void cancelledTrainingLeavesACheckpoint() {
    QTemporaryDir folder;
    std::stop_source source;
    DinoTrainer trainer(smallOptions(), 8, {});
    ImagePool pool(8, [](int64_t i) { return std::optional(picture(i)); });
    const auto result = trainer.train(
        pool, stateIn(folder), source.get_token(), [&](const auto&) { source.request_stop(); });
    QCOMPARE(result.error().kind, ErrorKind::Cancelled);
    DinoTrainer again(smallOptions(), 8, {});
    QVERIFY(again.resume(stateIn(folder)).ok());
    const auto done = again.train(pool, stateIn(folder), {}, {});
    QVERIFY(done.ok());
    QCOMPARE(done->step, int64_t{4});  // 2 epochs of 8 images in batches of 4
  }

  void collapseStopsTheTraining() {
    QTemporaryDir folder;
    auto options = smallOptions();
    options.outputs = 1;  // can tell nothing
    options.epochs = 100;
    DinoTrainer trainer(options, 4, {});
    ImagePool pool(4, [](int64_t i) { return std::optional(picture(i)); });
    const auto end = trainer.train(pool, stateIn(folder), {}, {});
    QVERIFY(end.ok());
    QVERIFY(end->collapsed);
    QVERIFY2(end->step < 70, std::to_string(end->step).c_str());
  }

  void theFileOpensAsADinoBackbone_data() {
    QTest::addColumn<QString>("vit");
    QTest::addColumn<int>("heads");
    QTest::addColumn<QString>("name");
    QTest::addRow("tiny") << "tiny" << 3 << "DINO ViT-Ti/16";
    QTest::addRow("small") << "small" << 6 << "DINO ViT-S/16";
  }

  void theFileOpensAsADinoBackbone() {
    QFETCH(QString, vit);
    QFETCH(int, heads);
    QFETCH(QString, name);
    QTemporaryDir folder;
    const auto file = stateIn(folder);
    auto method = makePretrainMethod(previewOf(vit.toStdString()), 100);
    QVERIFY2(method.ok(), method ? "" : method.error().text().c_str());
    QCOMPARE((*method)->architecture(), name.toStdString());
    QCOMPARE((*method)->modelKind(), std::string("vit"));
    QVERIFY((*method)->writeBackbone(file, "a test").ok());
    const auto read = readBackbone(file);
    QVERIFY2(read.ok(), read ? "" : read.error().text().c_str());
    QCOMPARE(read->layout.naming, std::string("DINO"));
    QVERIFY(read->layout.vit && read->layout.vit->heads == heads);
    QVERIFY(read->layout.notes.empty());
    const auto loaded = loadVit(file, 0, {});
    QVERIFY2(loaded.ok(), loaded ? "" : loaded.error().text().c_str());
    QCOMPARE(loaded->settings().depth, int64_t{12});
    // And a further training goes on from it.
    auto next = makePretrainMethod(previewOf(vit.toStdString()), 100);
    QVERIFY((*next)->startFrom(file).ok());
    auto wrong = makePretrainMethod(previewOf(vit == "tiny" ? "small" : "tiny"), 100);
    QCOMPARE((*wrong)->startFrom(file).error().kind, ErrorKind::Conflict);
  }

  void weightsReachStudentAndTeacherOnAnotherGrid() {
    auto options = smallOptions();
    DinoTrainer donor(options, 16, {});
    donor.step(batchOf(0), 0.5);
    const auto weights = donor.backboneTensors();
    options.crop = 64;
    DinoTrainer trainer(options, 16, {});
    QVERIFY(trainer.initializeBackbone(weights).ok());
    const auto got = trainer.backboneTensors();
    QVERIFY(torch::equal(got.at("norm.weight"), weights.at("norm.weight")));
    QVERIFY(got.at("pos_embed").sizes() == (torch::IntArrayRef{1, 17, 64}));
    QVERIFY(
        torch::equal(got.at("pos_embed").slice(1, 0, 1), weights.at("pos_embed").slice(1, 0, 1)));
    auto lacking = weights;
    lacking.erase("norm.weight");
    QCOMPARE(trainer.initializeBackbone(lacking).error().kind, ErrorKind::Conflict);
  }

  void theMethodSaysWhatItCanNotDo() {
    auto method = makePretrainMethod(previewOf(""), 400);
    QVERIFY((*method)->refusal(400).find("400 images are too few") != std::string::npos);
    QVERIFY((*method)->refusal(400).find("densecl") != std::string::npos);
    QVERIFY((*method)->refusal(kFewForDino).empty());
    QVERIFY(!(*method)->warnings(1'000'000).empty());  // on a processor
    const auto refused = [](auto change) {
      auto settings = previewOf("");
      change(settings);
      const auto made = makePretrainMethod(settings, 100);
      return !made && made.error().kind == ErrorKind::WrongUse;
    };
    QVERIFY(refused([](auto& s) { s.architecture = "resnet18"; }));
    QVERIFY(refused([](auto& s) { s.vit = "huge"; }));
    QVERIFY(refused([](auto& s) { s.profile = "large"; }));
    QVERIFY(refused([](auto& s) { s.crop = 40; }));
    QVERIFY(refused([](auto& s) {
      s.vit = "tiny";
      s.method = "slotcon";
    }));
  }
};

QTEST_APPLESS_MAIN(DinoTrainerTest)
#include "dino_trainer_test.moc"
