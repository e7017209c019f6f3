#include "tests/support/engine.h"
#include "tests/support/temp_project.h"

#include <QtTest>

using namespace maskwright;
using maskwright::test::runEngine;

/// Mix-and-Match tuning from the command line.
class TuneTest : public QObject {
  Q_OBJECT

  test::TempFolder folder_;
  QString path(const char* name) const { return test::text(folder_.path() / name); }

 private Q_SLOTS:
  void aRoundWithoutASegmenterTunesAlone() {
    QCOMPARE(runEngine({"sample", path("s"), "--images", "16", "--seed", "3"}).code, 0);
    QCOMPARE(runEngine({"init", path("p"), "--images", path("s") + "/images"}).code, 0);
    const QString truth = path("s") + "/instances.json";
    QCOMPARE(runEngine({"import", path("p"), truth}).code, 0);
    const QStringList tune{"round", path("p"), "--segmenter", "none", "--tune", "mix-and-match"};
    const auto early = runEngine(tune);
    QCOMPARE(early.code, 2);
    QVERIFY2(early.err.contains("two categories"), early.err);

    QCOMPARE(runEngine({"decide", path("p"), "--against", truth, "--image-fraction", "0.85"}).code,
             0);
    const auto run = runEngine(tune + QStringList{"--json"});
    QVERIFY2(run.code == 0, run.err);
    QVERIFY2(run.json()["suggestions"].toInt() > 0, run.out);
    QVERIFY2(run.json()["clusters"].toInt() > 1, run.out);
    QVERIFY2(run.err.contains("Kept: "), run.err);
    for (const char* kind : {"stored", "described", "tuned"})
      QVERIFY(run.json()[QStringLiteral("accuracy %1").arg(kind)].toDouble(-1) >= 0);

    // A suggestion is no truth: the export holds what was accepted.
    const auto info = runEngine({"export", path("p"), path("o.json"), "--json"});
    QCOMPARE(info.code, 0);
  }

  void wrongUseIsSaid() {
    for (const QStringList& options : {QStringList{"--segmenter", "none"},
                                       QStringList{"--tune", "nothing"},
                                       QStringList{"--segmenter", "else"}}) {
      const auto run = runEngine(QStringList{"round", path("p")} + options);
      QCOMPARE(run.code, 2);
    }
  }
};

QTEST_APPLESS_MAIN(TuneTest)
#include "tune_test.moc"
