#include "core/services/cluster_wishes.h"

#include "core/services/cluster_edit.h"
#include "core/services/cluster_service.h"
#include "core/services/rank_service.h"
#include "core/services/ranking_session.h"
#include "core/services/round_marks.h"
#include "core/store/run_repository.h"
#include "core/store/tuning_repository.h"
#include "tests/support/clustered_project.h"

#include <QTest>

#include <cmath>
#include <map>
#include <set>

using namespace maskwright;
using namespace maskwright::test;

/// A new grouping honours what a person did to clusters and decided.
class ClusterWishesTest : public QObject {
  Q_OBJECT

  static void regroup(ClusteredProject& temp, int k, uint64_t seed = 5) {
    const auto done = clusterCandidates(temp.connection(), 0, k, seed);
    QVERIFY2(done.ok(), done ? "" : done.error().text().c_str());
  }

  static std::set<int> numbersOf(ClusteredProject& temp, const std::vector<CandidateId>& ids) {
    std::map<CandidateId, int> number;
    for (const auto& cluster : temp.clusters())
      for (const auto member : temp.members(cluster.number)) number[member] = cluster.number;
    std::set<int> out;
    for (const auto id : ids) out.insert(number.contains(id) ? number[id] : -1);
    return out;
  }

  static void setLook(ClusteredProject& temp, CandidateId id, int group) {
    temp.connection().db().exec("DELETE FROM embedding WHERE candidate_id = " +
                                std::to_string(id.value));
    store::TuningRepository(temp.connection())
        .addMissingEmbedding(id, ClusteredProject::look(group));
  }

  static void accept(ClusteredProject& temp,
                     const std::vector<CandidateId>& ids,
                     const char* name) {
    ReviewService::Request request;
    request.candidates = ids;
    request.verdict = Verdict::Relabelled;
    request.category = name;
    QVERIFY(ReviewService(temp.connection(), "ann").decide(request).ok());
  }

 private Q_SLOTS:
  void mergedClustersStayMerged() {
    ClusteredProject temp({6, 9, 12});
    ClusterEdit edit(temp.connection(), "ann");
    const ClusterId kept = temp.cluster(1);
    QVERIFY(edit.merge({temp.cluster(2)}, kept).ok());
    regroup(temp, 2);
    QCOMPARE(temp.clusters().size(), size_t{2});
    QCOMPARE(temp.cluster(1), kept);
    QCOMPARE(temp.sizeOf(1), int64_t{15});
    for (size_t i = 0; i < 6; ++i) setLook(temp, temp.looks[2][i], 5);
    regroup(temp, 3);
    QCOMPARE(temp.sizeOf(3), int64_t{6});  // a new one; number 2 is that of the merged one
    for (size_t i = 0; i < 6; ++i) setLook(temp, temp.looks[2][i], 2);
    QVERIFY(ReviewService(temp.connection(), "ann").undo().ok());
    regroup(temp, 3);
    QCOMPARE(temp.sizeOf(1), int64_t{9});
  }

  void splitClustersStaySplit() {
    ClusteredProject temp({6, 9, 12});
    ClusterEdit edit(temp.connection(), "ann");
    const std::vector part(temp.looks[2].begin(), temp.looks[2].begin() + 5);
    const std::vector rest(temp.looks[2].begin() + 5, temp.looks[2].end());
    QVERIFY(edit.split(temp.cluster(0), part).ok());
    for (const uint64_t seed : {1, 2, 3}) {
      regroup(temp, 4, seed);
      QCOMPARE(numbersOf(temp, part), std::set<int>{3});
      QCOMPARE(numbersOf(temp, rest), std::set<int>{0});
    }
  }

  void movedMembersStayWhereTheyWerePut() {
    ClusteredProject temp({6, 9, 12});
    ClusterEdit edit(temp.connection(), "ann");
    const std::vector moved{temp.looks[2][0], temp.looks[2][1]};
    QVERIFY(edit.move(moved, temp.cluster(1)).ok());
    regroup(temp, 3);
    QCOMPARE(numbersOf(temp, moved), std::set<int>{1});
    QCOMPARE(temp.sizeOf(1), int64_t{11});
  }

  void aLockedClusterKeepsItsMembers() {
    ClusteredProject temp({6, 9, 12});
    ClusterEdit edit(temp.connection(), "ann");
    ReviewService review(temp.connection(), "ann");
    const auto before = temp.byNumber(1);
    const auto members = temp.members(1);
    QVERIFY(review.nameCluster(before.id, "chair").ok());
    QVERIFY(edit.setLocked({before.id}, true).ok());
    // By their looks half of them belong to others, and a newcomer belongs to them.
    for (size_t i = 0; i < 5; ++i) setLook(temp, members[i], 2);
    setLook(temp, temp.looks[2][0], 1);
    regroup(temp, 3);
    const auto after = temp.byNumber(1);
    QCOMPARE(after.id, before.id);
    QVERIFY(after.locked);
    QVERIFY(bool(after.category));
    const auto now = temp.members(1);
    QCOMPARE(std::set(now.begin(), now.end()), std::set(members.begin(), members.end()));
    QVERIFY(edit.setLocked({after.id}, false).ok());
    regroup(temp, 3);
    QVERIFY(temp.sizeOf(1) < 9);
  }

  void junkGoesOnAndIsDemotedAtOnce() {
    ClusteredProject temp({6, 9, 12});
    auto& connection = temp.connection();
    const auto confidences = [&] {
      std::map<CandidateId, double> of;
      for (const auto& row : store::RankingRepository(connection).ranking(0))
        of[row.candidate] = row.confidence;
      return of;
    };
    // One of another cluster looks like the junk.
    setLook(temp, temp.looks[0][0], 1);
    QVERIFY(rankCandidates(connection, 0).ok());
    const auto before = confidences();
    ClusterEdit edit(connection, "ann");
    QVERIFY(edit.setJunk({temp.cluster(1)}, true).ok());
    QVERIFY(rankCandidates(connection, 0).ok());
    const auto after = confidences();
    for (const auto id : temp.looks[1]) QVERIFY(after.at(id) < before.at(id) / 2);
    QVERIFY(after.at(temp.looks[0][0]) < before.at(temp.looks[0][0]) * 0.7);
    for (const auto id : temp.looks[2]) QCOMPARE(after.at(id), before.at(id));
    regroup(temp, 3);
    QVERIFY(temp.byNumber(1).junk);
    QVERIFY(edit.setJunk({temp.cluster(1)}, false).ok());
    QVERIFY(rankCandidates(connection, 0).ok());
    for (const auto& [id, confidence] : confidences())
      if (id != temp.looks[0][0]) QCOMPARE(confidence, before.at(id));
  }

  /// A ranking that lived through edits says what one says that is opened now.
  void anOpenRankingFollowsEdits() {
    ClusteredProject temp({6, 9, 12});
    auto& connection = temp.connection();
    ReviewService review(connection, "ann");
    for (size_t i = 0; i < 9; ++i) {
      ReviewService::Request request;
      request.candidates = {temp.looks[1][i], temp.looks[2][i], temp.looks[2][i + 3]};
      request.verdict = i % 3 == 0 ? Verdict::NotAnObject : Verdict::Accepted;
      QVERIFY(review.decide(request).ok());
    }
    for (const auto id : temp.looks[0]) {
      ReviewService::Request request;
      request.candidates = {id};
      request.verdict = Verdict::NotAnObject;
      QVERIFY(review.decide(request).ok());
    }
    auto lived = RankingSession::open(connection, 0);
    QVERIFY(lived.ok());
    QVERIFY((*lived)->refit(connection).ok());
    ClusterEdit edit(connection, "ann");
    QVERIFY(edit.merge({temp.cluster(2)}, temp.cluster(1)).ok());
    QVERIFY(edit.setJunk({temp.cluster(0)}, true).ok());
    QVERIFY((*lived)->isCurrent(connection));
    QVERIFY((*lived)->refit(connection).ok());
    // What is accepted out of the junk, its look-alikes follow.
    ReviewService::Request good;
    good.candidates = {temp.looks[2][0]};
    good.verdict = Verdict::Accepted;
    QVERIFY(review.decide(good).ok());
    const auto refit = (*lived)->refit(connection);
    auto fresh = RankingSession::open(connection, 0);
    QVERIFY(fresh.ok());
    const auto again = (*fresh)->refit(connection);
    QVERIFY(refit.ok() && again.ok());
    QVERIFY((*lived)->hasJunk());
    for (size_t i = 0; i < refit->rows.size(); ++i)
      QVERIFY(std::abs(refit->rows[i].confidence - again->rows[i].confidence) < 1e-9);
  }

  void categoriesKeepApart() {
    ClusteredProject temp({6, 9, 12});
    accept(temp, {temp.looks[2].begin(), temp.looks[2].begin() + 6}, "chair");
    const std::vector stools(temp.looks[2].begin() + 6, temp.looks[2].begin() + 9);
    accept(temp, stools, "stool");
    regroup(temp, 3);
    const auto chairs = numbersOf(temp, {temp.looks[2].begin(), temp.looks[2].begin() + 6});
    QCOMPARE(chairs.size(), size_t{1});
    const auto others = numbersOf(temp, stools);
    QCOMPARE(others.size(), size_t{1});
    QVERIFY(chairs != others);
  }

  /// Numbers, names and flags go on in the next round's masks, ids are that round's own.
  void theNextRoundGoesOn() {
    ClusteredProject temp({6, 9, 12});
    auto& connection = temp.connection();
    ClusterEdit edit(connection, "ann");
    ReviewService review(connection, "ann");
    QVERIFY(review.nameCluster(temp.cluster(0), "chair").ok());
    QVERIFY(edit.setJunk({temp.cluster(2)}, true).ok());
    QVERIFY(edit.setLocked({temp.cluster(1)}, true).ok());
    const std::vector part(temp.looks[2].begin(), temp.looks[2].begin() + 5);
    QVERIFY(edit.split(temp.cluster(0), part).ok());
    store::CandidateRepository candidates(connection);
    std::map<CandidateId, CandidateId> again;
    for (const auto& look : temp.looks) {
      for (const auto id : look) {
        auto copy = *candidates.byId(id);
        copy.round = 1;
        copy.embedding = candidates.embeddingOf(id);
        again[id] = temp.add(copy);
      }
    }
    for (int turn = 0; turn < 2; ++turn) {  // the first grouping of the round, and a later one
      QVERIFY(clusterCandidates(connection, 1, 4, 3).ok());
      std::map<CandidateId, int> number;
      for (const auto& one : temp.clusters(1))
        for (const auto member : temp.members(one.number, 1)) number[member] = one.number;
      for (int look = 0; look < 3; ++look)
        for (size_t i = 0; i < temp.looks[static_cast<size_t>(look)].size(); ++i)
          QCOMPARE(number.at(again.at(temp.looks[static_cast<size_t>(look)][i])),
                   look < 2 ? 2 - look
                   : i < 5  ? 3
                            : 0);
      QVERIFY(bool(temp.byNumber(0, 1).category));
      QVERIFY(temp.byNumber(2, 1).junk);
      QVERIFY(temp.byNumber(1, 1).locked);
      QVERIFY(temp.byNumber(0, 1).id != temp.byNumber(0, 0).id);
    }
    QCOMPARE(temp.clusters(0).size(), size_t{4});  // the earlier round is as it was
  }

  void aRolledBackRoundIsPassedOver() {
    ClusteredProject temp({6, 9, 12});
    auto& connection = temp.connection();
    store::CandidateRepository candidates(connection);
    std::map<CandidateId, CandidateId> again;  // in round 2, by the mask of the discovery
    for (const int round : {1, 2}) {
      Round row;
      row.number = round;
      row.segmenter = "solo";
      store::RoundRepository(connection).insert(row);
      for (const auto& look : temp.looks) {
        for (const auto id : look) {
          auto copy = *candidates.byId(id);
          copy.round = round;
          copy.embedding = candidates.embeddingOf(id);
          again[id] = temp.add(copy);
        }
      }
      if (round == 1) QVERIFY(clusterCandidates(connection, 1, 2, 3).ok());
    }
    QCOMPARE(formerClusters(connection, 2).clusters.size(), temp.clusters(1).size());
    QVERIFY(markRound(connection, 1, RoundMark::RolledBack, "ann").ok());
    const auto former = formerClusters(connection, 2);
    QVERIFY(!former.isOwn);
    QCOMPARE(former.clusters.size(), size_t{3});
    for (size_t i = 0; i < 3; ++i) QCOMPARE(former.clusters[i].id, temp.clusters(0)[i].id);
    QCOMPARE(former.earlier.at(again.at(temp.looks[0][0])), temp.looks[0][0]);
  }

  void withoutWishesNothingChanges() {
    ClusteredProject temp({6, 9, 12});
    regroup(temp, 3);
    const auto plain = temp.rows();
    ClusterEdit edit(temp.connection(), "ann");
    QVERIFY(edit.merge({temp.cluster(2)}, temp.cluster(1)).ok());
    QVERIFY(ReviewService(temp.connection(), "ann").undo().ok());
    QCOMPARE(temp.rows(), plain);
    const auto membersBefore = temp.members(2);
    regroup(temp, 3);
    QCOMPARE(temp.members(2), membersBefore);
  }
};

QTEST_APPLESS_MAIN(ClusterWishesTest)
#include "cluster_wishes_test.moc"
