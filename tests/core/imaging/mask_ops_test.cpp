#include "core/imaging/mask_ops.h"

#include <QtTest>

#include <opencv2/imgproc.hpp>

#include <cmath>

using namespace maskwright;
using namespace maskwright::imaging;

class MaskOpsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void bitmapRoundTrip();
  void boxAndIou();
  void holesUpToTheLimit();
  void bayIsNoHole();
  void partsByShare();
  void discIsCompactStripIsNot();
  void borderFraction();
  void contrastOfAKnownStep();
  void emptyMask();
};

namespace {
cv::Mat blank(int rows = 100, int cols = 140) {
  return cv::Mat::zeros(rows, cols, CV_8U);
}
}  // namespace

void MaskOpsTest::bitmapRoundTrip() {
  cv::Mat mask = blank(7, 5);
  mask.at<uint8_t>(2, 3) = 1;
  mask.at<uint8_t>(6, 0) = 200;
  const Bitmap bitmap = toBitmap(mask);
  QCOMPARE(int(bitmap.at(2, 3)), 1);
  QCOMPARE(int(bitmap.at(6, 0)), 1);
  QCOMPARE(cv::countNonZero(toMat(bitmap)), 2);
  QVERIFY(toBitmap(toMat(bitmap)) == bitmap);
  QVERIFY(toBitmap(cv::Mat(blank()(cv::Rect(3, 4, 5, 6)))) == Bitmap(6, 5));
}

void MaskOpsTest::boxAndIou() {
  cv::Mat a = blank(), b = blank();
  a(cv::Rect(10, 20, 30, 40)) = 255;
  b(cv::Rect(25, 20, 30, 40)) = 255;
  QCOMPARE(tightBox(a), (Box{10, 20, 30, 40}));
  QCOMPARE(tightBox(blank()), Box{});
  QCOMPARE(maskIou(a, b), 15.0 / 45.0);
  QCOMPARE(maskIou(blank(), blank()), 0.0);
}

void MaskOpsTest::holesUpToTheLimit() {
  cv::Mat mask = blank();
  mask(cv::Rect(10, 10, 60, 60)) = 255;
  mask(cv::Rect(20, 20, 3, 3)) = 0;  // 9 pixels
  mask(cv::Rect(40, 40, 5, 5)) = 0;  // 25 pixels
  QCOMPARE(cv::countNonZero(fillSmallHoles(mask, 8)), 3600 - 34);
  QCOMPARE(cv::countNonZero(fillSmallHoles(mask, 9)), 3600 - 25);
  QCOMPARE(cv::countNonZero(fillSmallHoles(mask, 25)), 3600);
}

void MaskOpsTest::bayIsNoHole() {
  cv::Mat mask = blank(20, 20);
  mask(cv::Rect(0, 0, 20, 20)) = 255;
  mask(cv::Rect(0, 5, 2, 2)) = 0;  // open to the picture's border
  mask(cv::Rect(18, 10, 2, 2)) = 0;
  QCOMPARE(cv::countNonZero(fillSmallHoles(mask, 100)), 400 - 8);
}

void MaskOpsTest::partsByShare() {
  cv::Mat mask = blank();
  mask(cv::Rect(0, 0, 20, 20)) = 255;    // 400
  mask(cv::Rect(50, 50, 10, 10)) = 255;  // 100
  mask(cv::Rect(80, 10, 2, 2)) = 255;    // 4
  QCOMPARE(cv::countNonZero(keepLargeParts(mask, 1)), 400);
  QCOMPARE(cv::countNonZero(keepLargeParts(mask, 0.25)), 500);
  QCOMPARE(cv::countNonZero(keepLargeParts(mask, 0.26)), 400);
  QCOMPARE(cv::countNonZero(keepLargeParts(mask, 0)), 504);
  QCOMPARE(cv::countNonZero(keepLargeParts(blank(), 0.5)), 0);
}

void MaskOpsTest::discIsCompactStripIsNot() {
  cv::Mat disc = blank(), strip = blank();
  cv::circle(disc, {70, 50}, 40, cv::Scalar(255), cv::FILLED);
  strip(cv::Rect(10, 50, 120, 4)) = 255;
  const auto round = measureOutline(disc, {}), thin = measureOutline(strip, {});
  QVERIFY2(round.compactness > 0.85, qPrintable(QString::number(round.compactness)));
  QVERIFY(thin.compactness < 0.15);
  // Contour of pixel centres: 8-connected walk overestimates a circle by up to 8 %.
  QVERIFY(std::abs(round.lengthPx / (2 * CV_PI * 40) - 1) < 0.08);
  QCOMPARE(thin.lengthPx, 2.0 * (119 + 3));
}

void MaskOpsTest::borderFraction() {
  cv::Mat left = blank(), inside = blank();
  left(cv::Rect(0, 20, 30, 30)) = 255;
  inside(cv::Rect(20, 20, 30, 30)) = 255;
  QCOMPARE(measureOutline(left, {}).borderFraction, 30.0 / 116.0);
  QCOMPARE(measureOutline(inside, {}).borderFraction, 0.0);
  QCOMPARE(measureOutline(blank() + 255, {}).borderFraction, 1.0);
}

void MaskOpsTest::contrastOfAKnownStep() {
  // Grey 0 against grey 119 is L = 0 against L = 50.
  cv::Mat picture(100, 140, CV_8UC3, cv::Scalar::all(0)), mask = blank();
  const cv::Rect box(40, 30, 40, 40);
  picture(box) = cv::Scalar::all(119);
  mask(box) = 255;
  const cv::Mat lab = labForContrast(picture);
  QVERIFY(std::abs(measureOutline(mask, lab).contrast - 0.5) < 0.03);
  cv::Mat elsewhere = blank();
  elsewhere(cv::Rect(90, 10, 40, 80)) = 255;
  QCOMPARE(measureOutline(elsewhere, lab).contrast, 0.0);
  CandidateAttributes attributes;
  measureAttributes(mask, lab, attributes);
  QCOMPARE(attributes.areaFraction, 1600.0 / 14000.0);
  QVERIFY(attributes.boundaryContrast > 0.4);
  QVERIFY(attributes.compactness > 0.7);
}

void MaskOpsTest::emptyMask() {
  const auto outline = measureOutline(blank(), {});
  QCOMPARE(outline.lengthPx, 0.0);
  QCOMPARE(outline.compactness, 0.0);
  QCOMPARE(outline.borderFraction, 0.0);
}

QTEST_APPLESS_MAIN(MaskOpsTest)
#include "mask_ops_test.moc"
