#pragma once

#include "core/domain/category.h"
#include "core/domain/decision.h"
#include "core/store/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace maskwright::store {

/// Appends and reads decisions. Throws SQLite::Exception. Write inside a Transaction with
/// Durability::Human; services do (core/services/review_service.h): don't call insert from
/// elsewhere except for batch imports and inheritance.
class DecisionRepository {
 public:
  explicit DecisionRepository(Connection& connection) : connection_(connection) {}

  /// Appends; fills `before` from the present verdict. `id`, `before`, `decidedMs` (if 0) are set
  /// here.
  DecisionId append(Decision decision);
  VerdictState current(CandidateId candidate);
  std::vector<Decision> history(CandidateId candidate);  ///< oldest first
  std::vector<Decision> ofCommand(CommandId command);    ///< original rows only, no undo/redo rows

  /// Present verdicts other than undecided.
  struct Standing {
    CandidateId candidate;
    ImageId image;
    VerdictState state;
    int64_t decidedMs = 0;
    bool inherited = false;  ///< follows from a decision on an earlier round's mask
    bool bulk = false;       ///< one of many at once: when it was written says nothing
  };
  std::vector<Standing> standing();
  /// Images that hold at least one standing decision of a person, file or stand-in (not inherited).
  std::vector<ImageId> decidedImages();

  CommandId addCommand(const std::string& text, const std::string& kind, const std::string& author);
  struct CommandRow {
    CommandId id;
    std::string text, kind;
    int state = 0;
  };
  std::optional<CommandRow> newestDone();    ///< what undo would take back
  std::optional<CommandRow> oldestUndone();  ///< what redo would do again
  void setCommandState(CommandId command, int state);
  void dropUndone();  ///< a new command makes redo unreachable

 private:
  Connection& connection_;
};

/// Rows of `category`.
class CategoryRepository {
 public:
  explicit CategoryRepository(Connection& connection) : connection_(connection) {}
  /// Finds by name or inserts (stable colour = next free palette index). Name must not be empty.
  CategoryId ensure(const std::string& name, const std::string& supercategory = {});
  std::optional<Category> byId(CategoryId id);
  std::vector<Category> all();  ///< by name

 private:
  Connection& connection_;
};

}  // namespace maskwright::store
