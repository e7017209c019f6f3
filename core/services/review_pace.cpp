#include "core/services/review_pace.h"

#include "core/domain/decision.h"

#include <algorithm>

namespace maskwright {
namespace {

constexpr int64_t kSessionGapMs = 30 * 60'000;
constexpr int64_t kPauseMs = 60'000;  ///< a longer gap is no time of reviewing
constexpr int64_t kRecentMs = 10 * 60'000;
constexpr double kMsPerHour = 3'600'000;

}  // namespace

double ReviewSession::perHour() const {
  return commands < kLeastForPace || activeMs <= 0
             ? 0
             : looked * kMsPerHour / static_cast<double>(activeMs);
}

std::vector<ReviewStep> reviewSteps(store::Connection& connection, int64_t sinceMs) {
  // Newest first, so that what is recent is read alone.
  auto query = connection.prepare(
      "SELECT d.decided_ms, IFNULL(d.command_id, 0), d.origin, d.verdict <> 0 AND d.before_verdict "
      "= 0 AND IFNULL(k.state, 0) = 0, d.verdict <> 0 FROM decision d LEFT JOIN command k ON k.id "
      "= d.command_id ORDER BY d.id DESC");
  std::vector<ReviewStep> steps;
  int64_t open = 0;  // command of the newest step
  while (query.executeStep()) {
    const int64_t ms = query.getColumn(0).getInt64();
    if (ms < sinceMs) break;
    const auto origin = static_cast<DecisionOrigin>(query.getColumn(2).getInt());
    if (origin != DecisionOrigin::Person && origin != DecisionOrigin::Cluster) continue;
    if (query.getColumn(4).getInt() == 0) continue;  // a verdict was taken back
    const int64_t command = query.getColumn(1).getInt64();
    if (command == 0 || command != open) steps.push_back({ms, 0});
    open = command;
    steps.back().masks += query.getColumn(3).getInt();
  }
  std::stable_sort(
      steps.begin(), steps.end(), [](const auto& a, const auto& b) { return a.ms < b.ms; });
  return steps;
}

std::vector<ReviewSession> sessionsOf(const std::vector<ReviewStep>& steps) {
  std::vector<ReviewSession> sessions;
  for (const auto& step : steps) {
    const bool isFirst = sessions.empty() || step.ms - sessions.back().endMs > kSessionGapMs;
    if (isFirst) sessions.push_back({step.ms, step.ms});
    auto& session = sessions.back();
    const int64_t gap = step.ms - session.endMs;
    if (gap <= kPauseMs) {
      session.activeMs += gap;
      session.looked += std::min(static_cast<double>(step.masks),
                                 static_cast<double>(gap) / static_cast<double>(kGlanceMs));
    }
    session.endMs = step.ms;
    session.commands += step.masks > 0;
    session.decisions += step.masks;
  }
  std::erase_if(sessions, [](const ReviewSession& session) { return session.commands == 0; });
  return sessions;
}

double recentPace(store::Connection& connection, int64_t nowMs) {
  const auto sessions = sessionsOf(reviewSteps(connection, nowMs - kRecentMs));
  return sessions.empty() ? 0 : sessions.back().perHour();
}

}  // namespace maskwright
