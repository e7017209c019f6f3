#pragma once

#include <QtGlobal>

#include <deque>

namespace maskwright::ui {

/// How many masks are decided per hour, from the decisions of the last ten minutes. A decision on
/// a whole cluster counts each of its masks, as the overview counts them.
class PaceMeter {
 public:
  /// `atMs`: any clock in milliseconds, not falling.
  void add(qint64 atMs, qint64 masks);
  double masksPerHour() const;  ///< 0 = too few decisions, or too short a time, to say

 private:
  struct Step {
    qint64 atMs = 0, masks = 0;
  };
  std::deque<Step> steps_;
};

}  // namespace maskwright::ui
