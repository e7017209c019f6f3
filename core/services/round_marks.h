#pragma once

#include "core/base/result.h"
#include "core/domain/ids.h"
#include "core/domain/round_mark.h"
#include "core/store/connection.h"

#include <string>
#include <vector>

namespace maskwright {

struct RoundMarked {
  CommandId command;        ///< none: it stood so already and nothing was written
  std::string text;         ///< "roll back rounds 2 and 3"
  std::vector<int> rounds;  ///< whose mark changed
};

/// Says of a round that it is accepted or rolled back, or takes that away, as one undoable command.
///
/// Rolled back: its candidates, ranking and clusters stay, but CandidateRepository::newestRound(),
/// and with it what is shown, ranked, exported as undecided and taught, is the newest round that
/// isn't rolled back. All rounds after it are rolled back with it: as a rule they rest on it, and
/// on what each rests is not stored (one made while this one was rolled back before does not).
/// Decisions on its masks stay in force: a mask that a person accepted is exported and teaches, and
/// a refusal is handed down, whichever round the mask came from. None on a rolled-back round
/// restores that one alone.
///
/// Errors: WrongUse (no such round; discovery; accepting a rolled-back one), Unwritable, Busy.
Result<RoundMarked> markRound(store::Connection& connection,
                              int number,
                              RoundMark mark,
                              const std::string& author);

/// Undoes or does again a command that markRound() made, inside the caller's transaction; false if
/// `kind` is of another sort.
bool restoreRoundMarks(store::Connection& connection,
                       const std::string& kind,
                       bool undo,
                       const std::string& author);

}  // namespace maskwright
