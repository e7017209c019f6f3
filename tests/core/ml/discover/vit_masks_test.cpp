#include "core/ml/discover/vit_masks.h"

#include "core/coco/rle.h"
#include "core/imaging/mask_ops.h"
#include "core/ml/discover/discover_image.h"
#include "core/ml/discover/patch_grid.h"
#include "tests/support/colour_vit.h"

#include <QtTest>

#include <opencv2/imgproc.hpp>

using namespace maskwright;
using namespace maskwright::ml;
using maskwright::testing::colourVit;

namespace {

const cv::Rect kRed(48, 32, 96, 80);
const cv::Rect kYellow(200, 112, 72, 88);

/// Two objects on a ground; the colours' directions from the mean differ clearly.
cv::Mat picture() {
  cv::Mat image(240, 320, CV_8UC3, cv::Scalar(190, 90, 40));
  image(kRed).setTo(cv::Scalar(40, 30, 230));
  image(kYellow).setTo(cv::Scalar(20, 220, 220));
  return image;
}

cv::Mat maskOf(const cv::Rect& rect) {
  cv::Mat mask = cv::Mat::zeros(240, 320, CV_8U);
  mask(rect).setTo(255);
  return mask;
}

VitMaskSettings settings(bool attention, bool maskCut) {
  VitMaskSettings out;
  out.network = std::make_shared<const Vit>(colourVit({1, -1, -1}));  // CLS looks for red
  out.attention = attention;
  out.maskCut = maskCut;
  return out;
}

cv::Mat fullMask(const CoarseMask& mask) {
  cv::Mat full;
  cv::resize(gridMask(mask.soft > 0.5,
                      static_cast<int>(mask.soft.size(0)),
                      static_cast<int>(mask.soft.size(1))),
             full,
             {320, 240},
             0,
             0,
             cv::INTER_NEAREST);
  return full;
}

double bestIou(const std::vector<CoarseMask>& found, const cv::Rect& object) {
  double best = 0;
  for (const CoarseMask& mask : found)
    best = std::max(best, imaging::maskIou(fullMask(mask), maskOf(object)));
  return best;
}

}  // namespace

/// On a picture whose objects a network of known keys must find.
class VitMasksTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void attentionFindsWhatClsLooksFor() {
    std::vector<CoarseMask> found;
    const torch::Tensor map = addVitMasks(picture(), settings(true, false), true, found);
    QCOMPARE(found.size(), size_t{1});
    QVERIFY2(bestIou(found, kRed) > 0.8, qPrintable(QString::number(bestIou(found, kRed))));
    QCOMPARE(QString::fromStdString(found[0].source), QString("attention"));
    QVERIFY(found[0].maskness > 0.5 && found[0].maskness <= 1);
    QVERIFY(found[0].stability >= 0 && found[0].stability <= 1);
    QVERIFY(found[0].score > 0 && found[0].score <= 1);
    QVERIFY(map.sizes() == torch::IntArrayRef({64, 30, 40}));
  }

  void maskCutFindsBothAndFollowsTheEdges() {
    std::vector<CoarseMask> found, patches;
    addVitMasks(picture(), settings(false, true), true, found);
    QVERIFY(bestIou(found, kRed) > 0.95);
    QVERIFY(bestIou(found, kYellow) > 0.95);
    for (const CoarseMask& mask : found) {
      QVERIFY(mask.exact);
      QVERIFY(mask.score > 0 && mask.score <= 1 && mask.stability >= 0.5);
    }
    addVitMasks(picture(), settings(false, true), /*refine=*/false, patches);
    QVERIFY(!patches.empty() && !patches[0].exact);
    QVERIFY(bestIou(patches, kYellow) > 0.7);
  }

  void candidatesWithoutAResNet() {
    DiscoverSettings all;
    all.freeMasks = all.mergeTree = false;
    all.zoom.enabled = false;
    all.vit = settings(true, true);
    QVERIFY(!needsResNet(all));
    const cv::Mat image = picture();
    const auto candidates = discoverImage(image, image.size(), nullptr, all);
    QVERIFY(candidates.size() >= 2);
    const auto covered = [&](const cv::Rect& object) {
      const cv::Mat wanted = maskOf(object);
      const Rle mask = coco::encode(wanted.data, wanted.rows, wanted.cols, wanted.step);
      return std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& c) {
        return coco::iou(c.mask, mask) > 0.9;
      });
    };
    QVERIFY(covered(kRed));
    QVERIFY(covered(kYellow));
    for (const Candidate& c : candidates) {
      QVERIFY(coco::validate(c.mask).ok());
      QCOMPARE(c.embedding.size(), size_t{64});
      double length = 0;
      for (const float v : c.embedding) length += v * v;
      QVERIFY(std::abs(length - 1) < 1e-4);
      QVERIFY(c.attributes.featureContrast >= 0 && c.attributes.featureContrast <= 1);
    }
  }

  void pooledWithAResNetAllEmbeddingsCompare() {
    torch::manual_seed(5);
    ResNet network(resNetOptions("resnet18"));
    const FoldedResNet backbone(*network, {});
    DiscoverSettings all;
    all.shortSide = 192;
    all.freeMask.keep = 5;
    all.duplicateIou = 1;  // all that the pool holds
    all.furtherViews.clear();
    all.mergeTree = all.zoom.enabled = false;
    all.vit = settings(true, true);
    const cv::Mat image = picture();
    std::set<std::string> sources;
    for (const Candidate& c : discoverImage(image, image.size(), &backbone, all)) {
      sources.insert(c.source);
      QCOMPARE(c.embedding.size(), size_t{256 + 512});
    }
    QVERIFY(sources.count("mask-cut") > 0);
    QVERIFY(sources.size() >= 2);
  }

  void cropsAreBlankOutsideTheMask() {
    // The same object on another ground gives the same embedding.
    const Vit network = colourVit({1, -1, -1});
    cv::Mat other = picture();
    other.setTo(cv::Scalar(10, 10, 10), ~maskOf(kRed));
    const std::vector<cv::Mat> mask{maskOf(kRed)};
    const torch::Tensor a = maskedCropEmbeddings(network, picture(), mask, 64);
    const torch::Tensor b = maskedCropEmbeddings(network, other, mask, 64);
    QVERIFY(torch::equal(a, b));
    QVERIFY(std::abs(a.norm().item<double>() - 1) < 1e-5);
    // Another object does not.
    const torch::Tensor c = maskedCropEmbeddings(network, picture(), {maskOf(kYellow)}, 64);
    QVERIFY((a * c).sum().item<double>() < 0.95);
    QVERIFY(a.sizes() == torch::IntArrayRef({1, 64}));
  }
};

QTEST_APPLESS_MAIN(VitMasksTest)
#include "vit_masks_test.moc"
