#include "core/coco/rle.h"
#include "core/ml/segment/solo_targets.h"
#include "core/services_ml/segmenter_detector.h"
#include "core/services_ml/training_masks.h"
#include "core/services_ml/training_samples.h"

#include <QTemporaryDir>
#include <QtTest>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>

using namespace maskwright;

namespace {

Rle ellipse(cv::Size size, cv::Point centre, cv::Size axes) {
  cv::Mat mask = cv::Mat::zeros(size, CV_8U);
  cv::ellipse(mask, centre, axes, 30, 0, 360, 255, cv::FILLED);
  return coco::encode(mask.data, mask.rows, mask.cols, mask.step);
}

TrainingTarget target(int64_t id, TargetRole role, const std::string& reason, const Box& box) {
  TrainingTarget out;
  out.candidate = CandidateId(id);
  out.role = role;
  out.reason = reason;
  out.box = box;
  return out;
}

/// A network that sees what is bright and at least 12 pixels wide.
std::vector<SeenMask> brightParts(const cv::Mat& bgr, cv::Size size) {
  cv::Mat seen, grey;
  cv::resize(bgr, seen, size, 0, 0, cv::INTER_AREA);
  cv::cvtColor(seen, grey, cv::COLOR_BGR2GRAY);
  cv::Mat labels, stats, centres;
  const int parts = cv::connectedComponentsWithStats(grey > 128, labels, stats, centres);
  std::vector<SeenMask> out;
  for (int part = 1; part < parts; ++part) {
    if (stats.at<int>(part, cv::CC_STAT_WIDTH) < 12) continue;
    cv::Mat soft;
    cv::Mat(labels == part).convertTo(soft, CV_32F, 1 / 255.0);
    cv::resize(soft, soft, size / 4, 0, 0, cv::INTER_AREA);
    SeenMask one;
    one.mask.soft = torch::from_blob(soft.data, {soft.rows, soft.cols}).clone();
    one.mask.score = 0.9F;
    one.mask.embedding = torch::ones({1});
    one.mask.source = "solo";
    one.learned = torch::ones({1});
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

/// How training and use see enlarged parts of pictures.
class TilesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// From run lengths alone, as from the pixels of the shrunk mask.
  void rowsAgreeWithThePixels() {
    const cv::Size full(400, 300), small(256, 192);
    for (const auto& [centre, axes] : {std::pair(cv::Point(200, 150), cv::Size(60, 30)),
                                       std::pair(cv::Point(30, 20), cv::Size(50, 40)),
                                       std::pair(cv::Point(390, 290), cv::Size(25, 45))}) {
      const Rle mask = ellipse(full, centre, axes);
      const auto pixels = ml::outlineRows(maskAtSize(mask, small).unsqueeze(0));
      const auto row = outlineRow(mask, small, {});
      QVERIFY(row && pixels.size(0) == 1);
      QCOMPARE(row->share, 1.0);
      for (int k = 0; k < 6; ++k)
        QVERIFY2(std::abs(row->row[static_cast<size_t>(k)] - pixels[0][k].item<float>()) < 1,
                 qPrintable(QString("number %1").arg(k)));
    }
    const Rle speck = ellipse({4000, 4000}, {1000, 1000}, {3, 3});
    QVERIFY(!outlineRow(speck, {192, 192}, {}));  // a quarter of a pixel
  }

  void tilesShowPartsOfMasks() {
    const cv::Size full(400, 300), size(800, 600);
    const cv::Rect tile(300, 200, 192, 192);
    const Rle mask = ellipse(full, {160, 130}, {25, 15});  // reaches over the tile's left side
    const auto whole = maskAtSize(mask, size);
    const auto expected = whole.narrow(0, tile.y, tile.height).narrow(1, tile.x, tile.width);
    const auto seen = maskInTile(mask, size, tile);
    QCOMPARE(seen.sizes(), torch::IntArrayRef({192, 192}));
    const auto different = seen.ne(expected).sum().item<int64_t>();
    QVERIFY2(different <= 0.02 * expected.sum().item<double>(),
             qPrintable(QString::number(different)));
    const auto row = outlineRow(mask, size, tile);
    QVERIFY(row);
    const double share = expected.sum().item<double>() / whole.sum().item<double>();
    QVERIFY(share > 0.2 && share < 0.8);
    QVERIFY(std::abs(row->share - share) < 0.02);
    const auto pixels = ml::outlineRows(expected.unsqueeze(0));
    for (int k = 0; k < 6; ++k)
      QVERIFY(std::abs(row->row[static_cast<size_t>(k)] - pixels[0][k].item<float>()) < 2.5);
    QVERIFY(!outlineRow(mask, size, {600, 400, 192, 192}));
  }

  void samplesAreTilesThatTeach() {
    TrainingImage image;
    image.width = image.height = 512;
    image.targets.push_back(target(1, TargetRole::Positive, "accepted", {20, 20, 30, 30}));
    image.targets.push_back(target(2, TargetRole::Ignored, "undecided", {480, 480, 30, 30}));
    TrainingImage other;
    other.width = other.height = 512;
    other.targets.push_back(target(3, TargetRole::Positive, "confident .9", {300, 300, 40, 40}));
    const std::vector<TrainingImage> images{image, other};
    const SampleShape shape{192, 3};
    const auto plain = trainingSamples(images, shape, 1);
    QCOMPARE(plain.all.size(), size_t{2});
    QVERIFY(plain.all[0].tile.empty() && plain.all[1].tile.empty());
    QCOMPARE(plain.lists.verified, std::vector<int64_t>{0});
    QCOMPARE(plain.lists.others, std::vector<int64_t>{1});

    const auto tiled = trainingSamples(images, shape, 2);
    size_t tiles = 0;
    for (size_t i = 0; i < tiled.all.size(); ++i) {
      const auto& sample = tiled.all[i];
      if (sample.tile.empty()) continue;
      ++tiles;
      QCOMPARE(sample.size, cv::Size(384, 384));
      const auto& box = images[sample.image].targets[0].box;
      const double middle = (box.x + box.w / 2) * 384 / 512;
      QVERIFY(sample.tile.contains(cv::Point(cvRound(middle), cvRound(middle))));
    }
    QVERIFY(tiles >= 2);
    QVERIFY(tiled.all.size() == tiles + 2);
    // The same numbers of a list: nothing of the other image.
    for (const int64_t i : tiled.lists.verified)
      QCOMPARE(tiled.all[static_cast<size_t>(i)].image, size_t{0});
    QVERIFY(tiled.lists.decided.empty());
  }

  /// Ten accepted masks say how large objects are; with fewer, all that teach do.
  void acceptedMasksSayTheZoom() {
    TrainingImage image;
    image.width = 1000;
    image.height = 500;
    for (int i = 0; i < 9; ++i)
      image.targets.push_back(target(i, TargetRole::Positive, "accepted", {0, 0, 25, 25}));
    for (int i = 0; i < 30; ++i)
      image.targets.push_back(
          target(100 + i, TargetRole::Positive, "confident .9", {0, 0, 250, 250}));
    QCOMPARE(zoomOf({image}), 1.0);
    image.targets.push_back(target(99, TargetRole::Positive, "accepted", {0, 0, 25, 25}));
    QVERIFY(std::abs(zoomOf({image}) - 500 / 25.0 / 6) < 1e-9);
  }

  /// Squares that are too small in the whole picture are found in its tiles, each once and where it
  /// is; what a tile cuts is left to the next.
  void smallObjectsAreFoundInTiles() {
    QTemporaryDir folder;
    const std::string file = folder.filePath("squares.png").toStdString();
    cv::Mat picture(480, 640, CV_8UC3, cv::Scalar(30, 40, 50));
    std::vector<cv::Rect> squares;
    for (int y = 20; y < 460; y += 70)
      for (int x = 15; x < 620; x += 66) squares.emplace_back(x, y, 18, 18);
    for (const auto& square : squares) picture(square).setTo(cv::Scalar(240, 230, 220));
    cv::imwrite(file, picture);

    SegmenterDetectorSettings settings;
    settings.views = {1};
    settings.duplicateIou = 0.5;
    const auto without = SegmenterDetector(brightParts, 192, 3, settings).detect(file);
    QVERIFY(without.ok());
    QVERIFY(without->empty());  // 7 pixels wide
    settings.zoom = 2.5;
    const auto found = SegmenterDetector(brightParts, 192, 3, settings).detect(file);
    QVERIFY(found.ok());
    QCOMPARE(found->size(), squares.size());
    for (const auto& square : squares) {
      cv::Mat mask = cv::Mat::zeros(picture.size(), CV_8U);
      mask(square).setTo(255);
      const auto truth = coco::encode(mask.data, mask.rows, mask.cols, mask.step);
      const auto hits = std::count_if(found->begin(), found->end(), [&](const DetectedMask& one) {
        return coco::iou(one.candidate.mask, truth) > 0.6;
      });
      QVERIFY2(hits == 1, qPrintable(QString("%1, %2: %3").arg(square.x).arg(square.y).arg(hits)));
    }
  }
};

QTEST_APPLESS_MAIN(TilesTest)
#include "tiles_test.moc"
