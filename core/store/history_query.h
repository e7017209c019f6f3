#pragma once

#include "core/domain/decision.h"
#include "core/store/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace maskwright::store {

/// Values of `command.state`.
enum class CommandState { Done = 0, Undone = 1, Dropped = 2 };  ///< Dropped: out of reach of redo

/// One undoable step with what a list shows of it.
struct HistoryRow {
  CommandId id;
  std::string text, kind, author;
  CommandState state = CommandState::Done;
  int64_t createdMs = 0;  ///< Unix time in milliseconds
  int64_t masks = 0;      ///< with a decision of it; 0 = it decided nothing (a name, a round)
  CandidateId first;      ///< one of them, none if there is none
  std::optional<Verdict> verdict;  ///< that it gave them all
};

/// Reads the history of commands, a page at a time by key. Throws SQLite::Exception.
class HistoryQuery {
 public:
  explicit HistoryQuery(Connection& connection) : connection_(connection) {}

  /// Up to `limit` commands before `before` (none: from the newest), newest first. `search`: only
  /// those with it in their text or author, whatever the case of ASCII letters; empty = all.
  std::vector<HistoryRow> page(const std::string& search, CommandId before, int limit);
  /// All after `after`, newest first.
  std::vector<HistoryRow> since(const std::string& search, CommandId after);
  /// Ids and states of all from `from` on, oldest first.
  std::vector<std::pair<CommandId, CommandState>> states(CommandId from);
  std::optional<HistoryRow> byId(CommandId command);
  std::string kind(CommandId command);  ///< empty = there is no such command
  CommandId current();  ///< newest that is done; none = nothing was done, or all was taken back
  /// Newest that is done and was made before `ms` (Unix time in milliseconds); none = there is
  /// none.
  CommandId newestDoneBefore(int64_t ms);
  int64_t count();  ///< of all commands
  /// Candidates with a decision of that command, in the order of their decisions.
  std::vector<int64_t> candidates(CommandId command);

 private:
  std::vector<HistoryRow> read(const char* condition,
                               const std::string& search,
                               CommandId bound,
                               int limit);
  Connection& connection_;
};

}  // namespace maskwright::store
