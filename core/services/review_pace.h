#pragma once

#include "core/store/connection.h"

#include <cstdint>
#include <vector>

namespace maskwright {

/// What a person did at one moment: a command, or a decision that belongs to none.
struct ReviewStep {
  int64_t ms = 0;     ///< Unix time
  int64_t masks = 0;  ///< undecided ones that it decided and that it stands for; 0 = undone since
};

/// A stretch of reviewing: commands with no pause of half an hour between them.
///
/// Its pace is that of commands with looking. Of each command as many masks count as can be looked
/// at since the one before (kGlanceMs each): rejecting 2,000 at a stroke leaves fewer to do, but
/// those that are left won't go that fast. The first command, and one after a pause, began at a
/// time that nobody knows: they start the clock and count no mask. A command that was undone counts
/// no mask, but the time that it took.
struct ReviewSession {
  int64_t startMs = 0, endMs = 0;  ///< Unix time of the first and the last command
  int64_t commands = 0;            ///< that stand and decided something
  int64_t decisions = 0;           ///< masks that they decided, one by one or by cluster
  int64_t activeMs = 0;            ///< from command to command, without pauses of over a minute
  double looked = 0;               ///< masks that can have been looked at in that time
  double perHour() const;          ///< of active time; 0 for fewer than kLeastForPace commands
};
inline constexpr int kLeastForPace = 5;
/// Nobody looks at a mask in less: SimulationCosts::glance, one of a page.
inline constexpr int64_t kGlanceMs = 400;

/// What people did from `sinceMs` on, oldest first. Decisions by threshold, file, import and
/// inheritance are not among them: nobody looked. Throws SQLite::Exception.
std::vector<ReviewStep> reviewSteps(store::Connection& connection, int64_t sinceMs = 0);

/// Sessions of steps (oldest first); those of which nothing stands are left out.
std::vector<ReviewSession> sessionsOf(const std::vector<ReviewStep>& steps);

/// Masks an hour over the ten minutes before `nowMs`, by the same rule; 0 = unknown. Throws
/// SQLite::Exception.
double recentPace(store::Connection& connection, int64_t nowMs);

}  // namespace maskwright
