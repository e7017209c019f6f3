#include "core/ml/discover/discover_image.h"

#include "core/coco/rle.h"
#include "core/ml/discover/image_tensor.h"
#include "core/ml/discover/mask_embedding.h"

#include <QtTest>

#include <opencv2/imgproc.hpp>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

/// Two plain objects on a plain ground with a little noise.
cv::Mat picture(int width, int height) {
  cv::Mat image(height, width, CV_8UC3, cv::Scalar(60, 120, 70));
  cv::rectangle(image, {width / 8, height / 6, width / 3, height / 2}, {40, 40, 210}, cv::FILLED);
  cv::circle(image, {width * 3 / 4, height * 2 / 3}, height / 5, {220, 200, 60}, cv::FILLED);
  cv::Mat noise(image.size(), CV_8UC3);
  cv::RNG random(7);
  random.fill(noise, cv::RNG::UNIFORM, 0, 12);
  return image + noise;
}

FoldedResNet backbone(const Precision& precision) {
  torch::manual_seed(11);
  ResNet network(resNetOptions("resnet18"));
  return FoldedResNet(*network, precision);
}

double meanBestIou(const std::vector<Candidate>& from, const std::vector<Candidate>& to) {
  double sum = 0;
  for (const Candidate& a : from) {
    double best = 0;
    for (const Candidate& b : to) best = std::max(best, coco::iou(a.mask, b.mask));
    sum += best;
  }
  return sum / static_cast<double>(from.size());
}

DiscoverSettings small() {
  DiscoverSettings settings;
  settings.shortSide = 256;
  settings.freeMask.keep = 20;
  return settings;
}

std::vector<Candidate> candidatesIn(const cv::Mat& image,
                                    cv::Size full,
                                    const Precision& precision) {
  const auto network = backbone(precision);
  return discoverImage(image, full, &network, small());
}

}  // namespace

class DiscoverImageTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void candidatesAreSound() {
    const cv::Mat image = picture(320, 240);
    const auto candidates = candidatesIn(image, image.size(), {false, true});
    QVERIFY(candidates.size() >= 5);
    double last = 1;
    for (const Candidate& c : candidates) {
      QVERIFY(coco::validate(c.mask).ok());
      QCOMPARE(c.mask.width, 320);
      QCOMPARE(c.mask.height, 240);
      QCOMPARE(c.area, coco::area(c.mask));
      QVERIFY(c.box == coco::toBox(c.mask));
      QVERIFY(c.box.w < 0.95 * 320);
      QVERIFY(c.sourceScore <= last && c.sourceScore > 0);
      last = c.sourceScore;
      const auto& a = c.attributes;
      QVERIFY(a.maskness >= (a.tree > 0.5 ? 0 : 0.5) && a.maskness <= 1);
      QVERIFY(a.stability >= 0 && a.stability <= 1);
      for (const double value :
           {a.outlineGradient, a.outlineClosed, a.surroundContrast, a.featureContrast, a.extent}) {
        QVERIFY(value >= 0 && value <= 1);
      }
      QVERIFY(a.votes >= 0 && a.repeats >= 0);
      QCOMPARE(c.embedding.size(), size_t{256 + 512});
      double length = 0;
      for (const float v : c.embedding) length += v * v;
      QVERIFY(std::abs(length - 1) < 1e-4);
    }
  }

  void reducedDecodingGivesFullSizeMasks() {
    const cv::Mat image = picture(320, 240);
    const auto candidates = candidatesIn(image, {1280, 960}, {false, true});
    QVERIFY(!candidates.empty());
    for (const Candidate& c : candidates) {
      QCOMPARE(c.mask.width, 1280);
      QCOMPARE(c.area, coco::area(c.mask));
    }
  }

  void isDeterministic() {
    const cv::Mat image = picture(200, 260);
    const auto net = backbone({false, true});
    const auto a = discoverImage(image, image.size(), &net, small());
    const auto b = discoverImage(image, image.size(), &net, small());
    QCOMPARE(a.size(), b.size());
    for (size_t i = 0; i < a.size(); ++i) {
      QVERIFY(a[i].mask == b[i].mask && a[i].embedding == b[i].embedding);
    }
  }

  void bfloat16Agrees() {
    const cv::Mat image = picture(320, 240);
    const auto wide = candidatesIn(image, image.size(), {false, true});
    const auto narrow = candidatesIn(image, image.size(), {true, true});
    QVERIFY2(meanBestIou(wide, narrow) >= 0.97,
             qPrintable(QString::number(meanBestIou(wide, narrow))));
  }

  void smallPartsByHand() {
    QVERIFY(workSize({640, 480}, 512, 1024) == cv::Size(683, 512));
    QVERIFY(workSize({4000, 400}, 512, 1024) == cv::Size(1024, 102));
    const cv::Mat white(2, 3, CV_8UC3, cv::Scalar(0, 0, 255));  // red
    const torch::Tensor x = normalizedTensor(white);
    QVERIFY(x.sizes() == torch::IntArrayRef({1, 3, 2, 3}));
    QVERIFY(std::abs(x[0][0][0][0].item<float>() - (255 - 123.675) / 58.395) < 1e-5);
    QVERIFY(std::abs(x[0][2][1][2].item<float>() + 103.53 / 57.375) < 1e-5);
    // A mask that covers one cell takes that cell's features.
    torch::Tensor map = torch::zeros({4, 2, 2});
    map[1][0][1] = 3;
    torch::Tensor soft = torch::zeros({2, 2, 2});
    soft[0][0][1] = 1;
    soft[1][1][0] = 1;
    const torch::Tensor e = maskEmbeddings({map}, soft);
    QVERIFY(torch::allclose(e[0], torch::tensor({0.0F, 1.0F, 0.0F, 0.0F})));
    QVERIFY(e[1].abs().sum().item<float>() == 0);  // no features there
    const auto sharp = maskStability((torch::arange(64) >= 32).to(torch::kFloat32).view({1, 8, 8}));
    const auto vague = maskStability(torch::linspace(0, 1, 64).view({1, 8, 8}));
    QVERIFY(sharp[0] > 0.9 && vague[0] < 0.75);
  }
};

QTEST_APPLESS_MAIN(DiscoverImageTest)
#include "discover_image_test.moc"
