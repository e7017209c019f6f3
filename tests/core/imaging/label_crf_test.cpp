#include "core/imaging/label_crf.h"

#include <QtTest>

#include <cmath>

using namespace maskwright;
using namespace maskwright::imaging;

namespace {

constexpr int kSide = 48;

cv::Mat logsOf(const std::vector<cv::Mat>& probabilities) {
  cv::Mat logs(static_cast<int>(probabilities.size()), kSide * kSide, CV_32F);
  for (int k = 0; k < logs.rows; ++k) {
    cv::Mat row = probabilities[static_cast<size_t>(k)].reshape(1, 1);
    cv::log(row, row);
    row.copyTo(logs.row(k));
  }
  return logs;
}

}  // namespace

class LabelCrfTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void kernelsGrowWithThePicture() {
    const auto published = labelCrfSettings({500, 375});
    QCOMPARE(published.bilateralX, 67.0);
    QCOMPARE(published.bilateralColour, 3.0);
    QCOMPARE(published.bilateralWeight, 4.0);
    QCOMPARE(published.gaussianX, 1.0);
    QCOMPARE(published.gaussianWeight, 3.0);
    QCOMPARE(published.iterations, 10);
    QCOMPARE(labelCrfSettings({125, 250}).bilateralY, 33.5);
  }

  void theLikeliestLabelWins() {
    const cv::Mat logs = (cv::Mat_<float>(3, 2) << std::log(.2f),
                          std::log(.6f),
                          std::log(.7f),
                          std::log(.1f),
                          std::log(.1f),
                          std::log(.3f));
    const auto best = likeliestLabels(logs, {2, 1});
    QCOMPARE(int{best.labels.at<uint16_t>(0, 0)}, 1);
    QCOMPARE(int{best.labels.at<uint16_t>(0, 1)}, 0);
    QVERIFY(std::abs(best.scores.at<float>(0, 0) - 0.7) < 1e-6);
  }

  /// The labels' border lies four columns beside the picture's edge and has holes.
  void labelsFollowThePicture() {
    cv::Mat picture(kSide, kSide, CV_8UC3, cv::Scalar(40, 60, 200));
    picture.colRange(24, kSide).setTo(cv::Scalar(180, 160, 30));
    cv::Mat right(kSide, kSide, CV_32F, cv::Scalar(0.25));
    right.colRange(20, kSide).setTo(0.75);
    right(cv::Rect(34, 30, 3, 3)).setTo(0.3);
    const cv::Mat never(kSide, kSide, CV_32F, cv::Scalar(0.001));
    // The label 1 is improbable everywhere; the others keep their numbers.
    const cv::Mat logs = logsOf({0.999 - right, never, right.clone()});
    const auto before = likeliestLabels(logs, picture.size());
    const auto after = crfLabels(picture, logs);
    cv::Mat truth(kSide, kSide, CV_16U, cv::Scalar(0));
    truth.colRange(24, kSide).setTo(2);
    const auto wrong = [&](const cv::Mat& labels) { return cv::countNonZero(labels != truth); };
    QCOMPARE(wrong(before.labels), 4 * kSide + 9);
    QVERIFY2(wrong(after.labels) <= 4, qPrintable(QString::number(wrong(after.labels))));
    double least = 0, most = 0;
    cv::minMaxLoc(after.scores, &least, &most);
    QVERIFY(least >= 0.3 && most <= 1.0001);
  }

  void oneLabelEverywhereStays() {
    const cv::Mat picture(kSide, kSide, CV_8UC3, cv::Scalar(1, 2, 3));
    const cv::Mat all(kSide, kSide, CV_32F, cv::Scalar(0.999)),
        none(kSide, kSide, CV_32F, cv::Scalar(0.001));
    const auto labels = crfLabels(picture, logsOf({none.clone(), all.clone()}));
    QCOMPARE(cv::countNonZero(labels.labels == 1), kSide * kSide);
  }
};

QTEST_APPLESS_MAIN(LabelCrfTest)
#include "label_crf_test.moc"
