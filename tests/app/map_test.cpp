#include "core/store/layout_repository.h"
#include "core/store/project.h"
#include "tests/support/engine.h"
#include "tests/support/temp_project.h"

#include <QDir>
#include <QtTest>

#include <csignal>

using namespace maskwright;
using maskwright::test::runEngine;

/// `maskwright map` on candidates of the sample.
class MapTest : public QObject {
  Q_OBJECT

 private:
  test::TempFolder folder_;
  QString path(const char* name) const { return test::text(folder_.path() / name); }

 private Q_SLOTS:
  void initTestCase() {
    QCOMPARE(runEngine({"sample", path("s"), "--images", "8", "--seed", "3"}).code, 0);
    QCOMPARE(runEngine({"init", path("p"), "--images", path("s") + "/images"}).code, 0);
  }

  void withoutCandidatesTheMapIsEmpty() {
    const auto run = runEngine({"map", path("p"), "--json"});
    QVERIFY2(run.code == 0, run.err);
    QCOMPARE(run.json()["candidates"].toInt(-1), 0);
    QCOMPARE(runEngine({"map", path("gone")}).code, 1);
    QCOMPARE(runEngine({"map", path("p"), "--round", "-2"}).code, 2);
  }

  void candidatesGetPlacesAndAnIndex() {
    QCOMPARE(runEngine({"discover", path("p"), "--short-side", "256"}).code, 0);
    const auto run = runEngine({"map", path("p"), "--seed", "5", "--json"});
    QVERIFY2(run.code == 0, run.err);
    const int candidates = run.json()["candidates"].toInt();
    QVERIFY2(candidates > 8, run.out);
    QCOMPARE(run.json()["round"].toInt(-1), 0);
    QVERIFY(run.json()["index_bytes"].toInt() > 0);
    const QDir cache(path("p") + "/cache/similar");
    QCOMPARE(cache.entryList({"*.faiss"}, QDir::Files).size(), 1);
    const auto project = store::Project::open(folder_.path() / "p", store::OpenMode::ReadOnly);
    QVERIFY(project.ok());
    const auto info = store::LayoutRepository((*project)->connection()).info(0);
    QVERIFY(info.has_value());
    QCOMPARE(info->places, int64_t{candidates});
    QCOMPARE(info->seed, uint64_t{5});
  }

  void progressEndsInOneEvent() {
    const auto run = runEngine({"map", path("p"), "--progress", "json"});
    QCOMPARE(run.code, 0);
    QStringList events, stages;
    for (const auto& line : run.out.trimmed().split('\n')) {
      const auto event = QJsonDocument::fromJson(line).object();
      events << event["event"].toString();
      stages << event["stage"].toString();
    }
    QCOMPARE(events.first(), QStringLiteral("started"));
    QCOMPARE(events.last(), QStringLiteral("finished"));
    QCOMPARE(events.count("finished"), 1);
    QVERIFY(stages.contains("similar") && stages.contains("map"));
  }

  void aStopEndsWithTheEarlierMap() {
    QProcess process;
    process.start(test::enginePath(), {"map", path("p"), "--seed", "9", "--progress", "json"});
    QVERIFY(process.waitForStarted());
    QByteArray out;
    while (!out.contains("\"map\"") && process.waitForReadyRead()) out += process.readAll();
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished());
    out += process.readAll();
    // A layout of so few may be done before the signal comes: then it ended in order.
    const bool stopped = out.contains("\"cancelled\"");
    QCOMPARE(process.exitCode(), stopped ? 130 : 0);
    const auto project = store::Project::open(folder_.path() / "p", store::OpenMode::ReadOnly);
    QVERIFY(project.ok());
    const auto info = store::LayoutRepository((*project)->connection()).info(0);
    QCOMPARE(info->seed, stopped ? uint64_t{1} : uint64_t{9});
  }
};

QTEST_APPLESS_MAIN(MapTest)
#include "map_test.moc"
