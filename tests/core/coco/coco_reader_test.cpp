#include "core/coco/coco_reader.h"

#include "core/base/atomic_file.h"
#include "core/coco/rle.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace maskwright;

namespace {

const std::string kHead =
    R"({"images":[{"id":7,"file_name":"sub/a.jpg","width":20,"height":10}],)"
    R"("categories":[{"id":3,"name":"cat","supercategory":"animal"}],"annotations":[)";

}  // namespace

class CocoReaderTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsAllSegmentationForms() {
    const Rle mask = coco::fromBox({2, 3, 5, 4}, 10, 20);
    std::string runs;
    for (const uint32_t run : mask.counts) runs += (runs.empty() ? "" : ",") + std::to_string(run);
    // Annotations stand before the images: sizes must be known all the same.
    const auto all = read(
        R"({"annotations":[)"
        R"({"id":1,"image_id":7,"category_id":3,"segmentation":[[2,3,7,3,7,7,2,7]],"score":0.25,)"
        R"("area":19.5,"bbox":[2,3,5,4],"maskwright":{"round":[1,{"x":null}]}},)"
        R"({"id":2,"image_id":7,"category_id":3,"iscrowd":1,"segmentation":{"size":[10,20],"counts":[)" +
        runs + R"(]}},{"id":3,"image_id":7,"category_id":3,"segmentation":{"counts":")" +
        coco::toCompressed(mask) +
        R"(","size":[10,20]}},{"id":4,"image_id":7,"category_id":3,"segmentation":[],"bbox":[1,2,3,4]}],)"
        R"("images":[{"id":7,"file_name":"sub/a.jpg","width":20,"height":10}],)"
        R"("categories":[{"id":3,"name":"cat","supercategory":"animal"}]})");
    QVERIFY2(issues_.empty(), issues_.empty() ? "" : issues_[0].text().c_str());
    QCOMPARE(index_.images[0].fileName, std::string("sub/a.jpg"));
    QCOMPARE(index_.categories[0].supercategory, std::string("animal"));
    QCOMPARE(all.size(), size_t{4});
    for (int i = 0; i < 3; ++i) QVERIFY(all[i].hasMask && all[i].mask == mask);
    QCOMPARE(all[0].score, 0.25);
    QCOMPARE(all[0].area, 19.5);
    QVERIFY(all[1].crowd && std::isnan(all[1].score));
    QCOMPARE(all[1].area, 20.0);
    QVERIFY((all[1].box == Box{2, 3, 5, 4}));
    QVERIFY(!all[3].hasMask);
    QCOMPARE(all[3].area, 12.0);
  }

  void badAnnotationsAreListedAndTheRestGoesOn_data() {
    QTest::addColumn<QString>("entry");
    QTest::addColumn<QString>("cause");
    const auto row = [](const char* name, const char* entry, const char* cause) {
      QTest::newRow(name) << QString(entry) << QString(cause);
    };
    row("image", R"({"id":5,"image_id":8,"category_id":3,"bbox":[1,1,2,2]})", "image id 8 is not");
    row("noimage", R"({"id":5,"category_id":3,"bbox":[1,1,2,2]})", "image id is missing");
    row("textimage", R"({"id":5,"image_id":"7","category_id":3})", "\"image_id\" is not a number");
    row("category", R"({"id":5,"image_id":7,"category_id":4,"bbox":[1,1,2,2]})", "category id 4");
    row("nocategory", R"({"id":5,"image_id":7,"bbox":[1,1,2,2]})", "category id is missing");
    row("shape", R"({"id":5,"image_id":7,"category_id":3})", "neither a segmentation nor a box");
    row("short",
        R"({"id":5,"image_id":7,"category_id":3,"segmentation":[[1,2,3,4]]})",
        "polygon of 4");
    row("odd",
        R"({"id":5,"image_id":7,"category_id":3,"segmentation":[[1,2,3,4,5,6,7]]})",
        "polygon of 7");
    row("wild",
        R"({"id":5,"image_id":7,"category_id":3,"segmentation":[[1,2,3,4,1e30,6]]})",
        "out of range");
    row("flat",
        R"({"id":5,"image_id":7,"category_id":3,"segmentation":[1,2,3,4,5,6]})",
        "malformed");
    row("text",
        R"({"id":5,"image_id":7,"category_id":3,"segmentation":"x"})",
        "\"segmentation\" is not");
    row("sum",
        R"({"id":5,"image_id":7,"category_id":3,"segmentation":{"size":[10,20],"counts":[1,2]}})",
        "do not sum");
    row("negative",
        R"({"id":5,"image_id":7,"category_id":3,"segmentation":{"size":[10,20],"counts":[-1,201]}})",
        "not a whole number");
    row("size",
        R"({"id":5,"image_id":7,"category_id":3,"segmentation":{"size":[20,10],"counts":[200]}})",
        "mask of 10 x 20 pixels on an image of 20 x 10");
    row("nosize",
        R"({"id":5,"image_id":7,"category_id":3,"segmentation":{"counts":[200]}})",
        "size is not");
    row("string",
        R"({"id":5,"image_id":7,"category_id":3,"segmentation":{"size":[10,20],"counts":"!"}})",
        "bad compressed");
    row("box", R"({"id":5,"image_id":7,"category_id":3,"bbox":[1,1,-2,2]})", "negative size");
    row("box3", R"({"id":5,"image_id":7,"category_id":3,"bbox":[1,1,2]})", "box has 3 numbers");
    row("score",
        R"({"id":5,"image_id":7,"category_id":3,"bbox":[1,1,2,2],"score":NaN})",
        "score is not");
  }

  void badAnnotationsAreListedAndTheRestGoesOn() {
    QFETCH(QString, entry);
    QFETCH(QString, cause);
    const std::string good = R"({"id":6,"image_id":7,"category_id":3,"bbox":[1,1,2,2]})";
    const auto all = read(kHead + entry.toStdString() + "," + good + "]}");
    QCOMPARE(all.size(), size_t{1});
    QCOMPARE(all[0].id, int64_t{6});
    QCOMPARE(issues_.size(), size_t{1});
    QCOMPARE(issues_[0].annotation, int64_t{5});
    QVERIFY2(issues_[0].cause.find(cause.toStdString()) != std::string::npos,
             issues_[0].cause.c_str());
    QVERIFY(issues_[0].file.ends_with("x.json"));
  }

  void entriesThatAreNoObjects() {
    const auto all =
        read(kHead +
             R"(1,[2,{"id":9}],"x",null,{"id":6,"image_id":7,"category_id":3,"bbox":[1,1,2,2]}]})");
    QCOMPARE(all.size(), size_t{1});
    QCOMPARE(issues_.size(), size_t{4});
  }

  void resultsLists() {
    read(kHead + "]}");
    write(R"([{"image_id":7,"category_id":90,"bbox":[1,1,2,2],"score":0.5},)"
          R"({"image_id":7,"category_id":3,"bbox":[1,1,2,3]},)"
          R"({"image_id":99,"category_id":3,"bbox":[1,1,2,3],"score":1}])");
    issues_.clear();
    QVERIFY(coco::readIndex(file_, issues_)->resultsList);
    const auto all =
        coco::loadAnnotations(file_, index_, {true, coco::UnknownCategory::Keep}, issues_);
    QVERIFY(all.ok());
    QCOMPARE(all->size(), size_t{1});
    QCOMPARE(all->front().id, int64_t{1});
    QCOMPARE(all->front().area, 4.0);
    QCOMPARE(issues_.size(), size_t{2});
    QCOMPARE(issues_[0].annotation, int64_t{2});
    QVERIFY(issues_[0].cause.find("score") != std::string::npos);
    QCOMPARE(issues_[1].annotation, int64_t{3});
  }

  void brokenFilesNameTheOffset() {
    write(R"({"images":[],"annotations":[{"id":1,,}]})");
    const auto broken = coco::readIndex(file_, issues_);
    QVERIFY(!broken.ok());
    QVERIFY(broken.error().kind == ErrorKind::Unreadable);
    QVERIFY2(broken.error().message.find("byte 36") != std::string::npos,
             broken.error().message.c_str());
    QCOMPARE(broken.error().where, file_.string());
    for (const char* text : {"", "7", "{}", R"({"a":[1]})", "[", "{\"images\":[{\"id\":1}]"}) {
      write(text);
      QVERIFY2(!coco::readIndex(file_, issues_).ok(), text);
    }
    QVERIFY(coco::readIndex("/nowhere/x.json", issues_).error().kind == ErrorKind::NotFound);
    QVERIFY(!coco::readIndex("/", issues_).ok());
    write(std::string(200000, '['));  // deep nesting must not exhaust the stack
    QVERIFY(!coco::readIndex(file_, issues_).ok());
  }

  void doubledAndMissingIdsInTheTables() {
    read(R"({"images":[{"id":1},{"id":1},{"file_name":"x"}],"annotations":[],)"
         R"("categories":[{"id":1,"name":5}]})");
    QCOMPARE(index_.images.size(), size_t{1});
    QCOMPARE(issues_.size(), size_t{3});
  }

  void stopsEarly() {
    read(kHead + R"({"id":1,"image_id":7,"category_id":3,"bbox":[1,1,2,2]},)"
                 R"({"id":2,"image_id":7,"category_id":3,"bbox":[1,1,2,2]}]})");
    int seen = 0;
    const auto done = coco::readAnnotations(
        file_, index_, {}, [&](coco::Annotation&&) { return ++seen < 1; }, issues_);
    QVERIFY(done.ok());
    QCOMPARE(seen, 1);
  }

 private:
  void write(const std::string& text) {
    file_ = folder_.filePath("x.json").toStdString();
    QVERIFY(writeFileAtomically(file_, text).ok());
  }

  std::vector<coco::Annotation> read(const std::string& text) {
    write(text);
    issues_.clear();
    auto index = coco::readIndex(file_, issues_);
    if (!index) throw std::runtime_error(index.error().text());
    index_ = *index;
    auto all = coco::loadAnnotations(file_, index_, {}, issues_);
    if (!all) throw std::runtime_error(all.error().text());
    return *all;
  }

  QTemporaryDir folder_;
  std::filesystem::path file_;
  coco::Index index_;
  std::vector<coco::FileIssue> issues_;
};

QTEST_APPLESS_MAIN(CocoReaderTest)
#include "coco_reader_test.moc"
