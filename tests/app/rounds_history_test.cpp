#include "core/services/review_service.h"
#include "tests/support/engine.h"
#include "tests/support/second_round.h"

#include <QtTest>

using namespace maskwright;
using maskwright::test::ReviewProject;
using maskwright::test::runEngine;

/// `maskwright history` and `maskwright rounds` on a made-up project.
class RoundsHistoryTest : public QObject {
  Q_OBJECT

  std::unique_ptr<ReviewProject> project_;
  QString path() { return test::text(project_->project().folder()); }
  test::EngineRun rounds(const QStringList& arguments) {
    return runEngine(QStringList{"rounds", path()} + arguments + QStringList{"--json"});
  }

 private Q_SLOTS:
  void init() {
    project_ = std::make_unique<ReviewProject>(2, 4);
    const test::SecondRound second(*project_, 2, 4);
    ReviewService review(project_->connection(), "ann");
    for (size_t i = 0; i < 3; ++i)
      QVERIFY(
          review.decide({.candidates = {project_->ids[i]}, .verdict = Verdict::NotAnObject}).ok());
  }

  void historyIsListedAndGoneBackIn() {
    const auto listed = runEngine({"history", path(), "--limit", "2", "--json"});
    QVERIFY2(listed.code == 0, listed.err);
    QCOMPARE(listed.json()["commands"].toInt(), 3);
    const auto rows = listed.json()["history"].toArray();
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[0].toObject()["id"].toInt(), 3);
    QCOMPARE(rows[0].toObject()["author"].toString(), QString("ann"));
    QVERIFY(rows[0].toObject()["current"].toBool());
    const auto back = runEngine({"history", path(), "--go-back-to", "1", "--json"});
    QVERIFY2(back.code == 0, back.err);
    QCOMPARE(back.json()["undone"].toInt(), 2);
    QCOMPARE(project_->verdictOf(project_->ids[1]).verdict, Verdict::Undecided);
    const auto again = runEngine({"history", path(), "--go-back-to", "3", "--json"});
    QCOMPARE(again.json()["done again"].toInt(), 2);
    QCOMPARE(project_->verdictOf(project_->ids[2]).verdict, Verdict::NotAnObject);
    QCOMPARE(runEngine({"history", path(), "--go-back-to", "9"}).code, 2);
    QCOMPARE(runEngine({"history", path(), "--limit", "0"}).code, 2);
  }

  void roundsAreListedAndCompared() {
    const auto listed = rounds({});
    QVERIFY2(listed.code == 0, listed.err);
    QCOMPARE(listed.json()["shown"].toInt(), 1);
    const auto second = listed.json()["rounds"].toArray()[1].toObject();
    QCOMPARE(second["masks"].toInt(), 8);
    QCOMPARE(second["targets"].toInt(), 3);
    const auto compared = rounds({"compare", "0", "1"});
    QVERIFY2(compared.code == 0, compared.err);
    QCOMPARE(compared.json()["gained"].toInt(), 2);  // one an image
    QCOMPARE(compared.json()["images"].toArray().size(), 2);
    QCOMPARE(rounds({"compare", "0"}).code, 2);
    QCOMPARE(rounds({"compare", "0", "7"}).code, 2);
    QCOMPARE(rounds({"compare", "0", "one"}).code, 2);
  }

  void oneIsRolledBackAndRestored() {
    const auto back = rounds({"roll-back", "1"});
    QVERIFY2(back.code == 0, back.err);
    QCOMPARE(back.json()["shown"].toInt(-1), 0);
    QCOMPARE(rounds({}).json()["rounds"].toArray()[1].toObject()["mark"].toString(),
             QString("rolled back"));
    QCOMPARE(rounds({"accept", "1"}).code, 2);
    QCOMPARE(rounds({"restore", "1"}).json()["shown"].toInt(-1), 1);
    QCOMPARE(rounds({"accept", "1"}).code, 0);
    QCOMPARE(rounds({"roll-back", "0"}).code, 2);
    QCOMPARE(rounds({"forget", "1"}).code, 2);
  }
};

QTEST_APPLESS_MAIN(RoundsHistoryTest)
#include "rounds_history_test.moc"
