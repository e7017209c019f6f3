#include "tests/support/engine.h"
#include "tests/support/stored_rows.h"
#include "tests/support/temp_project.h"

#include <QRegularExpression>
#include <QtTest>

using namespace maskwright;
using maskwright::test::runEngine;

namespace {

QStringList discovery(const QString& project) {
  return {"discover", project, "--no-pretrain", "--short-side", "320", "--candidates", "12"};
}

/// Reads the engine's events until it has finished `count` images (events are throttled, so a
/// number may be skipped) or has ended.
QByteArray readUntilDone(QProcess& engine, int count) {
  QByteArray out;
  const QRegularExpression event("\"stage\":\"discover\",\"done\":(\\d+)");
  while (engine.state() != QProcess::NotRunning) {
    if (engine.waitForReadyRead(1000)) out += engine.readAllStandardOutput();
    auto found = event.globalMatch(QString::fromUtf8(out));
    while (found.hasNext()) {
      if (found.next().captured(1).toInt() >= count) return out;
    }
  }
  return out;
}

std::vector<std::string> rowsOf(const QString& project) {
  auto opened = store::Project::open(project.toStdString());
  return opened ? test::storedRows((*opened)->connection()) : std::vector<std::string>{};
}

}  // namespace

/// A discovery that is killed outright goes on and ends with the rows of one that was not.
class DiscoverKillTest : public QObject {
  Q_OBJECT

 private:
  test::TempFolder folder_;
  QString path(const char* name) const { return test::text(folder_.path() / name); }

 private Q_SLOTS:
  void initTestCase() {
    QCOMPARE(runEngine({"sample", path("s"), "--images", "20", "--seed", "2"}).code, 0);
    for (const char* name : {"a.maskwright", "b.maskwright"}) {
      QCOMPARE(runEngine({"init", path(name), "--images", path("s") + "/images"}).code, 0);
    }
  }

  void killedAndResumedGivesTheSameRows() {
    const QString whole = path("a.maskwright"), parts = path("b.maskwright");
    QCOMPARE(runEngine(discovery(whole)).code, 0);

    QProcess engine;
    engine.start(test::enginePath(),
                 discovery(parts) << "--progress"
                                  << "json");
    QByteArray out = readUntilDone(engine, 2);
    engine.kill();
    QVERIFY(engine.waitForFinished());
    QVERIFY2(engine.exitStatus() == QProcess::CrashExit, out);
    const auto half = rowsOf(parts);

    const auto resumed = runEngine(discovery(parts) << "--json");
    QCOMPARE(resumed.code, 0);
    const int skipped = resumed.json()["skipped"].toInt();
    QVERIFY2(skipped >= 2 && skipped < 20, resumed.out);
    const auto rows = rowsOf(parts);
    QVERIFY(half.size() < rows.size());
    QVERIFY(rows == rowsOf(whole));
  }

  void interruptedEndsWithItsOwnExitCode() {
    const QString project = path("c.maskwright");
    QCOMPARE(runEngine({"init", project, "--images", path("s") + "/images"}).code, 0);
    QProcess engine;
    engine.start(test::enginePath(),
                 discovery(project) << "--progress"
                                    << "json");
    QByteArray out = readUntilDone(engine, 1);
    engine.terminate();
    QVERIFY(engine.waitForFinished(60'000));
    out += engine.readAllStandardOutput();
    QCOMPARE(engine.exitCode(), 130);
    QVERIFY2(out.trimmed().endsWith("{\"event\":\"cancelled\"}"), out);
    QVERIFY(!rowsOf(project).empty());
  }
};

QTEST_GUILESS_MAIN(DiscoverKillTest)
#include "discover_kill_test.moc"
