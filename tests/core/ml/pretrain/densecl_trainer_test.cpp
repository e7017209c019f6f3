#include "core/ml/pretrain/densecl_trainer.h"

#include "core/ml/nn/augment.h"
#include "core/ml/nn/image_pool.h"
#include "core/ml/pretrain/momentum_teacher.h"
#include "tests/support/torch_pictures.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

DenseClOptions smallOptions() {
  DenseClOptions options;
  options.crop = 64;
  options.batch = 8;
  options.keyGroups = 2;
  options.minutes = 0;
  options.epochs = 2;
  options.seed = 5;
  return options;
}

ImagePool poolOf(int64_t count) {
  return ImagePool(count, [](int64_t i) { return std::optional(picture(i)); });
}

}  // namespace

class DenseClTrainerTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void keysComeBackInTheirOwnOrder() {
    torch::manual_seed(1);
    DenseClEncoder encoder("resnet18", 16);
    encoder->eval();  // without batch statistics the shuffled pass must equal the plain one
    const auto images = torch::randn({6, 3, 64, 64});
    const torch::NoGradGuard noGrad;
    const auto plain = encoder->forward(images);
    const auto shuffled =
        shuffledForward(encoder, images, torch::tensor({4, 2, 0, 5, 1, 3}, torch::kInt64), 3);
    QVERIFY(torch::allclose(plain.map, shuffled.map, 1e-4, 1e-5));
    QVERIFY(torch::allclose(plain.global, shuffled.global, 1e-4, 1e-5));
    QVERIFY(torch::allclose(plain.dense, shuffled.dense, 1e-4, 1e-5));
    QVERIFY(!torch::allclose(plain.global, plain.global.flip(0), 1e-3, 1e-3));
  }

  void keyEncoderFollowsSlowly() {
    DenseClEncoder key("resnet18", 8), query("resnet18", 8);
    const auto before = key->parameters()[0].clone();
    updateTeacher(*key, *query, 0.75);
    const auto expected = 0.75 * before + 0.25 * query->parameters()[0];
    QVERIFY(torch::allclose(key->parameters()[0], expected, 1e-5, 1e-6));
  }

  void resumedTrainingEqualsUninterrupted() {
    QTemporaryDir folder;
    const std::filesystem::path file = (folder.path() + "/state.safetensors").toStdString();
    const auto batch = [](int64_t s) {
      std::vector<torch::Tensor> images;
      for (int64_t i = 0; i < 8; ++i) images.push_back(picture(8 * s + i));
      return images;
    };
    DenseClTrainer whole(smallOptions(), 40, {});
    for (int s = 0; s < 4; ++s) whole.step(batch(s), 0.01);
    DenseClTrainer first(smallOptions(), 40, {});
    for (int s = 0; s < 2; ++s) first.step(batch(s), 0.01);
    QVERIFY(first.save(file).ok());
    DenseClTrainer second(smallOptions(), 40, {});
    QVERIFY(second.resume(file).ok());
    DenseClProgress last;
    for (int s = 2; s < 4; ++s) last = second.step(batch(s), 0.01);
    QCOMPARE(last.step, int64_t{4});
    const auto a = whole.backboneTensors(), b = second.backboneTensors();
    for (const auto& [name, tensor] : a) {
      QVERIFY2(
          torch::allclose(tensor.to(torch::kFloat32), b.at(name).to(torch::kFloat32), 1e-3, 1e-4),
          name.c_str());
    }
    auto other = smallOptions();
    other.seed = 6;
    DenseClTrainer stranger(other, 40, {});
    QCOMPARE(stranger.resume(file).error().kind, ErrorKind::Conflict);
  }

  void cancelledTrainingLeavesACheckpoint() {
    QTemporaryDir folder;
    const std::filesystem::path file = (folder.path() + "/state.safetensors").toStdString();
    std::stop_source source;
    DenseClTrainer trainer(smallOptions(), 16, {});
    auto pool = poolOf(16);
    const auto result = trainer.train(
        pool, file, source.get_token(), [&](const DenseClProgress&) { source.request_stop(); });
    QCOMPARE(result.error().kind, ErrorKind::Cancelled);
    DenseClTrainer again(smallOptions(), 16, {});
    QVERIFY(again.resume(file).ok());
    const auto done = again.train(pool, file, {}, {});
    QVERIFY(done.ok());
    QCOMPARE(done->step, int64_t{4});  // 2 epochs of 16 images in batches of 8
  }

  void poolStaysUnderItsCap() {
    int64_t loads = 0;
    ImagePool pool(
        50,
        [&](int64_t i) {
          ++loads;
          return i == 3 ? std::nullopt : std::optional(picture(i));
        },
        10 * 3 * 96 * 96);
    pool.prepare(1, 0);
    QVERIFY(pool.size() <= 11 && !pool.holdsAll());
    const auto first = pool.image(0).clone();
    pool.prepare(1, 1);
    QVERIFY(!torch::equal(first, pool.image(0)));
    ImagePool whole(5, [](int64_t i) { return i == 3 ? std::nullopt : std::optional(picture(i)); });
    whole.prepare(1, 0);
    QVERIFY(whole.holdsAll());
    QCOMPARE(whole.size(), int64_t{4});
  }

  void colourJitterKeepsGreyGreyAndBlurKeepsTheMean() {
    auto generator = stepGenerator(3, 3);
    const auto gray = torch::full({4, 3, 16, 16}, 100.0);
    const auto out = jitterColors(gray, {.probability = 1, .grayscale = 0, .blur = 1}, generator);
    QVERIFY(((out.amax(1) - out.amin(1)).abs() < 0.6).all().item<bool>());
    auto dot = torch::zeros({1, 3, 31, 31});
    dot.select(2, 15).select(2, 15).fill_(900);
    const auto blurred = gaussianBlur(dot, torch::tensor({2.0f}));
    QVERIFY(std::abs(blurred.sum().item<double>() - 2700) < 1);
    QVERIFY(blurred.amax().item<double>() < 60);
  }
};

QTEST_APPLESS_MAIN(DenseClTrainerTest)
#include "densecl_trainer_test.moc"
