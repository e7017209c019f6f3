#include "tests/support/engine.h"
#include "tests/support/temp_project.h"

#include <QDir>
#include <QFile>
#include <QtTest>

using namespace maskwright;
using maskwright::test::runEngine;

/// SlotCon from the command line: training, maps, names, slots, scores.
class SemanticTest : public QObject {
  Q_OBJECT

 private:
  test::TempFolder folder_;
  QString path(const char* name) const { return test::text(folder_.path() / name); }

  QJsonArray labels(const QString& maps) const {
    QFile file(maps + "/legend.json");
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QJsonDocument::fromJson(file.readAll()).object()["labels"].toArray();
  }

 private Q_SLOTS:
  void initTestCase() {
    QCOMPARE(runEngine({"sample", path("s"), "--images", "12", "--seed", "3"}).code, 0);
    QCOMPARE(runEngine({"init", path("p"), "--images", path("s") + "/images"}).code, 0);
  }

  void withoutAModelItSaysHowToMakeOne() {
    for (const QStringList& command : {QStringList{"semantic", path("p")},
                                       QStringList{"discover", path("p"), "--method", "slots"}}) {
      const auto run = runEngine(command);
      QCOMPARE(run.code, 1);
      QVERIFY2(run.err.contains("--method slotcon"), run.err);
    }
    QCOMPARE(runEngine({"semantic", path("p"), "--name", "1=cat"}).code, 1);
  }

  void fewImagesAreSaidAndOneIsRefused() {
    QVERIFY(QDir().mkpath(path("one")));
    const auto images = QDir(path("s") + "/images").entryInfoList(QDir::Files);
    QVERIFY(QFile::copy(images[0].filePath(), path("one") + "/" + images[0].fileName()));
    QCOMPARE(runEngine({"init", path("q"), "--images", path("one")}).code, 0);
    QCOMPARE(runEngine({"pretrain", path("q"), "--method", "slotcon"}).code, 2);
    const auto run = runEngine(
        {"pretrain", path("p"), "--method", "slotcon", "--profile", "preview", "--epochs", "1"});
    QCOMPARE(run.code, 0);
    QVERIFY2(run.err.contains("colour and texture"), run.err);
    QVERIFY2(run.err.contains("k-means"), run.err);
  }

  void mapsGoOnWhereTheyStoppedAndKeepNames() {
    const auto first = runEngine({"semantic", path("p"), "--limit", "5", "--json"});
    QCOMPARE(first.code, 0);
    QCOMPARE(first.json()["images"].toInt(), 5);
    QCOMPARE(first.json()["prototypes"].toInt(), 16);
    const QString maps = first.json()["maps"].toString();
    QCOMPARE(labels(maps).size(), 16);

    QCOMPARE(
        runEngine({"semantic", path("p"), "--name", "2=leaf", "--merge", "2,5", "--off", "7"}).code,
        0);
    QCOMPARE(labels(maps)[5].toObject()["name"].toString(), QStringLiteral("leaf"));
    QCOMPARE(runEngine({"semantic", path("p"), "--name", "16=x"}).code, 2);
    QCOMPARE(runEngine({"semantic", path("p"), "--name", "leaf"}).code, 2);
    QCOMPARE(runEngine({"semantic", path("p"), "--merge", "1,b"}).code, 2);

    const auto rest = runEngine({"semantic", path("p"), "--json"});
    QCOMPARE(rest.code, 0);
    QCOMPARE(rest.json()["images"].toInt(), 7);
    QCOMPARE(rest.json()["skipped"].toInt(), 5);
    QCOMPARE(rest.json()["run"].toInt(), first.json()["run"].toInt());
    QCOMPARE(labels(maps)[5].toObject()["shown_as"].toInt(), 2);
    double share = 0;
    for (const auto& label : labels(maps)) share += label.toObject()["share"].toDouble();
    QVERIFY(std::abs(share - 1) < 1e-6);
    QCOMPARE(QDir(maps).entryList({"*.png"}, QDir::Files).size(), 12);

    QCOMPARE(runEngine({"semantic", path("p"), "--undo"}).code, 0);
    QVERIFY(labels(maps)[5].toObject()["name"].isNull());
    QCOMPARE(runEngine({"semantic", path("p"), "--undo"}).code, 2);
  }

  void mapsAreScored() {
    const auto run = runEngine({"evaluate",
                                path("p"),
                                "--semantic",
                                "--against",
                                path("s") + "/instances.json",
                                "--json"});
    QCOMPARE(run.code, 0);
    const double one = run.json()["one_to_one_pixel_accuracy"].toDouble();
    const double many = run.json()["many_to_one_pixel_accuracy"].toDouble();
    QVERIFY2(one > 0 && many >= one && many <= 1, run.out);
    QCOMPARE(run.json()["images"].toInt(), 12);
  }

  /// From discovery to scores; the options are those that the help names.
  void maskDistillTrainsOnMasksAndClusters() {
    const auto help = runEngine({"semantic", "--help"});
    for (const char* option :
         {"maskdistill", "--profile", "--no-crf", "--threshold", "--crf-rounds", "--round"})
      QVERIFY2(help.out.contains(option), option);
    QCOMPARE(runEngine({"semantic", path("p"), "--method", "other"}).code, 2);
    const QStringList command{
        "semantic", path("p"), "--method", "maskdistill", "--iterations", "3", "--json"};
    auto run = runEngine(command);
    QCOMPARE(run.code, 1);
    QVERIFY2(run.err.contains("maskwright discover"), run.err);
    QCOMPARE(runEngine({"discover", path("p"), "--short-side", "256"}).code, 0);
    QCOMPARE(runEngine({"cluster", path("p"), "--k", "4"}).code, 0);
    QCOMPARE(runEngine(command + QStringList{"--threshold", "2"}).code, 2);
    run = runEngine(command);
    QVERIFY2(run.code == 0, run.err);
    QCOMPARE(run.json()["images"].toInt(), 12);
    QCOMPARE(run.json()["steps"].toInt(), 3);
    QCOMPARE(run.json()["training_images"].toInt(), 12);
    const QString maps = run.json()["maps"].toString();
    QCOMPARE(QDir(maps).entryList({"*.png"}, QDir::Files).size(), 12);
    QCOMPARE(labels(maps).size(), 5);
    QCOMPARE(labels(maps)[0].toObject()["name"].toString(), QStringLiteral("background"));
    const auto score = runEngine({"evaluate",
                                  path("p"),
                                  "--semantic",
                                  "--against",
                                  path("s") + "/instances.json",
                                  "--json"});
    QCOMPARE(score.code, 0);
    QVERIFY2(score.out.contains("maskdistill"), score.out);
  }

  void slotsBecomeCandidates() {
    const auto run =
        runEngine({"discover", path("p"), "--method", "slots", "--json", "--short-side", "320"});
    QCOMPARE(run.code, 0);
    QVERIFY2(run.json()["candidates"].toInt() > 12, run.out);
    QVERIFY2(run.json()["profile"].toString().contains("slots"), run.out);
  }
};

QTEST_APPLESS_MAIN(SemanticTest)
#include "semantic_test.moc"
