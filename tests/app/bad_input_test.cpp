#include "tests/support/engine.h"
#include "tests/support/temp_project.h"

#include <QTest>

using namespace maskwright::test;
namespace fs = std::filesystem;

class BadInputTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    const auto made =
        runEngine({"sample", text(temp_.path() / "s"), "--images", "3", "--seed", "4"});
    QCOMPARE(made.code, 0);
  }

  void wrongUseIsTwo() {
    QCOMPARE(runEngine({}).code, 2);
    QCOMPARE(runEngine({"frobnicate"}).code, 2);
    QCOMPARE(runEngine({"discover"}).code, 2);
    QCOMPARE(runEngine({"--help"}).code, 0);
  }

  void missingFoldersAreNamed() {
    const auto project = text(temp_.path() / "none.maskwright");
    const auto init = runEngine({"init", project, "--images", text(temp_.path() / "nowhere")});
    QCOMPARE(init.code, 1);
    QVERIFY(init.err.contains("nowhere"));
    QVERIFY(!fs::exists(temp_.path() / "none.maskwright"));
    const auto info = runEngine({"info", project});
    QCOMPARE(info.code, 1);
    QVERIFY(info.err.contains("none.maskwright"));
    QCOMPARE(info.err.trimmed().count('\n'), 0);
  }

  void emptyFolderIsAProjectWithoutImages() {
    fs::create_directories(temp_.path() / "empty");
    const auto init = runEngine({"init",
                                 text(temp_.path() / "e.maskwright"),
                                 "--images",
                                 text(temp_.path() / "empty"),
                                 "--json"});
    QCOMPARE(init.code, 0);
    QCOMPARE(init.json()["images"].toInt(-1), 0);
  }

  void brokenImagesAreListedAndTheRestGoesOn() {
    const auto images = temp_.path() / "s" / "images";
    writeBytes(images / "zero.jpg", "");
    writeBytes(images / "text.png", "no image at all");
    writeBytes(images / "huge.bmp", hugeBmp());
    const auto init = runEngine(
        {"init", text(temp_.path() / "s.maskwright"), "--images", text(images), "--json"});
    QCOMPARE(init.code, 3);
    QCOMPARE(init.json()["images"].toInt(), 3);
    QCOMPARE(init.json()["unreadable"].toInt(), 3);
    for (const char* name : {"zero.jpg", "text.png", "huge.bmp"})
      QVERIFY2(init.err.contains(name), name);
    const auto info = runEngine({"info", text(temp_.path() / "s.maskwright"), "--json"});
    QCOMPARE(info.json()["listed issues"].toArray().size(), 3);
  }

  void projectIsNotMadeTwice() {
    const auto again = runEngine(
        {"init", text(temp_.path() / "e.maskwright"), "--images", text(temp_.path() / "empty")});
    QCOMPARE(again.code, 1);
    QVERIFY(again.err.contains("already"));
  }

  void newerSchemaIsRefusedUntouched() {
    TempProject temp;
    temp.connection().db().exec("PRAGMA user_version = 999");
    const auto scan = runEngine({"scan", text(temp.project().folder())});
    QCOMPARE(scan.code, 1);
    QVERIFY(scan.err.contains("newer"));
    QCOMPARE(temp.connection().db().execAndGet("PRAGMA user_version").getInt(), 999);
  }

  void damagedDatabaseIsNamed() {
    const auto project = temp_.path() / "d.maskwright";
    fs::create_directories(project);
    writeBytes(project / "project.sqlite", std::string(4096, 'x'));
    const auto info = runEngine({"info", text(project)});
    QCOMPARE(info.code, 1);
    QVERIFY(info.err.contains("project.sqlite"));
  }

  void progressEndsWithOneTerminalEvent() {
    const auto scan =
        runEngine({"scan", text(temp_.path() / "s.maskwright"), "--progress", "json"});
    int terminal = 0;
    for (const auto& line : scan.out.split('\n')) {
      if (line.isEmpty()) continue;
      const auto event = QJsonDocument::fromJson(line).object()["event"].toString();
      QVERIFY2(!event.isEmpty(), line.constData());
      terminal += event == "finished" || event == "failed" || event == "cancelled";
    }
    QCOMPARE(terminal, 1);
  }

 private:
  /// A header that promises 60,000 x 60,000 pixels.
  static std::string hugeBmp() {
    std::string bytes(54, '\0');
    bytes[0] = 'B';
    bytes[1] = 'M';
    bytes[10] = 54;
    bytes[14] = 40;
    const auto put = [&](size_t at, uint32_t value) {
      for (int i = 0; i < 4; ++i)
        bytes[at + static_cast<size_t>(i)] = static_cast<char>(value >> (8 * i));
    };
    put(18, 60000);
    put(22, 60000);
    bytes[26] = 1;
    bytes[28] = 24;
    return bytes;
  }

  TempFolder temp_;
};

QTEST_GUILESS_MAIN(BadInputTest)
#include "bad_input_test.moc"
