#include "core/ml/pretrain/slotcon_trainer.h"

#include "core/ml/nn/augment.h"
#include "core/ml/nn/image_pool.h"
#include "core/ml/pretrain/momentum_teacher.h"
#include "tests/support/torch_pictures.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

SlotConOptions smallOptions() {
  auto options = *slotConProfile("preview", 16);
  options.crop = 64;
  options.hidden = 32;
  options.dimension = 16;
  options.prototypes = 8;
  options.batch = 4;
  options.queue = 50;
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

ImagePool poolOf(int64_t count) {
  return ImagePool(count, [](int64_t i) { return std::optional(picture(i)); });
}

std::filesystem::path stateIn(const QTemporaryDir& folder) {
  return (folder.path() + "/state.safetensors").toStdString();
}

}  // namespace

class SlotConTrainerTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// Test 6. After n updates towards a student that stands still: what is left of the start is the
  /// product of the momenta of the cosine schedule.
  void teacherFollowsTheClosedFormOfTheSchedule() {
    const auto options = smallOptions();
    SlotConTrainer trainer(options, 16, {});
    auto& teacher = trainer.teacher();
    auto& student = trainer.student()->encoder;
    const torch::NoGradGuard noGrad;
    student->prototypes.fill_(1.0);
    teacher->prototypes.fill_(0.0);
    constexpr int kSteps = 40;
    double left = 1;
    for (int i = 0; i < kSteps; ++i) {
      const double t = static_cast<double>(i) / kSteps;
      updateTeacher(*teacher, *student, teacherMomentumAt(0.97, t));
      left *= 1 - 0.03 * (std::cos(M_PI * t) + 1) / 2;
    }
    const double value = teacher->prototypes[3][5].item<double>();
    QVERIFY2(std::abs(value - (1 - left)) < 1e-5, std::to_string(value).c_str());
    QCOMPARE(teacherMomentumAt(0.97, 0), 0.97);
    QCOMPARE(teacherMomentumAt(0.97, 1), 1.0);
  }

  /// Test 6, other half: parameters follow, statistics of the batches do not.
  void teacherKeepsStatisticsOfItsOwn() {
    SlotConTrainer trainer(smallOptions(), 16, {});
    for (int s = 0; s < 3; ++s) trainer.step(batchOf(s), 0.3);
    const auto student = trainer.student()->encoder->named_buffers();
    bool differ = false;
    for (const auto& item : trainer.teacher()->named_buffers()) {
      if (item.key().ends_with("running_mean"))
        differ = differ || !torch::allclose(item.value(), student[item.key()], 1e-4, 1e-5);
    }
    QVERIFY(differ);
    for (const auto& p : trainer.teacher()->parameters()) QVERIFY(!p.requires_grad());
  }

  void theLossesFallWhenTheSameImagesComeAgain() {
    auto options = smallOptions();
    options.epochs = 30;
    options.crop = 32;
    SlotConTrainer trainer(options, 8, {});
    double early = 0, late = 0;
    for (int s = 0; s < 30; ++s) {
      const auto p = trainer.step(batchOf(s % 2), 0.1);
      QVERIFY(std::isfinite(p.group) && std::isfinite(p.slot));
      QVERIFY(p.keys > 0);
      if (s < 5) early += p.slot;
      if (s >= 25) late += p.slot;
    }
    QVERIFY2(late < early, (std::to_string(early) + " " + std::to_string(late)).c_str());
  }

  void resumedTrainingEqualsUninterrupted() {
    QTemporaryDir folder;
    const auto file = stateIn(folder);
    SlotConTrainer whole(smallOptions(), 16, {});
    for (int s = 0; s < 4; ++s) whole.step(batchOf(s), 0.2);
    SlotConTrainer first(smallOptions(), 16, {});
    for (int s = 0; s < 2; ++s) first.step(batchOf(s), 0.2);
    QVERIFY(first.save(file).ok());
    SlotConTrainer second(smallOptions(), 16, {});
    QVERIFY(second.resume(file).ok());
    QVERIFY(torch::equal(second.centre(), first.centre()));
    QVERIFY(torch::equal(second.queue().vectors(), first.queue().vectors()));
    QVERIFY(torch::equal(second.teacher()->prototypes, first.teacher()->prototypes));
    SlotConProgress last;
    for (int s = 2; s < 4; ++s) last = second.step(batchOf(s), 0.2);
    QCOMPARE(last.step, int64_t{4});
    QVERIFY(torch::allclose(whole.centre(), second.centre(), 1e-3, 1e-4));
    const auto a = whole.student()->named_parameters(), b = second.student()->named_parameters();
    for (const auto& item : a)
      QVERIFY2(torch::allclose(item.value(), b[item.key()], 1e-3, 1e-4), item.key().c_str());
    auto other = smallOptions();
    other.prototypes = 9;
    SlotConTrainer stranger(other, 16, {});
    QCOMPARE(stranger.resume(file).error().kind, ErrorKind::Conflict);
  }

  void cancelledTrainingLeavesACheckpoint() {
    QTemporaryDir folder;
    std::stop_source source;
    SlotConTrainer trainer(smallOptions(), 8, {});
    auto pool = poolOf(8);
    const auto result = trainer.train(
        pool, stateIn(folder), source.get_token(), [&](const auto&) { source.request_stop(); });
    QCOMPARE(result.error().kind, ErrorKind::Cancelled);
    SlotConTrainer again(smallOptions(), 8, {});
    QVERIFY(again.resume(stateIn(folder)).ok());
    const auto done = again.train(pool, stateIn(folder), {}, {});
    QVERIFY(done.ok());
    QCOMPARE(done->step, int64_t{4});  // 2 epochs of 8 images in batches of 4
  }

  void storedTeacherGivesTheSameScores() {
    QTemporaryDir folder;
    SlotConTrainer trainer(smallOptions(), 16, {});
    for (int s = 0; s < 2; ++s) trainer.step(batchOf(s), 0.2);
    const auto file = stateIn(folder);
    QVERIFY(trainer.writeTeacher(file, "a test").ok());
    auto stored = readSlotConTeacher(file);
    QVERIFY2(stored.ok(), stored ? "" : stored.error().text().c_str());
    QCOMPARE(stored->crop, int64_t{64});
    QCOMPARE(stored->provenance, std::string("a test"));
    QVERIFY(torch::equal(stored->centre, trainer.centre()));
    const torch::NoGradGuard noGrad;
    const auto image = normalizeImage(picture(3)).unsqueeze(0);
    trainer.teacher()->eval();
    QVERIFY(torch::allclose(
        stored->encoder->forward(image), trainer.teacher()->forward(image), 1e-4, 1e-5));
    QVERIFY(trainer.save(file).ok());  // a checkpoint is no model
    QCOMPARE(readSlotConTeacher(file).error().kind, ErrorKind::Unreadable);
  }

  void backboneWeightsReachStudentAndTeacher() {
    SlotConTrainer trainer(smallOptions(), 16, {}), donor(smallOptions(), 16, {});
    donor.step(batchOf(0), 0.5);
    donor.step(batchOf(1), 0.5);
    const auto weights = donor.backboneTensors();
    QVERIFY(trainer.initializeBackbone(weights).ok());
    QVERIFY(torch::equal(trainer.backboneTensors().at("conv1.weight"), weights.at("conv1.weight")));
    QVERIFY(torch::equal(trainer.student()->encoder->backbone()->named_parameters()["conv1.weight"],
                         weights.at("conv1.weight")));
    auto lacking = weights;
    lacking.erase("conv1.weight");
    QCOMPARE(trainer.initializeBackbone(lacking).error().kind, ErrorKind::Conflict);
  }

  void oneAnchorIsTooFewForThePredictor() {
    // One image and one prototype: one anchor a direction. The step must skip the slot loss.
    auto options = smallOptions();
    options.prototypes = 1;
    options.batch = 1;
    SlotConTrainer trainer(options, 1, {});
    const auto p = trainer.step(batchOf(0, 1), 0.2);
    QCOMPARE(p.anchors, int64_t{2});
    QCOMPARE(p.slot, 0.0);
  }

  void collapseStopsTheTraining() {
    QTemporaryDir folder;
    auto options = smallOptions();
    options.prototypes = 1;  // has all cells
    options.epochs = 100;
    options.crop = 32;
    SlotConTrainer trainer(options, 4, {});
    auto pool = poolOf(4);
    const auto end = trainer.train(pool, stateIn(folder), {}, {});
    QVERIFY(end.ok());
    QVERIFY(end->collapsed);
    QVERIFY2(end->step < 60, std::to_string(end->step).c_str());
    QCOMPARE(end->use.topShare, 1.0);
  }

  void theMonitorTellsSpreadFromCollapse() {
    SlotConMonitor monitor(4, 1);
    const auto spread = torch::eye(4).view({1, 4, 2, 2});
    auto one = torch::zeros({1, 4, 2, 2});
    one.select(1, 2).fill_(1);
    for (int64_t i = 0; i < monitor.window(); ++i) monitor.add(spread, spread, 0.07, true);
    QCOMPARE(monitor.use().occupied, int64_t{4});
    QVERIFY(std::abs(monitor.use().entropy - 1) < 1e-6);
    QCOMPARE(monitor.use().topShare, 0.25);
    // One good step in the window is enough to go on, and so are steps that don't count yet.
    for (int64_t i = 0; i < monitor.window(); ++i)
      monitor.add(i == 3 ? spread : one, i == 3 ? spread : one, 0.07, true);
    QVERIFY(!monitor.collapsed());
    for (int64_t i = 0; i < monitor.window(); ++i) monitor.add(one, one, 0.07, i > 0);
    QVERIFY(!monitor.collapsed());
    QVERIFY(monitor.use().entropy < 0.01);
    for (int64_t i = 0; i < monitor.window(); ++i) monitor.add(one, one, 0.07, true);
    QVERIFY(monitor.collapsed());
    SlotConMonitor copy(4, 1);
    copy.restore(monitor.state());
    QVERIFY(copy.collapsed());
  }

  void theQueueForgetsTheOldest() {
    SlotQueue queue(4, 2);
    queue.enqueue(torch::tensor({{2.f, 0.f}, {0.f, 3.f}, {-1.f, 0.f}}));
    QCOMPARE(queue.filled(), int64_t{3});
    QVERIFY(torch::equal(queue.vectors()[1], torch::tensor({0.f, 1.f})));
    queue.enqueue(torch::tensor({{0.f, -1.f}, {0.6f, 0.8f}}));
    QCOMPARE(queue.filled(), int64_t{4});
    QVERIFY(torch::allclose(queue.vectors()[0], torch::tensor({0.6f, 0.8f})));
    queue.enqueue(torch::ones({9, 2}));
    QVERIFY(torch::allclose(queue.vectors(), torch::full({4, 2}, std::sqrt(0.5))));
    SlotQueue none(0, 2);
    none.enqueue(torch::ones({3, 2}));
    QCOMPARE(none.vectors().size(0), int64_t{0});
  }

  void profilesFollowTheCollection() {
    QCOMPARE(slotConProfile("small", 25)->prototypes, int64_t{32});
    QCOMPARE(slotConProfile("small", 400)->prototypes, int64_t{80});
    QCOMPARE(slotConProfile("small", 100000)->prototypes, int64_t{256});
    const auto full = *slotConProfile("full", 118287);
    QCOMPARE(full.learningRate, 2.0);
    QCOMPARE(full.batch, int64_t{512});
    QVERIFY(full.optimizer == SlotConOptimizer::Lars);
    QVERIFY(!slotConProfile("huge", 10));
  }

  void everyOptimiserLearns() {
    for (const auto kind :
         {SlotConOptimizer::AdamW, SlotConOptimizer::Sgd, SlotConOptimizer::Lars}) {
      auto options = smallOptions();
      options.crop = 32;
      options.optimizer = kind;
      options.learningRate = kind == SlotConOptimizer::Lars ? 1.0 : 0.01;
      SlotConTrainer trainer(options, 16, {});
      const auto before = trainer.student()->encoder->prototypes.detach().clone();
      trainer.step(batchOf(0), 0.2);
      const auto moved =
          (trainer.student()->encoder->prototypes - before).abs().max().item<double>();
      QVERIFY2(moved > 1e-6 && std::isfinite(moved), std::to_string(moved).c_str());
    }
  }
};

QTEST_APPLESS_MAIN(SlotConTrainerTest)
#include "slotcon_trainer_test.moc"
