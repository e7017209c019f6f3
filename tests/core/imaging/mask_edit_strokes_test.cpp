// Edits by hand: strokes, polygons, cleaning and boolean operations, against brute force.
#include "core/imaging/mask_edit_boolean.h"
#include "core/imaging/mask_edit_clean.h"
#include "core/imaging/mask_edit_polygon.h"
#include "core/imaging/mask_edit_stroke.h"

#include <QtTest>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

using namespace maskwright::imaging;

namespace {

cv::Mat blank(int rows = 60, int cols = 80, int value = 0) {
  return cv::Mat(rows, cols, CV_8U, cv::Scalar(value));
}

double distanceToSegment(cv::Point2d p, cv::Point2d a, cv::Point2d b) {
  const cv::Point2d along = b - a;
  const double squared = along.dot(along);
  const double t = squared > 0 ? std::clamp((p - a).dot(along) / squared, 0.0, 1.0) : 0;
  const cv::Point2d nearest = a + t * along;
  return std::hypot(p.x - nearest.x, p.y - nearest.y);
}

/// Even-odd by a ray to the right, counted edge by edge.
bool isInPolygon(cv::Point2d p, const std::vector<cv::Point2d>& corners) {
  bool inside = false;
  for (size_t i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
    const auto &a = corners[i], &b = corners[j];
    if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
      inside = !inside;
  }
  return inside;
}

cv::Rect changed(const cv::Mat& before, const cv::Mat& after) {
  return cv::boundingRect(before != after);
}

}  // namespace

class MaskEditStrokesTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void strokeIsEveryPixelWithinTheRadius() {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> x(-15, 95), y(-15, 75), r(0.3, 18);
    for (int round = 0; round < 300; ++round) {
      const cv::Point2d from(x(random), y(random));
      const cv::Point2d to = round % 5 == 0 ? from : cv::Point2d(x(random), y(random));
      const double radius = r(random);
      const bool inside = round % 2 == 0;
      cv::Mat mask = blank(60, 80, inside ? 0 : 255);
      const cv::Mat before = mask.clone();
      const cv::Rect touched = paintStroke(mask, from, to, radius, inside);
      for (int row = 0; row < mask.rows; ++row) {
        for (int column = 0; column < mask.cols; ++column) {
          const double d = distanceToSegment({column + 0.5, row + 0.5}, from, to);
          if (std::abs(d - radius) < 1e-6) continue;  // on the rim: rounding decides
          const bool isSet = mask.at<uint8_t>(row, column) != 0;
          QCOMPARE(isSet, (d < radius) == inside);
        }
      }
      const cv::Rect differs = changed(before, mask);
      QVERIFY((differs & touched) == differs);
    }
  }

  void strokeKnowsHorizontalVerticalAndSinglePixels() {
    cv::Mat mask = blank();
    QCOMPARE(paintStroke(mask, {10.5, 20.5}, {30.5, 20.5}, 0.4, true), cv::Rect(10, 20, 21, 1));
    QCOMPARE(cv::countNonZero(mask), 21);
    QCOMPARE(paintStroke(mask, {50.5, 5.5}, {50.5, 14.5}, 1.4, true), cv::Rect(49, 4, 3, 12));
    QCOMPARE(paintStroke(mask, {-30, -30}, {-20, -30}, 5, true), cv::Rect());
  }

  void discHasTheAreaOfACircle() {
    cv::Mat mask = blank(400, 400);
    paintStroke(mask, {200, 200}, {200, 200}, 150, true);
    const double area = std::numbers::pi * 150 * 150;
    QVERIFY(std::abs(cv::countNonZero(mask) - area) < 0.001 * area);
  }

  void polygonIsEveryCentreInsideByTheEvenOddRule() {
    std::mt19937 random(11);
    std::uniform_real_distribution<double> x(-20, 100), y(-20, 80);
    for (int round = 0; round < 200; ++round) {
      std::vector<cv::Point2d> corners;
      for (int i = 0; i < 3 + round % 9; ++i) corners.emplace_back(x(random), y(random));
      cv::Mat mask = blank();
      const cv::Rect touched = fillPolygon(mask, corners, true);
      for (int row = 0; row < mask.rows; ++row)
        for (int column = 0; column < mask.cols; ++column)
          QCOMPARE(mask.at<uint8_t>(row, column) != 0,
                   isInPolygon({column + 0.5, row + 0.5}, corners));
      QVERIFY((changed(blank(), mask) & touched) == changed(blank(), mask));
      fillPolygon(mask, corners, false);
      QCOMPARE(cv::countNonZero(mask), 0);
    }
  }

  void polygonAlongPixelEdgesIsTheRectangle() {
    cv::Mat mask = blank();
    const std::vector<cv::Point2d> box{{10, 20}, {30, 20}, {30, 45}, {10, 45}};
    QCOMPARE(fillPolygon(mask, box, true), cv::Rect(10, 20, 20, 25));
    QCOMPARE(cv::countNonZero(mask), 500);
    QCOMPARE(fillPolygon(mask, std::vector<cv::Point2d>{{1, 1}, {9, 9}}, true), cv::Rect());
  }

  void holesAreFilledAndBaysStay() {
    cv::Mat mask = blank();
    cv::rectangle(mask, {10, 10, 30, 30}, 255, cv::FILLED);
    cv::rectangle(mask, {15, 15, 5, 5}, 0, cv::FILLED);   // a hole
    cv::rectangle(mask, {30, 20, 10, 4}, 0, cv::FILLED);  // open to the right
    const auto filled = fillHoles(mask);
    QVERIFY(filled.isChanged());
    QCOMPARE(cv::countNonZero(filled.mask), cv::countNonZero(mask) + 25);
    QCOMPARE(filled.mask.at<uint8_t>(21, 35), uint8_t{0});
    QVERIFY(!fillHoles(filled.mask).isChanged());
    QVERIFY(!fillHoles(blank()).isChanged());
  }

  void openBackgroundAtThePictureBorderIsNoHole() {
    cv::Mat mask = blank(20, 20, 255);
    cv::rectangle(mask, {8, 0, 4, 6}, 0, cv::FILLED);
    QVERIFY(!fillHoles(mask).isChanged());
  }

  void specksGoAndTheObjectStays() {
    cv::Mat mask = blank();
    cv::rectangle(mask, {10, 10, 20, 20}, 255, cv::FILLED);  // 400
    cv::rectangle(mask, {50, 10, 10, 8}, 255, cv::FILLED);   // 80
    cv::rectangle(mask, {40, 40, 3, 3}, 255, cv::FILLED);    // 9
    mask.at<uint8_t>(30, 30) = 255;                          // touches the object by a corner
    const auto clean = removeSpecks(mask, 0.05);
    QVERIFY(clean.isChanged());
    QCOMPARE(cv::countNonZero(clean.mask), 481);
    QVERIFY(!removeSpecks(clean.mask, 0.05).isChanged());
    QVERIFY(!removeSpecks(blank(), 0.05).reason.empty());
  }

  void booleanOperationsMatchTheirDefinition() {
    std::mt19937 random(3);
    cv::Mat a = blank(), b = blank();
    for (int row = 0; row < a.rows; ++row) {
      for (int column = 0; column < a.cols; ++column) {
        a.at<uint8_t>(row, column) = random() % 2 ? 255 : 0;
        b.at<uint8_t>(row, column) = random() % 2 ? 1 : 0;  // any other value than 0 is inside
      }
    }
    const auto united = combineMasks(a, b, BooleanEdit::Unite);
    const auto rest = combineMasks(a, b, BooleanEdit::Subtract);
    const auto common = combineMasks(a, b, BooleanEdit::Intersect);
    for (int row = 0; row < a.rows; ++row) {
      for (int column = 0; column < a.cols; ++column) {
        const bool x = a.at<uint8_t>(row, column) != 0, y = b.at<uint8_t>(row, column) != 0;
        QCOMPARE(int(united.mask.at<uint8_t>(row, column)), x || y ? 255 : 0);
        QCOMPARE(int(rest.mask.at<uint8_t>(row, column)), x && !y ? 255 : 0);
        QCOMPARE(int(common.mask.at<uint8_t>(row, column)), x && y ? 255 : 0);
      }
    }
  }

  void booleanOperationsThatWouldEmptyTheMaskAreRefused() {
    cv::Mat a = blank(), b = blank();
    cv::rectangle(a, {0, 0, 10, 10}, 255, cv::FILLED);
    cv::rectangle(b, {40, 40, 10, 10}, 255, cv::FILLED);
    QVERIFY(!combineMasks(a, b, BooleanEdit::Intersect).isChanged());
    QVERIFY(!combineMasks(a, b, BooleanEdit::Subtract).isChanged());
    QVERIFY(!combineMasks(a, a, BooleanEdit::Subtract).isChanged());
    QVERIFY(!combineMasks(a, a, BooleanEdit::Unite).isChanged());
    QVERIFY(combineMasks(a, b, BooleanEdit::Unite).isChanged());
  }
};

QTEST_APPLESS_MAIN(MaskEditStrokesTest)
#include "mask_edit_strokes_test.moc"
