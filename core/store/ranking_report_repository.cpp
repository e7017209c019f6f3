#include "core/store/candidate_repository.h"

#include <chrono>

namespace maskwright::store {

void RankingRepository::replaceReport(int round, const Report& report) {
  auto remove = connection_.prepare("DELETE FROM ranking_report WHERE round_number = ?");
  remove.bind(1, round);
  remove.exec();
  auto insert = connection_.prepare(
      "INSERT INTO ranking_report(round_number, method, decisions, examples, error, brier, "
      "base_brier, auc, ranked_ms) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(1, round);
  insert.bind(2, report.method);
  insert.bind(3, report.decisions);
  insert.bind(4, report.examples);
  insert.bind(5, report.error);
  insert.bind(6, report.brier);
  insert.bind(7, report.baseBrier);
  insert.bind(8, report.auc);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  insert.bind(9, std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  insert.exec();
  int number = 0;
  for (const auto& bin : report.bins) {
    auto query = connection_.prepare(
        "INSERT INTO ranking_bin(round_number, number, confidence, accepted, count) VALUES(?, ?, "
        "?, ?, ?)");
    query.bind(1, round);
    query.bind(2, number++);
    query.bind(3, bin.confidence);
    query.bind(4, bin.accepted);
    query.bind(5, bin.count);
    query.exec();
  }
}

std::optional<RankingRepository::Report> RankingRepository::report(int round) {
  auto query = connection_.prepare(
      "SELECT method, decisions, examples, error, brier, base_brier, auc, ranked_ms FROM "
      "ranking_report WHERE round_number = ?");
  query.bind(1, round);
  if (!query.executeStep()) return std::nullopt;
  Report report;
  report.method = query.getColumn(0).getString();
  report.decisions = query.getColumn(1).getInt64();
  report.examples = query.getColumn(2).getInt64();
  report.error = query.getColumn(3).getDouble();
  report.brier = query.getColumn(4).getDouble();
  report.baseBrier = query.getColumn(5).getDouble();
  report.auc = query.getColumn(6).getDouble();
  report.rankedMs = query.getColumn(7).getInt64();
  auto bins = connection_.prepare(
      "SELECT confidence, accepted, count FROM ranking_bin WHERE round_number = ? ORDER BY number");
  bins.bind(1, round);
  while (bins.executeStep())
    report.bins.push_back({bins.getColumn(0).getDouble(),
                           bins.getColumn(1).getDouble(),
                           bins.getColumn(2).getInt64()});
  return report;
}

}  // namespace maskwright::store
