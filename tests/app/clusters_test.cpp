#include "tests/support/clustered_project.h"
#include "tests/support/engine.h"

#include <QtTest>

using namespace maskwright;
using maskwright::test::runEngine;

/// `maskwright clusters`: whatever the wall can do, by number or name.
class ClustersTest : public QObject {
  Q_OBJECT

  std::unique_ptr<test::ClusteredProject> temp_;

  QString project() const { return test::text(temp_->project().folder()); }
  test::EngineRun run(QStringList arguments) const {
    return runEngine(QStringList{"clusters", project()} + arguments + QStringList{"--json"});
  }
  QJsonObject cluster(int number) const {
    for (const auto& one : run({"list"}).json()["clusters"].toArray())
      if (one.toObject()["number"].toInt() == number) return one.toObject();
    return {};
  }

 private Q_SLOTS:
  void init() { temp_ = std::make_unique<test::ClusteredProject>(std::vector{4, 6, 8}); }
  void cleanup() { temp_.reset(); }

  void listed() {
    const auto listed = run({"list"});
    QVERIFY2(listed.code == 0, listed.err);
    QCOMPARE(listed.json()["clusters"].toArray().size(), 3);
    QCOMPARE(cluster(1)["size"].toInt(), 8);
    QVERIFY(cluster(1)["purity"].isNull());
    QCOMPARE(cluster(1)["locked"].toBool(true), false);
  }

  void mergedSplitAndMoved() {
    const auto merged = run({"merge", "3", "2", "--into", "2"});
    QVERIFY2(merged.code == 0, merged.err);
    QCOMPARE(merged.json()["done"].toString(), QString("merge cluster 3 into 2"));
    QCOMPARE(merged.json()["masks_moved"].toInt(), 4);
    QCOMPARE(cluster(2)["size"].toInt(), 10);
    const auto split = run({"split", "2"});
    QVERIFY2(split.code == 0, split.err);
    QCOMPARE(split.json()["done"].toString(), QString("split 4 masks off cluster 2 as 4"));
    const auto ids = temp_->members(0);
    const auto moved = run(
        {"move", "--members", QString("%1,%2").arg(ids[0].value).arg(ids[1].value), "--to", "new"});
    QVERIFY2(moved.code == 0, moved.err);
    QCOMPARE(cluster(5)["size"].toInt(), 2);
    test::writeBytes(temp_->folder.path() / "ids.csv",
                     "candidate_id,note\n" + std::to_string(ids[2].value) + ",odd\n");
    QCOMPARE(
        run({"move", "--file", test::text(temp_->folder.path() / "ids.csv"), "--to", "5"}).code, 0);
    QCOMPARE(cluster(5)["size"].toInt(), 3);
    // A mark of the byte order before the first id; a first line that is neither id nor header.
    test::writeBytes(temp_->folder.path() / "bom.csv",
                     "\xEF\xBB\xBF" + std::to_string(ids[3].value) + "\n");
    QCOMPARE(
        run({"move", "--file", test::text(temp_->folder.path() / "bom.csv"), "--to", "5"}).code, 0);
    QCOMPARE(cluster(5)["size"].toInt(), 4);
    test::writeBytes(temp_->folder.path() / "odd.csv",
                     "-7\n" + std::to_string(ids[4].value) + "\n");
    const auto odd =
        run({"move", "--file", test::text(temp_->folder.path() / "odd.csv"), "--to", "5"});
    QCOMPARE(odd.code, 2);
    QVERIFY2(odd.err.contains("line 1"), odd.err);
    QCOMPARE(cluster(5)["size"].toInt(), 4);
  }

  void lockedNamedAndJunk() {
    QCOMPARE(run({"rename", "3", "chair"}).code, 0);
    QCOMPARE(run({"lock", "chair", "1"}).code, 0);
    QCOMPARE(cluster(3)["name"].toString(), QString("chair"));
    QVERIFY(cluster(3)["locked"].toBool() && cluster(1)["locked"].toBool());
    const auto refused = run({"merge", "3", "--into", "2"});
    QCOMPARE(refused.code, 2);
    QVERIFY(refused.err.contains("locked"));
    QCOMPARE(run({"unlock", "chair"}).code, 0);
    const auto junk = run({"junk", "2"});
    QVERIFY2(junk.code == 0, junk.err);
    QCOMPARE(junk.json()["ranked"].toInt(), 18);
    QVERIFY(cluster(2)["junk"].toBool());
    QCOMPARE(run({"unjunk", "2"}).code, 0);
    QVERIFY(!cluster(2)["junk"].toBool());
    QCOMPARE(run({"rename", "3"}).code, 0);
    QCOMPARE(cluster(3)["name"].toString(), QString());
  }

  void wrongUse() {
    const auto before = temp_->rows();
    for (const QStringList& wrong : {QStringList{"merge", "9", "--into", "1"},
                                     QStringList{"split", "chair"},
                                     QStringList{"move", "--to", "1"},
                                     QStringList{"split"},
                                     QStringList{"juggle"}}) {
      const auto refused = run(wrong);
      QVERIFY2(refused.code == 2, qPrintable(wrong.join(' ')));
    }
    QCOMPARE(run({"move", "--file", "/nowhere.csv", "--to", "1"}).code, 1);
    QCOMPARE(temp_->rows(), before);
  }
};

QTEST_APPLESS_MAIN(ClustersTest)
#include "clusters_test.moc"
