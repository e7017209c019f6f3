#include "ui/support/pace_meter.h"

namespace maskwright::ui {
namespace {

constexpr qint64 kWindowMs = 10 * 60 * 1000;
constexpr qint64 kLeastMs = 20'000;  ///< over less time a pace says nothing
constexpr size_t kLeastSteps = 5;

}  // namespace

void PaceMeter::add(qint64 atMs, qint64 masks) {
  steps_.push_back({atMs, masks});
  while (steps_.front().atMs < atMs - kWindowMs) steps_.pop_front();
}

double PaceMeter::masksPerHour() const {
  if (steps_.size() < kLeastSteps) return 0;
  const qint64 spanMs = steps_.back().atMs - steps_.front().atMs;
  if (spanMs < kLeastMs) return 0;
  // What the first one took is not known.
  qint64 masks = -steps_.front().masks;
  for (const Step& step : steps_) masks += step.masks;
  return static_cast<double>(masks) / static_cast<double>(spanMs) * 3'600'000.0;
}

}  // namespace maskwright::ui
