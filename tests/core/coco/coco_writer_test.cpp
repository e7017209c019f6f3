#include "core/coco/coco_writer.h"

#include "core/coco/coco_reader.h"
#include "core/coco/rle.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

using namespace maskwright;

class CocoWriterTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void whatIsWrittenComesBack() {
    const Rle square = coco::fromBox({2, 3, 5, 4}, 10, 20);
    const Rle ring = coco::subtract(square, coco::fromBox({3, 4, 2, 2}, 10, 20));
    coco::CocoWriter writer(path("a.json"));
    QVERIFY(writer.open({"test \"x\"", "1", "2026-01-01"}, {{1, "Kätze", "animal"}}).ok());
    QVERIFY(writer.image({1, "sub/ü.jpg", 20, 10}).ok());
    QVERIFY(!QFile::exists(QString::fromStdString(path("a.json"))));
    const coco::Provenance from{42, 1, "solo", "small", "accepted", "2026-01-02T03:04:05Z"};
    const auto polygon = coco::SegmentationForm::Polygon;
    const auto first = writer.annotation({1, 1, 1, square, false, .75, from}, polygon);
    QVERIFY(first.ok() && first->form == polygon && first->fallbackReason.empty());
    const auto second = writer.annotation({2, 1, 1, ring, false, {}, {}}, polygon);
    QVERIFY(second->form == coco::SegmentationForm::Rle);
    QCOMPARE(second->fallbackReason, std::string("1 hole"));
    const auto third =
        writer.annotation({3, 1, 1, square, true, {}, {}}, coco::SegmentationForm::Rle);
    QVERIFY(third->fallbackReason.empty());
    QVERIFY(writer.commit().ok());

    std::vector<coco::FileIssue> issues;
    const auto index = coco::readIndex(path("a.json"), issues);
    const auto all = coco::loadAnnotations(path("a.json"), *index, {}, issues);
    QVERIFY(issues.empty());
    QCOMPARE(index->images[0].fileName, std::string("sub/ü.jpg"));
    QCOMPARE(index->categories[0].name, std::string("Kätze"));
    QCOMPARE(all->size(), size_t{3});
    QVERIFY((*all)[0].mask == square && (*all)[1].mask == ring && (*all)[2].mask == square);
    QVERIFY(((*all)[0].box == Box{2, 3, 5, 4}));
    QCOMPARE((*all)[1].area, 16.0);
    QVERIFY((*all)[2].crowd);
    QCOMPARE((*all)[0].score, .75);

    const QJsonObject root = json("a.json");
    for (const char* key : {"info", "licenses", "categories", "images", "annotations"})
      QVERIFY2(root.contains(key), key);
    const QJsonObject written = root["annotations"].toArray()[0].toObject();
    const QJsonObject provenance = written["maskwright"].toObject();
    QCOMPARE(provenance["candidate_id"].toInt(), 42);
    QCOMPARE(provenance["verdict"].toString(), QString("accepted"));
    QCOMPARE(provenance["decided_at"].toString(), QString("2026-01-02T03:04:05Z"));
    QVERIFY(written["segmentation"].isArray());
  }

  void emptySetIsStillValid() {
    coco::CocoWriter writer(path("b.json"));
    QVERIFY(writer.open({}, {}).ok());
    QVERIFY(writer.commit().ok());
    QVERIFY(json("b.json")["annotations"].isArray());
    QVERIFY(json("b.json")["images"].isArray());
  }

  void withoutCommitNothingAppears() {
    {
      coco::CocoWriter writer(path("c.json"));
      QVERIFY(writer.open({}, {}).ok());
    }
    QVERIFY(!QFile::exists(QString::fromStdString(path("c.json"))));
    coco::CocoWriter nowhere("/nowhere/at/all.json");
    QVERIFY(nowhere.open({}, {}).error().kind == ErrorKind::Unwritable);
  }

  void simplifiedPolygonsBelowTheLimitFallBack() {
    // An octagon of 10 pixels becomes a rhombus when corners may move by 3.
    const std::vector<double> corners{6, 1, 11, 1, 14, 4, 14, 8, 11, 11, 6, 11, 3, 8, 3, 4};
    const Rle small = coco::fromPolygon(corners, 14, 20);
    coco::CocoWriter writer(path("d.json"));
    QVERIFY(writer.open({}, {{1, "x", ""}}).ok());
    QVERIFY(writer.image({1, "a", 20, 14}).ok());
    const auto written =
        writer.annotation({1, 1, 1, small, false, {}, {}}, coco::SegmentationForm::Polygon, 3);
    QVERIFY(written->form == coco::SegmentationForm::Rle);
    QVERIFY(written->fallbackReason.find("IoU") != std::string::npos);
  }

 private:
  std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }
  QJsonObject json(const char* name) const {
    QFile file(folder_.filePath(name));
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QJsonDocument::fromJson(file.readAll()).object();
  }
  QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(CocoWriterTest)
#include "coco_writer_test.moc"
