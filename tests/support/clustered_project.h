#pragma once

#include "core/store/review_query.h"
#include "tests/support/temp_project.h"

#include <string>
#include <vector>

namespace maskwright::test {

/// A project whose masks look in as many ways as there are sizes (axes of the embedding, a little
/// off), in clusters by that: cluster number 0 is the last, the largest. Each mask on an image of
/// its own.
class ClusteredProject : public TempProject {
 public:
  explicit ClusteredProject(const std::vector<int>& rising) {
    store::Transaction transaction(connection());
    std::vector<store::RankingRepository::Member> members;
    std::vector<store::RankingRepository::Ranked> ranked;
    const int groups = static_cast<int>(rising.size());
    for (int group = 0; group < groups; ++group) {
      looks.emplace_back();
      for (int i = 0; i < rising[static_cast<size_t>(group)]; ++i) {
        auto candidate = rectangle(addImage("img" + std::to_string(count_++) + ".png"), 1, 2, 0.5);
        candidate.embedding = look(group);
        const auto id = add(candidate);
        looks.back().push_back(id);
        members.push_back({id, groups - 1 - group, 0.001 * i});
        ranked.push_back({id, 0.5});
      }
    }
    store::RankingRepository ranking(connection());
    ranking.replaceClusters(0, groups, members);
    transaction.commit();
    ranking.writeRanking(0, ranked, {});
  }

  static std::vector<float> look(int group) {
    std::vector<float> vector(8, 0);
    vector[static_cast<size_t>(group)] = 1;
    return vector;
  }

  std::vector<Cluster> clusters(int round = 0) {
    return store::ReviewQuery(connection()).clusters(round);
  }
  Cluster byNumber(int number, int round = 0) {
    for (const Cluster& one : clusters(round))
      if (one.number == number) return one;
    return {};
  }
  ClusterId cluster(int number) { return byNumber(number).id; }
  int64_t sizeOf(int number) { return byNumber(number).size; }
  std::vector<CandidateId> members(int number, int round = 0) {
    return store::ReviewQuery(connection()).clusterMembers(byNumber(number, round).id);
  }
  /// All about clusters, as text, distances to the last digit.
  std::string rows() {
    return text(
               "SELECT group_concat(id || ' ' || revision || ' ' || number || ' ' || "
               "ifnull(category_id, '-') || ' ' || locked || junk, ',') FROM (SELECT * FROM "
               "cluster ORDER BY id)") +
           '\n' +
           text(
               "SELECT group_concat(candidate_id || ' ' || cluster_id || ' ' || printf('%.17g', "
               "distance), ',') FROM (SELECT * FROM cluster_member ORDER BY candidate_id)");
  }

  std::vector<std::vector<CandidateId>> looks;  ///< masks by look

 private:
  std::string text(const char* sql) { return connection().db().execAndGet(sql).getString(); }
  int count_ = 0;
};

}  // namespace maskwright::test
