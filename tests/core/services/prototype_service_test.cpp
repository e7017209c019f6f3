#include "core/services/prototype_service.h"

#include "core/base/atomic_file.h"
#include "core/imaging/label_map_file.h"
#include "core/services/semantic_evaluate.h"
#include "core/store/decision_repository.h"
#include "core/store/prototype_repository.h"
#include "core/store/run_repository.h"
#include "tests/support/temp_project.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace maskwright;
using maskwright::test::TempProject;

namespace {

/// A project with one 4 x 2 image and a semantic run of five prototypes.
struct Mapped {
  TempProject temp;
  Run run;
  ImageId image;

  Mapped() {
    image = temp.addImage("sub/a.jpg");
    auto record = *store::ImageRepository(temp.connection()).byId(image);
    record.width = 4;
    record.height = 2;
    store::ImageRepository(temp.connection()).update(record);
    run.kind = "semantic";
    run.method = "slotcon";
    store::RunRepository runs(temp.connection());
    run.id = runs.start(run);
    store::PrototypeRepository prototypes(temp.connection());
    prototypes.ensure(run.id, 5);
    prototypes.setImage(
        run.id, image, {{0, image, 2, 0.5}, {1, image, 2, 0.3}, {4, image, 4, 0.9}});
    prototypes.summarize(run.id);
  }

  std::vector<Prototype> all() { return store::PrototypeRepository(temp.connection()).all(run.id); }
  Result<int> edit(const PrototypeEdits& edits) {
    return editPrototypes(temp.project(), run, edits, "tester");
  }
  QJsonArray legend() {
    const auto text = readFile(semanticFolder(temp.project(), run) / "legend.json");
    return QJsonDocument::fromJson(QByteArray::fromStdString(text ? *text : ""))
        .object()["labels"]
        .toArray();
  }
};

}  // namespace

class PrototypeServiceTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sharesComeFromTheImages() {
    Mapped m;
    const auto all = m.all();
    QCOMPARE(all.size(), size_t{5});
    QCOMPARE(all[4].share, 0.5);
    QCOMPARE(all[4].images, int64_t{1});
    QCOMPARE(all[1].meanScore, 0.3);
    QCOMPARE(all[2].images, int64_t{0});
    // Again with other pixels: the image's old rows are gone.
    store::PrototypeRepository prototypes(m.temp.connection());
    prototypes.setImage(m.run.id, m.image, {{2, m.image, 8, 0.1}});
    prototypes.summarize(m.run.id);
    QCOMPARE(m.all()[4].share, 0.0);
    QCOMPARE(m.all()[2].share, 1.0);
  }

  void namesMergesAndSwitchesReachTheLegend() {
    Mapped m;
    PrototypeEdits edits;
    edits.names = {{4, "cat"}};
    edits.merges = {{4, 1}};
    edits.off = {0};
    const auto changed = m.edit(edits);
    QVERIFY(changed.ok());
    QCOMPARE(*changed, 3);
    const auto legend = m.legend();
    QCOMPARE(legend.size(), 5);
    QCOMPARE(legend[1].toObject()["shown_as"].toInt(), 4);
    QCOMPARE(legend[1].toObject()["name"].toString(), QStringLiteral("cat"));
    QVERIFY(legend[0].toObject()["shown_as"].isNull());
    QCOMPARE(legend[0].toObject()["enabled"].toBool(), false);
    QCOMPARE(shownPrototypes(m.all()), (std::vector<int>{-1, 4, 2, 3, 4}));
  }

  void mergesFlattenAndNamesGoToTheTarget() {
    Mapped m;
    PrototypeEdits first, second;
    first.merges = {{1, 2}};
    second.merges = {{3, 1}};
    second.names = {};
    QVERIFY(m.edit(first).ok());
    QVERIFY(m.edit(second).ok());
    QCOMPARE(shownPrototypes(m.all()), (std::vector<int>{0, 3, 3, 3, 4}));
    PrototypeEdits naming;
    naming.names = {{2, "roof"}};
    QVERIFY(m.edit(naming).ok());
    QVERIFY(m.all()[3].state.category);
    QVERIFY(!m.all()[2].state.category);
    // A merge of members of one group changes nothing, and no loop can come about.
    PrototypeEdits loop;
    loop.merges = {{2, 3, 1}};
    QCOMPARE(*m.edit(loop), 0);
    PrototypeEdits split;
    split.split = {2};
    QVERIFY(m.edit(split).ok());
    QCOMPARE(shownPrototypes(m.all()), (std::vector<int>{0, 3, 2, 3, 4}));
  }

  void editsAreTakenBackStepByStep() {
    Mapped m;
    const auto start = m.all();
    PrototypeEdits one, two;
    one.names = {{1, "sky"}};
    two.off = {1, 2};
    QVERIFY(m.edit(one).ok());
    const auto between = m.all();
    QVERIFY(m.edit(two).ok());
    QVERIFY(undoPrototypeEdit(m.temp.project(), m.run, "tester").ok());
    QVERIFY(m.all()[1].state == between[1].state);
    QVERIFY(m.all()[2].state == between[2].state);
    QVERIFY(undoPrototypeEdit(m.temp.project(), m.run, "tester").ok());
    QVERIFY(m.all()[1].state == start[1].state);
    QCOMPARE(undoPrototypeEdit(m.temp.project(), m.run, "tester").error().kind,
             ErrorKind::WrongUse);
    auto& db = m.temp.connection().db();
    QCOMPARE(db.execAndGet("SELECT COUNT(*) FROM prototype_edit").getInt(), 6);
    QVERIFY_EXCEPTION_THROWN(db.exec("DELETE FROM prototype_edit"), SQLite::Exception);
    QVERIFY_EXCEPTION_THROWN(db.exec("UPDATE prototype_edit SET enabled = 1"), SQLite::Exception);
  }

  void wrongEditsChangeNothing() {
    Mapped m;
    PrototypeEdits edits;
    edits.names = {{0, "a"}, {5, "b"}};
    QCOMPARE(m.edit(edits).error().kind, ErrorKind::WrongUse);
    QVERIFY(!m.all()[0].state.category);
    QCOMPARE(store::CategoryRepository(m.temp.connection()).all().size(), size_t{0});
    PrototypeEdits alone;
    alone.merges = {{3}};
    QCOMPARE(m.edit(alone).error().kind, ErrorKind::WrongUse);
  }

  void regionsKeepRankBoxAndMask() {
    Mapped m;
    store::PrototypeRepository prototypes(m.temp.connection());
    const auto best = prototypes.nearest(m.run.id, 24, 0.3);
    QCOMPARE(best.size(), size_t{1});  // the others have a quarter of the image
    PrototypeRegion region{4, 1, m.image, {1, 0, 2, 2}, {2, 4, {2, 4, 2}}, 0.9};
    prototypes.replaceRegions(m.run.id, {region});
    const auto stored = prototypes.regions(m.run.id, 4);
    QCOMPARE(stored.size(), size_t{1});
    QVERIFY(stored[0].mask == region.mask);
    QVERIFY(stored[0].box == region.box);
    region.rank = 25;
    QVERIFY_EXCEPTION_THROWN(prototypes.replaceRegions(m.run.id, {region}), SQLite::Exception);
  }

  void evaluationFollowsEditsWithoutNewMaps() {
    Mapped m;
    // Prototypes 0 0 1 1 over 4 4 4 4; the truth: a 2 x 2 object at the left.
    cv::Mat labels = (cv::Mat_<uint16_t>(2, 4) << 0, 0, 1, 1, 0, 4, 4, 4);
    const auto folder = semanticFolder(m.temp.project(), m.run);
    QVERIFY(imaging::writeLabelMap(folder / "sub/a.jpg.png", labels).ok());
    const auto truth = m.temp.project().folder() / "gt.json";
    QVERIFY(writeFileAtomically(truth, R"({"images":[{"id":1,"file_name":"sub/a.jpg","width":4,
      "height":2}],"categories":[{"id":3,"name":"cat"}],"annotations":[{"id":1,"image_id":1,
      "category_id":3,"iscrowd":0,"area":4,"bbox":[0,0,2,2],"segmentation":{"size":[2,4],
      "counts":[0,4,4]}}]})")
                .ok());
    NullProgress sink;
    const auto evaluate = [&](bool background) {
      auto report = evaluateSemantic(m.temp.project(), {truth, background}, {}, sink);
      return report;
    };
    auto report = evaluate(true);
    QVERIFY2(report.ok(), report ? "" : report.error().text().c_str());
    QCOMPARE(report->classes, (std::vector<std::string>{"cat", "background"}));
    // Prototype 0 has 3 of the object's 4 pixels and none outside; 4 has 2 of the ground's 4.
    QCOMPARE(report->oneToOne.iou[0], 0.75);
    QCOMPARE(report->oneToOne.pixelAccuracy, (3.0 + 2.0) / 8);
    QCOMPARE(report->manyToOne.pixelAccuracy, (3.0 + 4.0) / 8);
    QVERIFY(!report->named);
    PrototypeEdits edits;
    edits.merges = {{4, 1}};
    edits.names = {{0, "cat"}};
    QVERIFY(m.edit(edits).ok());
    report = evaluate(true);
    QCOMPARE(report->oneToOne.pixelAccuracy, (3.0 + 4.0) / 8);
    QCOMPARE(report->groups, 4);
    QVERIFY(report->named);
    QCOMPARE(report->named->iou[0], 0.75);
    QCOMPARE(report->named->iou[1], 0.0);
    PrototypeEdits off;
    off.off = {0};
    QVERIFY(m.edit(off).ok());
    QCOMPARE(evaluate(true)->oneToOne.pixelAccuracy, 4.0 / 8);
    report = evaluate(false);
    QCOMPARE(report->pixels, int64_t{4});
    QCOMPARE(report->classes.size(), size_t{1});
  }

  void labelMapsKeepEightAndSixteenBits() {
    const maskwright::test::TempFolder folder;
    for (const int most : {200, 300}) {
      const cv::Mat labels = (cv::Mat_<uint16_t>(1, 3) << 0, 7, most);
      const auto file = folder.path() / "deep/er" / (std::to_string(most) + ".png");
      QVERIFY(imaging::writeLabelMap(file, labels).ok());
      const auto back = imaging::readLabelMap(file);
      QVERIFY(back.ok());
      QVERIFY(cv::countNonZero(*back != labels) == 0);
    }
    QCOMPARE(imaging::readLabelMap(folder.path() / "none.png").error().kind, ErrorKind::NotFound);
    QVERIFY(writeFileAtomically(folder.path() / "bad.png", "no png").ok());
    QCOMPARE(imaging::readLabelMap(folder.path() / "bad.png").error().kind, ErrorKind::Unreadable);
  }
};

QTEST_APPLESS_MAIN(PrototypeServiceTest)
#include "prototype_service_test.moc"
