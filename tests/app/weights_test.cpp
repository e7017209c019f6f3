#include "tests/support/engine.h"
#include "tests/support/golden_manifest.h"

#include <QtTest>

using namespace maskwright::test;
using namespace maskwright::testing;

/// `weights inspect` and `weights convert` as a person uses them.
class WeightsCommandTest : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;

  QString at(const char* name) const { return folder_.filePath(QString::fromLatin1(name)); }
  static QString golden(const QString& name) { return QString(kGoldenWeights) + name; }

 private Q_SLOTS:
  void inspectTellsTheArchitecture() {
    const auto run = runEngine({"weights", "inspect", golden("dinov3_p16_plus.pth"), "--json"});
    QVERIFY2(run.code == 0, run.err);
    const auto json = run.json();
    QCOMPARE(json["container"].toString(), QString("PyTorch zip"));
    QCOMPARE(json["naming"].toString(), QString("DINOv3"));
    QCOMPARE(json["embed"].toInt(), 24);
    QCOMPARE(json["heads"].toInt(), 2);
    QCOMPARE(json["registers"].toInt(), 4);
    QCOMPARE(json["tensors"].toInt(), 46);
    QVERIFY(json["missing"].toArray().isEmpty() && json["unexpected"].toArray().isEmpty());
    const auto text = runEngine({"weights", "inspect", golden("dino_full_checkpoint.pth")});
    QVERIFY2(text.code == 0, text.err);
    QVERIFY(text.out.contains("teacher.backbone.") && text.out.contains("student."));
    QVERIFY(text.out.contains("--heads"));
  }

  void inspectTellsWhatItDoesNotKnow() {
    const auto run = runEngine({"weights", "inspect", golden("all_dtypes.safetensors"), "--json"});
    QCOMPARE(run.code, 0);
    QCOMPARE(run.json()["architecture"].toString(), QString("none that is known"));
    QVERIFY(!run.json()["why"].toString().isEmpty());
  }

  void convertGivesTheSameNetwork() {
    for (const auto* name : {"vit_p8_legacy.pth", "dino_full_checkpoint.pth"}) {
      const auto run =
          runEngine({"weights", "convert", golden(name), at("out.safetensors"), "--heads", "3"});
      QVERIFY2(run.code == 0, run.err);
      const auto look = runEngine({"weights", "inspect", at("out.safetensors"), "--json"});
      QCOMPARE(look.json()["heads"].toInt(), 3);  // the file remembers what was said
      QCOMPARE(look.json()["tensors"].toInt(), 42);
      QCOMPARE(look.json()["stripped"].toString(), QString());
      QCOMPARE(look.json()["metadata"].toObject()["converted_from"].toString(), QString(name));
    }
    const auto size = QFileInfo(at("out.safetensors")).size();
    const auto half = runEngine(
        {"weights", "convert", golden("vit_p8_zip.pth"), at("half.safetensors"), "--half"});
    QVERIFY2(half.code == 0, half.err);
    QVERIFY(QFileInfo(at("half.safetensors")).size() < size * 6 / 10);
  }

  void everyTensorIfAskedFor() {
    const auto run = runEngine(
        {"weights", "convert", golden("detectron2_p2.pkl"), at("all.safetensors"), "--all"});
    QVERIFY2(run.code == 0, run.err);
    const auto look = runEngine({"weights", "inspect", at("all.safetensors"), "--json"});
    QCOMPARE(look.json()["tensors"].toInt(), 12);
  }

  /// One of each kind (core/ml/weights/checkpoint has them all): one line with file and reason,
  /// exit 1, nothing run, nothing written.
  void hostileFiles_data() {
    QTest::addColumn<QString>("name");
    for (const auto* name :
         {"hostile_zip_os_system.pth", "hostile_legacy_os_system.pth", "hostile_pkl_eval.pkl"})
      QTest::newRow(name) << QString::fromLatin1(name);
  }
  void hostileFiles() {
    QFETCH(QString, name);
    const auto run =
        runEngine({"weights", "convert", golden(name), at("bad.safetensors"), "--all"});
    QCOMPARE(run.code, 1);
    QVERIFY2(run.err.contains(name.toUtf8()), run.err);
    QCOMPARE(run.err.trimmed().count('\n'), 0);
    QVERIFY(!QFileInfo::exists(at("bad.safetensors")));
    QVERIFY(!QFileInfo::exists("MASKWRIGHT_HOSTILE_EXECUTED"));
  }

  void wrongUse() {
    const auto heads = runEngine({"weights", "inspect", golden("vit_p8_zip.pth"), "--heads", "5"});
    QCOMPARE(heads.code, 2);
    QVERIFY2(heads.err.contains("48"), heads.err);
    QCOMPARE(runEngine({"weights", "inspect", "/nowhere.pth"}).code, 1);
  }
};

QTEST_APPLESS_MAIN(WeightsCommandTest)
#include "weights_test.moc"
