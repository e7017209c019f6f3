#include "core/services/review_pace.h"

#include "core/store/decision_repository.h"
#include "tests/support/review_project.h"

#include <QtTest>

using namespace maskwright;
using namespace maskwright::test;

/// How fast masks are decided: what a stroke on many, an undo and a pause do to it.
class ReviewPaceTest : public QObject {
  Q_OBJECT

  static std::vector<ReviewStep> oneByOne(int count, int64_t everyMs) {
    std::vector<ReviewStep> steps;
    for (int i = 0; i < count; ++i) steps.push_back({i * everyMs, 1});
    return steps;
  }
  static void decide(TempProject& project,
                     const std::vector<CandidateId>& ids,
                     int64_t ms,
                     int state = 0,
                     DecisionOrigin origin = DecisionOrigin::Person) {
    store::DecisionRepository decisions(project.connection());
    Decision decision;
    decision.command = decisions.addCommand("test", "test", "test");
    decision.now.verdict = Verdict::NotAnObject;
    decision.origin = origin;
    decision.decidedMs = kStart + ms;  // 0 would be now
    for (const CandidateId id : ids) {
      decision.candidate = id;
      decisions.append(decision);
    }
    decisions.setCommandState(decision.command, state);
  }

  static constexpr int64_t kStart = 1'000'000;

 private Q_SLOTS:
  void sessionsEndAfterHalfAnHourAndPausesDoNotCount() {
    auto steps = oneByOne(10, 2'000);
    steps.push_back({18'000 + 600'000, 1});  // ten minutes later: the same session
    steps.push_back({618'000 + 31 * 60'000, 1});
    const auto sessions = sessionsOf(steps);
    QCOMPARE(sessions.size(), size_t{2});
    QCOMPARE(sessions[0].decisions, 11);
    QCOMPARE(sessions[0].activeMs, 18'000);
    QCOMPARE(sessions[0].perHour(), 1'800.0);
    QCOMPARE(sessions[1].perHour(), 0.0);  // one decision tells no pace
  }

  void clustersThatWereLookedAtCountEachMask() {
    std::vector<ReviewStep> steps;
    for (int i = 0; i < 7; ++i) steps.push_back({i * 20'000, 50});
    QCOMPARE(sessionsOf(steps).front().perHour(), 9'000.0);
  }

  void oneStrokeOnThousandsSaysLittleOfTheRest() {
    auto steps = oneByOne(21, 2'000);
    const double before = sessionsOf(steps).front().perHour();
    steps.push_back({44'000, 3'000});  // four seconds later
    const auto session = sessionsOf(steps).front();
    QCOMPARE(session.decisions, 3'021);
    QVERIFY(session.perHour() < 1.5 * before);
    QVERIFY(session.perHour() > before);
  }

  void keysHeldDownAreNoLooking() {
    QCOMPARE(sessionsOf(oneByOne(900, 4)).front().perHour(), 9'000.0);
  }

  void whatWasUndoneCountsItsTimeOnly() {
    ReviewProject project(6, 4);
    for (int i = 0; i < 7; ++i) decide(project, {project.ids[i]}, i * 10'000);
    decide(project, {project.ids.begin() + 7, project.ids.end()}, 62'000, 2);
    auto steps = reviewSteps(project.connection());
    QCOMPARE(steps.size(), size_t{8});
    QCOMPARE(steps.back().masks, 0);
    const auto session = sessionsOf(steps).front();
    QCOMPARE(session.commands, 7);
    QCOMPARE(session.decisions, 7);
    QCOMPARE(session.activeMs, 62'000);
    QCOMPARE(session.looked, 6.0);
    decide(project, {project.ids[20]}, 100 * 60'000, 1);
    QCOMPARE(sessionsOf(reviewSteps(project.connection())).size(), size_t{1});
  }

  void aCommandIsOneStepAndOneMaskIsDecidedOnce() {
    ReviewProject project(2, 4);
    const std::vector<CandidateId> five(project.ids.begin(), project.ids.begin() + 5);
    decide(project, five, 1'000, 0, DecisionOrigin::Cluster);
    decide(project, {project.ids[0], project.ids[6]}, 5'000);  // one of them anew
    decide(project, {project.ids[7]}, 6'000, 0, DecisionOrigin::Threshold);
    const auto steps = reviewSteps(project.connection());
    QCOMPARE(steps.size(), size_t{2});
    QCOMPARE(steps[0].masks, 5);
    QCOMPARE(steps[1].masks, 1);
  }

  void theStatusLineLooksBackTenMinutes() {
    ReviewProject project(6, 4);
    for (int i = 0; i < 6; ++i) decide(project, {project.ids[i]}, i * 4'000);
    const int64_t later = 15 * 60'000, now = kStart + later + 60'000;
    for (int i = 0; i < 6; ++i) decide(project, {project.ids[6 + i]}, later + i * 10'000);
    QCOMPARE(recentPace(project.connection(), now), 360.0);
    QCOMPARE(recentPace(project.connection(), now + 60 * 60'000), 0.0);
    QCOMPARE(reviewSteps(project.connection()).size(), size_t{12});
  }
};

QTEST_GUILESS_MAIN(ReviewPaceTest)
#include "review_pace_test.moc"
