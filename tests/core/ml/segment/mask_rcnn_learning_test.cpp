#include "core/ml/segment/mask_rcnn_inference.h"
#include "core/ml/segment/mask_rcnn_trainer.h"
#include "tests/support/shape_samples.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

MaskRcnnTrainOptions tinyOptions() {
  MaskRcnnTrainOptions options;
  options.profile = maskRcnnProfile("preview");
  options.profile.shortSide = 96;
  options.iterations = 160;
  options.seed = 3;
  options.profile.views = {.minScale = 1, .maxScale = 1, .flip = 0, .strong = 0, .paste = 0};
  return options;
}

/// Mean best IoU of the strongest four detections over the objects of the training images.
double overlap(MaskRcnnTrainer& trainer) {
  double sum = 0;
  for (int64_t k = 0; k < 4; ++k) {
    const auto sample = sampleOf(k, false);
    const auto found = predictMaskRcnn(trainer.net(),
                                       trainer.options().profile,
                                       sample.image,
                                       detectPrecision(torch::kCPU),
                                       {.keep = 4});
    const auto masks = pasteMasks(found.masks, found.boxes, 96, 96).ge(0.5);
    for (int64_t i = 0; i < 2; ++i) sum += bestIou(masks, sample.instances.masks[i]) / 8;
  }
  trainer.net()->train();
  return sum;
}

}  // namespace

class MaskRcnnLearningTest : public QObject {
  Q_OBJECT

  void learns(double dropIou) {
    QTemporaryDir folder;
    auto options = tinyOptions();
    options.profile.dropIou = dropIou;
    MaskRcnnTrainer trainer(options, detectPrecision(torch::kCPU));
    const double before = overlap(trainer);
    const auto done = trainer.train(
        {{}, {}, {0, 1, 2, 3}},
        [&](int64_t i) { return std::optional(sampleOf(i, false)); },
        (folder.path() + "/mask-rcnn.safetensors").toStdString(),
        {},
        [](const SegmenterProgress& p) {
          if (p.step % 20 != 0) return;
          QString line = QString("step %1").arg(p.step);
          for (const auto& [name, value] : p.losses) {
            line += QString(" %1 %2").arg(QString::fromStdString(name)).arg(value, 0, 'f', 3);
          }
          qInfo("%s (%.1f s)", qPrintable(line), p.elapsedS);
        });
    QVERIFY(done.ok());
    const double after = overlap(trainer);
    qInfo("mean best IoU %.3f -> %.3f", before, after);
    QVERIFY(after > 0.75);
    QVERIFY(after > before + 0.3);
  }

 private Q_SLOTS:
  void overfitsAHandfulOfMasks() { learns(0); }
  void overfitsThemWithDropLoss() { learns(0.01); }
};

QTEST_APPLESS_MAIN(MaskRcnnLearningTest)
#include "mask_rcnn_learning_test.moc"
