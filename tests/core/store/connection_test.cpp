#include "core/store/connection.h"

#include "core/store/decision_repository.h"
#include "core/store/migrations.h"
#include "tests/support/temp_project.h"

#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <thread>

using namespace maskwright;
using namespace maskwright::store;
using maskwright::test::TempFolder;
using maskwright::test::TempProject;

class ConnectionTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyOlderSchemaIsMigrated() {
    for (int version = 0; version < newestSchema(); ++version) {
      const TempFolder folder;
      const auto file = folder.path() / "project.sqlite";
      {
        SQLite::Database db(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        for (int i = 0; i < version; ++i) db.exec(migrations()[i]);
        db.exec("PRAGMA user_version = " + std::to_string(version));
        if (version > 0) db.exec("PRAGMA application_id = 1297568331");
      }
      auto connection = Connection::open(file, OpenMode::ReadWrite);
      QVERIFY2(connection.ok(), connection ? "" : connection.error().text().c_str());
      QCOMPARE((*connection)->db().execAndGet("PRAGMA user_version").getInt(), newestSchema());
      QCOMPARE((*connection)->db().execAndGet("PRAGMA foreign_keys").getInt(), 1);
      QCOMPARE((*connection)->db().execAndGet("PRAGMA journal_mode").getString(),
               std::string("wal"));
    }
  }

  void rankingAndClustersSurviveMigration() {
    const TempFolder folder;
    const auto file = folder.path() / "project.sqlite";
    {
      SQLite::Database db(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      db.exec(migrations()[0]);
      db.exec("PRAGMA user_version = 1");
      db.exec("PRAGMA application_id = 1297568331");
      db.exec(
          "INSERT INTO run(id, kind, method, profile, settings, seed, version, state, started_ms) "
          "VALUES(1, 'discover', '', '', '', 0, '', 1, 0)");
      db.exec(
          "INSERT INTO image(id, path, width, height, size_bytes, modified_ns, content_hash) "
          "VALUES(1, 'a.jpg', 8, 8, 1, 1, '')");
      for (const char* id : {"7", "8"})
        db.exec(std::string("INSERT INTO candidate VALUES(") + id +
                ", 1, 1, 0, 'free-mask', '', 8, 8, x'', 0, 0, 1, 1, 1, 0.5, NULL, NULL)");
      db.exec("INSERT INTO cluster VALUES(1, 3, 0, NULL), (2, 3, 1, NULL)");
      db.exec("INSERT INTO ranking VALUES(3, 7, 0.5), (3, 8, 0.25), (4, 7, 0.75)");
      db.exec("INSERT INTO cluster_member VALUES(3, 7, 1, 0.125), (3, 8, 2, 0.5)");
    }
    const auto connection = Connection::open(file, OpenMode::ReadWrite);
    QVERIFY2(connection.ok(), connection ? "" : connection.error().text().c_str());
    const auto rows = [&](const char* sql) {
      return QString::fromStdString((*connection)->db().execAndGet(sql).getString());
    };
    QCOMPARE(rows("SELECT group_concat(revision || ' ' || candidate_id || ' ' || confidence, ', ') "
                  "FROM (SELECT * FROM ranking ORDER BY revision, confidence DESC)"),
             QStringLiteral("3 7 0.5, 3 8 0.25, 4 7 0.75"));
    QCOMPARE(rows("SELECT group_concat(revision || ' ' || candidate_id || ' ' || cluster_id || ' ' "
                  "|| distance, ', ') FROM (SELECT * FROM cluster_member ORDER BY candidate_id)"),
             QStringLiteral("3 7 1 0.125, 3 8 2 0.5"));
  }

  void runsSurviveTheMigrationToPrototypes() {
    const TempFolder folder;
    const auto file = folder.path() / "project.sqlite";
    {
      SQLite::Database db(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      db.exec(migrations()[0]);
      db.exec(migrations()[1]);
      db.exec("PRAGMA user_version = 2");
      db.exec("PRAGMA application_id = 1297568331");
      db.exec(
          "INSERT INTO run(id, kind, method, profile, settings, seed, version, state, started_ms) "
          "VALUES(4, 'semantic', 'slotcon', '', '', 0, '', 1, 0)");
    }
    const auto connection = Connection::open(file, OpenMode::ReadWrite);
    QVERIFY2(connection.ok(), connection ? "" : connection.error().text().c_str());
    auto& db = (*connection)->db();
    db.exec("INSERT INTO prototype(run_id, number) VALUES(4, 0)");
    // An edit is applied by the trigger; a prototype that is not there can't be edited.
    db.exec(
        "INSERT INTO prototype_edit(run_id, number, step, enabled, before_enabled, edited_ms, "
        "author) VALUES(4, 0, 1, 0, 1, 0, 'x')");
    QCOMPARE(db.execAndGet("SELECT enabled FROM prototype").getInt(), 0);
    QVERIFY_EXCEPTION_THROWN(
        db.exec("INSERT INTO prototype_edit(run_id, number, step, enabled, before_enabled, "
                "edited_ms, author) VALUES(4, 1, 1, 0, 1, 0, 'x')"),
        SQLite::Exception);
  }

  void newerSchemaIsRefused() {
    TempProject temp;
    temp.connection().db().exec("PRAGMA user_version = " + std::to_string(newestSchema() + 1));
    const auto opened = Project::open(temp.project().folder());
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, ErrorKind::NewerSchema);
    QVERIFY(opened.error().text().find("project.sqlite") != std::string::npos);
  }

  void otherFilesAreRefused() {
    const TempFolder folder;
    const auto text = folder.path() / "text.sqlite";
    QVERIFY(
        writeFile(text, "this is not a database at all, but long enough to be looked at ........"));
    auto opened = Connection::open(text, OpenMode::ReadWrite);
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, ErrorKind::Unreadable);

    const auto foreign = folder.path() / "foreign.sqlite";
    SQLite::Database(foreign.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("CREATE TABLE t(x)");
    opened = Connection::open(foreign, OpenMode::ReadWrite);
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, ErrorKind::Unreadable);

    opened = Connection::open(folder.path() / "missing.sqlite", OpenMode::ReadWrite);
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, ErrorKind::NotFound);
  }

  void throwRollsBack() {
    TempProject temp;
    try {
      Transaction transaction(temp.connection());
      temp.addImage("a.jpg");
      throw std::runtime_error("stop");
    } catch (const std::runtime_error&) {
    }
    QCOMPARE(ImageRepository(temp.connection()).count(), 0);
    Transaction transaction(temp.connection());
    temp.addImage("a.jpg");
    transaction.commit();
    QCOMPARE(ImageRepository(temp.connection()).count(), 1);
  }

  void readerSeesOnlyCommitted() {
    TempProject temp;
    auto reader = temp.project().connect();
    QVERIFY(reader.ok());
    {
      Transaction transaction(temp.connection());
      temp.addImage("a.jpg");
      QCOMPARE(ImageRepository(**reader).count(), 0);
      transaction.commit();
    }
    QCOMPARE(ImageRepository(**reader).count(), 1);
  }

  void secondWriterWaits() {
    TempProject temp;
    auto other = temp.project().connect();
    QVERIFY(other.ok());
    auto first = std::make_unique<Transaction>(temp.connection());
    temp.addImage("a.jpg");
    std::thread writer([&] {
      Transaction transaction(**other);
      ImageRecord image;
      image.path = "b.jpg";
      ImageRepository(**other).insert(image);
      transaction.commit();
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    first->commit();
    writer.join();
    QCOMPARE(ImageRepository(temp.connection()).count(), 2);
  }

  void readStatementsDoNotBlockLaterWrites() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg");
    auto other = temp.project().connect();
    QVERIFY(other.ok());
    QVERIFY(ImageRepository(temp.connection()).byId(image));  // stops on a row
    {
      Transaction transaction(**other);
      ImageRecord second;
      second.path = "b.jpg";
      ImageRepository(**other).insert(second);
      transaction.commit();
    }
    Transaction transaction(temp.connection());  // would fail as a stale snapshot
    temp.addImage("c.jpg");
    transaction.commit();
    QCOMPARE(ImageRepository(temp.connection()).count(), 3);
  }

  void killedWriterLeavesOnlyCommittedRows() {
    TempProject temp;
    const auto file = temp.project().databaseFile();
    const pid_t child = ::fork();
    if (child == 0) {
      auto connection = Connection::open(file, OpenMode::ReadWrite);
      ImageRecord image;
      image.path = "committed.jpg";
      {
        Transaction transaction(**connection, Durability::Human);
        ImageRepository(**connection).insert(image);
        transaction.commit();
      }
      Transaction transaction(**connection);
      image.path = "half.jpg";
      ImageRepository(**connection).insert(image);
      ::raise(SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    QVERIFY(WIFSIGNALED(status));
    const auto images = ImageRepository(temp.connection()).all();
    QCOMPARE(images.size(), size_t{1});
    QCOMPARE(images.front().path, std::string("committed.jpg"));
    QCOMPARE(temp.connection().db().execAndGet("PRAGMA integrity_check").getString(),
             std::string("ok"));
  }

  void decisionsCannotBeChanged() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg");
    const auto candidate = temp.add(temp.rectangle(image, 1, 3, .5));
    Decision decision;
    decision.candidate = candidate;
    decision.now.verdict = Verdict::Accepted;
    DecisionRepository(temp.connection()).append(decision);
    auto& db = temp.connection().db();
    QVERIFY_EXCEPTION_THROWN(db.exec("UPDATE decision SET verdict = 3"), SQLite::Exception);
    QVERIFY_EXCEPTION_THROWN(db.exec("DELETE FROM decision"), SQLite::Exception);
    QVERIFY_EXCEPTION_THROWN(db.exec("DELETE FROM candidate"), SQLite::Exception);
    QVERIFY_EXCEPTION_THROWN(db.exec("UPDATE candidate SET counts = x'00'"), SQLite::Exception);
    CandidateRepository(temp.connection()).removeUndecided(0, "free-mask");
    QVERIFY(CandidateRepository(temp.connection()).byId(candidate));
  }

  void idsOfRemovedCandidatesAreNotGivenAgain() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg");
    CandidateRepository candidates(temp.connection());
    const auto first = temp.add(temp.rectangle(image, 1, 3, .5));
    const auto second = temp.add(temp.rectangle(image, 2, 3, .5));
    QVERIFY(candidates.allExist({first.value, second.value}));
    QCOMPARE(candidates.removeUndecided(0, "free-mask"), 2);
    QVERIFY(!candidates.allExist({first.value, second.value}));
    const auto third = temp.add(temp.rectangle(image, 1, 3, .5));
    QVERIFY(third.value > second.value);
    QVERIFY(candidates.allExist({third.value}));
    QVERIFY(!candidates.allExist({third.value, second.value}));
    QVERIFY(candidates.allExist({}));
  }

 private:
  static bool writeFile(const std::filesystem::path& path, const char* text) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (!file) return false;
    std::fputs(text, file);
    return std::fclose(file) == 0;
  }
};

QTEST_APPLESS_MAIN(ConnectionTest)
#include "connection_test.moc"
