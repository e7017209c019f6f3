#include "core/ml/segment/solo_trainer.h"
#include "tests/support/shape_samples.h"

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
