#include "core/services/dashboard.h"

#include "core/store/decision_repository.h"
#include "core/store/tuning_repository.h"
#include "tests/support/review_project.h"

#include <QtTest>

#include <cmath>
#include <map>
#include <numeric>

using namespace maskwright;
using namespace maskwright::test;

class DashboardTest : public QObject {
  Q_OBJECT

  static void decide(ReviewProject& project,
                     CandidateId id,
                     Verdict verdict,
                     int64_t ms,
                     DecisionOrigin origin = DecisionOrigin::Person) {
    auto insert = project.connection().prepare(
        "INSERT INTO decision(candidate_id, verdict, before_verdict, origin, decided_ms, author) "
        "VALUES(?, ?, 0, ?, ?, 'test')");
    insert.bind(1, id.value);
    insert.bind(2, static_cast<int>(verdict));
    insert.bind(3, static_cast<int>(origin));
    insert.bind(4, ms);
    insert.exec();
  }

 private Q_SLOTS:
  void countsProgressGroupsAndSpread() {
    ReviewProject project(6, 4, 2);
    for (int i = 0; i < 8; ++i)
      decide(project,
             project.ids[i],
             i % 4 == 3 ? Verdict::NotAnObject : Verdict::Accepted,
             i * 3'000);
    decide(project, project.ids[8], Verdict::Accepted, 50'000, DecisionOrigin::Simulated);
    decide(project, project.ids[9], Verdict::Undecided, 60'000);  // taken back: decides nothing
    const auto board = readDashboard(project.connection(), 0);
    QCOMPARE(board.undecided(), 24 - 9);
    QCOMPARE(board.decided(), 9);
    QCOMPARE(board.accepted(), 7);
    QCOMPARE(board.acceptedBefore, int64_t{0});
    QCOMPARE(readDashboard(project.connection(), 1).acceptedBefore, int64_t{7});
    QCOMPARE(board.sessions.size(), size_t{1});
    QCOMPARE(board.sessions[0].decisions, 8);  // simulated ones tell nothing about a person's pace
    QCOMPARE(board.sessions[0].commands, 8);
    QCOMPARE(board.pacePerHour, 1'200.0);
    QCOMPARE(*board.hoursLeft(), 15 / 1'200.0);
    QCOMPARE(board.clusters.size(), size_t{2});
    // Clusters take candidates by turns: 0 has the even ones.
    QCOMPARE(board.clusters[0].candidates, 12);
    QCOMPARE(board.clusters[0].decided, 5);
    QCOMPARE(board.clusters[0].accepted, 5);
    QCOMPARE(board.clusters[1].accepted, 2);
    QCOMPARE(board.categories.size(), size_t{1});
    QCOMPARE(board.categories[0].id, 0);
    QCOMPARE(board.categories[0].candidates, 24);
    const auto sum = [](const auto& bins) {
      return std::accumulate(bins.begin(), bins.end(), int64_t{0});
    };
    QCOMPARE(sum(board.spread.areaAll), 24);
    QCOMPARE(sum(board.spread.areaAccepted), 7);
    QCOMPARE(sum(board.spread.placeAll), 24);
    QCOMPARE(sum(board.spread.placeAccepted), 7);
  }

  void aMaskStandsWhereItIsAndAsLargeAsItIs() {
    TempProject project;
    const auto image = project.addImage("a.png");
    project.add(project.rectangle(image, 8, 2, 0.5));  // 12 of 80 pixels at the right edge
    const auto board = readDashboard(project.connection(), 0);
    const double step = -kLeastAreaLog / kAreaBins;
    const auto bin = static_cast<size_t>((std::log10(12 / 80.0) - kLeastAreaLog) / step);
    QCOMPARE(board.spread.areaAll[bin], 1);
    QCOMPARE(board.spread.placeAll[8 * kPlaceBins + 14], 1);  // centre 0.9, 0.5
  }

  /// What was accepted in an earlier round is no work any more, but no failure of its cluster.
  void objectsAcceptedBeforeCountWhereTheyAreFoundAgain() {
    ReviewProject project(2, 2);
    auto& connection = project.connection();
    decide(project, project.ids[0], Verdict::Accepted, 1);
    store::CandidateRepository candidates(connection);
    std::vector<store::RankingRepository::Member> members;
    for (int i = 0; i < 4; ++i) {
      auto again = *candidates.byId(project.ids[i < 2 ? 0 : 1]);
      again.round = 1;
      members.push_back({candidates.insert(again), 0, 0.1 * i});
    }
    // Two of the same accepted object, one of a mask whose acceptance was taken back (so that it is
    // to be decided again), a new one.
    candidates.link(members[0].candidate, project.ids[0]);
    candidates.link(members[1].candidate, project.ids[0]);
    candidates.link(members[2].candidate, project.ids[1]);
    store::RankingRepository(connection).replaceClusters(1, 1, members);
    const auto board = readDashboard(connection, 1);
    QCOMPARE(board.decided(), int64_t{0});
    QCOMPARE(board.undecided(), int64_t{2});
    QCOMPARE(board.clusters.size(), size_t{1});
    QCOMPARE(board.clusters[0].candidates, int64_t{3});
    QCOMPARE(board.clusters[0].decided, int64_t{1});
    QCOMPARE(board.clusters[0].accepted, int64_t{1});
    QVERIFY(!board.clusters[0].verdictToShow());  // some of it is to do
  }

  /// A list of the round leaves out what was accepted before: only the accepted ones show it.
  void aGroupThatIsDoneLeadsToItsAcceptedMasks() {
    ReviewProject project(2, 2);
    auto& connection = project.connection();
    store::CandidateRepository candidates(connection);
    std::vector<store::RankingRepository::Member> members;
    for (int i = 0; i < 3; ++i) {
      decide(project, project.ids[i], Verdict::Accepted, i);
      auto again = *candidates.byId(project.ids[i]);
      again.round = 1;
      members.push_back({candidates.insert(again), i == 2 ? 1 : 0, 0.1});
      if (i < 2) candidates.link(members.back().candidate, project.ids[i]);
    }
    decide(project, members[2].candidate, Verdict::NotAnObject, 9);
    store::RankingRepository(connection).replaceClusters(1, 2, members);
    auto board = readDashboard(connection, 1);
    QCOMPARE(board.clusters.size(), size_t{2});
    QVERIFY(board.clusters[0].verdictToShow() == Verdict::Accepted);
    QVERIFY(!board.clusters[1].verdictToShow());  // all of it is the round's own
    store::ReviewFilter filter;
    filter.round = 1;
    filter.cluster = ClusterId(board.clusters[0].id);
    QCOMPARE(store::ReviewQuery(connection).count(filter), int64_t{0});
    filter.verdict = board.clusters[0].verdictToShow();
    QCOMPARE(store::ReviewQuery(connection).count(filter), board.clusters[0].accepted);
    for (int i = 0; i < 2; ++i) decide(project, project.ids[i], Verdict::Relabelled, 20);
    board = readDashboard(connection, 1);
    QVERIFY(board.clusters[0].verdictToShow() == Verdict::Relabelled);
  }

  void imagesAreCountedByWhatTheyLack() {
    ReviewProject project(3, 2);
    project.addImage("z-empty.png");
    decide(project, project.ids[0], Verdict::Accepted, 1);
    ImageRecord unreadable;
    unreadable.path = "broken.jpg";
    unreadable.state = ImageState::Unreadable;
    store::ImageRepository(project.connection()).insert(unreadable);
    store::RunRepository(project.connection()).addIssue(project.run(), "broken.jpg", "cut off");
    const auto board = readDashboard(project.connection(), 0);
    QCOMPARE(board.images, 4);
    QCOMPARE(board.withoutMasks, 1);
    QCOMPARE(board.withoutAccepted, 3);
    QCOMPARE(board.unreadable.size(), size_t{1});
    QCOMPARE(board.unreadable[0].reason, std::string("cut off"));
    QCOMPARE(imagesWithoutMasks(project.connection(), 0).front().path, std::string("z-empty.png"));
    QCOMPARE(imagesWithoutAccepted(project.connection()).size(), size_t{3});
  }

  void anImageThatALaterRunDecodedIsReadable() {
    TempProject project;
    const auto image = project.addImage("a.png");
    store::RunRepository runs(project.connection());
    runs.addIssue(project.run(), "a.png", "cut off");
    auto board = readDashboard(project.connection(), 0);
    QCOMPARE(board.unreadable.size(), size_t{1});
    QCOMPARE(board.unreadable[0].reason, std::string("cut off"));
    Run later;
    later.kind = "semantic";
    later.method = "test";
    later.settingsJson = "{}";
    const RunId run = runs.start(later);
    runs.markImageDone(run, image, "hash of another content");
    QCOMPARE(readDashboard(project.connection(), 0).unreadable.size(), size_t{1});
    runs.markImageDone(run, image, "hash of a.png");
    QVERIFY(readDashboard(project.connection(), 0).unreadable.empty());
    runs.addIssue(runs.start(later), "a.png", "gone again");
    board = readDashboard(project.connection(), 0);
    QCOMPARE(board.unreadable.size(), size_t{1});
    QCOMPARE(board.unreadable[0].reason, std::string("gone again"));
  }

  void categoriesAreThoseThatTheReviewFinds() {
    ReviewProject project(2, 4);
    auto& connection = project.connection();
    store::CategoryRepository names(connection);
    const CategoryId cat = names.ensure("cat"), dog = names.ensure("dog");
    store::TuningRepository(connection)
        .replaceSuggestions(0,
                            {{project.ids[0], cat, 0.9},
                             {project.ids[1], cat, 0.9},
                             {project.ids[2], cat, 0.9},
                             {project.ids[3], cat, 0.9}});
    connection.db().exec("UPDATE candidate SET category_id = " + std::to_string(dog.value) +
                         " WHERE id IN (" + std::to_string(project.ids[3].value) + ", " +
                         std::to_string(project.ids[4].value) + ")");
    decide(project, project.ids[1], Verdict::Accepted, 1);     // of no category, though suggested
    decide(project, project.ids[4], Verdict::NotAnObject, 2);  // likewise
    connection.db().exec(
        "INSERT INTO decision(candidate_id, verdict, category_id, before_verdict, origin, "
        "decided_ms, author) VALUES(" +
        std::to_string(project.ids[2].value) + ", 2, " + std::to_string(dog.value) +
        ", 0, 0, 3, 'test')");
    std::map<int64_t, int64_t> counts;
    for (const auto& group : readDashboard(connection, 0).categories)
      counts[group.id] = group.candidates;
    QCOMPARE(counts[cat.value], 1);
    QCOMPARE(counts[dog.value], 2);
    QCOMPARE(counts[0], 5);
    for (const auto& [category, count] : counts) {
      store::ReviewFilter filter;
      filter.category = CategoryId(category);
      QCOMPARE(store::ReviewQuery(connection).count(filter), count);
    }
  }

  void aProjectWithoutMasksHasNumbersToo() {
    TempProject project;
    const auto board = readDashboard(project.connection(), 0);
    QCOMPARE(board.undecided(), 0);
    QVERIFY(!board.hoursLeft());
    QVERIFY(!board.calibration);
  }
};

QTEST_GUILESS_MAIN(DashboardTest)
#include "dashboard_test.moc"
