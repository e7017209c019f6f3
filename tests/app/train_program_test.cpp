#include "tests/support/engine.h"
#include "tests/support/temp_project.h"

#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <csignal>

using namespace maskwright::test;
namespace fs = std::filesystem;

/// `maskwright pack` and the ML-only program `maskwright-train`, as a person runs them.
class TrainProgramTest : public QObject {
  Q_OBJECT

  TempFolder temp_;
  QString pack_;

  QString at(const char* name) const { return text(temp_.path() / name); }

  static EngineRun train(const QStringList& arguments) {
    QProcess process;
    process.start(QFileInfo(enginePath()).path() + "/maskwright-train", arguments);
    process.waitForFinished(600'000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(),
            process.readAllStandardError()};
  }

  /// A short training, single-threaded so that it can be repeated to the bit.
  QStringList command(const char* out, int steps, const char* method = "densecl") const {
    QStringList words{"pretrain",
                      pack_,
                      "--out",
                      at(out),
                      "--steps",
                      QString::number(steps),
                      "--batch",
                      "8",
                      "--crop",
                      "32",
                      "--method",
                      method,
                      "--threads",
                      "1",
                      "--json"};
    if (QByteArray(method) == "dino") words << "--anyway";
    return words;
  }

  static QByteArray bytesOf(const QString& file) {
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
  }

 private Q_SLOTS:
  void initTestCase() {
    QCOMPARE(runEngine({"sample", at("s"), "--images", "12", "--seed", "4"}).code, 0);
    pack_ = at("pack.safetensors");
    const auto packed =
        runEngine({"pack", at("s") + "/images", pack_, "--short-side", "48", "--json"});
    QVERIFY2(packed.code == 0, packed.err);
    QCOMPARE(packed.json()["images"].toInt(), 12);
    QCOMPARE(packed.json()["files"].toArray().size(), 1);
  }

  void packListsWhatItCanNotRead() {
    fs::copy(temp_.path() / "s" / "images", temp_.path() / "mixed");
    writeBytes(temp_.path() / "mixed" / "zero.jpg", "");
    const auto packed = runEngine({"pack", at("mixed"), at("mixed.safetensors"), "--json"});
    QCOMPARE(packed.code, 3);
    QCOMPARE(packed.json()["images"].toInt(), 12);
    QCOMPARE(packed.json()["unreadable"].toInt(), 1);
    QVERIFY(packed.err.contains("zero.jpg"));
    QCOMPARE(runEngine({"pack", at("nowhere"), at("n.safetensors")}).code, 1);
    QCOMPARE(runEngine({"pack", at("mixed"), at("n.bin")}).code, 2);
  }

  void resumedTrainingEqualsUninterrupted_data() {
    QTest::addColumn<QString>("method");
    QTest::addRow("densecl") << "densecl";
    QTest::addRow("slotcon") << "slotcon";
    QTest::addRow("dino") << "dino";
  }

  void resumedTrainingEqualsUninterrupted() {
    QFETCH(QString, method);
    const QByteArray name = method.toUtf8();
    // Schedules follow the budget, so the interrupted one must have the same: it is stopped by a
    // signal after its first report.
    const auto whole = train(command("whole.safetensors", 16, name));
    QVERIFY2(whole.code == 0, whole.err);
    QCOMPARE(whole.json()["steps"].toInt(), 16);
    QCOMPARE(whole.json()["images"].toInt(), 12);

    QProcess process;
    process.start(QFileInfo(enginePath()).path() + "/maskwright-train",
                  command("parts.safetensors", 16, name) << "--progress"
                                                         << "json");
    QByteArray seen;
    while (!seen.contains("\"progress\"") && process.waitForReadyRead(120'000))
      seen += process.readAllStandardOutput();
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(120'000));
    seen += process.readAllStandardOutput();
    QCOMPARE(process.exitCode(), 130);
    QVERIFY2(seen.trimmed().endsWith("{\"event\":\"cancelled\"}"), seen);
    QVERIFY(!fs::exists(temp_.path() / "parts.safetensors"));
    QVERIFY(fs::exists(temp_.path() / "parts.safetensors.checkpoint"));

    const auto rest = train(command("parts.safetensors", 16, name));
    QVERIFY2(rest.code == 0, rest.err);
    QVERIFY(rest.err.contains("Going on from"));
    QCOMPARE(rest.json()["steps"].toInt(), 16);
    QVERIFY(bytesOf(at("whole.safetensors")).size() > 20'000'000);
    QVERIFY(bytesOf(at("whole.safetensors")) == bytesOf(at("parts.safetensors")));
    for (const char* file : {"whole.safetensors", "parts.safetensors"}) {
      fs::remove(temp_.path() / file);
      fs::remove(temp_.path() / (std::string(file) + ".checkpoint"));
    }
  }

  void halfPrecisionAndAStart() {
    auto first = command("first.safetensors", 1);
    QCOMPARE(train(first << "--half").code, 0);
    QVERIFY(fs::file_size(temp_.path() / "first.safetensors") < 25'000'000);
    const auto inspected = runEngine({"weights", "inspect", at("first.safetensors")});
    QCOMPARE(inspected.code, 0);
    QVERIFY(inspected.out.contains("resnet18"));
    auto second = command("second.safetensors", 1);
    QVERIFY(train(second << "--init" << at("first.safetensors")).code == 0);
  }

  void dinoSaysThatFewImagesAreTooFew() {
    auto words = command("vit.safetensors", 1, "dino");
    words.removeOne("--anyway");
    const auto refused = train(words);
    QCOMPARE(refused.code, 2);
    QVERIFY2(refused.err.contains("12 images are too few"), refused.err);
    QVERIFY(!fs::exists(temp_.path() / "vit.safetensors"));
    const auto done = train(words << "--anyway"
                                  << "--vit"
                                  << "small");
    QVERIFY2(done.code == 0, done.err);
    QVERIFY(done.json().contains("information_nats"));
    const auto inspected = runEngine({"weights", "inspect", at("vit.safetensors")});
    QCOMPARE(inspected.code, 0);
    QVERIFY2(inspected.out.contains("dino_vits16"), inspected.out);
    QVERIFY2(!inspected.out.contains("--heads"), inspected.out);
  }

  void wrongUseIsTwoAndBadFilesAreNamed() {
    const auto says = [](const EngineRun& run, int code, const char* word) {
      return run.code == code && run.err.contains(word) && run.err.trimmed().count('\n') == 0;
    };
    QCOMPARE(train({}).code, 2);
    QCOMPARE(train({"frobnicate"}).code, 2);
    QCOMPARE(train({"--help"}).code, 0);
    const QString out = at("o.safetensors");
    QVERIFY(says(train({"pretrain", "--out", out, "--steps", "1"}), 2, "at least one pack"));
    QVERIFY(says(train({"pretrain", pack_, "--out", out}), 2, "--steps or --minutes"));
    QVERIFY(says(train({"pretrain", pack_, "--steps", "1"}), 2, "--out"));
    QVERIFY(says(train(command("o.safetensors", 1) << "--epoch"
                                                   << "3"),
                 2,
                 "--epoch"));
    QVERIFY(says(train({"pretrain", pack_, "--out", out, "--steps", "x"}), 2, "whole number"));
    QVERIFY(says(train({"pretrain", pack_, "--out", out, "--steps"}), 2, "needs a value"));
    QVERIFY(says(train({"pretrain", pack_, "--out", out, "--steps", "1", "--batch", "24"}),
                 2,
                 "power of two"));
    QVERIFY(says(train({"pretrain", pack_, "--out", out, "--steps", "1", "--crop", "50"}),
                 2,
                 "multiple of 32"));
    QVERIFY(says(
        train({"pretrain", pack_, "--out", out, "--steps", "1", "--device", "tpu"}), 2, "tpu"));
    QVERIFY(says(train({"pretrain", pack_, "--out", out, "--steps", "1", "--device", "cuda:99"}),
                 2,
                 "cuda:99"));
    QVERIFY(says(train({"pretrain", at("gone.safetensors"), "--out", out, "--steps", "1"}),
                 1,
                 "gone.safetensors"));
    writeBytes(temp_.path() / "bad.safetensors", "no pack at all");
    QVERIFY(says(train({"pretrain", at("bad.safetensors"), "--out", out, "--steps", "1"}),
                 1,
                 "bad.safetensors"));
    QVERIFY(!fs::exists(temp_.path() / "o.safetensors"));
  }
};

QTEST_APPLESS_MAIN(TrainProgramTest)
#include "train_program_test.moc"
