#include "ui/models/history_model.h"

#include "core/services/review_service.h"
#include "tests/support/review_project.h"
#include "ui/models/candidate_roles.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QtTest>

#include <sqlite3.h>

using namespace maskwright;
using namespace maskwright::ui;
using maskwright::test::ReviewProject;

class HistoryModelTest : public QObject {
  Q_OBJECT

  /// Commands one after another, each a day after the one before if asked for, made in SQL.
  static void addCommands(ReviewProject& project, int count) {
    SQLite::Statement query(
        project.connection().db(),
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO "
        "command(text, kind, author, created_ms) SELECT 'accept 1 mask', 'accepted', CASE WHEN i % "
        "10 = 0 THEN 'bob' ELSE 'ann' END, 1700000000000 + i * 3600000 FROM n");
    query.bind(1, count);
    query.exec();
  }

 private Q_SLOTS:
  void tenThousandOpenWithOnePage() {
    ReviewProject project(1, 2);
    addCommands(project, 10'000);
    HistoryModel model;
    model.setSource(&project.connection(), "/nowhere");
    QCOMPARE(model.rowCount(), HistoryModel::kPageRows);
    QCOMPARE(model.commandAt(0), CommandId(10'000));
    QVERIFY(model.canFetchMore({}));
    model.fetchMore({});
    QCOMPARE(model.rowCount(), 2 * HistoryModel::kPageRows);
    while (model.canFetchMore({})) model.fetchMore({});
    QCOMPARE(model.rowCount(), 10'000);
    QCOMPARE(model.commandAt(9'999), CommandId(1));
    // The tester itself fetches more in answer to every signal, so it comes when all is there.
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    addCommands(project, 5);
    model.refresh();
    QCOMPARE(model.rowCount(), 10'005);
    QCOMPARE(model.commandAt(0), CommandId(10'005));
  }

  void daysBeginWhereTheyChange() {
    ReviewProject project(1, 2);
    addCommands(project, 60);  // an hour apart
    HistoryModel model;
    model.setSource(&project.connection(), "/nowhere");
    QVERIFY(model.index(0).data(FirstOfDayRole).toBool());
    int days = 0;
    for (int row = 0; row < model.rowCount(); ++row) {
      const auto day = model.index(row).data(CommandTimeRole).toDateTime().date();
      const bool isFirst = model.index(row).data(FirstOfDayRole).toBool();
      days += isFirst;
      if (row > 0)
        QCOMPARE(isFirst, day != model.index(row - 1).data(CommandTimeRole).toDateTime().date());
    }
    QVERIFY(days >= 3 && days <= 4);
  }

  void searchingFindsTextAndAuthor() {
    ReviewProject project(1, 2);
    addCommands(project, 500);
    HistoryModel model;
    model.setSource(&project.connection(), "/nowhere");
    model.setSearch("Bob");
    QCOMPARE(model.rowCount(), 50);
    QVERIFY(!model.canFetchMore({}));
    QCOMPARE(model.index(0).data(CommandAuthorRole).toString(), QString("bob"));
    model.setSearch("nobody");
    QCOMPARE(model.rowCount(), 0);
    model.setSearch({});
    QCOMPARE(model.rowCount(), HistoryModel::kPageRows);
  }

  void newCommandsComeOnTopAndStatesFollow() {
    ReviewProject project(1, 4);
    addCommands(project, 3);
    HistoryModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource(&project.connection(), "/nowhere");
    ReviewService review(project.connection(), "eve");
    QVERIFY(review
                .decide({.candidates = {project.ids[0], project.ids[1]},
                         .verdict = Verdict::NotAnObject})
                .ok());
    model.refresh();
    QCOMPARE(model.rowCount(), 4);
    const auto top = model.index(0);
    QCOMPARE(top.data().toString(), QString("Reject 2 masks"));
    QCOMPARE(top.data(CommandMasksRole).toLongLong(), 2);
    QCOMPARE(top.data(CommandVerdictRole).toInt(), static_cast<int>(Verdict::NotAnObject));
    QCOMPARE(top.data(CandidateIdRole).toLongLong(), project.ids[0].value);
    QVERIFY(top.data(CurrentCommandRole).toBool());
    QVERIFY(review.undo().ok());
    QVERIFY(review.undo().ok());
    model.refresh();
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.index(1).data(CommandStateRole).toInt(),
             static_cast<int>(store::CommandState::Undone));
    QVERIFY(model.index(2).data(CurrentCommandRole).toBool());
    QCOMPARE(model.current(), CommandId(2));
    QCOMPARE(model.rowOf(CommandId(2)), 2);
  }

  void aNewCommandThatIsNotSearchedForStaysOut() {
    ReviewProject project(1, 4);
    addCommands(project, 20);
    HistoryModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource(&project.connection(), "/nowhere");
    model.setSearch("bob");
    ReviewService ann(project.connection(), "ann"), bob(project.connection(), "bob");
    QVERIFY(ann.decide({.candidates = {project.ids[0]}, .verdict = Verdict::Accepted}).ok());
    model.refresh();
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(bob.decide({.candidates = {project.ids[1]}, .verdict = Verdict::Accepted}).ok());
    model.refresh();
    QCOMPARE(model.rowCount(), 3);
    model.refresh();
    QCOMPARE(model.rowCount(), 3);
  }

  /// Another writer comes between the reads of one refresh.
  void aCommandThatIsWrittenMeanwhileIsShownOnce() {
    ReviewProject project(1, 4);
    addCommands(project, 3);
    auto reading =
        store::Connection::open(project.project().databaseFile(), store::OpenMode::ReadWrite);
    QVERIFY(reading.ok());
    HistoryModel model;
    model.setSource(reading->get(), "/nowhere");
    struct Meanwhile {
      ReviewProject& project;
      int reads = 0;
    } meanwhile{project};
    const auto onStatement = [](unsigned, void* context, void* statement, void*) {
      auto& here = *static_cast<Meanwhile*>(context);
      const QByteArray sql(sqlite3_sql(static_cast<sqlite3_stmt*>(statement)));
      if (sql.startsWith("SELECT k.id") && ++here.reads == 2) addCommands(here.project, 1);
      return 0;
    };
    auto* handle = (*reading)->db().getHandle();
    sqlite3_trace_v2(handle, SQLITE_TRACE_STMT, onStatement, &meanwhile);
    addCommands(project, 1);
    model.refresh();
    sqlite3_trace_v2(handle, 0, nullptr, nullptr);
    QVERIFY(meanwhile.reads >= 2);
    model.refresh();
    QCOMPARE(model.rowCount(), 5);
    for (int row = 0; row < 5; ++row) QCOMPARE(model.commandAt(row), CommandId(5 - row));
  }
};

QTEST_MAIN(HistoryModelTest)
#include "history_model_test.moc"
