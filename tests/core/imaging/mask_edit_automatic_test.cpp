// GrabCut and snapping to edges, on pictures whose objects are known exactly.
#include "core/imaging/mask_edit_grabcut.h"
#include "core/imaging/mask_edit_snap.h"
#include "core/imaging/mask_ops.h"

#include <QtTest>

#include <opencv2/imgproc.hpp>

#include <random>

using namespace maskwright::imaging;

namespace {

constexpr int kRows = 240, kCols = 320;

cv::Mat disc(double x, double y, double radius, int rows = kRows, int cols = kCols) {
  cv::Mat mask = cv::Mat::zeros(rows, cols, CV_8U);
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < cols; ++column)
      if (std::hypot(column + 0.5 - x, row + 0.5 - y) < radius) mask.at<uint8_t>(row, column) = 255;
  return mask;
}

/// The object in one colour on a ground in another, with noise of `sigma` grey levels.
cv::Mat paint(const cv::Mat& object, double sigma) {
  std::mt19937 random(5);
  std::normal_distribution<double> noise(0, sigma);
  cv::Mat picture(object.size(), CV_8UC3);
  for (int row = 0; row < object.rows; ++row) {
    for (int column = 0; column < object.cols; ++column) {
      const bool inside = object.at<uint8_t>(row, column) != 0;
      const cv::Vec3d colour = inside ? cv::Vec3d(60, 90, 190) : cv::Vec3d(120, 130, 110);
      for (int c = 0; c < 3; ++c)
        picture.at<cv::Vec3b>(row, column)[c] =
            cv::saturate_cast<uint8_t>(colour[c] + (sigma > 0 ? noise(random) : 0));
    }
  }
  return picture;
}

cv::Mat flat(int rows = kRows, int cols = kCols) {
  return cv::Mat(rows, cols, CV_8UC3, cv::Scalar(120, 130, 110));
}

}  // namespace

class MaskEditAutomaticTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void snapMovesTheOutlineToTheEdge_data() {
    QTest::addColumn<double>("shift");
    QTest::addColumn<double>("radius");
    QTest::addColumn<double>("sigma");
    QTest::newRow("too large") << 0.0 << 66.0 << 0.0;
    QTest::newRow("too small") << 0.0 << 54.0 << 0.0;
    QTest::newRow("beside") << 5.0 << 60.0 << 0.0;
    QTest::newRow("beside, noise") << 5.0 << 60.0 << 8.0;
    QTest::newRow("too large, noise") << 0.0 << 66.0 << 8.0;
  }
  void snapMovesTheOutlineToTheEdge() {
    QFETCH(double, shift);
    QFETCH(double, radius);
    QFETCH(double, sigma);
    const cv::Mat truth = disc(160, 120, 60);
    const cv::Mat start = disc(160 + shift, 120, radius);
    const auto snapped = snapToEdges(paint(truth, sigma), start, {.radiusPx = 9});
    QVERIFY(snapped.isChanged());
    QVERIFY2(maskIou(snapped.mask, truth) > 0.985,
             qPrintable(
                 QString("%1 -> %2").arg(maskIou(start, truth)).arg(maskIou(snapped.mask, truth))));
  }

  void snapTouchesTheBandAlone() {
    const cv::Mat truth = disc(160, 120, 60), start = disc(166, 120, 60);
    const auto snapped = snapToEdges(paint(truth, 12), start, {.radiusPx = 7});
    cv::Mat in, out;
    cv::distanceTransform(start, in, cv::DIST_L2, cv::DIST_MASK_PRECISE);
    cv::distanceTransform(start == 0, out, cv::DIST_L2, cv::DIST_MASK_PRECISE);
    QCOMPARE(cv::countNonZero((snapped.mask != start) & (in + out > 7.5)), 0);
  }

  void snapStaysWhereThereIsNoEdge() {
    const cv::Mat start = disc(160, 120, 50);
    const auto result = snapToEdges(flat(), start);
    QVERIFY(!result.isChanged());
    QCOMPARE(maskIou(result.mask, start), 1.0);
  }

  /// Half of the outline has an edge beside it, the other half nothing: that half keeps its place.
  void snapStaysOnTheSideWithoutEdge() {
    const cv::Mat truth = disc(160, 120, 60), start = disc(160, 120, 65);
    cv::Mat picture = paint(truth, 0);
    picture.colRange(0, 160) = cv::Scalar(120, 130, 110);
    const auto result = snapToEdges(picture, start, {.radiusPx = 8});
    QVERIFY(result.isChanged());
    const cv::Rect left(0, 0, 140, kRows), right(180, 0, 140, kRows);
    QVERIFY(maskIou(result.mask(left), start(left)) > 0.99);
    QVERIFY(maskIou(result.mask(right), truth(right)) > 0.98);
  }

  void snapKeepsPartsThinnerThanTheBand() {
    cv::Mat truth = disc(120, 120, 50);
    cv::rectangle(truth, {160, 117, 120, 5}, 255, cv::FILLED);  // a tail of 5 px
    const auto result = snapToEdges(paint(truth, 4), truth, {.radiusPx = 10});
    QVERIFY(maskIou(result.mask, truth) > 0.97);
    QVERIFY(result.mask.at<uint8_t>(119, 270) != 0);
  }

  void snapRefusesWhatItCantWorkOn() {
    const cv::Mat none = cv::Mat::zeros(kRows, kCols, CV_8U);
    QVERIFY(!snapToEdges(flat(), none).isChanged());
    QVERIFY(!snapToEdges(flat(), none == 0).isChanged());
    cv::Mat hair = none.clone();
    hair.at<uint8_t>(100, 100) = 255;
    QVERIFY(!snapToEdges(paint(disc(100, 100, 5), 0), hair, {.radiusPx = 8}).isChanged());
  }

  void grabCutFindsTheObjectFromARoughMask() {
    const cv::Mat truth = disc(160, 120, 60);
    const cv::Mat picture = paint(truth, 10);
    for (const cv::Mat& rough : {disc(166, 124, 56), disc(158, 120, 66), disc(160, 118, 53)}) {
      const auto cut = grabCutFromMask(picture, rough);
      QVERIFY2(cut.isChanged(), cut.reason.c_str());
      QVERIFY(maskIou(cut.mask, truth) > 0.98);
      QVERIFY(maskIou(cut.mask, truth) > maskIou(rough, truth));
    }
  }

  /// Larger than the working size: the result comes back at full resolution.
  void grabCutOfALargeObject() {
    const cv::Mat truth = disc(800, 600, 400, 1200, 1600);
    const auto cut = grabCutFromMask(paint(truth, 10), disc(830, 600, 390, 1200, 1600));
    QVERIFY(cut.isChanged());
    QVERIFY(maskIou(cut.mask, truth) > 0.985);
  }

  void grabCutIsRepeatable() {
    const cv::Mat picture = paint(disc(160, 120, 60), 25), rough = disc(168, 120, 56);
    const auto first = grabCutFromMask(picture, rough);
    cv::theRNG().state = 12345;
    const auto second = grabCutFromMask(picture, rough);
    QCOMPARE(cv::countNonZero(first.mask != second.mask), 0);
  }

  void grabCutLeavesTheMaskWhenThereIsNothingToTell() {
    const cv::Mat none = cv::Mat::zeros(kRows, kCols, CV_8U);
    QVERIFY(!grabCutFromMask(flat(), none).isChanged());
    const auto full = grabCutFromMask(flat(), none == 0);
    QVERIFY(!full.isChanged());
    QCOMPARE(cv::countNonZero(full.mask), kRows * kCols);
    const cv::Mat tiny = disc(50, 50, 2);
    const auto small = grabCutFromMask(paint(tiny, 0), tiny);
    QVERIFY(!small.isChanged());
    QCOMPARE(maskIou(small.mask, tiny), 1.0);
  }
};

QTEST_APPLESS_MAIN(MaskEditAutomaticTest)
#include "mask_edit_automatic_test.moc"
