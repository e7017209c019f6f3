#include "core/ml/nn/augment.h"
#include "core/ml/nn/image_pool.h"
#include "core/ml/pretrain/densecl_trainer.h"
#include "tests/support/torch_pictures.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

/// Share of query cells whose best matching cell of a shifted copy of the image is the shifted
/// cell (features of layer3, one cell = 16 pixels; shift = one cell).
double correspondence(const ResNet& backbone, int64_t images) {
  const torch::NoGradGuard noGrad;
  auto net = backbone;
  net->eval();
  auto generator = stepGenerator(9, 1);
  int64_t right = 0, all = 0;
  for (int64_t i = 0; i < images; ++i) {
    const auto image = picture(1000 + i).to(torch::kFloat32).unsqueeze(0);
    const auto changed =
        jitterColors(image, {.probability = 1, .grayscale = 0, .blur = 0}, generator);
    const auto a = net->stages(normalizeImage(image.narrow(3, 0, 80)))[3];
    const auto b = net->stages(normalizeImage(changed.narrow(3, 16, 80)))[3];
    const auto match = matchCells(a, b)[0].view({a.size(2), a.size(3)});
    for (int64_t y = 0; y < a.size(2); ++y) {
      for (int64_t x = 1; x < a.size(3); ++x) {
        right += match[y][x].item<int64_t>() == y * a.size(3) + x - 1;
        ++all;
      }
    }
  }
  net->train();
  return static_cast<double>(right) / static_cast<double>(all);
}

}  // namespace

/// DenseCL makes features that find the same place in another view of the picture.
class DenseClLearningTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void featuresFindTheirCounterpartsBetterAfterTraining() {
    auto options = DenseClOptions{.crop = 64, .keyGroups = 2, .minutes = 0, .seed = 5};
    options.batch = 16;
    options.epochs = 8;
    DenseClTrainer trainer(options, 64, detectPrecision(torch::kCPU));
    const double before = correspondence(trainer.query()->backbone(), 24);
    auto pool = ImagePool(64, [](int64_t i) { return std::optional(picture(i)); });
    QTemporaryDir folder;
    const auto done = trainer.train(
        pool, (folder.path() + "/s.safetensors").toStdString(), {}, [](const DenseClProgress& p) {
          if (p.step % 12 == 0)
            qInfo("step %lld global %.3f dense %.3f", (long long)p.step, p.global, p.dense);
        });
    QVERIFY(done.ok());
    const double after = correspondence(trainer.query()->backbone(), 24);
    qInfo("correspondence %.3f -> %.3f", before, after);
    QVERIFY(after > before + 0.1);
  }
};

QTEST_APPLESS_MAIN(DenseClLearningTest)
#include "densecl_learning_test.moc"
