#include "core/ml/nn/image_pool.h"
#include "tests/support/dino_surfaces.h"

#include <QTest>

#include <filesystem>
#include <optional>

using namespace maskwright;
using namespace maskwright::ml;
using namespace maskwright::test;

/// DINO learns: without labels, new pictures of the same texture become neighbours.
class DinoLearningTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void texturesBecomeNeighbours() {
    torch::set_num_threads(1);
    auto options = shortTraining();
    DinoTrainer trainer(options, kTrained, {});
    ImagePool pool(kTrained, [](int64_t i) { return std::optional(surfaceImage(i)); });
    const double before = neighbourAccuracy(trainer.teacher()->backbone());
    const auto checkpoint = std::filesystem::temp_directory_path() / "dino_learning.safetensors";
    const auto done = trainer.train(pool, checkpoint, {}, [](const DinoProgress&) {});
    std::filesystem::remove(checkpoint);
    QVERIFY(done.ok());
    const double after = neighbourAccuracy(trainer.teacher()->backbone());
    qInfo("neighbours of the right kind: %.3f before, %.3f after; %.3f nats",
          before,
          after,
          done->use.information);
    QVERIFY(!done->collapsed);
    QVERIFY(done->use.information > 0.1);  // outputs still tell pictures apart
    QVERIFY(after > before + 0.08);
    QVERIFY(after > 0.8);
  }

  /// The same without centring: the published ablation, which ends in one answer for everything.
  void withoutCentringItCollapses() {
    torch::set_num_threads(1);
    auto options = shortTraining();
    options.centreKeep = 1;
    options.steps = 250;
    DinoTrainer trainer(options, kTrained, {});
    ImagePool pool(kTrained, [](int64_t i) { return std::optional(surfaceImage(i)); });
    const auto checkpoint = std::filesystem::temp_directory_path() / "dino_collapse.safetensors";
    const auto done = trainer.train(pool, checkpoint, {}, [](const DinoProgress&) {});
    std::filesystem::remove(checkpoint);
    QVERIFY(done.ok());
    qInfo("without centring: %.3f nats after %lld steps",
          done->use.information,
          static_cast<long long>(done->step));
    QVERIFY(done->collapsed || done->use.information < 0.05);
  }
};

QTEST_APPLESS_MAIN(DinoLearningTest)
#include "dino_learning_test.moc"
