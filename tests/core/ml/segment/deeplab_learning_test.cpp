#include "core/ml/nn/augment.h"
#include "core/ml/segment/deeplab_trainer.h"
#include "core/ml/segment/hard_pixel_loss.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

constexpr int64_t kSide = 96, kTaught = 24, kAll = 32;

/// Stripes, checks and dots on noise: three kinds of things that colour does not tell.
torch::Tensor textureOf(int64_t kind, const torch::Tensor& y, const torch::Tensor& x) {
  if (kind == 1) return ((y / 4).floor().remainder(2)).expand({kSide, kSide});
  if (kind == 2) return ((x / 4).floor().remainder(2)).expand({kSide, kSide});
  return ((y / 4).floor() + (x / 4).floor()).remainder(2);
}

/// A picture with two things and their true labels.
LabelledPicture truth(int64_t index) {
  auto generator = stepGenerator(77, index);
  const auto y = torch::arange(kSide, torch::kFloat32).view({kSide, 1});
  const auto x = torch::arange(kSide, torch::kFloat32).view({1, kSide});
  auto grey = 110 + torch::randn({kSide, kSide}, generator) * 8;
  auto labels = torch::zeros({kSide, kSide}, torch::kUInt8);
  for (int64_t half = 0; half < 2; ++half) {
    const int64_t kind = 1 + (index + half) % 3;
    const double cy = uniform(generator, 30, 66), cx = uniform(generator, 20, 28) + 48.0 * half;
    const double r = uniform(generator, 14, 20);
    const auto inside = ((y - cy).square() + (x - cx).square()) < r * r;
    grey = torch::where(inside, 60 + 110 * textureOf(kind, y, x), grey);
    labels.masked_fill_(inside, kind);
  }
  return {grey.clamp(0, 255).to(torch::kUInt8).unsqueeze(0).repeat({3, 1, 1}), labels};
}

/// What a clustering and poor masks make of it: a fifth of the things has the wrong label, outlines
/// are boxes, a stripe is unknown.
LabelledPicture pseudo(int64_t index) {
  auto picture = truth(index);
  auto generator = stepGenerator(78, index);
  auto labels = torch::zeros_like(picture.labels);
  for (int64_t kind = 1; kind <= 3; ++kind) {
    const auto where = picture.labels.eq(kind).nonzero();
    if (where.size(0) == 0) continue;
    const auto low = std::get<0>(where.min(0)), high = std::get<0>(where.max(0));
    const bool wrong = uniform(generator, 0, 1) < 0.2;
    labels.slice(0, low[0].item<int64_t>(), high[0].item<int64_t>() + 1)
        .slice(1, low[1].item<int64_t>(), high[1].item<int64_t>() + 1)
        .fill_(wrong ? 1 + kind % 3 : kind);
  }
  labels.slice(0, 0, 6).fill_(kIgnoredLabel);
  picture.labels = labels;
  return picture;
}

/// Mean IoU over the four labels; of `guesses` and `truths`, both (N, S, S).
double meanIou(const torch::Tensor& guesses, const torch::Tensor& truths) {
  double sum = 0;
  for (int64_t label = 0; label < 4; ++label) {
    const auto a = guesses.eq(label), b = truths.eq(label);
    sum += a.logical_and(b).sum().item<double>() / a.logical_or(b).sum().item<double>() / 4;
  }
  return sum;
}

}  // namespace

/// From noisy label maps to better ones, on pictures that it has not seen too.
class DeepLabLearningTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void labelsBecomeBetterThanTheirTeachers() {
    QTemporaryDir folder;
    DeepLabTrainOptions options;
    options.profile = deepLabProfile("preview");
    options.profile.side = kSide;
    options.profile.outputStride = 8;
    options.profile.rates = {2, 4, 6};
    options.profile.headChannels = 32;
    options.profile.schedule.backboneRate = 1;  // there is no pre-trained one
    options.classes = 4;
    options.pictures = kTaught;
    options.iterations = 150;
    options.seed = 3;
    DeepLabTrainer trainer(options, detectPrecision(torch::kCPU));
    double first = 0, last = 0;
    const auto done = trainer.train([](int64_t i) { return std::optional(pseudo(i)); },
                                    (folder.path() + "/c").toStdString(),
                                    {},
                                    [&](const SegmenterProgress& p) {
                                      const double loss = p.losses.at("total");
                                      if (p.step <= 10) first += loss / 10;
                                      if (p.step > 140) last += loss / 10;
                                    });
    QVERIFY(done.ok());
    std::vector<torch::Tensor> guesses, teachers, truths;
    trainer.net()->eval();
    for (int64_t i = 0; i < kAll; ++i) {
      const auto picture = truth(i);
      truths.push_back(picture.labels.to(torch::kInt64));
      teachers.push_back(pseudo(i).labels.to(torch::kInt64));
      const auto logits = deepLabLogits(trainer.net(), picture.image, detectPrecision(torch::kCPU));
      guesses.push_back(logProbabilities(logits, kSide, kSide).argmax(0));
    }
    const auto part = [](const std::vector<torch::Tensor>& all, int64_t from) {
      return torch::stack(all).slice(0, from);
    };
    const double taught = meanIou(part(teachers, 0), part(truths, 0));
    const double seen = meanIou(part(guesses, 0), part(truths, 0));
    const double unseen = meanIou(part(guesses, kTaught), part(truths, kTaught));
    const double right =
        part(guesses, 0).eq(part(truths, 0)).to(torch::kFloat32).mean().item<double>();
    qInfo("loss %.3f -> %.3f (%.1f s); mIoU: pseudo-labels %.3f, all %.3f, unseen %.3f; right %.3f",
          first,
          last,
          done->elapsedS,
          taught,
          seen,
          unseen,
          right);
    QVERIFY(last < first);
    QVERIFY(seen > taught + 0.05);
    QVERIFY(unseen > taught);
    QVERIFY(right > 0.8);
  }
};

QTEST_APPLESS_MAIN(DeepLabLearningTest)
#include "deeplab_learning_test.moc"
