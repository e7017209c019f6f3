#pragma once

#include "core/domain/decision.h"
#include "core/services/simulation.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

namespace maskwright {

/// The person of a simulation: knows the truth, takes time, keeps the books.
class SimulatedAnnotator {
 public:
  /// Goes on from `before` until the clock reaches `until`.
  SimulatedAnnotator(const SimulationPool& pool,
                     const SimulationSettings& settings,
                     SimulationState before = {},
                     double until = std::numeric_limits<double>::infinity());

  /// What the person would say about a candidate now.
  Verdict judge(size_t row) const;
  /// Looks at one candidate and decides; `suggested` is the category shown, -1 = none. A poor mask
  /// is put off or corrected. Nothing if the time is up before.
  std::optional<Verdict> decide(size_t row, int suggested, bool putOffPoor);
  /// A page of candidates under one category: all that are good are accepted, each other is an
  /// exception (poor ones are put off, refused ones refused). Fewer verdicts if the time is up.
  std::vector<std::pair<size_t, Verdict>> decidePage(const std::vector<size_t>& rows,
                                                     int suggested);
  /// A contact sheet of candidates of any kind: all that are neither accepted (under the category
  /// suggested for each, or relabelled) nor put off as poor are refused at once. Nothing if the
  /// time is up before.
  std::vector<std::pair<size_t, Verdict>> decideSheet(const std::vector<size_t>& rows,
                                                      const std::function<int(size_t)>& suggested);
  /// Accepts a candidate unseen, at no cost; whether it is right.
  bool acceptUnseen(size_t row);
  /// Corrects a mask that was put off, if its object still has none; false if the time is up.
  bool correct(size_t row);
  void drawMissing();  ///< until the time is up

  bool timeIsUp() const { return seconds_ >= std::min(settings_.seconds, until_); }
  double seconds() const { return seconds_; }
  bool isDecided(size_t row) const { return decided_[row]; }
  int categoryOf(size_t row) const { return category_[row]; }  ///< given by the person, -1 = none
  SimulationOutcome& outcome() { return state_.outcome; }
  SimulationState& state() { return state_; }

 private:
  /// One of several that are looked at together.
  struct Judged {
    size_t row = 0;
    Verdict verdict = Verdict::NotAnObject;
    int object = -1;          ///< that is accepted with it
    bool relabelled = false;  ///< under another category than the one shown
  };
  /// Verdicts on all of them, if there are `seconds` left.
  std::vector<std::pair<size_t, Verdict>> settle(const std::vector<Judged>& together,
                                                 double seconds);
  int trueCategory(int object) const { return pool_.objectCategory[static_cast<size_t>(object)]; }
  std::optional<SimulationPool::Match> freeMatch(size_t row, double leastIou) const;
  bool spend(double seconds);
  void record();
  void cover(size_t row, int object);
  void note(size_t row, Verdict verdict, int object = -1, bool redrawn = false);

  const SimulationPool& pool_;
  const SimulationSettings& settings_;
  std::vector<bool> covered_, decided_;
  std::vector<int> category_;
  double until_;
  double seconds_ = 0;
  SimulationPoint now_;
  SimulationState state_;
};

}  // namespace maskwright
