#include "core/services/cluster_service.h"

#include "core/store/decision_repository.h"
#include "core/store/review_query.h"
#include "core/store/tuning_repository.h"
#include "tests/support/temp_project.h"

#include <QtTest>

#include <map>
#include <set>

using namespace maskwright;
using maskwright::test::TempProject;

/// Clusters of a new clustering go on as those before it where their members do.
class ClusterServiceTest : public QObject {
  Q_OBJECT

  /// Three well separated groups of 10, 20 and 30, then each member may move.
  static std::vector<float> direction(int group) {
    std::vector<float> vector(4, 0);
    vector[static_cast<size_t>(group)] = 1;
    return vector;
  }

  static std::map<CandidateId, Cluster> clustersOf(store::Connection& connection) {
    store::ReviewQuery query(connection);
    std::map<CandidateId, Cluster> of;
    for (const auto& cluster : query.clusters(0))
      for (const auto member : query.clusterMembers(cluster.id)) of[member] = cluster;
    return of;
  }

  static void setEmbedding(store::Connection& connection, CandidateId id, int group) {
    connection.db().exec("DELETE FROM embedding WHERE candidate_id = " + std::to_string(id.value));
    store::TuningRepository(connection).addMissingEmbedding(id, direction(group));
  }

 private Q_SLOTS:
  /// After a change of the network old and new vectors can't be compared, but all are grouped.
  void embeddingsOfTwoNetworksAreGroupedApart() {
    TempProject temp;
    auto& connection = temp.connection();
    const auto image = temp.addImage("a.jpg");
    std::vector<CandidateId> ids;
    for (int i = 0; i < 40; ++i) {
      auto candidate = temp.rectangle(image, 1, 2, .5);
      candidate.embedding = i < 10 ? direction(i % 2) : std::vector<float>(7, 0);
      if (i >= 10) candidate.embedding[static_cast<size_t>(i % 5)] = 1;
      ids.push_back(temp.add(candidate));
    }
    const auto done = clusterCandidates(connection, 0, 5, 1);
    QVERIFY(done.ok());
    QCOMPARE(done->candidates, int64_t{40});
    QCOMPARE(done->clusters, 5);
    const auto of = clustersOf(connection);
    QCOMPARE(of.size(), size_t{40});
    std::set<int> old, fresh;
    for (size_t i = 0; i < ids.size(); ++i) (i < 10 ? old : fresh).insert(of.at(ids[i]).number);
    // One cluster for the ten, four for the thirty; none holds both.
    for (const int number : old) QVERIFY(!fresh.contains(number));
  }

  void idsNumbersAndNamesStayWithTheMembers() {
    TempProject temp;
    auto& connection = temp.connection();
    const auto image = temp.addImage("a.jpg");
    std::vector<CandidateId> ids;
    std::vector<int> group;
    for (int g = 0; g < 3; ++g) {
      for (int i = 0; i < 10 * (g + 1); ++i) {
        auto candidate = temp.rectangle(image, 1, 2, .5);
        candidate.embedding = direction(g);
        ids.push_back(temp.add(candidate));
        group.push_back(g);
      }
    }
    QVERIFY(clusterCandidates(connection, 0, 3, 1).ok());
    const auto before = clustersOf(connection);
    QCOMPARE(before.at(ids.front()).number, 2);  // the smallest
    QCOMPARE(before.at(ids.back()).number, 0);
    const auto cat = store::CategoryRepository(connection).ensure("cat");
    connection.db().exec("UPDATE cluster SET category_id = " + std::to_string(cat.value) +
                         " WHERE id = " + std::to_string(before.at(ids.front()).id.value));

    // Half of the largest group join the smallest: sizes change places, ids and numbers must not.
    for (size_t i = ids.size() - 15; i < ids.size(); ++i) setEmbedding(connection, ids[i], 0);
    QVERIFY(clusterCandidates(connection, 0, 3, 7).ok());
    const auto after = clustersOf(connection);
    QCOMPARE(after.size(), ids.size());
    for (size_t i = 0; i + 15 < ids.size(); ++i) {
      QCOMPARE(after.at(ids[i]).id, before.at(ids[i]).id);
      QCOMPARE(after.at(ids[i]).number, before.at(ids[i]).number);
    }
    QCOMPARE(after.at(ids.back()).id, before.at(ids.front()).id);
  }

  void aClusterOfNewMembersIsANewOne() {
    TempProject temp;
    auto& connection = temp.connection();
    const auto image = temp.addImage("a.jpg");
    std::vector<CandidateId> ids;
    const auto add = [&](int group, int count) {
      for (int i = 0; i < count; ++i) {
        auto candidate = temp.rectangle(image, 1, 2, .5);
        candidate.embedding = direction(group);
        ids.push_back(temp.add(candidate));
      }
    };
    add(0, 8);
    add(1, 6);
    QVERIFY(clusterCandidates(connection, 0, 2, 1).ok());
    const auto before = clustersOf(connection);
    add(2, 40);  // the largest now: it must not take number 0 away
    QVERIFY(clusterCandidates(connection, 0, 3, 1).ok());
    const auto after = clustersOf(connection);
    QCOMPARE(after.at(ids.front()).id, before.at(ids.front()).id);
    QCOMPARE(after.at(ids.front()).number, 0);
    QCOMPARE(after.at(ids[8]).number, 1);
    QCOMPARE(after.at(ids.back()).number, 2);
    std::set<int64_t> known;
    for (const auto& [id, cluster] : before) known.insert(cluster.id.value);
    QVERIFY(!known.contains(after.at(ids.back()).id.value));
    QCOMPARE(connection.db().execAndGet("SELECT COUNT(*) FROM pragma_foreign_key_check").getInt(),
             0);
  }
};

QTEST_APPLESS_MAIN(ClusterServiceTest)
#include "cluster_service_test.moc"
