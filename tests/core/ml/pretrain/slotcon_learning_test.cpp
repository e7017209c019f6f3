#include "core/ml/nn/augment.h"
#include "core/ml/nn/image_pool.h"
#include "core/ml/pretrain/slotcon_grouping.h"
#include "core/ml/pretrain/slotcon_trainer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <optional>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

constexpr int64_t kScenes = 64, kSide = 96, kClasses = 4;

/// A scene and the class of each pixel (-1 = background).
struct Scene {
  torch::Tensor image;    ///< uint8 (3, kSide, kSide)
  torch::Tensor classes;  ///< int64 (kSide, kSide)
};

/// Inside of a shape of radius `r` at (cx, cy): disc, square, triangle, ring.
torch::Tensor shapeMask(int64_t kind, double cx, double cy, double r) {
  const auto x = (torch::arange(kSide) + 0.5 - cx).view({1, kSide});
  const auto y = (torch::arange(kSide) + 0.5 - cy).view({kSide, 1});
  const auto radius = (x.square() + y.square()).sqrt();
  if (kind == 0) return radius.lt(r);
  if (kind == 1) return x.abs().lt(0.85 * r).logical_and(y.abs().lt(0.85 * r));
  if (kind == 2) return y.lt(0.7 * r).logical_and((x.abs() * 1.8 - y).lt(r));
  return radius.lt(1.1 * r).logical_and(radius.gt(0.45 * r));
}

/// The surface of a class in [-1, 1]: stripes across, stripes down, checks, dots; `period` pixels.
torch::Tensor texture(int64_t kind, double period, double phase) {
  const auto wave = [&](const torch::Tensor& t) {
    return torch::sin((t + phase) * (2 * M_PI / period));
  };
  const auto x = torch::arange(kSide, torch::kFloat32).view({1, kSide}).expand({kSide, kSide});
  const auto y = torch::arange(kSide, torch::kFloat32).view({kSide, 1}).expand({kSide, kSide});
  if (kind == 0) return wave(y).sign();
  if (kind == 1) return wave(x).sign();
  if (kind == 2) return (wave(x) * wave(y)).sign();
  return torch::minimum(wave(x), wave(y)).gt(0.3).to(torch::kFloat32) * 2 - 1;
}

/// One large object on a smooth ground. All objects have the same colours on average, so that only
/// surface and shape tell the classes apart.
Scene scene(int64_t index) {
  auto generator = stepGenerator(4242, index);
  const auto ground = torch::rand({1, 3, 3, 3}, generator) * 60 + 90;
  auto image = at::upsample_bilinear2d(ground, {kSide, kSide}, false)[0];
  const int64_t kind = index % kClasses;
  const double r = uniform(generator, 26, 34);
  const auto middle = [&] { return uniform(generator, 0.9 * r, kSide - 0.9 * r); };
  const double cx = middle(), cy = middle();
  const auto mask = shapeMask(kind, cx, cy, r);
  const auto base = torch::rand({3, 1, 1}, generator) * 30 + 105;
  const auto surface =
      base + 70 * texture(kind, uniform(generator, 7, 9), uniform(generator, 0, 9)).unsqueeze(0);
  image = torch::where(mask.unsqueeze(0), surface, image);
  image = image + torch::randn({3, kSide, kSide}, generator) * 4;
  return {image.clamp(0, 255).to(torch::kUInt8), torch::where(mask, kind, -1).to(torch::kInt64)};
}

/// Deviations from the profile small, so that a minute is enough: crops of 64 px, sharper teacher
/// and student (.04 and .07 instead of .07 and .1: as they are, the assignment stays near uniform
/// for hundreds of steps), a high learning rate, no queue.
SlotConOptions shortTraining() {
  auto options = *slotConProfile("preview", kScenes);
  options.crop = 64;
  options.prototypes = 16;
  options.learningRate = 2e-3;
  options.teacherTemperature = 0.04;
  options.studentTemperature = 0.07;
  options.queue = 0;
  options.minutes = 0;
  options.epochs = 30;
  options.seed = 3;
  return options;
}

/// How pure the prototypes are: cells that lie whole in objects are given to the prototype that
/// wins them; of each prototype's cells those of its most frequent class are right. `chance`: the
/// same with the classes of the cells shuffled.
struct Purity {
  double value = 0, chance = 0;
  int64_t cells = 0, used = 0;
};

double purityOf(const torch::Tensor& winners, const torch::Tensor& classes, int64_t prototypes) {
  const auto counts =
      torch::bincount(winners * kClasses + classes, {}, prototypes * kClasses).view({-1, kClasses});
  return counts.amax(1).sum().item<double>() / static_cast<double>(winners.numel());
}

Purity purity(SlotConEncoder& teacher, int64_t prototypes) {
  const torch::NoGradGuard noGrad;
  teacher->eval();
  std::vector<torch::Tensor> winners, classes;
  for (int64_t i = 0; i < kScenes; ++i) {
    const auto s = scene(i);
    const auto scores = prototypeScores(teacher->forward(normalizeImage(s.image).unsqueeze(0)),
                                        teacher->prototypes);
    const int64_t cell = kSide / scores.size(2);
    // Share of each cell's pixels that each class has.
    const auto shares =
        torch::stack({s.classes.eq(0), s.classes.eq(1), s.classes.eq(2), s.classes.eq(3)})
            .to(torch::kFloat32)
            .unfold(1, cell, cell)
            .unfold(2, cell, cell)
            .mean({3, 4});
    const auto [most, which] = shares.max(0);
    const auto mostly = most.gt(0.75);
    winners.push_back(scores[0].argmax(0).masked_select(mostly));
    classes.push_back(which.masked_select(mostly));
  }
  teacher->train();
  const auto won = torch::cat(winners), truth = torch::cat(classes);
  auto generator = stepGenerator(1, 2);
  const auto shuffled = truth.index_select(0, torch::randperm(truth.numel(), generator));
  return {purityOf(won, truth, prototypes),
          purityOf(won, shuffled, prototypes),
          won.numel(),
          std::get<0>(at::_unique(won)).numel()};
}

}  // namespace

/// Prototypes grow towards the classes. This is the part of conformance test 7 that holds after 120
/// steps. The spec asks for a purity above .8 and for crop-free training near chance: we measured
/// .59 to .79 with crops (120 to 160 steps, six settings) and .65 without (one of them), so neither
/// is claimed.
class SlotConLearningTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void prototypesGrowTowardsTheClasses() {
    const auto options = shortTraining();
    SlotConTrainer trainer(options, kScenes, detectPrecision(torch::kCPU));
    ImagePool pool(kScenes, [](int64_t i) { return std::optional(scene(i).image); });
    QTemporaryDir folder;
    const auto before = purity(trainer.teacher(), options.prototypes);
    const auto done = trainer.train(pool, (folder.path() + "/s.safetensors").toStdString(), {}, {});
    QVERIFY(done.ok());
    QVERIFY(!done->collapsed);
    const auto after = purity(trainer.teacher(), options.prototypes);
    qInfo("purity %.3f -> %.3f (chance %.3f) over %lld cells by %lld prototypes",
          before.value,
          after.value,
          after.chance,
          static_cast<long long>(after.cells),
          static_cast<long long>(after.used));
    QVERIFY(after.cells > 200);
    QVERIFY2(after.value > before.value + 0.15, std::to_string(after.value).c_str());
    QVERIFY2(after.value > after.chance + 0.2, std::to_string(after.value).c_str());
  }
};

QTEST_APPLESS_MAIN(SlotConLearningTest)
#include "slotcon_learning_test.moc"
