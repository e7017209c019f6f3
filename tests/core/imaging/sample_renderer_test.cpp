#include "core/imaging/sample_renderer.h"

#include "core/base/atomic_file.h"
#include "core/imaging/sample_scene.h"
#include "core/imaging/sample_shapes.h"

#include <QTemporaryDir>
#include <QtTest>

#include <opencv2/imgcodecs.hpp>
#include <rapidjson/document.h>

#include <set>

using namespace maskwright;
using namespace maskwright::imaging;

class SampleRendererTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sameSeedSamePicture();
  void masksAreVisibleParts();
  void cocoFileMatchesTheScenes();
  void reportsWrongUseAndUnwritable();
  void stopsWhenCancelled();
};

void SampleRendererTest::sameSeedSamePicture() {
  const SampleScene a = renderSampleScene(7, 3), b = renderSampleScene(7, 3);
  const SampleScene c = renderSampleScene(8, 3), d = renderSampleScene(7, 4);
  QCOMPARE(cv::norm(a.bgr, b.bgr, cv::NORM_INF), 0.0);
  QVERIFY(a.bgr.size() != c.bgr.size() || cv::norm(a.bgr, c.bgr, cv::NORM_INF) > 0);
  QVERIFY(a.bgr.size() != d.bgr.size() || cv::norm(a.bgr, d.bgr, cv::NORM_INF) > 0);
}

void SampleRendererTest::masksAreVisibleParts() {
  std::set<int> classes;
  std::set<size_t> counts;
  for (int index = 0; index < 60; ++index) {
    const SampleScene scene = renderSampleScene(1, index);
    QVERIFY(!scene.objects.empty() && scene.objects.size() <= 6);
    counts.insert(scene.objects.size());
    cv::Mat covered = cv::Mat::zeros(scene.bgr.size(), CV_8U);
    for (const auto& object : scene.objects) {
      QCOMPARE(object.mask.width, scene.bgr.cols);
      QCOMPARE(object.mask.height, scene.bgr.rows);
      const cv::Mat mask(object.mask.height,
                         object.mask.width,
                         CV_8U,
                         const_cast<uint8_t*>(object.mask.data.data()));
      QVERIFY(cv::countNonZero(mask) >= 250);
      QVERIFY2(cv::countNonZero(covered & mask) == 0, "two objects own one pixel");
      covered |= mask;
      classes.insert(object.classIndex);
    }
  }
  QCOMPARE(classes.size(), kSampleClasses.size());
  QVERIFY(counts.size() >= 5);
}

void SampleRendererTest::cocoFileMatchesTheScenes() {
  QTemporaryDir folder;
  NullProgress silent;
  const auto summary = renderSample(folder.path().toStdString(), 4, 5, silent);
  QVERIFY2(summary.ok(), summary.ok() ? "" : summary.error().text().c_str());
  const auto text = readFile(summary->annotationFile);
  QVERIFY(text.ok());
  rapidjson::Document json;
  json.Parse(text->c_str());
  QVERIFY(!json.HasParseError());
  QCOMPARE(json["images"].Size(), 4u);
  QCOMPARE(json["categories"].Size(), static_cast<unsigned>(kSampleClasses.size()));
  QCOMPARE(json["annotations"].Size(), static_cast<unsigned>(summary->objects));
  unsigned next = 0;
  for (int index = 0; index < 4; ++index) {
    const SampleScene scene = renderSampleScene(5, index);
    const auto& image = json["images"][static_cast<unsigned>(index)];
    const cv::Mat read =
        cv::imread((summary->imageFolder / image["file_name"].GetString()).string());
    QCOMPARE(read.cols, image["width"].GetInt());
    QCOMPARE(read.rows, image["height"].GetInt());
    for (const auto& object : scene.objects) {
      const auto& annotation = json["annotations"][next++];
      QCOMPARE(annotation["id"].GetInt(), static_cast<int>(next));
      QCOMPARE(annotation["image_id"].GetInt(), index + 1);
      QCOMPARE(annotation["category_id"].GetInt(), object.classIndex + 1);
      Bitmap decoded(object.mask.height, object.mask.width);
      size_t at = 0;
      uint8_t value = 0;
      for (const auto& count : annotation["segmentation"]["counts"].GetArray()) {
        for (unsigned i = 0; i < count.GetUint(); ++i, ++at)
          decoded.at(static_cast<int>(at % decoded.height), static_cast<int>(at / decoded.height)) =
              value;
        value ^= 1;
      }
      QCOMPARE(at, decoded.data.size());
      QVERIFY(decoded == object.mask);
      int64_t area = 0;
      for (const uint8_t pixel : decoded.data) area += pixel;
      QCOMPARE(annotation["area"].GetInt64(), area);
    }
  }
  QCOMPARE(next, static_cast<unsigned>(summary->objects));
}

void SampleRendererTest::reportsWrongUseAndUnwritable() {
  QTemporaryDir folder;
  NullProgress silent;
  const auto none = renderSample(folder.path().toStdString(), 0, 1, silent);
  QVERIFY(!none.ok());
  QCOMPARE(none.error().kind, ErrorKind::WrongUse);
  const auto below = folder.path().toStdString() + "/file";
  QVERIFY(writeFileAtomically(below, "x").ok());
  const auto blocked = renderSample(below, 1, 1, silent);
  QVERIFY(!blocked.ok());
  QCOMPARE(blocked.error().kind, ErrorKind::Unwritable);
}

void SampleRendererTest::stopsWhenCancelled() {
  QTemporaryDir folder;
  NullProgress silent;
  std::stop_source stop;
  stop.request_stop();
  const auto result = renderSample(folder.path().toStdString(), 5, 1, silent, stop.get_token());
  QVERIFY(!result.ok());
  QCOMPARE(result.error().kind, ErrorKind::Cancelled);
}

QTEST_APPLESS_MAIN(SampleRendererTest)
#include "sample_renderer_test.moc"
