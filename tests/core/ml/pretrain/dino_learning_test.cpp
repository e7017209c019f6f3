#include "core/ml/nn/augment.h"
#include "core/ml/nn/image_pool.h"
#include "core/ml/pretrain/dino_trainer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <array>
#include <optional>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

constexpr int64_t kSide = 64, kClasses = 6, kTrained = 240, kTested = 120, kNeighbours = 5;

/// The surface of a class, true or false: stripes across, stripes down, checks, diamonds, dots,
/// clouds.
torch::Tensor surface(int64_t kind, double period, double phase, torch::Generator& generator) {
  const auto wave = [&](const torch::Tensor& t) {
    return torch::sin((t + phase) * (2 * M_PI / period));
  };
  const auto x = torch::arange(kSide, torch::kFloat32).view({1, kSide}).expand({kSide, kSide});
  const auto y = torch::arange(kSide, torch::kFloat32).view({kSide, 1}).expand({kSide, kSide});
  switch (kind) {
    case 0:
      return wave(y).gt(0);
    case 1:
      return wave(x).gt(0);
    case 2:
      return (wave(x) * wave(y)).gt(0);
    case 3:
      return (wave(x + y) * wave(x - y)).gt(0);
    case 4:
      return (wave(x) + wave(y)).gt(1);
    default:
      break;
  }
  const auto cells = static_cast<int64_t>(std::lround(kSide / period * 2));
  const auto coarse = torch::randn({1, 1, cells, cells}, generator);
  return at::upsample_bilinear2d(coarse, {kSide, kSide}, false)[0][0].gt(0);
}

/// One surface in two random greys, lit from one side, with noise; its class is index % kClasses.
/// Grey, because a colour of its own would be what tells an image from the others most easily.
torch::Tensor surfaceImage(int64_t index) {
  auto generator = stepGenerator(991, index);
  const double period = uniform(generator, 8, 16);
  const auto mask = surface(index % kClasses, period, uniform(generator, 0, 16), generator);
  const auto first = (torch::rand({1, 1, 1}, generator) * 110 + 10).expand({3, 1, 1});
  const auto second = first + torch::rand({1, 1, 1}, generator) * 60 + 60;
  const bool swap = uniform(generator, 0, 1) < 0.5;
  auto image = torch::where(mask.unsqueeze(0), swap ? first : second, swap ? second : first);
  const auto light = torch::linspace(-25, 25, kSide).view({1, 1, kSide});
  image =
      image + light * uniform(generator, -1, 1) + torch::randn({3, kSide, kSide}, generator) * 8;
  return image.clamp(0, 255).to(torch::kUInt8);
}

/// CLS of the transformer for images [from, from + count), unit length.
torch::Tensor features(VitNetwork& network, int64_t from, int64_t count) {
  const torch::NoGradGuard noGrad;
  std::vector<torch::Tensor> images;
  for (int64_t i = 0; i < count; ++i)
    images.push_back(normalizeImage(surfaceImage(from + i).slice(1, 8, 56).slice(2, 8, 56)));
  const auto cls = network->forward(torch::stack(images));
  return cls / cls.norm(2, {1}, true);
}

/// Share of new images whose nearest neighbours among the trained ones vote for their class.
double neighbourAccuracy(VitNetwork& network) {
  const auto bank = features(network, 0, kTrained);
  const auto asked = features(network, kTrained, kTested);
  const auto nearest = std::get<1>(asked.mm(bank.t()).topk(kNeighbours, 1));
  const auto votes = torch::one_hot(nearest.remainder(kClasses), kClasses).sum(1);
  const auto truth = torch::arange(kTrained, kTrained + kTested).remainder(kClasses);
  return votes.argmax(1).eq(truth).to(torch::kFloat64).mean().item<double>();
}

DinoOptions shortTraining() {
  auto options = *dinoProfile("preview");
  options.embed = 64;
  options.depth = 3;
  options.patch = 8;
  options.crop = 48;
  options.locals = 3;
  options.hidden = 128;
  options.bottleneck = 32;
  options.outputs = 128;
  options.batch = 24;
  options.learningRate = 1.5e-3;
  options.minutes = 0;
  options.steps = 300;
  options.seed = 3;
  if (const char* n = getenv("DINO_STEPS")) options.steps = atoi(n);
  if (const char* n = getenv("DINO_LR")) options.learningRate = atof(n);
  if (const char* n = getenv("DINO_MOM")) options.teacherMomentum = atof(n);
  if (const char* n = getenv("DINO_CK")) options.centreKeep = atof(n);
  if (const char* n = getenv("DINO_TT"))
    options.teacherTemperature = options.teacherTemperatureStart = atof(n);
  if (const char* n = getenv("DINO_BATCH")) options.batch = atoi(n);
  if (const char* n = getenv("DINO_SEED")) options.seed = atoi(n);
  if (const char* n = getenv("DINO_WD")) options.weightDecayEnd = atof(n);
  if (const char* n = getenv("DINO_DROP")) options.dropPath = atof(n);
  if (const char* n = getenv("DINO_LA")) options.localArea = atof(n);
  if (const char* n = getenv("DINO_GA")) options.globalArea = atof(n);
  if (const char* n = getenv("DINO_K")) options.outputs = atoi(n);
  if (const char* n = getenv("DINO_CROP")) options.crop = atoi(n);
  if (const char* n = getenv("DINO_DEPTH")) options.depth = atoi(n);
  if (const char* n = getenv("DINO_LOCALS")) options.locals = atoi(n);
  if (const char* n = getenv("DINO_TS")) options.studentTemperature = atof(n);
  if (const char* n = getenv("DINO_FREEZE")) options.frozenEpochs = atoi(n);
  return options;
}

DinoProgress trained(DinoTrainer& trainer) {
  ImagePool pool(kTrained, [](int64_t i) { return std::optional(surfaceImage(i)); });
  const QTemporaryDir folder;
  const auto done = trainer.train(
      pool, (folder.path() + "/state.safetensors").toStdString(), {}, [](const DinoProgress& p) {
        if (p.step % 25 == 0)
          qInfo("step %lld loss %.3f entropy %.3f mean %.3f information %.3f centre %.4f %.1f s",
                static_cast<long long>(p.step),
                p.loss,
                p.use.entropy,
                p.use.meanEntropy,
                p.use.information,
                p.centreDeviation,
                p.elapsedS);
      });
  if (!done) qFatal("%s", done.error().text().c_str());
  return *done;
}

}  // namespace

class DinoLearningTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void classesBecomeNeighbours() {
    torch::set_num_threads(1);
    DinoTrainer trainer(shortTraining(), kTrained, {});
    const double before = neighbourAccuracy(trainer.teacher()->backbone());
    const auto end = trained(trainer);
    const double after = neighbourAccuracy(trainer.teacher()->backbone());
    qInfo(
        "neighbours of the right class: %.3f -> %.3f (chance %.3f)", before, after, 1.0 / kClasses);
    QVERIFY(!end.collapsed);
  }
};

QTEST_APPLESS_MAIN(DinoLearningTest)
#include "dino_learning_test.moc"
