// The sample's promise: its objects can't be found by colour. Thresholding and k-means on colour,
// followed by connected components, is measured as a detector; average precision at IoU 0.5 must
// stay low however the pictures are smoothed first.
#include "core/imaging/sample_scene.h"

#include <QtTest>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <vector>

using namespace maskwright;
using namespace maskwright::imaging;

namespace {

struct Detection {
  cv::Mat mask;  // CV_8U 0 or 255
  double score = 0;
};

void addComponents(const cv::Mat& binary, bool fillHoles, std::vector<Detection>& out) {
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(binary, labels, stats, centres, 4);
  for (int i = 1; i < count; ++i) {
    const int area = stats.at<int>(i, cv::CC_STAT_AREA);
    if (area < 200 || area > binary.total() * 0.4) continue;
    cv::Mat mask = labels == i;
    if (fillHoles) {
      std::vector<std::vector<cv::Point>> contours;
      cv::findContours(mask.clone(), contours, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_NONE);
      cv::drawContours(mask, contours, -1, cv::Scalar(255), cv::FILLED);
    }
    const double box =
        stats.at<int>(i, cv::CC_STAT_WIDTH) * double(stats.at<int>(i, cv::CC_STAT_HEIGHT));
    out.push_back({mask, cv::countNonZero(mask) / box});  // the fuller its box, the more an object
  }
}

std::vector<Detection> byColour(const cv::Mat& bgr, double blur, int k, bool fillHoles) {
  cv::Mat smooth = bgr, lab;
  if (blur > 0) cv::GaussianBlur(bgr, smooth, {}, blur);
  std::vector<Detection> out;
  if (k == 0) {  // Otsu on brightness
    cv::Mat grey, binary;
    cv::cvtColor(smooth, grey, cv::COLOR_BGR2GRAY);
    cv::threshold(grey, binary, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
    addComponents(binary, fillHoles, out);
    addComponents(~binary, fillHoles, out);
    return out;
  }
  cv::cvtColor(smooth, lab, cv::COLOR_BGR2Lab);
  cv::Mat samples, labels;
  lab.reshape(1, static_cast<int>(lab.total())).convertTo(samples, CV_32F);
  cv::setRNGSeed(1);
  cv::kmeans(samples, k, labels, {cv::TermCriteria::COUNT, 8, 0}, 1, cv::KMEANS_PP_CENTERS);
  labels = labels.reshape(1, lab.rows);
  for (int cluster = 0; cluster < k; ++cluster) addComponents(labels == cluster, fillHoles, out);
  return out;
}

cv::Mat toMat(const Bitmap& mask) {
  return cv::Mat(mask.height, mask.width, CV_8U, const_cast<uint8_t*>(mask.data.data())) * 255;
}

struct Match {
  double score;
  bool hit;
};

void matchScene(const SampleScene& scene, std::vector<Detection> found, std::vector<Match>& out) {
  std::sort(found.begin(), found.end(), [](auto& a, auto& b) { return a.score > b.score; });
  std::vector<char> taken(scene.objects.size(), 0);
  for (const Detection& detection : found) {
    bool hit = false;
    for (size_t i = 0; i < scene.objects.size() && !hit; ++i) {
      const cv::Mat truth = toMat(scene.objects[i].mask);
      const double shared = cv::countNonZero(detection.mask & truth);
      if (taken[i] || shared < 0.5 * cv::countNonZero(detection.mask | truth)) continue;
      taken[i] = 1;
      hit = true;
    }
    out.push_back({detection.score, hit});
  }
}

/// Area under the precision envelope, COCO's 101 points.
double averagePrecision(std::vector<Match> matches, int truths) {
  std::stable_sort(
      matches.begin(), matches.end(), [](auto& a, auto& b) { return a.score > b.score; });
  std::vector<double> recall, precision;
  double hits = 0;
  for (size_t i = 0; i < matches.size(); ++i) {
    hits += matches[i].hit;
    recall.push_back(hits / truths);
    precision.push_back(hits / static_cast<double>(i + 1));
  }
  for (size_t i = precision.size(); i-- > 1;)
    precision[i - 1] = std::max(precision[i - 1], precision[i]);
  double sum = 0;
  for (int step = 0; step <= 100; ++step) {
    const auto at = std::lower_bound(recall.begin(), recall.end(), step / 100.0);
    if (at != recall.end()) sum += precision[static_cast<size_t>(at - recall.begin())];
  }
  return sum / 101;
}

}  // namespace

class SampleColourTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void truthScoresOne();
  void plainObjectsAreFound();
  void colourAloneFails_data();
  void colourAloneFails();
};

/// The control: the same objects in a plain colour are found by the same detector.
void SampleColourTest::plainObjectsAreFound() {
  std::vector<Match> matches;
  int truths = 0;
  for (int index = 0; index < 15; ++index) {
    SampleScene scene = renderSampleScene(3, index);
    scene.bgr.setTo(cv::Scalar(60, 60, 60));
    for (const auto& object : scene.objects)
      scene.bgr.setTo(cv::Scalar(200, 180, 160), toMat(object.mask));
    matchScene(scene, byColour(scene.bgr, 0, 0, false), matches);
    truths += static_cast<int>(scene.objects.size());
  }
  const double ap50 = averagePrecision(matches, truths);
  QVERIFY2(ap50 > 0.4, qPrintable(QString("AP50 %1").arg(ap50)));
}

/// The measure itself: perfect masks give 1.
void SampleColourTest::truthScoresOne() {
  std::vector<Match> matches;
  int truths = 0;
  for (int index = 0; index < 5; ++index) {
    const SampleScene scene = renderSampleScene(2, index);
    std::vector<Detection> perfect;
    for (const auto& object : scene.objects) perfect.push_back({toMat(object.mask), 1});
    matchScene(scene, perfect, matches);
    truths += static_cast<int>(scene.objects.size());
  }
  QCOMPARE(averagePrecision(matches, truths), 1.0);
}

void SampleColourTest::colourAloneFails_data() {
  QTest::addColumn<double>("blur");
  QTest::addColumn<int>("clusters");
  QTest::addColumn<bool>("fillHoles");
  for (const double blur : {0.0, 3.0})
    for (const int clusters : {0, 3})
      for (const bool fill : {false, true})
        QTest::newRow(qPrintable(QString("blur %1, %2%3")
                                     .arg(blur)
                                     .arg(clusters ? QString("%1-means").arg(clusters) : "Otsu")
                                     .arg(fill ? ", holes filled" : "")))
            << blur << clusters << fill;
}

void SampleColourTest::colourAloneFails() {
  QFETCH(double, blur);
  QFETCH(int, clusters);
  QFETCH(bool, fillHoles);
  std::vector<Match> matches;
  int truths = 0;
  for (int index = 0; index < 15; ++index) {
    const SampleScene scene = renderSampleScene(3, index);
    matchScene(scene, byColour(scene.bgr, blur, clusters, fillHoles), matches);
    truths += static_cast<int>(scene.objects.size());
  }
  const double ap50 = averagePrecision(matches, truths);
  qInfo("AP50 %.3f", ap50);
  QVERIFY2(ap50 < 0.3, qPrintable(QString("AP50 %1").arg(ap50)));
}

QTEST_APPLESS_MAIN(SampleColourTest)
#include "sample_colour_test.moc"
