#pragma once

#include "core/base/result.h"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <functional>
#include <memory>

namespace maskwright::store {

/// How sure a commit must be before the call returns.
enum class Durability {
  Bulk,  ///< synchronous=NORMAL: survives a crash of the program; for candidates and other
         ///< rebuildable rows
  Human  ///< synchronous=FULL: survives a power cut; for decisions
};

enum class OpenMode { ReadWrite, Create, ReadOnly };

/// A cached statement in use. Resets it at the end of its life: a statement that stays on a row
/// would keep the connection's read snapshot open, and the next write would fail as busy.
class Query {
 public:
  explicit Query(SQLite::Statement& statement) : statement_(&statement) {}
  ~Query() { statement_->tryReset(); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  template <typename... Values>
  void bind(int index, const Values&... value) {
    statement_->bind(index, value...);
  }
  bool executeStep() { return statement_->executeStep(); }
  int exec() { return statement_->exec(); }  ///< number of changed rows
  SQLite::Column getColumn(int index) { return statement_->getColumn(index); }
  operator SQLite::Statement&() { return *statement_; }

 private:
  SQLite::Statement* statement_;
};

/// One SQLite connection to `project.sqlite` (WAL, foreign keys on, busy time-out 10 s). One per
/// thread. Repositories take it by reference and throw SQLite::Exception; services translate that
/// through guarded() below.
class Connection {
 public:
  /// Opens and, for ReadWrite/Create, migrates to the newest schema (after a verified backup copy).
  /// Errors: NotFound, Unreadable (no database of ours), NewerSchema, Unwritable, Busy.
  static Result<std::unique_ptr<Connection>> open(const std::filesystem::path& file, OpenMode mode);

  SQLite::Database& db() { return db_; }
  const std::filesystem::path& file() const { return file_; }

  /// A prepared statement, cached by its text, with no bindings. Not twice at a time with the same
  /// text.
  Query prepare(const char* sql);

  void setDurability(Durability durability);

 private:
  Connection(std::filesystem::path file, int flags);
  std::filesystem::path file_;
  SQLite::Database db_;
  struct Cache;
  std::shared_ptr<Cache> cache_;
};

/// BEGIN IMMEDIATE ... COMMIT; rolls back unless commit() was called. The destructor never throws.
class Transaction {
 public:
  explicit Transaction(Connection& connection, Durability durability = Durability::Bulk);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Connection& connection_;
  bool open_ = true;
};

/// Translates an SQLite exception into an Error that names the database file.
Error toError(const std::exception& exception, const std::filesystem::path& file);

/// Newest schema this program knows.
int newestSchema();

}  // namespace maskwright::store
