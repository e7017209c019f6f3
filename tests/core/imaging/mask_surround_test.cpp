#include "core/imaging/mask_surround.h"

#include <QtTest>

#include <opencv2/imgproc.hpp>

using namespace maskwright;
using namespace maskwright::imaging;

namespace {

constexpr int kWidth = 100, kHeight = 80;

/// A picture measured by hand: grey of L 40 with a rectangle of L 60, and a clear gradient on the
/// pixels on both sides of that rectangle's left side only.
EdgePicture edges(const cv::Rect& box) {
  EdgePicture picture;
  picture.lab = cv::Mat(kHeight, kWidth, CV_32FC3, cv::Scalar(40, 0, 0));
  picture.lab(box).setTo(cv::Scalar(60, 0, 0));
  picture.smooth = picture.lab;
  picture.gradient = cv::Mat::zeros(kHeight, kWidth, CV_32F);
  picture.gradient(cv::Rect(box.x - 1, box.y, 2, box.height)).setTo(0.8F);
  return picture;
}

cv::Mat filled(const cv::Rect& box) {
  cv::Mat mask = cv::Mat::zeros(kHeight, kWidth, CV_8U);
  mask(box).setTo(255);
  return mask;
}

}  // namespace

class MaskSurroundTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void measuresByHand() {
    const cv::Rect box(20, 10, 30, 20);
    CandidateAttributes a;
    const cv::Vec3f colour = measureSurround(filled(box), edges(box), a);
    QVERIFY(std::abs(colour[0] - 60) < 1e-3F);
    // 100 sides; 20 of the left side at 0.8, and the first pixel of the upper and lower side too.
    QVERIFY(std::abs(a.outlineGradient - 22 * 0.8 / 100) < 1e-6);
    QVERIFY(std::abs(a.outlineClosed - 0.22) < 1e-6);
    QVERIFY(std::abs(a.surroundContrast - 20.0 / 50) < 1e-6);
    QCOMPARE(a.extent, 1.0);
  }

  void sidesOnThePicturesBorderDoNotCount() {
    const cv::Rect box(20, 10, 30, 20);
    const cv::Mat all(kHeight, kWidth, CV_8U, cv::Scalar(255));
    CandidateAttributes a;
    measureSurround(all, edges(box), a);
    QCOMPARE(a.outlineGradient, 0.0);
    QCOMPARE(a.surroundContrast, 0.0);  // nothing around it
    QCOMPARE(a.extent, 1.0);
  }

  void aRoundMaskFillsPartOfItsBox() {
    cv::Mat mask = cv::Mat::zeros(kHeight, kWidth, CV_8U);
    cv::circle(mask, {50, 40}, 25, 255, cv::FILLED);
    CandidateAttributes a;
    measureSurround(mask, edges({20, 10, 30, 20}), a);
    // Of a disc: pi / 4; OpenCV draws it a little wider than its radius, in a box of 51 pixels.
    QVERIFY2(std::abs(a.extent - M_PI / 4) < 0.05, qPrintable(QString::number(a.extent)));
  }

  void emptyMaskGivesZeros() {
    CandidateAttributes a;
    measureSurround(cv::Mat::zeros(kHeight, kWidth, CV_8U), edges({20, 10, 30, 20}), a);
    QCOMPARE(a.outlineGradient, 0.0);
    QCOMPARE(a.extent, 0.0);
    QCOMPARE(cv::countNonZero(bandAround(cv::Mat::zeros(9, 9, CV_8U), 2)), 0);
  }

  void theBandStaysInThePicture() {
    const cv::Mat band = bandAround(filled({0, 0, 10, 10}), 3);
    QCOMPARE(cv::countNonZero(band), 13 * 13 - 100);
    QCOMPARE(cv::countNonZero(band(cv::Rect(0, 0, 10, 10))), 0);
  }

  void sharesOfCells() {
    const cv::Mat shares = cellShares(filled({0, 0, 25, 20}), {4, 2});  // cells of 25 x 40
    QCOMPARE(shares.at<float>(0, 0), 0.5F);
    QCOMPARE(cv::countNonZero(shares), 1);
    // Cells that do not divide the picture: everything is covered all the same.
    const cv::Mat all(kHeight, kWidth, CV_8U, cv::Scalar(255));
    const cv::Mat odd = cellShares(all, {7, 9});
    double least = 0, most = 0;
    cv::minMaxLoc(odd, &least, &most);
    QVERIFY(std::abs(least - 1) < 1e-6 && std::abs(most - 1) < 1e-6);
  }
};

QTEST_APPLESS_MAIN(MaskSurroundTest)
#include "mask_surround_test.moc"
