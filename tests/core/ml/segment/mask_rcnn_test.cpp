#include "core/ml/nn/box_ops.h"
#include "core/ml/segment/mask_paint.h"
#include "core/ml/segment/mask_rcnn_anchors.h"
#include "core/ml/segment/mask_rcnn_inference.h"
#include "core/ml/segment/mask_rcnn_loss.h"
#include "core/ml/segment/mask_rcnn_match.h"
#include "core/ml/segment/mask_rcnn_step.h"
#include "core/ml/segment/mask_rcnn_trainer.h"
#include "tests/support/shape_samples.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <functional>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

torch::Tensor boxes(std::vector<float> numbers) {
  return torch::tensor(numbers).view({-1, 4});
}

std::vector<int64_t> listed(const torch::Tensor& x) {
  const auto y = x.contiguous();
  return {y.data_ptr<int64_t>(), y.data_ptr<int64_t>() + y.numel()};
}

/// Largest difference of the gradient of `value` at x (float64) from central differences.
double gradientError(const std::function<torch::Tensor(const torch::Tensor&)>& value,
                     const torch::Tensor& at) {
  const auto x = at.clone().requires_grad_();
  value(x).backward();
  const double step = 1e-6;
  double worst = 0;
  for (int64_t i = 0; i < x.numel(); ++i) {
    const auto moved = [&](double by) {
      auto y = at.clone();
      y.view(-1)[i] += by;
      return value(y).item<double>();
    };
    const double slope = (moved(step) - moved(-step)) / (2 * step);
    worst = std::max(worst, std::abs(slope - x.grad().view(-1)[i].item<double>()));
  }
  return worst;
}

MaskRcnnTrainOptions tinyOptions() {
  MaskRcnnTrainOptions options;
  options.profile = maskRcnnProfile("preview");
  options.profile.views = {.minScale = 1, .maxScale = 1, .flip = 0, .strong = 0, .paste = 0};
  options.profile.batch = 2;
  options.seed = 5;
  return options;
}

SoloBatch batchOf(const std::vector<SoloSample>& samples) {
  auto generator = stepGenerator(3, 0);
  return makeSoloBatch(samples, tinyOptions().profile.views, generator, false);
}

}  // namespace

/// The parts of Mask R-CNN against closed forms and finite differences.
class MaskRcnnTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void anchorsStandOnTheirCells() {
    const auto all = anchorBoxes({{2, 3}, {1, 1}}, {32, 64});
    QCOMPARE(all.size(), size_t{2});
    QVERIFY(all[0].sizes() == torch::IntArrayRef({18, 4}));
    // Row 1, column 2 of stride 4: around (8, 4); ratios .5, 1, 2 of area 32 x 32.
    const auto cell = all[0].narrow(0, 15, 3);
    QVERIFY(torch::allclose(cell[1], boxes({-8, -12, 24, 20})[0]));
    const double h = 32 * std::sqrt(0.5), w = 32 / std::sqrt(0.5);
    QVERIFY(torch::allclose(boxAreas(cell), torch::full({3}, 1024.0)));
    QVERIFY(torch::allclose(
        cell[0], torch::tensor({8 - w / 2, 4 - h / 2, 8 + w / 2, 4 + h / 2}, torch::kFloat32)));
    QVERIFY(torch::allclose(
        cell[2], torch::tensor({8 - h / 2, 4 - w / 2, 8 + h / 2, 4 + w / 2}, torch::kFloat32)));
    // The next level has twice the stride: its first cell is at 0 too.
    QVERIFY(torch::allclose(all[1][1], boxes({-32, -32, 32, 32})[0]));
  }

  void headOutputsFollowTheAnchors() {
    // Channel a of the objectness is anchor a of each cell; shifts hold four channels an anchor.
    const auto objectness = torch::arange(3 * 2 * 2).view({3, 2, 2}).to(torch::kFloat32);
    const auto flat = anchorObjectness(objectness);
    QCOMPARE(flat[1 * 6 + 1 * 3 + 2].item<float>(), objectness[2][1][1].item<float>());
    const auto shifts = torch::arange(12 * 2 * 2).view({12, 2, 2}).to(torch::kFloat32);
    QCOMPARE(anchorShifts(shifts)[0 * 6 + 1 * 3 + 1][3].item<float>(),
             shifts[7][0][1].item<float>());
  }

  void anchorsAreMatchedAsPublished() {
    KnownBoxes known{boxes({0, 0, 10, 10, 50, 50, 60, 60}), boxes({}), boxes({})};
    const auto found = matchBoxes(boxes({0,   0,  10,  8,     // IoU .8: object 0
                                         0,   0,  10,  5,     // .5: neither
                                         0,   0,  10,  2,     // .2: background
                                         54,  50, 64,  60,    // 60/140: the best of object 1
                                         200, 0,  210, 10}),  // nowhere
                                  known,
                                  anchorRule());
    QCOMPARE(listed(found), (std::vector<int64_t>{0, kNoCost, kBackground, 1, kBackground}));
    QVERIFY(matchBoxes(boxes({0, 0, 1, 1}), {boxes({}), boxes({}), boxes({})}, anchorRule())
                .eq(kBackground)
                .all()
                .item<bool>());
  }

  void ignoredRegionsCostNothing() {
    const KnownBoxes known{
        boxes({0, 0, 10, 10}), boxes({40, 0, 50, 10}), boxes({20, 0, 30, 10, 42, 0, 52, 10})};
    const auto probes = boxes({0,  0,  10, 6,     // the object's
                               20, 0,  30, 8,     // an ignored one's
                               40, 0,  50, 10,    // refused, though an ignored one is there too
                               26, 0,  46, 10,    // of too little IoU with either
                               8,  0,  18, 10,    // touches the object: IoU 1/9
                               0,  50, 10, 60});  // far from all
    const auto plain = matchBoxes(probes, known, regionRule(0));
    QCOMPARE(listed(plain),
             (std::vector<int64_t>{0, kNoCost, kRefused, kBackground, kBackground, kBackground}));
    // DropLoss: what touches no object costs nothing, unless a person refused it.
    const auto drop = matchBoxes(probes, known, regionRule(0.01));
    QCOMPARE(listed(drop),
             (std::vector<int64_t>{0, kNoCost, kRefused, kNoCost, kBackground, kNoCost}));
  }

  void samplesKeepTheirShares() {
    torch::manual_seed(1);
    auto owners = torch::full({100}, kBackground, torch::kInt64);
    owners.narrow(0, 0, 40).fill_(3);
    owners.narrow(0, 40, 30).fill_(kNoCost);
    owners[99] = kRefused;
    const auto sample = sampleBoxes(owners, 32, 0.25);
    QCOMPARE(sample.objects.size(0), int64_t{8});
    QCOMPARE(sample.background.size(0), int64_t{24});
    QCOMPARE(sample.background[0].item<int64_t>(), int64_t{99});
    QVERIFY(sample.objects.lt(40).all().item<bool>());
    QVERIFY(sample.background.ge(70).all().item<bool>());
    QCOMPARE(std::get<0>(torch::_unique(sample.all())).size(0), int64_t{32});
    // Few objects leave their places to background, too little of both leaves places empty.
    owners.narrow(0, 2, 38).fill_(kNoCost);
    const auto few = sampleBoxes(owners, 64, 0.25);
    QCOMPARE(few.objects.size(0), int64_t{2});
    QCOMPARE(few.background.size(0), int64_t{30});
  }

  void proposalsComeBestFirst() {
    // Two levels of one cell: NMS among a level's own, the picture's edge cuts.
    const std::vector<torch::Tensor> anchors{boxes({0, 0, 10, 10, 0, 0, 10, 9, 20, 20, 30, 30}),
                                             boxes({0, 0, 10, 10, 90, 90, 95, 95})};
    const std::vector<torch::Tensor> objectness{torch::tensor({1.f, 2.f, 0.f}),
                                                torch::tensor({3.f, 9.f})};
    const std::vector<torch::Tensor> shifts{torch::zeros({3, 4}), torch::zeros({2, 4})};
    const auto found = proposeBoxes(objectness, shifts, anchors, 25, 40, {10, 10}, 0.7);
    QVERIFY(torch::equal(found, boxes({0, 0, 10, 10, 0, 0, 10, 9, 20, 20, 30, 25})));
    const auto best = proposeBoxes(objectness, shifts, anchors, 25, 40, {1, 10}, 0.7);
    QVERIFY(torch::equal(best, boxes({0, 0, 10, 9})));
  }

  void lossesHaveTheirClosedForms() {
    const auto one = torch::ones({2});
    QVERIFY(
        std::abs(objectnessLoss(torch::zeros({2}), torch::tensor({0.f, 1.f}), one).item<double>() -
                 std::log(2.0)) < 1e-6);
    QVERIFY(std::abs(
                classLoss(torch::zeros({2, 2}), torch::tensor({0L, 1L}), one * 0.5).item<double>() -
                std::log(2.0) / 2) < 1e-6);
    QVERIFY(std::abs(maskLoss(torch::zeros({2, 3, 3}), torch::ones({2, 3, 3}), one).item<double>() -
                     std::log(2.0)) < 1e-6);
    const auto shifts = torch::tensor({{1.f, 2.f, 3.f, 4.f}, {0.f, 0.f, 0.f, 1.f}});
    const auto weights = torch::tensor({1.f, 0.5f});
    QCOMPARE(shiftLoss(shifts, torch::zeros({2, 4}), weights, 7).item<double>(), 10.5 / 7);
    QCOMPARE(classLoss(torch::zeros({0, 2}), torch::zeros({0}, torch::kInt64), torch::zeros({0}))
                 .item<double>(),
             0.0);
  }

  void lossGradientsByFiniteDifferences() {
    torch::manual_seed(4);
    const auto real = [](std::vector<int64_t> shape) {
      return torch::randn(shape, torch::kFloat64);
    };
    const auto weights = torch::rand({5}, torch::kFloat64);
    const auto labels = torch::tensor({1., 0., 1., 0., 0.}, torch::kFloat64);
    QVERIFY(gradientError([&](const auto& x) { return objectnessLoss(x, labels, weights); },
                          real({5})) < 1e-8);
    const auto classes = torch::tensor({1L, 0L, 1L, 1L, 0L});
    QVERIFY(gradientError([&](const auto& x) { return classLoss(x, classes, weights); },
                          real({5, 2})) < 1e-8);
    const auto targets = real({5, 4});
    QVERIFY(gradientError([&](const auto& x) { return shiftLoss(x, targets, weights, 9); },
                          real({5, 4})) < 1e-8);
    const auto masks = real({5, 3, 3}).gt(0).to(torch::kFloat64);
    QVERIFY(gradientError([&](const auto& x) { return maskLoss(x, masks, weights); },
                          real({5, 3, 3})) < 1e-8);
  }

  void maskTargetsAreThePartInTheRegion() {
    auto masks = torch::zeros({2, 20, 20}, torch::kUInt8);
    masks[1].narrow(0, 4, 8).narrow(1, 2, 6).fill_(1);
    const auto target = maskTargets(
        masks, torch::tensor({1L, 1L, 0L}), boxes({2, 4, 8, 12, 2, 4, 14, 12, 2, 4, 8, 12}), 28);
    // A corner's cell is less than half inside where it is sampled, as in the published crop.
    const auto rows = target.narrow(1, 1, 26);
    QVERIFY(rows[0].eq(1).all().item<bool>());
    QCOMPARE(target[0].sum().item<int64_t>(), int64_t{28 * 28 - 4});
    QVERIFY(rows[1].narrow(1, 0, 14).eq(1).all().item<bool>());
    QVERIFY(target[1].narrow(1, 14, 14).eq(0).all().item<bool>());
    QVERIFY(target[2].eq(0).all().item<bool>());
  }

  void pastedMasksLieInTheirBoxes() {
    const auto soft = pasteMasks(torch::full({1, 28, 28}, 0.8), boxes({2, 4, 8, 12}), 16, 20);
    auto wanted = torch::zeros({1, 16, 20});
    wanted.narrow(1, 4, 8).narrow(2, 2, 6).fill_(0.8);
    QVERIFY(torch::allclose(soft, wanted, 1e-5, 1e-6));
    // What maskTargets() takes apart, pasteMasks() puts together again.
    auto mask = torch::zeros({1, 32, 32}, torch::kUInt8);
    mask[0].narrow(0, 8, 12).narrow(1, 6, 8).fill_(1);
    mask[0].narrow(0, 14, 6).narrow(1, 6, 20).fill_(1);
    const auto box = tightBoxes(mask);
    const auto again =
        pasteMasks(maskTargets(mask, torch::tensor({0L}), box, 28), box, 32, 32).ge(0.5);
    QVERIFY(bestIou(again, mask[0]) > 0.95);
    QCOMPARE(pasteMasks(torch::zeros({0, 28, 28}), boxes({}), 4, 4).size(0), int64_t{0});
  }

  void theMostConfidentWins() {
    auto masks = torch::zeros({3, 4, 6}, torch::kUInt8);
    masks[0].narrow(1, 0, 3).fill_(1);  // .92
    masks[1].narrow(1, 2, 3).fill_(1);  // .95
    masks[2].narrow(1, 4, 2).fill_(1);  // .95, later: gives way
    const auto painted = paintMasks(masks, {.92, .95, .95});
    QCOMPARE(listed(painted[0]), (std::vector<int64_t>{0, 0, 1, 1, 1, 2}));
    const auto apart = withoutOverlaps(masks, {.92, .95, .95});
    QVERIFY(torch::equal(apart.sum(0), torch::ones({4, 6}, torch::kInt64)));
    QVERIFY(torch::equal(apart[1], masks[1]));
    QVERIFY(paintMasks(masks.narrow(0, 0, 0), {}).eq(-1).all().item<bool>());
  }

  void profilesAreNamedData() {
    QVERIFY(isMaskRcnnProfile("preview") && isMaskRcnnProfile("small") &&
            isMaskRcnnProfile("full"));
    QVERIFY(!isMaskRcnnProfile("other"));
    QVERIFY_EXCEPTION_THROWN(maskRcnnProfile("other"), std::invalid_argument);
    QCOMPARE(maskRcnnProfile("small").description(),
             std::string("small: R-18, 320 px, 64 regions an image"));
    for (const char* name : {"preview", "small", "full"}) {
      const auto text = QByteArray::fromStdString(maskRcnnProfile(name).json());
      const auto object = QJsonDocument::fromJson(text).object();
      QCOMPARE(object["name"].toString(), QString(name));
      QCOMPARE(object["label_cut"].toDouble(), 0.9);
      QCOMPARE(object["anchor_sizes"].toArray().size(), 5);
    }
    QCOMPARE(maskRcnnProfile("full", "resnet18").architecture, std::string("resnet18"));
  }

  /// Nothing known of a picture teaches nothing in the heads and does not harm.
  void picturesWithoutObjectsAreNoError() {
    auto options = tinyOptions();
    MaskRcnnTrainer trainer(options, {});
    auto empty = sampleOf(1, false);
    for (auto* x : {&empty.instances.masks,
                    &empty.instances.embeddings,
                    &empty.instances.weights,
                    &empty.instances.verified})
      *x = x->narrow(0, 0, 0);
    const auto alone = trainer.step(batchOf({empty, empty}), 0.5);
    QCOMPARE(alone.losses.at("classes"), 0.0);
    QCOMPARE(alone.losses.at("masks"), 0.0);
    const auto mixed = trainer.step(batchOf({empty, sampleOf(2, false)}), 0.5);
    for (const auto& [name, value] : mixed.losses) QVERIFY(std::isfinite(value));
    QVERIFY(mixed.losses.at("masks") > 0);
  }

  /// DropLoss for SOLO's cells: what touches no known box weighs 0.
  void cellsWithoutAMarkAreDropped() {
    SoloInstances known;
    known.masks = torch::zeros({1, 64, 64}, torch::kUInt8);
    known.masks[0].narrow(0, 2, 12).narrow(1, 2, 20).fill_(1);  // rows 0, columns 0 and 1 of 4 x 4
    known.boxes = tightBoxes(known.masks);
    known.weights = torch::ones({1});
    auto refused = torch::zeros({1, 64, 64}, torch::kUInt8);
    refused[0].narrow(0, 50, 10).narrow(1, 50, 10).fill_(1);  // the last cell
    known.negatives = outlineRows(refused);
    auto targets = assignTargets(known, {{4, 0, 1, 2048}}, 1.0, 16, 16);
    QVERIFY(targets.levels[0].weight.eq(1).all().item<bool>());
    dropUnmarkedCells(targets, known);
    auto wanted = torch::zeros({4, 4});
    wanted[0][0] = wanted[0][1] = wanted[3][3] = 1;
    QVERIFY(torch::equal(targets.levels[0].weight, wanted));
  }

  /// A refused region weighs as told, even where DropLoss would leave it out.
  void refusedRegionsTeach() {
    auto sample = sampleOf(1, false);
    for (auto* x : {&sample.instances.masks,
                    &sample.instances.embeddings,
                    &sample.instances.weights,
                    &sample.instances.verified})
      *x = x->narrow(0, 0, 0);
    auto refused = torch::zeros({1, 96, 96}, torch::kUInt8);
    refused[0].narrow(0, 60, 30).narrow(1, 10, 30).fill_(1);
    sample.instances.negatives = outlineRows(refused);
    MaskRcnnTrainer trainer(tinyOptions(), {});
    QVERIFY(trainer.step(batchOf({sample, sample}), 0.5).losses.at("classes") > 0);
  }

  void aCheckpointGoesOnWhereItStopped() {
    QTemporaryDir folder;
    const std::filesystem::path file = (folder.path() + "/c.safetensors").toStdString();
    auto options = tinyOptions();
    options.iterations = 4;
    const SoloSampleLoader loader = [](int64_t i) { return std::optional(sampleOf(i, false)); };
    const auto weightsAfter = [&](MaskRcnnTrainer& trainer) {
      return trainer.net()->parameters().back().detach().clone();
    };
    MaskRcnnTrainer whole(options, {});
    QVERIFY(whole.train({{}, {}, {0, 1}}, loader, file, {}, {}).ok());
    const auto wanted = weightsAfter(whole);

    std::stop_source stop;
    MaskRcnnTrainer first(options, {});
    const auto stopped =
        first.train({{}, {}, {0, 1}}, loader, file, stop.get_token(), [&](const auto& p) {
          if (p.step == 2) stop.request_stop();
        });
    QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
    MaskRcnnTrainer second(options, {});
    QVERIFY(second.resume(file).ok());
    QCOMPARE(second.stepsDone(), int64_t{2});
    QVERIFY(second.train({{}, {}, {0, 1}}, loader, file, {}, {}).ok());
    QVERIFY(torch::allclose(weightsAfter(second), wanted, 1e-4, 1e-5));
    options.seed = 6;
    MaskRcnnTrainer other(options, {});
    QCOMPARE(other.resume(file).error().kind, ErrorKind::Conflict);

    // The network alone, and what it says.
    const std::filesystem::path weights = (folder.path() + "/w.safetensors").toStdString();
    QVERIFY(second.writeWeights(weights).ok());
    auto net = loadMaskRcnn(weights, options.profile);
    QVERIFY2(net.ok(), net ? "" : net.error().text().c_str());
    const auto sample = sampleOf(0, false);
    const MaskRcnnInferenceOptions all{.scoreThreshold = 0, .keep = 5};
    const auto a = predictMaskRcnn(second.net(), options.profile, sample.image, {}, all);
    const auto b = predictMaskRcnn(*net, options.profile, sample.image, {}, all);
    QCOMPARE(a.scores.size(), size_t{5});
    QVERIFY(std::is_sorted(a.scores.rbegin(), a.scores.rend()));
    QVERIFY(std::abs(a.scores[0] - b.scores[0]) < 0.01);
    QCOMPARE(loadMaskRcnn(folder.path().toStdString() + "/no", options.profile).error().kind,
             ErrorKind::NotFound);
  }
};

QTEST_APPLESS_MAIN(MaskRcnnTest)
#include "mask_rcnn_test.moc"
