#include "core/ml/nn/augment.h"
#include "core/ml/tune/tune_trainer.h"
#include "core/ml/weights/load_backbone.h"

#include <QtTest>

#include <cmath>

using namespace maskwright::ml;

namespace {

constexpr int64_t kClasses = 5, kSide = 32;

/// A patch whose class is the direction of its stripes; colours, width, phase and noise vary, so
/// that pixels and untrained features say little of it.
torch::Tensor stripes(int64_t label, torch::Generator& generator) {
  const double angle = 3.14159265 * static_cast<double>(label) / kClasses;
  const auto at = torch::arange(kSide).to(torch::kFloat32);
  const auto along = (at.view({1, -1}) * std::cos(angle) + at.view({-1, 1}) * std::sin(angle)) *
                         uniform(generator, 0.7, 1.3) +
                     uniform(generator, 0, 6.28);
  const auto colour = torch::randn({3, 1, 1}, generator);
  const auto ground = torch::randn({3, 1, 1}, generator);
  return along.sin().unsqueeze(0) * colour + ground + torch::randn({3, kSide, kSide}, generator);
}

PatchBank bank(int64_t count, int64_t seed) {
  auto generator = stepGenerator(static_cast<uint64_t>(seed), 0);
  PatchBank out;
  std::vector<torch::Tensor> pixels;
  for (int64_t i = 0; i < count; ++i) {
    out.patches.labels.push_back(i % kClasses + 1);
    pixels.push_back(stripes(i % kClasses, generator));
    out.group.push_back(i / 8);
  }
  out.patches.maps = torch::stack(pixels);
  return out;
}

/// Share of the held-out patches whose five nearest labelled ones are of their class, on average.
double purity(TuneNet& net, const PatchBank& labelled, const PatchBank& heldOut) {
  const auto known = net->embed(labelled.patches), asked = net->embed(heldOut.patches);
  const auto nearest = std::get<1>(asked.mm(known.t()).topk(5, 1));
  double right = 0;
  for (int64_t i = 0; i < nearest.size(0); ++i)
    for (int64_t j = 0; j < 5; ++j)
      right += labelled.patches.labels[static_cast<size_t>(nearest[i][j].item<int64_t>())] ==
               heldOut.patches.labels[static_cast<size_t>(i)];
  return right / static_cast<double>(nearest.numel());
}

}  // namespace

/// Conformance test 11: Mix-and-Match tuning teaches a trunk that knew nothing.
class TuneLearningTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void neighboursOfHeldOutPatchesBecomePurer() {
    const auto labelled = bank(200, 1), heldOut = bank(200, 2);
    TuneNet net(untrainedBackbone("resnet18", 2, 3),
                TuneNetOptions{.firstStage = 0, .head = 0, .fixedBlocks = {}});
    const double before = purity(net, labelled, heldOut);
    TuneSettings settings;
    settings.steps = 300;
    settings.groups = 6;
    double first = 0;
    const double last = tuneOnPatches(
        net, labelled, settings, detectPrecision(torch::kCPU), [&](const TuneProgress& p) {
          if (p.step == 1) first = p.loss;
          if (p.step % 50 == 0) qInfo("step %lld loss %.3f", (long long)p.step, p.loss);
          return true;
        });
    const double after = purity(net, labelled, heldOut);
    qInfo("purity %.3f -> %.3f, loss %.3f -> %.3f", before, after, first, last);
    QVERIFY(last < first);
    QVERIFY(after >= before + 0.20);
  }

  void frozenStagesStayAsTheyAre() {
    const auto trunk = untrainedBackbone("resnet18", 2, 3);
    TuneNet net(trunk, TuneNetOptions{.firstStage = 4, .head = 0, .fixedBlocks = {}});
    auto patches = bank(40, 1);
    {
      const torch::NoGradGuard noGrad;
      patches.patches.maps = net->trunk()->stages(patches.patches.maps)[3];
    }
    std::map<std::string, torch::Tensor> before;
    for (const auto& item : net->named_parameters()) before[item.key()] = item.value().clone();
    for (const auto& item : net->named_buffers()) before[item.key()] = item.value().clone();
    tuneOnPatches(net, patches, {.steps = 2, .groups = 2}, {});
    int64_t moved = 0;
    const auto check = [&](const std::string& name, const torch::Tensor& now) {
      const bool last = name.find("layer4") != std::string::npos;
      if (!last) QVERIFY2(torch::equal(now, before[name]), name.c_str());
      moved += last && !torch::equal(now, before[name]);
    };
    for (const auto& item : net->named_parameters()) check(item.key(), item.value());
    for (const auto& item : net->named_buffers()) check(item.key(), item.value());
    QVERIFY(moved > 10);
  }
};

QTEST_APPLESS_MAIN(TuneLearningTest)
#include "tune_learning_test.moc"
