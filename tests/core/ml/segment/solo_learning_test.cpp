#include "core/ml/nn/augment.h"
#include "core/ml/segment/solo_trainer.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

SoloTrainOptions tinyOptions() {
  SoloTrainOptions options;
  options.profile = soloProfile("preview");
  options.profile.shortSide = 96;
  options.profile.batch = 4;
  options.profile.schedule.learningRate = 0.002;
  options.iterations = 120;
  options.seed = 3;
  options.profile.views = {.minScale = 1, .maxScale = 1, .flip = 0, .strong = 0, .paste = 0};
  return options;
}

/// A bright ellipse and a dark rectangle on a grey slope with noise; both masks are known.
SoloSample sampleOf(int64_t index, bool verified) {
  auto generator = stepGenerator(55, index);
  const auto y = torch::arange(96, torch::kFloat32).view({96, 1}).expand({96, 96});
  const auto x = torch::arange(96, torch::kFloat32).view({1, 96}).expand({96, 96});
  const double cx = uniform(generator, 22, 74), cy = uniform(generator, 18, 30);
  const auto ellipse = ((x - cx) / 18).square() + ((y - cy) / 13).square() < 1;
  const double left = uniform(generator, 8, 50), top = uniform(generator, 52, 62);
  const auto box =
      (x >= left).logical_and(x < left + 36).logical_and(y >= top).logical_and(y < top + 26);
  auto image =
      (90 + x * 0.4).unsqueeze(0).repeat({3, 1, 1}) + torch::randn({3, 96, 96}, generator) * 4;
  image.index_put_({0, ellipse}, 220);
  image.index_put_({2, box}, 20);
  SoloSample sample;
  sample.image = image.clamp(0, 255).to(torch::kUInt8);
  auto& i = sample.instances;
  i.masks = torch::stack({ellipse, box}).to(torch::kUInt8);
  i.embeddings = torch::eye(2, 128);
  i.weights = torch::ones({2});
  i.verified = torch::full({2}, verified ? 1.0 : 0.0);
  return sample;
}

double bestIou(const torch::Tensor& masks, const torch::Tensor& truth) {
  if (masks.size(0) == 0) return 0;
  const auto a = masks.gt(0), b = truth.gt(0).unsqueeze(0);
  const auto both = a.logical_and(b).flatten(1).sum(1).to(torch::kFloat32);
  const auto any = a.logical_or(b).flatten(1).sum(1).to(torch::kFloat32);
  return (both / any).max().item<double>();
}

/// Mean best IoU of the strongest four detections over the objects of the training images.
double overlap(SoloNet& net) {
  double sum = 0;
  for (int64_t k = 0; k < 4; ++k) {
    const auto sample = sampleOf(k, false);
    const auto found = predictSolo(net, sample.image, detectPrecision(torch::kCPU), {.keep = 4});
    const auto masks = fullSizeMasks(found.detections.soft, found.height, found.width, 96, 96);
    for (int64_t i = 0; i < 2; ++i) sum += bestIou(masks, sample.instances.masks[i]) / 8;
  }
  return sum;
}

}  // namespace

class SoloLearningTest : public QObject {
  Q_OBJECT

  void learns(bool verified, double wanted) {
    QTemporaryDir folder;
    SoloTrainer trainer(tinyOptions(), detectPrecision(torch::kCPU));
    const double before = overlap(trainer.net());
    const auto done = trainer.train(
        {{}, {}, {0, 1, 2, 3}},
        [&](int64_t i) { return std::optional(sampleOf(i, verified)); },
        (folder.path() + "/solo.safetensors").toStdString(),
        {},
        [](const SoloProgress& p) {
          if (p.step % 30 != 0) return;
          QString line = QString("step %1").arg(p.step);
          for (const auto& [name, value] : p.losses) {
            line += QString(" %1 %2").arg(QString::fromStdString(name)).arg(value, 0, 'f', 3);
          }
          qInfo("%s (%.1f s)", qPrintable(line), p.elapsedS);
        });
    QVERIFY(done.ok());
    const double after = overlap(trainer.net());
    qInfo("mean best IoU %.3f -> %.3f", before, after);
    QVERIFY(after > wanted);
    QVERIFY(after > before + 0.3);
  }

 private Q_SLOTS:
  void overfitsAHandfulOfFreeMasks() { learns(false, 0.75); }
  void overfitsVerifiedMasks() { learns(true, 0.75); }
};

QTEST_APPLESS_MAIN(SoloLearningTest)
#include "solo_learning_test.moc"
