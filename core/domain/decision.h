#pragma once

#include "core/domain/ids.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace maskwright {

/// The one list of verdicts (architecture, part 5). Values are stored; never renumber.
enum class Verdict {
  Undecided = 0,
  Accepted = 1,
  Relabelled = 2,   ///< accepted with another category
  NotAnObject = 3,  ///< hard negative
  BadMask = 4,      ///< a real object, poor outline: ignored by the segmenter
  FixLater = 5      ///< likewise, queued for the editor
};
inline constexpr std::array kAllVerdicts{Verdict::Undecided,
                                         Verdict::Accepted,
                                         Verdict::Relabelled,
                                         Verdict::NotAnObject,
                                         Verdict::BadMask,
                                         Verdict::FixLater};

/// Machine names: undecided, accepted, relabelled, not-an-object, bad-mask, fix-later.
std::string_view verdictName(Verdict verdict);
std::optional<Verdict> verdictFromName(std::string_view name);
/// Accepted or relabelled: a positive in training, part of the default export.
constexpr bool isPositive(Verdict v) {
  return v == Verdict::Accepted || v == Verdict::Relabelled;
}

/// Where a decision came from. Values are stored; never renumber.
enum class DecisionOrigin {
  Person = 0,     ///< one mask, by hand
  Cluster = 1,    ///< a whole cluster
  Threshold = 2,  ///< all above a confidence
  File = 3,       ///< decide --file
  Simulated = 4,  ///< decide --against
  Inherited = 5,  ///< from an earlier round's mask
  Import = 6,
  Undo = 7,
  Redo = 8
};

/// A candidate's verdict as it stands.
struct VerdictState {
  Verdict verdict = Verdict::Undecided;
  CategoryId category;  ///< none = "object"
  bool operator==(const VerdictState&) const = default;
};

/// One row of the append-only history.
struct Decision {
  DecisionId id;
  CandidateId candidate;
  VerdictState now, before;
  DecisionOrigin origin = DecisionOrigin::Person;
  CommandId command;
  ClusterId cluster;      ///< set for cluster decisions
  int64_t decidedMs = 0;  ///< Unix time in milliseconds
  std::string author;
};

}  // namespace maskwright
