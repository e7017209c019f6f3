#include "core/services/cluster_edit.h"

#include "core/services/cluster_service.h"
#include "core/store/cluster_edit_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/review_query.h"
#include "tests/support/clustered_project.h"

#include <QTest>

#include <algorithm>
#include <functional>
#include <set>

using namespace maskwright;
using namespace maskwright::test;

/// Edits of clusters as commands: do, undo and redo, also after a restart and a new grouping.
class ClusterEditTest : public QObject {
  Q_OBJECT

  using Result_ = Result<ClusterEdit::Outcome>;
  using Do = std::function<Result_(ClusterEdit&)>;

  /// Do, undo, redo: equal rows, by two connections.
  static void checkUndoable(ClusteredProject& temp, const Do& act, const QString& text) {
    ReviewService review(temp.connection(), "ann");
    const auto before = temp.rows();
    ClusterEdit edit(temp.connection(), "ann");
    const auto done = act(edit);
    QVERIFY2(done.ok(), done ? "" : done.error().text().c_str());
    QCOMPARE(QString::fromStdString(done->text), text);
    QCOMPARE(QString::fromStdString(review.undoText().value_or("")), text);
    const auto after = temp.rows();
    QVERIFY(after != before);
    const auto undone = review.undo();
    QVERIFY(undone.ok());
    QCOMPARE(temp.rows(), before);
    QVERIFY(!undone->clusters.empty());
    QCOMPARE(QString::fromStdString(review.redoText().value_or("")), text);
    {
      auto other = temp.project().connect();  // as after a restart
      QVERIFY(other.ok());
      QVERIFY(ReviewService(**other, "bob").redo().ok());
    }
    QCOMPARE(temp.rows(), after);
    QVERIFY(review.undo().ok());
    QCOMPARE(temp.rows(), before);
    QVERIFY(review.redo().ok());
    QCOMPARE(temp.rows(), after);
    QCOMPARE(
        temp.connection().db().execAndGet("SELECT COUNT(*) FROM pragma_foreign_key_check").getInt(),
        0);
  }

 private Q_SLOTS:
  void merge() {
    ClusteredProject temp({4, 6, 8});
    checkUndoable(
        temp,
        [&](ClusterEdit& edit) {
          return edit.merge({temp.cluster(2), temp.cluster(1)}, temp.cluster(1));
        },
        "merge cluster 3 into 2");
    QCOMPARE(temp.clusters().size(), size_t{2});
    QCOMPARE(temp.sizeOf(1), int64_t{10});
    // Distances are those to the common centre: both former groups are away from it.
    for (const auto& member :
         store::ClusterEditRepository(temp.connection()).members(temp.cluster(1)))
      QVERIFY(member.distance > 0.05);
  }

  void theNameOfAMergedClusterGoesOn() {
    ClusteredProject temp({4, 6, 8});
    ReviewService review(temp.connection(), "ann");
    QVERIFY(review.nameCluster(temp.cluster(2), "chair").ok());
    checkUndoable(
        temp,
        [&](ClusterEdit& edit) { return edit.merge({temp.cluster(2)}, temp.cluster(0)); },
        "merge cluster 3 (chair) into 1");
    const auto name =
        store::CategoryRepository(temp.connection()).byId(temp.clusters()[0].category);
    QVERIFY(name.has_value());
    QCOMPARE(name->name, std::string("chair"));
  }

  void split() {
    ClusteredProject temp({4, 6, 8});
    const auto ids = temp.members(0);
    checkUndoable(
        temp,
        [&](ClusterEdit& edit) {
          return edit.split(temp.cluster(0), {ids[0], ids[1], ids[2]});
        },
        "split 3 masks off cluster 1 as 4");
    QCOMPARE(temp.sizeOf(0), int64_t{5});
    QCOMPARE(temp.sizeOf(3), int64_t{3});
  }

  void theProposedHalvesAreTheTwoLooks() {
    ClusteredProject temp({4, 6, 8});
    ClusterEdit edit(temp.connection(), "ann");
    const auto first = temp.members(1), second = temp.members(2);
    QVERIFY(edit.merge({temp.cluster(2)}, temp.cluster(1)).ok());
    const auto halves = edit.proposeSplit(temp.cluster(1));
    QVERIFY(halves.ok());
    const std::set<CandidateId> stay(halves->stay.begin(), halves->stay.end()),
        part(halves->part.begin(), halves->part.end());
    QCOMPARE(stay, std::set<CandidateId>(first.begin(), first.end()));
    QCOMPARE(part, std::set<CandidateId>(second.begin(), second.end()));
    QVERIFY(edit.split(temp.cluster(1), halves->part).ok());
    const auto again = edit.proposeSplit(temp.cluster(3));  // all alike
    QVERIFY(!again.ok());
    QCOMPARE(again.error().kind, ErrorKind::WrongUse);
  }

  void move() {
    ClusteredProject temp({4, 6, 8});
    const auto ids = temp.members(0);
    checkUndoable(
        temp,
        [&](ClusterEdit& edit) {
          return edit.move({ids[0], ids[3]}, temp.cluster(2));
        },
        "move 2 masks from cluster 1 to 3");
    QCOMPARE(temp.sizeOf(2), int64_t{6});
    checkUndoable(
        temp,
        [&](ClusterEdit& edit) {
          return edit.move({ids[0], temp.members(1)[0]}, {});
        },
        "move 2 masks to new cluster 4");
    QCOMPARE(temp.sizeOf(3), int64_t{2});
    // The last member takes its cluster along.
    const auto rest = temp.members(3);
    checkUndoable(
        temp,
        [&](ClusterEdit& edit) { return edit.move(rest, temp.cluster(2)); },
        "move 2 masks from cluster 4 to 3");
    QCOMPARE(temp.clusters().size(), size_t{3});
  }

  void lockAndJunk() {
    ClusteredProject temp({4, 6, 8});
    const auto both = [&] { return std::vector{temp.cluster(0), temp.cluster(1)}; };
    checkUndoable(
        temp,
        [&](ClusterEdit& edit) { return edit.setLocked(both(), true); },
        "lock clusters 1, 2");
    QVERIFY(temp.clusters()[0].locked && temp.clusters()[1].locked && !temp.clusters()[2].locked);
    checkUndoable(
        temp,
        [&](ClusterEdit& edit) { return edit.setLocked({temp.cluster(1)}, false); },
        "unlock cluster 2");
    checkUndoable(
        temp,
        [&](ClusterEdit& edit) { return edit.setJunk({temp.cluster(2)}, true); },
        "mark cluster 3 as junk");
    QVERIFY(temp.clusters()[2].junk);
    checkUndoable(
        temp,
        [&](ClusterEdit& edit) { return edit.setJunk({temp.cluster(2)}, false); },
        "take cluster 3 out of the junk");
    ClusterEdit edit(temp.connection(), "ann");
    const auto nothing = edit.setJunk({temp.cluster(2)}, false);
    QVERIFY(nothing.ok() && !nothing->command);
  }

  void nothingLeavesALockedCluster() {
    ClusteredProject temp({4, 6, 8});
    ClusterEdit edit(temp.connection(), "ann");
    QVERIFY(edit.setLocked({temp.cluster(1)}, true).ok());
    const auto before = temp.rows();
    const auto ids = temp.members(1);
    for (const auto& refused : {edit.merge({temp.cluster(1)}, temp.cluster(0)),
                                edit.split(temp.cluster(1), {ids[0]}),
                                edit.move({ids[0]}, temp.cluster(0)),
                                edit.move({ids[0]}, {})}) {
      QVERIFY(!refused.ok());
      QCOMPARE(refused.error().kind, ErrorKind::WrongUse);
      QVERIFY(refused.error().text().find("locked") != std::string::npos);
    }
    QVERIFY(!edit.proposeSplit(temp.cluster(1)).ok());
    QCOMPARE(temp.rows(), before);
    QVERIFY(edit.move({temp.members(0)[0]}, temp.cluster(1)).ok());  // a person may add
    QVERIFY(edit.merge({temp.cluster(2)}, temp.cluster(1)).ok());
    QCOMPARE(temp.sizeOf(1), int64_t{11});
  }

  void wrongUseWritesNothing() {
    ClusteredProject temp({4, 6});
    ClusterEdit edit(temp.connection(), "ann");
    const auto before = temp.rows();
    const auto ids = temp.members(0);
    QVERIFY(!edit.merge({temp.cluster(0)}, temp.cluster(0)).ok());
    QVERIFY(!edit.merge({ClusterId(999)}, temp.cluster(0)).ok());
    QVERIFY(!edit.split(temp.cluster(0), {}).ok());
    QVERIFY(!edit.split(temp.cluster(0), ids).ok());
    QVERIFY(!edit.split(temp.cluster(0), {temp.members(1)[0]}).ok());
    QVERIFY(!edit.move({CandidateId(12345)}, temp.cluster(0)).ok());
    QVERIFY(!edit.move({ids[0]}, temp.cluster(0)).ok());
    QVERIFY(!edit.setJunk({ClusterId(999)}, true).ok());
    QCOMPARE(temp.rows(), before);
    QVERIFY(!ReviewService(temp.connection(), "ann").undoText());
  }

  void idsOfClustersAreNotGivenAgain() {
    ClusteredProject temp({4, 6, 8});
    ClusterEdit edit(temp.connection(), "ann");
    std::set<ClusterId> ever;
    for (const auto& one : temp.clusters()) ever.insert(one.id);
    QVERIFY(edit.merge({temp.cluster(2)}, temp.cluster(1)).ok());  // the highest id
    const auto done = edit.split(temp.cluster(0), {temp.members(0)[0]});
    QVERIFY(done.ok());
    const auto fresh = temp.clusters().back();
    QVERIFY(!ever.contains(fresh.id));
    QCOMPARE(fresh.number, 3);  // nor its number, while the merge stands
  }

  void editsAndVerdictsShareOneHistory() {
    ClusteredProject temp({4, 6, 8});
    ReviewService review(temp.connection(), "ann");
    ClusterEdit edit(temp.connection(), "ann");
    ReviewService::Request accept;
    accept.candidates = {temp.members(0)[0]};
    accept.verdict = Verdict::Accepted;
    QVERIFY(review.decide(accept).ok());
    QVERIFY(edit.setLocked({temp.cluster(0)}, true).ok());
    QCOMPARE(review.undo()->text, std::string("lock cluster 1"));
    QCOMPARE(review.undo()->text, std::string("accept 1 mask"));
    QVERIFY(edit.setJunk({temp.cluster(1)}, true).ok());
    QVERIFY(!review.redoText());  // out of reach
  }

  void undoAfterANewGroupingLeavesWhatMovedOn() {
    ClusteredProject temp({4, 6, 8});
    ClusterEdit edit(temp.connection(), "ann");
    const ClusterId gone = temp.cluster(2);
    const auto four = temp.members(2);
    QVERIFY(edit.merge({gone}, temp.cluster(1)).ok());
    QVERIFY(clusterCandidates(temp.connection(), 0, 2, 1).ok());
    QCOMPARE(temp.clusters().size(), size_t{2});
    ReviewService review(temp.connection(), "ann");
    QVERIFY(review.undo().ok());
    QCOMPARE(temp.clusters().size(), size_t{3});
    QCOMPARE(temp.members(2), four);
    QCOMPARE(temp.cluster(2), gone);
    QVERIFY(review.redo().ok());
    QCOMPARE(temp.clusters().size(), size_t{2});
  }

  void aClusterThatOthersWentIntoIsMadeAgain() {
    ClusteredProject temp({4, 6, 8});
    const auto ids = temp.members(0);
    ClusterEdit edit(temp.connection(), "ann");
    QVERIFY(edit.split(temp.cluster(0), {ids[0], ids[1]}).ok());
    const ClusterId made = temp.cluster(3);
    const CandidateId newcomer = temp.members(1)[0];
    auto enter = temp.connection().prepare(
        "UPDATE cluster_member SET cluster_id = ? WHERE candidate_id = ?");
    enter.bind(1, made.value);
    enter.bind(2, newcomer.value);
    enter.exec();
    ReviewService review(temp.connection(), "ann");
    QVERIFY(review.undo().ok());
    QCOMPARE(temp.members(3), std::vector{newcomer});
    QVERIFY(review.redo().ok());
    QCOMPARE(temp.cluster(3), made);
    QCOMPARE(temp.sizeOf(3), int64_t{3});
    QVERIFY(!temp.byNumber(3).locked && !temp.byNumber(3).junk && !temp.byNumber(3).category);
  }

  void theJournalCantBeChanged() {
    ClusteredProject temp({4, 6});
    ClusterEdit edit(temp.connection(), "ann");
    QVERIFY(edit.merge({temp.cluster(1)}, temp.cluster(0)).ok());
    for (const char* sql : {"DELETE FROM cluster_move",
                            "UPDATE cluster_move SET now_cluster_id = 1",
                            "DELETE FROM cluster_change",
                            "UPDATE cluster_change SET now_junk = 1"})
      QVERIFY_EXCEPTION_THROWN(temp.connection().db().exec(sql), SQLite::Exception);
  }
};

QTEST_APPLESS_MAIN(ClusterEditTest)
#include "cluster_edit_test.moc"
