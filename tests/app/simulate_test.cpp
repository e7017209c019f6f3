#include "tests/support/engine.h"
#include "tests/support/temp_project.h"

#include <QFile>
#include <QtTest>

using namespace maskwright;
using maskwright::test::runEngine;

/// `maskwright simulate` on the sample, whose true masks are known.
class SimulateTest : public QObject {
  Q_OBJECT

 private:
  test::TempFolder folder_;
  QString path(const char* name) const { return test::text(folder_.path() / name); }
  QString truth() const { return path("s") + "/instances.json"; }

 private Q_SLOTS:
  void initTestCase() {
    QCOMPARE(runEngine({"sample", path("s"), "--images", "10", "--seed", "3"}).code, 0);
    QVERIFY(QFile::exists(truth()));
    QCOMPARE(runEngine({"init", path("p"), "--images", path("s") + "/images"}).code, 0);
  }

  void withoutCandidatesItSaysWhatToDo() {
    const auto run = runEngine({"simulate", path("p"), "--against", truth()});
    QCOMPARE(run.code, 1);
    QVERIFY2(run.err.contains("discover"), run.err);
  }

  void policiesAndCurves() {
    QCOMPARE(runEngine({"discover", path("p"), "--short-side", "256"}).code, 0);
    const auto run = runEngine({"simulate",
                                path("p"),
                                "--against",
                                truth(),
                                "--seconds",
                                "120",
                                "--policy",
                                "source-score,learned,oracle",
                                "--csv",
                                path("curve.csv"),
                                "--png",
                                path("curve.png"),
                                "--json"});
    QVERIFY2(run.code == 0, run.err);
    const auto result = run.json();
    const auto policies = result["policies"].toArray();
    QCOMPARE(policies.size(), 3);
    const double first = policies[0].toObject()["accepted"].toDouble();
    const double oracle = policies[2].toObject()["accepted"].toDouble();
    QVERIFY(oracle > 0 && oracle >= first);
    QCOMPARE(result["accepted"].toDouble(), first);
    QCOMPARE(result["precision"].toDouble(), 1.0);
    QVERIFY(result["coverage"].toDouble() > 0);
    const auto curve = result["curve"].toArray();
    QVERIFY(curve.size() >= 12);
    QCOMPARE(curve.last().toArray()[1].toDouble(), first);
    QFile csv(path("curve.csv"));
    QVERIFY(csv.open(QIODevice::ReadOnly));
    const auto lines = QString::fromUtf8(csv.readAll()).trimmed().split('\n');
    QCOMPARE(lines[0], QString("policy,run,seconds,decisions,accepted,precision,coverage"));
    QVERIFY(lines.size() > 36);
    QFile png(path("curve.png"));
    QVERIFY(png.open(QIODevice::ReadOnly));
    QVERIFY(png.read(8) == QByteArray("\x89PNG\r\n\x1a\n", 8));
    QVERIFY(png.size() > 5000);
  }

  void candidatesOfAnotherSystem() {
    QCOMPARE(runEngine({"export", path("p"), path("r.json"), "--which", "all"}).code, 0);
    const auto run = runEngine({"simulate",
                                path("p"),
                                "--against",
                                truth(),
                                "--candidates",
                                path("r.json"),
                                "--policy",
                                "oracle",
                                "--seconds",
                                "120",
                                "--json"});
    QVERIFY2(run.code == 0, run.err);
    QVERIFY(run.json()["candidates"].toInt() > 0);
    QVERIFY(run.json()["accepted"].toDouble() > 0);
  }

  void wrongUse() {
    QCOMPARE(runEngine({"simulate", path("p"), "--against", truth(), "--policy", "best"}).code, 2);
    QCOMPARE(runEngine({"simulate", path("p"), "--against", truth(), "--without", "x"}).code, 2);
    QCOMPARE(runEngine({"simulate", path("p")}).code, 2);
    QCOMPARE(runEngine({"simulate", path("p"), "--against", path("gone.json")}).code, 1);
  }
};

QTEST_APPLESS_MAIN(SimulateTest)
#include "simulate_test.moc"
