#include "core/coco/evaluation.h"

#include "core/coco/coco_reader.h"
#include "core/coco/rle.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <cmath>

using namespace maskwright;

namespace {

constexpr double kTolerance = 1e-9;
const std::string kFolder = "tests/golden/cocoeval/";

struct Loaded {
  coco::Index index;
  std::vector<coco::Annotation> truths, masks, boxes;
};

Loaded load() {
  Loaded out;
  std::vector<coco::FileIssue> issues;
  out.index = *coco::readIndex(kFolder + "gt.json", issues);
  out.truths = *coco::loadAnnotations(kFolder + "gt.json", out.index, {}, issues);
  const coco::ReadOptions keep{true, coco::UnknownCategory::Keep};
  out.masks = *coco::loadAnnotations(kFolder + "dt_segm.json", out.index, keep, issues);
  out.boxes = *coco::loadAnnotations(kFolder + "dt_bbox.json", out.index, keep, issues);
  if (!issues.empty()) throw std::runtime_error(issues.front().text());
  return out;
}

coco::EvaluationSettings settingsOf(const QJsonObject& run, const coco::Index& index) {
  coco::EvaluationSettings settings;
  settings.type = run["type"].toString() == "segm" ? coco::IouType::Mask : coco::IouType::Box;
  settings.useCategories = run["useCats"].toInt() == 1;
  settings.maxDetections.clear();
  for (const auto& limit : run["maxDets"].toArray())
    settings.maxDetections.push_back(limit.toInt());
  for (const auto& id : run["imgIds"].toArray()) settings.images.push_back(id.toInteger());
  if (settings.images.empty())
    for (const auto& image : index.images) settings.images.push_back(image.id);
  for (const auto& category : index.categories) settings.categories.push_back(category.id);
  settings.threads = 2;
  settings.keepMatches = true;
  return settings;
}

bool close(double a, double b) {
  return std::abs(a - b) <= kTolerance;
}

template <typename Values>
void compareList(const Values& got, const QJsonArray& expected, size_t stride, const char* what) {
  for (int i = 0; i < expected.size(); ++i)
    QVERIFY2(close(got[i * stride], expected[i].toDouble()),
             qPrintable(QString("%1 at %2: %3").arg(what).arg(i).arg(got[i * stride])));
}

std::vector<int64_t> idList(const QJsonValue& value) {
  std::vector<int64_t> out;
  for (const auto& item : value.toArray()) out.push_back(item.toInteger());
  return out;
}

std::vector<uint8_t> flags(const QJsonValue& value) {
  std::vector<uint8_t> out;
  for (const auto& item : value.toArray()) out.push_back(item.toInt() != 0);
  return out;
}

void compareCategory(const coco::CategoryEvaluation& got, const QJsonObject& expected) {
  const std::pair<const char*, double> single[] = {{"AP", got.ap},
                                                   {"AP50", got.ap50},
                                                   {"AP75", got.ap75},
                                                   {"AP_small", got.apSmall},
                                                   {"AP_medium", got.apMedium},
                                                   {"AP_large", got.apLarge},
                                                   {"AR", got.ar}};
  for (const auto& [name, value] : single)
    QVERIFY2(close(value, expected[name].toDouble(-99)), name);
  compareList(got.apByIou, expected["AP_by_iou"].toArray(), 1, "AP_by_iou");
  compareList(got.recallByIou, expected["recall_by_iou"].toArray(), 1, "recall_by_iou");
  compareList(got.precisionAt50, expected["precision_at_iou50"].toArray(), 10, "precision");
  compareList(got.scoreAt50, expected["score_at_iou50"].toArray(), 10, "score");
  QCOMPARE(expected["precision_at_iou50"].toArray().size(), 11);
}

/// The reference lists the first 20 detections of an image.
template <typename Value>
std::vector<Value> first20(std::vector<Value> values) {
  values.resize(std::min<size_t>(values.size(), 20));
  return values;
}

void compareMatches(const std::vector<coco::ImageMatches>& all, const QJsonObject& expected) {
  const int64_t image = expected["image_id"].toInteger();
  const int64_t category = expected["category_id"].toInteger();
  for (const auto& got : all) {
    if (got.image != image || got.category != category) continue;
    QCOMPARE(first20(got.detections), idList(expected["dt_ids"]));
    QCOMPARE(got.truths, idList(expected["gt_ids"]));
    QCOMPARE(first20(got.matchAt50), idList(expected["dt_matches_iou50"]));
    QCOMPARE(first20(got.matchAt75), idList(expected["dt_matches_iou75"]));
    QCOMPARE(first20(got.ignoredAt50), flags(expected["dt_ignore_iou50"]));
    QCOMPARE(got.truthIgnored, flags(expected["gt_ignore"]));
    return;
  }
  QFAIL(qPrintable(QString("no matches for image %1").arg(image)));
}

coco::Annotation square(int64_t id, int64_t image, int x, double score = NAN, bool crowd = false) {
  coco::Annotation out;
  out.id = id;
  out.image = image;
  out.category = 1;
  out.crowd = crowd;
  out.score = score;
  out.box = {double(x), 0, 10, 10};
  out.mask = coco::fromBox(out.box, 20, 100);
  out.area = 100;
  out.hasBox = out.hasMask = true;
  return out;
}

}  // namespace

class EvaluationTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void equalsTheReference() {
    const Loaded data = load();
    QFile file(QString::fromStdString(kFolder + "expected.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject expected = QJsonDocument::fromJson(file.readAll()).object();
    QCOMPARE(data.index.images.size(), size_t(expected["counts"]["images"].toInt()));
    QCOMPARE(data.truths.size(), size_t(expected["counts"]["annotations"].toInt()));
    QCOMPARE(data.masks.size(), size_t(expected["counts"]["detections"].toInt()));
    int withMatches = 0;
    for (const auto& item : expected["runs"].toArray()) {
      const QJsonObject run = item.toObject();
      const auto settings = settingsOf(run, data.index);
      const auto& detections = settings.type == coco::IouType::Mask ? data.masks : data.boxes;
      const auto result = coco::evaluate(data.truths, detections, settings);
      QCOMPARE(run["stats"].toArray().size(), 12);
      compareList(result.stats, run["stats"].toArray(), 1, "stats");
      const QJsonObject perCategory = run["per_category"].toObject();
      QCOMPARE(size_t(perCategory.size()), result.categories.size());
      for (const auto& category : result.categories)
        compareCategory(category, perCategory[QString::number(category.category)].toObject());
      for (const auto& image : run["images_area_all"].toArray()) {
        compareMatches(result.matches, image.toObject());
        ++withMatches;
      }
    }
    QCOMPARE(withMatches, 128);
  }

  void threadsDoNotChangeAnything() {
    const Loaded data = load();
    coco::EvaluationSettings settings = settingsOf({{"type", "segm"}, {"useCats", 1}}, data.index);
    settings.maxDetections = {1, 10, 100};
    settings.threads = 1;
    const auto one = coco::evaluate(data.truths, data.masks, settings);
    settings.threads = 4;
    const auto four = coco::evaluate(data.truths, data.masks, settings);
    QVERIFY(one.stats == four.stats);
    QCOMPARE(one.extra.mbo, four.extra.mbo);
  }

  void extraFiguresByHand() {
    // Image 1: truth at 0 met exactly by the second-best detection, truth at 50 by IoU 1/3.
    // Image 2: the best detection meets its truth; the crowd does not count. Image 3: no truth.
    const std::vector<coco::Annotation> truths{
        square(1, 1, 0), square(2, 1, 50), square(3, 2, 20), square(4, 2, 70, NAN, true)};
    const std::vector<coco::Annotation> found{
        square(1, 1, 55, .9), square(2, 1, 0, .8), square(3, 2, 20, .7), square(4, 3, 0, .95)};
    coco::EvaluationSettings settings;
    settings.images = {1, 2, 3};
    settings.categories = {1};
    settings.useCategories = false;
    for (const auto type : {coco::IouType::Mask, coco::IouType::Box}) {
      settings.type = type;
      const auto extra = coco::evaluate(truths, found, settings).extra;
      QVERIFY(close(extra.mbo, (1 + 1. / 3 + 1) / 3));
      QVERIFY(close(extra.coverage50, 2. / 3));
      QVERIFY(close(extra.corLoc, 1. / 2));
      QVERIFY(close(extra.corLocByType, 1. / 2));
      QCOMPARE(extra.bestCount, int64_t{3});
      QVERIFY(close(extra.bestPrecision, 1. / 3));
      QCOMPARE(extra.truths, int64_t{3});
    }
  }

  void corLocComparesBoxes() {
    const std::vector<coco::Annotation> truths{square(1, 1, 0)};
    std::vector<coco::Annotation> found{square(1, 1, 0, .9)};
    // Two opposite corners of the truth: its box, a fiftieth of its pixels.
    const std::vector corners{coco::fromBox({0, 0, 1, 1}, 20, 100),
                              coco::fromBox({9, 9, 1, 1}, 20, 100)};
    found[0].mask = coco::merge(corners);
    coco::EvaluationSettings settings;
    settings.images = {1};
    settings.categories = {1};
    settings.useCategories = false;
    const auto extra = coco::evaluate(truths, found, settings).extra;
    QVERIFY(close(extra.corLoc, 1));
    QVERIFY(close(extra.corLocByType, 0));
    QVERIFY(close(extra.mbo, .02));
  }

  void nothingGivesUndefined() {
    coco::EvaluationSettings settings;
    settings.images = {1};
    settings.categories = {1};
    const auto result = coco::evaluate({}, {}, settings);
    for (const double value : result.stats) QCOMPARE(value, -1.0);
    QCOMPARE(result.extra.mbo, -1.0);
    settings.maxDetections = {100};
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, coco::evaluate({}, {}, settings));
  }
};

QTEST_APPLESS_MAIN(EvaluationTest)
#include "evaluation_test.moc"
