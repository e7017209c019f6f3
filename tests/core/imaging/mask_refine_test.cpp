#include "core/imaging/mask_refine.h"

#include "core/imaging/mask_ops.h"
#include "core/imaging/sample_scene.h"

#include <QtTest>

#include <opencv2/imgproc.hpp>

using namespace maskwright;
using namespace maskwright::imaging;

class MaskRefineTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void enlargedCellsKeepTheirPlace();
  void sharpObjectIsRecovered_data();
  void sharpObjectIsRecovered();
  void thinPartsAppear();
  void flatPictureKeepsTheCoarseMask();
  void driftingMaskIsDropped();
  void emptyAndFullMasks();
  void sampleMasksDoNotGetWorse();
};

namespace {

/// A noisy green blob on noisy sand, and its truth.
struct Scene {
  cv::Mat bgr, truth;
};
Scene scene(cv::Size size) {
  Scene out{cv::Mat(size, CV_8UC3, cv::Scalar(120, 170, 200)), cv::Mat::zeros(size, CV_8U)};
  const cv::Point middle(size.width * 45 / 100, size.height * 55 / 100);
  cv::ellipse(out.truth,
              middle,
              {size.width / 5, size.height / 7},
              30,
              0,
              360,
              cv::Scalar(255),
              cv::FILLED);
  cv::circle(out.truth,
             middle + cv::Point(size.width / 8, -size.height / 8),
             size.height / 9,
             cv::Scalar(255),
             cv::FILLED);
  out.bgr.setTo(cv::Scalar(70, 140, 80), out.truth);
  cv::Mat noise(size, CV_8UC3), sum;
  cv::RNG random(3);
  random.fill(noise, cv::RNG::NORMAL, 20, 10);
  cv::add(out.bgr, noise, out.bgr);
  cv::GaussianBlur(out.bgr, out.bgr, {}, 0.7);
  return out;
}

/// What a network of stride 16 would give: cell averages, blurred.
cv::Mat coarsen(const cv::Mat& truth, int shortCells = 32) {
  const double scale = static_cast<double>(shortCells) / std::min(truth.cols, truth.rows);
  cv::Mat soft, out;
  truth.convertTo(soft, CV_32F, 1.0 / 255);
  cv::resize(
      soft, out, {cvRound(truth.cols * scale), cvRound(truth.rows * scale)}, 0, 0, cv::INTER_AREA);
  cv::GaussianBlur(out, out, {}, 1.2);
  return out;
}

}  // namespace

void MaskRefineTest::enlargedCellsKeepTheirPlace() {
  cv::Mat soft = cv::Mat::zeros(8, 8, CV_32F);
  soft(cv::Rect(2, 3, 3, 2)) = 1;
  cv::Mat expected = cv::Mat::zeros(80, 80, CV_8U);
  expected(cv::Rect(20, 30, 30, 20)) = 255;
  const cv::Mat large = enlargeMask(soft, {80, 80});
  QVERIFY(maskIou(large, expected) > 0.9);  // corners are rounded by the linear rise
  const cv::Moments got = cv::moments(large, true);
  QVERIFY(std::abs(got.m10 / got.m00 - 34.5) < 0.6);
  QVERIFY(std::abs(got.m01 / got.m00 - 39.5) < 0.6);
}

void MaskRefineTest::sharpObjectIsRecovered_data() {
  QTest::addColumn<QSize>("size");
  QTest::newRow("small") << QSize(200, 160);
  QTest::newRow("photo") << QSize(683, 512);
  QTest::newRow("large, upright") << QSize(1200, 1600);
}

void MaskRefineTest::sharpObjectIsRecovered() {
  QFETCH(QSize, size);
  const Scene s = scene({size.width(), size.height()});
  // Half as many cells as usual make a bad start; a shift by a third of a cell comes on top.
  cv::Mat soft = coarsen(s.truth, 16);
  cv::warpAffine(soft, soft, cv::Matx23f(1, 0, 0.35f, 0, 1, 0.2f), soft.size());
  const double before = maskIou(enlargeMask(soft, s.truth.size()), s.truth);
  const RefinedMask refined = refineMask(RefineContext(s.bgr), soft);
  QVERIFY(refined.kept());
  QCOMPARE(refined.mask.size(), s.truth.size());
  QCOMPARE(refined.mask.type(), CV_8U);
  const double after = maskIou(refined.mask, s.truth);
  QVERIFY2(before < 0.88 && after > 0.92, qPrintable(QString("%1 -> %2").arg(before).arg(after)));
}

void MaskRefineTest::thinPartsAppear() {
  Scene s = scene({683, 512});
  // A hole of the surround's colours that the coarse mask can't see.
  cv::circle(s.truth, {300, 285}, 18, cv::Scalar(0), cv::FILLED);
  cv::Mat patch = s.bgr(cv::Rect(10, 10, 60, 60)).clone(), disc = cv::Mat::zeros(60, 60, CV_8U);
  cv::circle(disc, {30, 30}, 18, cv::Scalar(255), cv::FILLED);
  patch.copyTo(s.bgr(cv::Rect(270, 255, 60, 60)), disc);
  const cv::Mat soft = coarsen(s.truth, 16);
  const double before = maskIou(enlargeMask(soft, s.truth.size()), s.truth);
  const double after = maskIou(refineMask(RefineContext(s.bgr), soft).mask, s.truth);
  QVERIFY2(after > before + 0.02, qPrintable(QString("%1 -> %2").arg(before).arg(after)));
}

void MaskRefineTest::flatPictureKeepsTheCoarseMask() {
  const Scene s = scene({400, 300});
  const cv::Mat flat(s.bgr.size(), CV_8UC3, cv::Scalar(90, 90, 90));
  const cv::Mat soft = coarsen(s.truth);
  const RefinedMask refined = refineMask(RefineContext(flat), soft);
  QVERIFY(refined.kept());
  QVERIFY(refined.iouWithOrigin > 0.9);
  QVERIFY(maskIou(refined.mask, enlargeMask(soft, s.truth.size())) > 0.9);
}

void MaskRefineTest::driftingMaskIsDropped() {
  const Scene s = scene({400, 300});
  RefineSettings strict;
  strict.minIouWithOrigin = 0.999;
  const RefinedMask dropped = refineMask(RefineContext(s.bgr, strict), coarsen(s.truth, 12));
  QVERIFY(!dropped.kept());
  QVERIFY(dropped.iouWithOrigin > 0 && dropped.iouWithOrigin < 0.999);
  // Lone cells of noise over a picture that contradicts them vanish.
  cv::Mat speck = cv::Mat::zeros(32, 42, CV_32F);
  speck.at<float>(3, 3) = 0.52f;
  const RefinedMask noise = refineMask(RefineContext(s.bgr), speck);
  QVERIFY(!noise.kept());
}

void MaskRefineTest::emptyAndFullMasks() {
  const Scene s = scene({200, 160});
  const RefineContext context(s.bgr);
  QVERIFY(!refineMask(context, cv::Mat::zeros(32, 40, CV_32F)).kept());
  const RefinedMask full = refineMask(context, cv::Mat::ones(32, 40, CV_32F));
  QVERIFY(full.kept());
  QCOMPARE(cv::countNonZero(full.mask), 200 * 160);
}

void MaskRefineTest::sampleMasksDoNotGetWorse() {
  double before = 0, after = 0;
  for (int index = 0; index < 10; ++index) {
    const SampleScene rendered = renderSampleScene(4, index);
    const RefineContext context(rendered.bgr);
    for (const auto& object : rendered.objects) {
      const cv::Mat truth = toMat(object.mask), soft = coarsen(truth);
      before += maskIou(enlargeMask(soft, truth.size()), truth);
      const RefinedMask refined = refineMask(context, soft);
      if (refined.kept()) after += maskIou(refined.mask, truth);
    }
  }
  QVERIFY2(after > 0.99 * before, qPrintable(QString("%1 -> %2").arg(before).arg(after)));
}

QTEST_APPLESS_MAIN(MaskRefineTest)
#include "mask_refine_test.moc"
