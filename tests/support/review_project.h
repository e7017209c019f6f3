#pragma once

#include "core/services/review_service.h"
#include "core/store/review_query.h"
#include "tests/support/temp_project.h"

#include <vector>

namespace maskwright::test {

/// A project with `images` images and `each` ranked candidates on every one, in `clusters` clusters
/// (by turns). Confidence falls with the id, so that review order = order of `ids`.
class ReviewProject : public TempProject {
 public:
  ReviewProject(int images, int each, int clusters = 0) {
    store::Transaction transaction(connection());
    std::vector<store::RankingRepository::Ranked> ranked;
    std::vector<store::RankingRepository::Member> members;
    const int total = images * each;
    if (total > kBulk) addCopies(total);
    for (int i = 0; i < images && total <= kBulk; ++i) {
      const auto image = addImage("img" + std::to_string(i) + ".png");
      for (int k = 0; k < each; ++k) {
        const auto id = add(rectangle(image, k % 8, 1 + k % 2, 0.5));
        ids.push_back(id);
      }
    }
    for (int n = 0; n < total; ++n) {
      const auto id = ids[static_cast<size_t>(n)];
      ranked.push_back({id, 1.0 - static_cast<double>(n) / total});
      if (clusters > 0) members.push_back({id, n % clusters, static_cast<double>(n) / total});
    }
    store::RankingRepository ranking(connection());
    if (clusters > 0) ranking.replaceClusters(0, clusters, members);
    transaction.commit();
    ranking.writeRanking(0, ranked, {});
  }

  VerdictState verdictOf(CandidateId id) {
    auto query =
        connection().prepare("SELECT verdict, category_id FROM verdict WHERE candidate_id = ?");
    query.bind(1, id.value);
    if (!query.executeStep()) return {};
    return {static_cast<Verdict>(query.getColumn(0).getInt()),
            CategoryId(query.getColumn(1).isNull() ? 0 : query.getColumn(1).getInt64())};
  }

  std::vector<CandidateId> ids;

 private:
  static constexpr int kBulk = 5'000;  ///< from here on copies of one mask, made in SQL

  void addCopies(int total) {
    ids.push_back(add(rectangle(addImage("img0.png"), 0, 1, 0.5)));
    auto query = connection().prepare(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1 - 1) "
        "INSERT INTO candidate(image_id, run_id, round_number, source, profile, height, width, "
        "counts, box_x, box_y, box_w, box_h, area, source_score) "
        "SELECT image_id, run_id, round_number, source, profile, height, width, counts, box_x, "
        "box_y, box_w, box_h, area, source_score FROM n, candidate WHERE id = ?2");
    query.bind(1, total);
    query.bind(2, ids[0].value);
    query.exec();
    for (int i = 1; i < total; ++i) ids.emplace_back(ids[0].value + i);
  }
};

}  // namespace maskwright::test
