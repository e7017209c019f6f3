#include "ui/jobs/job_queue.h"

#include "tests/support/fake_engine.h"
#include "ui/jobs/job_model.h"
#include "ui/jobs/job_specs.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

#include <csignal>

using namespace maskwright;
using namespace maskwright::ui;
using maskwright::test::FakeEngine;

namespace {

JobSpec spec(const QString& name, bool heavy = true) {
  JobSpec spec;
  spec.kind = name;
  spec.title = name;
  spec.arguments = {name, QStringLiteral("project")};
  spec.heavy = heavy;
  return spec;
}

constexpr const char* kPlay =
    "echo '{\"event\":\"started\",\"command\":\"x\"}'\n"
    "echo 'a stray print of a library'\n"
    "echo "
    "'{\"event\":\"progress\",\"stage\":\"discover\",\"done\":3,\"total\":12,\"eta_s\":4.5,"
    "\"metrics\":{\"loss\":0.25}}'\n"
    "echo '{\"event\":\"issue\",\"where\":\"a.jpg\",\"message\":\"truncated\"}'\n"
    "echo '{\"event\":\"message\",\"text\":\"Masks rest on random features\"}'\n"
    "echo 'a line of the log' >&2\n"
    "echo '{\"event\":\"finished\",\"exit\":3,\"summary\":{\"candidates\":41}}'\n"
    "exit 3\n";

constexpr const char* kWait =
    "trap 'echo \"{\\\"event\\\":\\\"cancelled\\\"}\"; exit 130' TERM INT\n"
    "echo '{\"event\":\"progress\",\"stage\":\"discover\",\"done\":1,\"total\":9}'\n"
    "for i in $(seq 600); do sleep 0.05; done\n";

JobState stateOf(const JobQueue& queue, int id) {
  return queue.find(id)->state;
}

}  // namespace

class JobQueueTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsEventsOfTheEngine() {
    const FakeEngine engine(kPlay);
    JobQueue queue;
    JobModel model(queue);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy ended(&queue, &JobQueue::jobEnded);
    auto one = spec("discover");
    one.logFile = engine.path("logs/discover.log");
    const int id = queue.add(one);
    QTRY_COMPARE(ended.count(), 1);
    const Job& job = *queue.find(id);
    QCOMPARE(job.state, JobState::Finished);
    QCOMPARE(job.done, 3);
    QCOMPARE(job.total, 12);
    QCOMPARE(job.issues, 1);
    QCOMPARE(job.note, QString("41 masks\nMasks rest on random features"));
    QCOMPARE(job.metrics.value("loss").toDouble(), 0.25);
    QCOMPARE(job.summary.value("candidates").toInt(), 41);
    const auto row = model.index(model.rowOf(id));
    QCOMPARE(row.data(JobStageRole).toString(), QString("Finding masks"));
    QCOMPARE(row.data(JobStateRole).toInt(), int(JobState::Finished));
    QVERIFY(!row.data(JobResumableRole).toBool());
    const auto log = engine.read("logs/discover.log");
    QVERIFY(log.contains("a line of the log"));
    QVERIFY(log.contains("a.jpg: truncated"));
    queue.clearFinished();
    QCOMPARE(model.rowCount(), 0);
  }

  void passesTheArgumentsAndAsksForEvents() {
    const FakeEngine engine(
        "echo \"$@\" > \"$(dirname \"$0\")/args\"\n"
        "echo '{\"event\":\"finished\",\"summary\":{}}'\n");
    JobQueue queue;
    DiscoverChoice choice;
    choice.pretrainMinutes = 7;
    choice.architecture = "resnet50";
    QSignalSpy ended(&queue, &JobQueue::jobEnded);
    queue.add(discoverJob(engine.path("p.maskwright"), choice));
    QTRY_COMPARE(ended.count(), 1);
    QCOMPARE(QString::fromUtf8(engine.read("args")).trimmed(),
             QString("discover %1 --method free-mask --minutes 7 --architecture resnet50 "
                     "--progress json")
                 .arg(engine.path("p.maskwright")));
  }

  void heavyJobsRunOneAtATimeLightOnesBeside() {
    const FakeEngine engine(kWait);
    JobQueue queue;
    const int first = queue.add(spec("discover"));
    const int second = queue.add(spec("round"));
    const int light = queue.add(spec("export", false));
    QCOMPARE(stateOf(queue, first), JobState::Running);
    QCOMPARE(stateOf(queue, second), JobState::Queued);
    QCOMPARE(stateOf(queue, light), JobState::Running);
    QCOMPARE(queue.running("project")->id, first);
    QVERIFY(!queue.running("another"));
    QTRY_COMPARE(queue.find(first)->done, 1);
    queue.cancel(first);
    QTRY_COMPARE(stateOf(queue, first), JobState::Cancelled);
    QCOMPARE(stateOf(queue, second), JobState::Running);
    QSignalSpy idle(&queue, &JobQueue::becameIdle);
    QTRY_COMPARE(queue.find(second)->done, 1);
    QTRY_COMPARE(queue.find(light)->done, 1);
    queue.cancelAll();
    QTRY_COMPARE(idle.count(), 1);
    QVERIFY(queue.isIdle());
  }

  void aQueuedJobIsDroppedAtOnce() {
    const FakeEngine engine(kWait);
    JobQueue queue;
    QSignalSpy ended(&queue, &JobQueue::jobEnded);
    queue.add(spec("discover"));
    const int second = queue.add(spec("round"));
    queue.cancel(second);
    QCOMPARE(stateOf(queue, second), JobState::Cancelled);
    QCOMPARE(ended.count(), 1);
    queue.cancelAll();
    QTRY_VERIFY(queue.isIdle());
    QCOMPARE(stateOf(queue, second), JobState::Cancelled);
  }

  void aKilledEngineIsAFailedJobThatCanResume() {
    const FakeEngine engine(kWait);
    JobQueue queue;
    const int id = queue.add(spec("discover"));
    QTRY_COMPARE(queue.find(id)->done, 1);
    QVERIFY(queue.processId(id) > 0);
    ::kill(static_cast<pid_t>(queue.processId(id)), SIGKILL);
    QTRY_COMPARE(stateOf(queue, id), JobState::Failed);
    QVERIFY2(queue.find(id)->error.contains("killed"), qPrintable(queue.find(id)->error));
    QVERIFY(queue.find(id)->canResume());
    queue.resume(id);
    QCOMPARE(stateOf(queue, id), JobState::Running);
    QVERIFY(queue.find(id)->error.isEmpty());
    QTRY_COMPARE(queue.find(id)->done, 1);
    queue.cancel(id);
    QTRY_COMPARE(stateOf(queue, id), JobState::Cancelled);
    QVERIFY(queue.find(id)->canResume());
  }

  void saysWhatWentWrong_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("expected");
    QTest::newRow("failed event")
        << QByteArray("echo '{\"event\":\"failed\",\"error\":\"x.png: disk full\"}'; exit 1\n")
        << "x.png: disk full";
    QTest::newRow("silent end") << QByteArray("echo 'no such option' >&2; exit 2\n")
                                << "exit code 2 without a result. no such option";
    QTest::newRow("crash") << QByteArray("kill -SEGV $$\n") << "crashed (signal 11)";
  }
  void saysWhatWentWrong() {
    QFETCH(QByteArray, body);
    QFETCH(QString, expected);
    const FakeEngine engine(body);
    JobQueue queue;
    const int id = queue.add(spec("discover"));
    QTRY_COMPARE(stateOf(queue, id), JobState::Failed);
    QVERIFY2(queue.find(id)->error.contains(expected), qPrintable(queue.find(id)->error));
  }

  void aMissingEngineIsAFailedJob() {
    const FakeEngine engine("");
    qputenv("MASKWRIGHT_ENGINE", "/nowhere/maskwright");
    JobQueue queue;
    const int id = queue.add(spec("discover"));
    QTRY_COMPARE(stateOf(queue, id), JobState::Failed);
    QVERIFY(queue.find(id)->error.contains("/nowhere/maskwright"));
    QVERIFY(queue.isIdle());
  }

  void anEngineThatDoesNotListenIsKilledAfterTheGrace() {
    const FakeEngine engine(
        "trap '' TERM INT\necho '{\"event\":\"progress\",\"stage\":\"a\","
        "\"done\":1,\"total\":2}'\nfor i in $(seq 600); do sleep 0.05; done\n");
    EngineProcess process;
    std::optional<EngineEnd> end;
    bool running = false;
    connect(&process, &EngineProcess::ended, this, [&](const EngineEnd& e) { end = e; });
    connect(&process, &EngineProcess::eventReceived, this, [&] { running = true; });
    process.start({"discover", "p"}, {});
    QTRY_VERIFY(running);
    process.cancel(/*graceMs=*/200);
    QTRY_VERIFY(end.has_value());
    QCOMPARE(end->outcome, EngineEnd::Outcome::Cancelled);
    QVERIFY(end->killed);
  }

  void aNewerJobOfAKindTakesTheResumeFromTheOlder() {
    const FakeEngine engine(kPlay);
    JobQueue queue;
    const int old = queue.addInterrupted(spec("discover"), "interrupted");
    const int other = queue.addInterrupted(spec("round"), "interrupted");
    QVERIFY(queue.find(old)->canResume());
    const int fresh = queue.add(spec("discover"));
    QVERIFY(!queue.find(old)->canResume());
    QVERIFY(queue.find(other)->canResume());
    queue.resume(old);
    QCOMPARE(stateOf(queue, old), JobState::Cancelled);
    QTRY_COMPARE(stateOf(queue, fresh), JobState::Finished);
  }

  void resumesWithTheArgumentsOfTheInterruptedRun() {
    Run run;
    run.kind = "discover";
    run.method = "free-mask";
    DiscoverChoice choice;
    choice.perImage = 33;
    const auto original = discoverJob("/a/p.maskwright", choice);
    const auto moved = resumeJob("/b/p.maskwright", run, argumentsText(original));
    QVERIFY(moved.has_value());
    QCOMPARE(moved->arguments,
             QStringList(
                 {"discover", "/b/p.maskwright", "--method", "free-mask", "--candidates", "33"}));
    run.kind = "semantic";
    run.method = "slotcon";
    const auto maps = resumeJob("/b/p.maskwright", run, argumentsText(semanticJob("/a/p")));
    QVERIFY(maps.has_value());
    QCOMPARE(maps->arguments, QStringList({"semantic", "/b/p.maskwright", "--method", "slotcon"}));
    run.kind = "scan";
    QVERIFY(!resumeJob("/b/p.maskwright", run, {}).has_value());
  }
};

QTEST_GUILESS_MAIN(JobQueueTest)
#include "job_queue_test.moc"
