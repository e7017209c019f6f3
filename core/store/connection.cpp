#include "core/store/connection.h"

#include "core/store/migrations.h"

#include <sqlite3.h>

#include <unordered_map>

namespace maskwright::store {
namespace {

constexpr int kApplicationId = 0x4D57524B;  // "MWRK"
constexpr int kBusyTimeoutMs = 10'000;

int pragma(SQLite::Database& db, const char* name) {
  return db.execAndGet(std::string("PRAGMA ") + name).getInt();
}

/// Copies the database aside through SQLite's own backup and checks the copy before any migration.
Result<void> backUp(SQLite::Database& db, const std::filesystem::path& file, int version) {
  const auto copy = file.string() + ".v" + std::to_string(version) + ".bak";
  SQLite::Database target(copy, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  SQLite::Backup backup(target, db);
  backup.executeStep(-1);
  if (target.execAndGet("PRAGMA quick_check").getString() != "ok")
    return Error{ErrorKind::Unwritable, "the copy before the upgrade could not be verified", copy};
  return {};
}

Result<void> migrate(Connection& connection) {
  auto& db = connection.db();
  const int present = pragma(db, "user_version");
  const int newest = newestSchema();
  if (present == newest) return {};
  if (present > 0)
    if (auto copied = backUp(db, connection.file(), present); !copied) return copied;
  for (int version = present; version < newest; ++version) {
    Transaction transaction(connection, Durability::Human);
    if (pragma(db, "user_version") > version) continue;  // another process was quicker
    db.exec(migrations()[version]);
    db.exec("PRAGMA user_version = " + std::to_string(version + 1));
    db.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
    transaction.commit();
  }
  return {};
}

}  // namespace

struct Connection::Cache {
  std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>> statements;
};

Connection::Connection(std::filesystem::path file, int flags)
    : file_(std::move(file)),
      db_(file_.string(), flags, kBusyTimeoutMs),
      cache_(std::make_shared<Cache>()) {}

Result<std::unique_ptr<Connection>> Connection::open(const std::filesystem::path& file,
                                                     OpenMode mode) {
  std::error_code ignored;
  if (mode != OpenMode::Create && !std::filesystem::exists(file, ignored))
    return Error{ErrorKind::NotFound, "there is no project database", file.string()};
  int flags = SQLite::OPEN_READWRITE;
  if (mode == OpenMode::Create) flags |= SQLite::OPEN_CREATE;
  if (mode == OpenMode::ReadOnly) flags = SQLite::OPEN_READONLY;
  try {
    std::unique_ptr<Connection> connection(new Connection(file, flags));
    auto& db = connection->db();
    const int application = pragma(db, "application_id");
    const int version = pragma(db, "user_version");
    const bool fresh = version == 0 && application == 0 &&
                       db.execAndGet("SELECT COUNT(*) FROM sqlite_master").getInt() == 0;
    if (application != kApplicationId && !(fresh && mode != OpenMode::ReadOnly))
      return Error{
          ErrorKind::Unreadable, "this is not a Maskwright project database", file.string()};
    if (version > newestSchema())
      return Error{ErrorKind::NewerSchema,
                   "the project was made by a newer Maskwright (schema " + std::to_string(version) +
                       ", this program knows " + std::to_string(newestSchema()) +
                       "); please update",
                   file.string()};
    db.exec("PRAGMA foreign_keys = ON");
    if (mode != OpenMode::ReadOnly) {
      db.exec("PRAGMA journal_mode = WAL");
      connection->setDurability(Durability::Bulk);
      if (auto migrated = migrate(*connection); !migrated) return migrated.error();
    } else if (version < newestSchema()) {
      return Error{ErrorKind::Unreadable,
                   "an older version of the program made this project; `maskwright scan PROJECT` "
                   "brings it up to date",
                   file.string()};
    }
    return connection;
  } catch (const std::exception& exception) {
    return toError(exception, file);
  }
}

Query Connection::prepare(const char* sql) {
  auto& slot = cache_->statements[sql];
  if (!slot) {
    slot = std::make_unique<SQLite::Statement>(db_, sql);
  } else {
    slot->reset();
    slot->clearBindings();
  }
  return Query(*slot);
}

void Connection::setDurability(Durability durability) {
  db_.exec(durability == Durability::Human ? "PRAGMA synchronous = FULL"
                                           : "PRAGMA synchronous = NORMAL");
}

Transaction::Transaction(Connection& connection, Durability durability) : connection_(connection) {
  connection_.setDurability(durability);
  connection_.db().exec("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    connection_.db().exec("ROLLBACK");
  } catch (const std::exception&) {
    // Nothing left to roll back: SQLite has done so itself (full disk, I/O error).
  }
}

void Transaction::commit() {
  connection_.db().exec("COMMIT");
  open_ = false;
}

Error toError(const std::exception& exception, const std::filesystem::path& file) {
  if (const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&exception)) {
    const auto where = file.string();
    switch (sqlite->getErrorCode()) {
      case SQLITE_BUSY:
      case SQLITE_LOCKED:
        return {ErrorKind::Busy, "another process keeps the project locked", where};
      case SQLITE_NOTADB:
      case SQLITE_CORRUPT:
        return {ErrorKind::Unreadable, "the project database is damaged or not a database", where};
      case SQLITE_READONLY:
        return {ErrorKind::Unwritable, "the project is read-only", where};
      case SQLITE_FULL:
        return {ErrorKind::Unwritable, "the disk is full", where};
      case SQLITE_CANTOPEN:
        return {ErrorKind::Unreadable, "the project database can't be opened", where};
      case SQLITE_CONSTRAINT:
        return {ErrorKind::Conflict, sqlite->what(), where};
      default:
        return {ErrorKind::Internal, sqlite->what(), where};
    }
  }
  return {ErrorKind::Internal, exception.what(), file.string()};
}

int newestSchema() {
  return static_cast<int>(migrations().size());
}

}  // namespace maskwright::store
