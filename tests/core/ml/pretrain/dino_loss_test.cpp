#include "core/ml/pretrain/dino_loss.h"

#include "core/ml/nn/augment.h"
#include "core/ml/pretrain/dino_monitor.h"
#include "core/ml/pretrain/dino_options.h"
#include "core/ml/pretrain/dino_views.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/torch_pictures.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <cmath>
#include <numeric>

using namespace maskwright;
using namespace maskwright::ml;
using namespace maskwright::testing;

namespace {

/// Shares of exp((row - centre) / temperature), by hand.
std::vector<double> shares(const double* row, const double* centre, int64_t k, double temperature) {
  std::vector<double> out;
  double most = -1e300, sum = 0;
  for (int64_t i = 0; i < k; ++i) most = std::max(most, (row[i] - centre[i]) / temperature);
  for (int64_t i = 0; i < k; ++i) {
    out.push_back(std::exp((row[i] - centre[i]) / temperature - most));
    sum += out.back();
  }
  for (double& value : out) value /= sum;
  return out;
}

/// The loss of the paper's algorithm 1 with more views, in plain loops over doubles.
double lossByHand(const torch::Tensor& student,
                  const torch::Tensor& teacher,
                  const torch::Tensor& centre,
                  int64_t batch,
                  double tauS,
                  double tauT) {
  const int64_t k = student.size(1), views = student.size(0) / batch;
  const auto s = student.to(torch::kFloat64).contiguous();
  const auto t = teacher.to(torch::kFloat64).contiguous();
  const auto c = centre.to(torch::kFloat64).contiguous();
  const std::vector<double> none(static_cast<size_t>(k), 0.0);
  double sum = 0;
  int pairs = 0;
  for (int64_t g = 0; g < teacher.size(0) / batch; ++g) {
    for (int64_t v = 0; v < views; ++v) {
      if (v == g) continue;
      ++pairs;
      for (int64_t b = 0; b < batch; ++b) {
        const auto p =
            shares(t.data_ptr<double>() + (g * batch + b) * k, c.data_ptr<double>(), k, tauT);
        const auto q = shares(s.data_ptr<double>() + (v * batch + b) * k, none.data(), k, tauS);
        for (size_t i = 0; i < p.size(); ++i)
          sum -= p[i] * std::log(q[i]) / static_cast<double>(batch);
      }
    }
  }
  return sum / pairs;
}

}  // namespace

/// DINO's loss, centre, schedules, views and monitor against the published program (golden
/// dino_loss), plain loops and closed forms.
class DinoLossTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalsThePublishedProgram() {
    const auto t = goldenTensors("algorithms/dino_loss");
    QFile file("tests/golden/algorithms/pretrain.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto expected = QJsonDocument::fromJson(file.readAll()).object()["dino_loss"].toObject();
    const auto centre = t.at("center_before").flatten();
    for (const auto& item : expected["cases"].toArray()) {
      const auto one = item.toObject();
      auto student = t.at("student").clone().requires_grad_();
      const auto loss = dinoLoss(student,
                                 t.at("teacher"),
                                 centre,
                                 expected["batch"].toInt(),
                                 expected["student_temp"].toDouble(),
                                 one["teacher_temp"].toDouble());
      QCOMPARE(loss.pairs, int64_t{2 * (expected["crops"].toInt() - 1)});
      const double want = one["loss"].toDouble();
      QVERIFY2(std::abs(loss.total.item<double>() - want) < 1e-5 * (1 + want),
               std::to_string(loss.total.item<double>()).c_str());
      loss.total.backward();
      const auto name = "grad_student_epoch" + std::to_string(one["epoch"].toInt());
      QVERIFY(goldenError(student.grad(), t.at(name)) < 1e-5);
    }
    const auto after =
        updatedDinoCentre(centre, t.at("teacher"), expected["center_momentum"].toDouble());
    QVERIFY(goldenError(after, t.at("center_after").flatten()) < 1e-6);
  }

  void equalsPlainLoops_data() {
    QTest::addColumn<int>("views");
    QTest::addRow("no small views") << 2;
    QTest::addRow("three small views") << 5;
  }

  void equalsPlainLoops() {
    QFETCH(int, views);
    auto generator = stepGenerator(3, views);
    constexpr int64_t kBatch = 4, kOutputs = 9;
    const auto student = torch::randn({views * kBatch, kOutputs}, generator);
    const auto teacher = torch::randn({2 * kBatch, kOutputs}, generator);
    const auto centre = torch::randn({kOutputs}, generator) * 0.3;
    const auto loss = dinoLoss(student, teacher, centre, kBatch, 0.1, 0.05);
    const double want = lossByHand(student, teacher, centre, kBatch, 0.1, 0.05);
    QCOMPARE(loss.pairs, int64_t{2 * (views - 1)});
    QVERIFY(std::abs(loss.total.item<double>() - want) < 1e-5 * (1 + want));
  }

  /// One-hot views: a pair costs about nothing if both say the same and 1 / temperature if not, so
  /// the mean tells which pairs were compared.
  void aViewIsNeverComparedWithItself() {
    const auto said = [](std::vector<int64_t> outputs) {
      return torch::one_hot(torch::tensor(outputs), 8).to(torch::kFloat32);
    };
    const auto teacher = said({0, 1});  // B = 1: views 0 and 1
    // Views 0 and 1 agree with themselves alone: both pairs (0, 1) and (1, 0) are wrong.
    const auto apart = dinoLoss(said({0, 1}), teacher, torch::zeros({8}), 1, 0.05, 0.01);
    QVERIFY(std::abs(apart.total.item<double>() - 20) < 1e-3);
    // Crossed: each student view says what the other teacher view says.
    const auto crossed = dinoLoss(said({1, 0}), teacher, torch::zeros({8}), 1, 0.05, 0.01);
    QVERIFY(std::abs(crossed.total.item<double>()) < 1e-3);
    // A small view that says 0 is right for one of the teacher's two: one wrong pair of four.
    const auto small = dinoLoss(said({1, 0, 0}), teacher, torch::zeros({8}), 1, 0.05, 0.01);
    QCOMPARE(small.pairs, int64_t{4});
    QVERIFY(std::abs(small.total.item<double>() - 5) < 1e-3);
  }

  void onlyTheStudentLearns() {
    auto student = torch::randn({6, 5}).requires_grad_();
    auto teacher = torch::randn({4, 5}).requires_grad_();
    dinoLoss(student, teacher, torch::zeros({5}), 2, 0.1, 0.04).total.backward();
    QVERIFY(student.grad().defined());
    QVERIFY(!teacher.grad().defined());
  }

  /// After n updates with outputs of one mean m: m (1 - keep^n).
  void theCentreFollowsItsClosedForm() {
    const auto mean = torch::tensor({1.0, -2.0, 0.5});
    const auto spread = torch::tensor({{0.3, 0.1, -0.2}});
    const auto outputs = torch::cat({mean + spread, mean - spread});
    auto centre = torch::zeros({3});
    for (int i = 0; i < 7; ++i) centre = updatedDinoCentre(centre, outputs, 0.9);
    QVERIFY(torch::allclose(centre, mean * (1 - std::pow(0.9, 7)), 1e-6, 1e-6));
    QVERIFY(torch::equal(updatedDinoCentre(centre, outputs, 1), centre));
  }

  void schedulesFollowTheirClosedForms() {
    const auto full = *dinoProfile("full");
    for (const double t : {0.0, 0.03, 0.1, 0.25, 0.5, 0.8, 1.0}) {
      const auto at = dinoScheduleAt(full, t);
      const double half = 0.5 * (1 + std::cos(M_PI * t));
      const double rate =
          t < 0.1 ? 0.002 * t / 0.1
                  : 1e-6 + (0.002 - 1e-6) * 0.5 * (1 + std::cos(M_PI * (t - 0.1) / 0.9));
      QVERIFY(std::abs(at.learningRate - rate) < 1e-12);
      QVERIFY(std::abs(at.weightDecay - (0.4 + (0.04 - 0.4) * half)) < 1e-12);
      QVERIFY(std::abs(at.teacherMomentum - (1 - 0.004 * half)) < 1e-12);
      QVERIFY(std::abs(at.teacherTemperature - std::min(0.07, 0.04 + 0.03 * t / 0.3)) < 1e-12);
    }
    QCOMPARE(dinoScheduleAt(full, 1.5).teacherMomentum, 1.0);
  }

  void profilesAreThePublishedOnesWhereTheySaySo() {
    const auto full = *dinoProfile("full");
    QCOMPARE(full.learningRate, 0.0005 * static_cast<double>(full.batch) / 256);
    QCOMPARE(full.localCrop(), int64_t{96});
    QCOMPARE(full.vit().heads, int64_t{6});
    QCOMPARE(full.vit().gridHeight, int64_t{14});
    QCOMPARE(full.outputs, int64_t{65536});
    for (const char* name : {"preview", "small"}) {
      const auto options = *dinoProfile(name);
      QCOMPARE(options.vit().heads, int64_t{3});
      QCOMPARE(options.localCrop(), int64_t{48});
      QVERIFY(options.crop % options.patch == 0);
    }
    QVERIFY(!dinoProfile("huge"));
    auto options = *dinoProfile("small");
    QVERIFY(setDinoVit("small", options) && options.embed == 384);
    QVERIFY(!setDinoVit("base", options));
  }

  void viewsHaveTheirSizesAndDifferAndRepeat() {
    auto options = *dinoProfile("preview");
    options.locals = 3;
    const std::vector<torch::Tensor> images{picture(1), picture(2)};
    auto generator = stepGenerator(5, 6), same = stepGenerator(5, 6);
    const auto views = cutDinoViews(images, options, generator);
    QVERIFY(views.globals.sizes() == (torch::IntArrayRef{4, 3, 96, 96}));
    QVERIFY(views.locals.sizes() == (torch::IntArrayRef{6, 3, 48, 48}));
    QVERIFY(!torch::allclose(views.globals[0], views.globals[2], 1e-2, 1e-2));
    QVERIFY(!torch::allclose(views.locals[0], views.locals[2], 1e-2, 1e-2));
    QVERIFY(torch::isfinite(views.globals).all().item<bool>());
    const auto again = cutDinoViews(images, options, same);
    QVERIFY(torch::equal(views.globals, again.globals) && torch::equal(views.locals, again.locals));
    options.locals = 0;
    QVERIFY(!cutDinoViews(images, options, generator).locals.defined());
  }

  void solarisingTurnsBrightValuesRound() {
    auto generator = stepGenerator(1, 1);
    const auto values = torch::tensor({0.f, 127.f, 128.f, 255.f}).view({1, 1, 1, 4});
    QVERIFY(torch::equal(solarized(values, 1.0, generator).flatten(),
                         torch::tensor({0.f, 127.f, 127.f, 0.f})));
    QVERIFY(torch::equal(solarized(values, 0.0, generator), values));
  }

  /// Information: log 4 if four outputs share the pictures cleanly; 0 if all pictures have one
  /// output, and 0 if every output is uniform.
  void theMonitorTellsSpreadFromBothCollapses() {
    const auto spread = torch::eye(4);
    const auto uniform = torch::full({4, 4}, 0.25);
    auto one = torch::zeros({4, 4});
    one.select(1, 2).fill_(1);
    const auto window = [](DinoMonitor& monitor, const torch::Tensor& shares, bool counts) {
      for (int64_t i = 0; i < monitor.window(); ++i) monitor.add(shares, counts);
    };
    DinoMonitor healthy(4, 1);
    window(healthy, spread, true);
    QVERIFY(std::abs(healthy.use().information - std::log(4.0)) < 1e-6);
    QVERIFY(healthy.use().entropy < 1e-6);
    QVERIFY(std::abs(healthy.use().meanEntropy - 1) < 1e-6);
    QVERIFY(!healthy.collapsed());
    for (const auto& bad : {uniform, one}) {
      DinoMonitor monitor(4, 1);
      window(monitor, bad, false);  // too early to count
      QVERIFY(!monitor.collapsed());
      monitor.add(spread, true);  // one step that tells something is enough
      for (int64_t i = 1; i < monitor.window(); ++i) monitor.add(bad, true);
      QVERIFY(!monitor.collapsed());
      window(monitor, bad, true);
      QVERIFY(monitor.collapsed());
      QVERIFY(monitor.use().information < 1e-6);
      DinoMonitor copy(4, 1);
      copy.restore(monitor.state());
      QVERIFY(copy.collapsed());
    }
  }
};

QTEST_APPLESS_MAIN(DinoLossTest)
#include "dino_loss_test.moc"
