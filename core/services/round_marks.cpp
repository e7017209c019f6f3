#include "core/services/round_marks.h"

#include "core/store/decision_repository.h"
#include "core/store/round_mark_repository.h"

#include <algorithm>
#include <sstream>

namespace maskwright {
namespace {

constexpr const char* kKind = "mark-rounds";  // "mark-rounds 2:0:2 3:1:2": round, before, now

struct Change {
  int round = 0;
  RoundMark before = RoundMark::None, now = RoundMark::None;
};

std::string kindOf(const std::vector<Change>& changes) {
  std::string kind = kKind;
  for (const Change& one : changes)
    kind += ' ' + std::to_string(one.round) + ':' + std::to_string(static_cast<int>(one.before)) +
            ':' + std::to_string(static_cast<int>(one.now));
  return kind;
}

std::vector<Change> changesOf(const std::string& kind) {
  std::istringstream text(kind);
  std::string word;
  std::vector<Change> changes;
  if (!(text >> word) || word != kKind) return changes;
  while (text >> word) {
    std::istringstream parts(word);
    char colon = 0;
    int round = 0, before = 0, now = 0;
    if (parts >> round >> colon >> before >> colon >> now)
      changes.push_back({round, static_cast<RoundMark>(before), static_cast<RoundMark>(now)});
  }
  return changes;
}

std::string describe(const std::vector<Change>& changes) {
  const Change& first = changes.front();
  std::string text = first.now == RoundMark::Accepted      ? "accept round"
                     : first.now == RoundMark::RolledBack  ? "roll back round"
                     : first.before == RoundMark::Accepted ? "take the mark from round"
                                                           : "restore round";
  if (changes.size() > 1) text += 's';
  for (size_t i = 0; i < changes.size(); ++i)
    text += (i == 0                    ? " "
             : i + 1 == changes.size() ? " and "
                                       : ", ") +
            std::to_string(changes[i].round);
  return text;
}

}  // namespace

Result<RoundMarked> markRound(store::Connection& connection,
                              int number,
                              RoundMark mark,
                              const std::string& author) {
  const auto file = connection.file().string();
  try {
    store::Transaction transaction(connection, store::Durability::Human);
    store::RoundMarkRepository marks(connection);
    const auto rounds = marks.all();
    const auto named = std::find_if(
        rounds.begin(), rounds.end(), [number](const auto& one) { return one.number == number; });
    if (number == 0)
      return Error{ErrorKind::WrongUse,
                   "discovery is what all rounds rest on: it can't be accepted or rolled back",
                   file};
    if (named == rounds.end())
      return Error{ErrorKind::WrongUse, "there is no round " + std::to_string(number), file};
    if (mark == RoundMark::Accepted && named->mark == RoundMark::RolledBack)
      return Error{ErrorKind::WrongUse,
                   "round " + std::to_string(number) + " is rolled back: restore it first",
                   file};
    std::vector<Change> changes;
    for (auto one = named; one != rounds.end(); ++one) {
      if (one->mark != mark) changes.push_back({one->number, one->mark, mark});
      if (mark != RoundMark::RolledBack) break;  // else the later ones go with it
    }
    RoundMarked outcome;
    if (changes.empty()) return outcome;
    outcome.text = describe(changes);
    for (const Change& one : changes) {
      marks.set(one.round, one.now, author);
      outcome.rounds.push_back(one.round);
    }
    store::DecisionRepository decisions(connection);
    decisions.dropUndone();
    outcome.command = decisions.addCommand(outcome.text, kindOf(changes), author);
    transaction.commit();
    return outcome;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection.file());
  }
}

bool restoreRoundMarks(store::Connection& connection,
                       const std::string& kind,
                       bool undo,
                       const std::string& author) {
  const auto changes = changesOf(kind);
  store::RoundMarkRepository marks(connection);
  for (const Change& one : changes) marks.set(one.round, undo ? one.before : one.now, author);
  return !changes.empty();
}

}  // namespace maskwright
