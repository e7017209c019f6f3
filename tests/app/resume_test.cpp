#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "tests/support/engine.h"
#include "tests/support/temp_project.h"

#include <QElapsedTimer>
#include <QTest>

#include <csignal>
#include <functional>
#include <set>

using namespace maskwright;
using namespace maskwright::test;
namespace fs = std::filesystem;

/// Kills the real engine and looks at what is left.
class ResumeTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    QCOMPARE(runEngine({"sample", text(temp_.path() / "s"), "--images", "10", "--seed", "7"}).code,
             0);
    QCOMPARE(
        runEngine({"init", text(whole()), "--images", text(temp_.path() / "s" / "images")}).code,
        0);
    QCOMPARE(runEngine({"pretrain", text(whole()), "--epochs", "1"}).code, 0);
    fs::copy(whole(), killed(), fs::copy_options::recursive);
    QCOMPARE(runEngine({"discover", text(whole())}).code, 0);
    QVERIFY(rows(whole()).size() >= 10);
  }

  void killedDiscoveryGoesOnToTheSameRows() {
    QVERIFY(killWhen({"discover", text(killed())}, [this] { return rows(killed()).size() > 5; }));
    const auto half = rows(killed());
    QVERIFY(half.size() < rows(whole()).size());
    const auto again = runEngine({"discover", text(killed()), "--json"});
    QCOMPARE(again.code, 0);
    QVERIFY(again.json()["skipped"].toInt() > 0);
    QCOMPARE(rows(killed()), rows(whole()));
  }

  void terminatedJobSaysCancelled() {
    fs::remove_all(temp_.path() / "c.maskwright");
    const auto project = temp_.path() / "c.maskwright";
    QCOMPARE(
        runEngine({"init", text(project), "--images", text(temp_.path() / "s" / "images")}).code,
        0);
    QProcess engine;
    engine.start(enginePath(), {"pretrain", text(project), "--minutes", "5", "--progress", "json"});
    QVERIFY(engine.waitForReadyRead(60'000));
    QByteArray out;
    while (!out.contains("\"progress\"") && engine.waitForReadyRead(60'000))
      out += engine.readAllStandardOutput();
    engine.terminate();
    QVERIFY(engine.waitForFinished(60'000));
    out += engine.readAllStandardOutput();
    QCOMPARE(engine.exitCode(), 130);
    QVERIFY(out.trimmed().endsWith("{\"event\":\"cancelled\"}"));
  }

  void killedEngineCostsNoDecision() {
    auto project = store::Project::open(killed());
    QVERIFY(project.ok());
    const auto first = store::CandidateRepository((*project)->connection()).ofRound(0).front().id;
    writeBytes(temp_.path() / "d.csv", std::to_string(first.value) + ",accepted,cat\n");
    QCOMPARE(runEngine({"decide", text(killed()), "--file", text(temp_.path() / "d.csv")}).code, 0);
    QProcess engine;
    engine.start(enginePath(), {"pretrain", text(killed()), "--minutes", "5"});
    QVERIFY(engine.waitForStarted());
    QTest::qWait(1500);
    ::kill(static_cast<pid_t>(engine.processId()), SIGKILL);
    engine.waitForFinished();
    QCOMPARE(store::DecisionRepository((*project)->connection()).current(first).verdict,
             Verdict::Accepted);
    QCOMPARE((*project)->connection().db().execAndGet("PRAGMA integrity_check").getString(),
             std::string("ok"));
  }

 private:
  fs::path whole() const { return temp_.path() / "whole.maskwright"; }
  fs::path killed() const { return temp_.path() / "killed.maskwright"; }

  /// What discovery stored, without ids: place, mask, scores.
  static std::multiset<std::string> rows(const fs::path& folder) {
    std::multiset<std::string> result;
    auto project = store::Project::open(folder);
    if (!project) return result;
    auto query = (*project)->connection().prepare(
        "SELECT i.path || ' ' || hex(c.counts) || ' ' || printf('%.5f', c.source_score) FROM "
        "candidate c "
        "JOIN image i ON i.id = c.image_id");
    while (query.executeStep()) result.insert(query.getColumn(0).getString());
    return result;
  }

  /// Starts the engine and kills it -9 as soon as `reached`; false if it ended before.
  static bool killWhen(const QStringList& arguments, const std::function<bool()>& reached) {
    QProcess engine;
    engine.start(enginePath(), arguments);
    if (!engine.waitForStarted()) return false;
    QElapsedTimer timer;
    timer.start();
    while (!reached() && timer.elapsed() < 120'000 && engine.state() == QProcess::Running)
      engine.waitForFinished(5);
    if (engine.state() != QProcess::Running) return false;
    ::kill(static_cast<pid_t>(engine.processId()), SIGKILL);
    engine.waitForFinished();
    return true;
  }

  TempFolder temp_;
};

QTEST_GUILESS_MAIN(ResumeTest)
#include "resume_test.moc"
