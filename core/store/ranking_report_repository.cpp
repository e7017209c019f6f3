#include "core/store/candidate_repository.h"
#include "core/store/project.h"
#include "core/store/revision.h"

#include <algorithm>

namespace maskwright::store {
namespace {

/// Rows written or deleted before others get their turn: a few milliseconds.
constexpr size_t kRowsAtOnce = 4000;

}  // namespace

void RankingRepository::writeRanking(int round,
                                     const std::vector<Ranked>& rows,
                                     const Report& report) {
  int64_t old = 0, revision = 0;
  {
    Transaction transaction(connection_);
    revision = newRevision(connection_);
    transaction.commit();
  }
  for (size_t begin = 0; begin < rows.size(); begin += kRowsAtOnce) {
    Transaction transaction(connection_);
    for (size_t i = begin; i < std::min(rows.size(), begin + kRowsAtOnce); ++i) {
      // A candidate may have been replaced by a discovery meanwhile.
      auto query = connection_.prepare(
          "INSERT INTO ranking(revision, candidate_id, confidence) SELECT ?, id, ? FROM candidate "
          "WHERE id = ?");
      query.bind(1, revision);
      query.bind(2, std::clamp(rows[i].confidence, 0.0, 1.0));
      query.bind(3, rows[i].candidate.value);
      query.exec();
    }
    transaction.commit();
  }
  {
    Transaction transaction(connection_);
    // Candidates that came meanwhile keep their places.
    auto rest = connection_.prepare(
        "INSERT OR IGNORE INTO ranking(revision, candidate_id, confidence) SELECT ?1, "
        "candidate_id, "
        "confidence FROM ranking WHERE revision = (SELECT CAST(value AS INTEGER) FROM setting "
        "WHERE "
        "key = 'active_ranking.' || ?2)");
    rest.bind(1, revision);
    rest.bind(2, round);
    rest.exec();
    old = activeRevision(connection_, "ranking", round);
    activate(connection_, "ranking", round, revision);
    replaceReport(round, report);
    transaction.commit();
  }
  int removed = 0;
  do {
    Transaction transaction(connection_);
    auto query = connection_.prepare(
        "DELETE FROM ranking WHERE revision = ?1 AND candidate_id IN (SELECT candidate_id FROM "
        "ranking WHERE revision = ?1 LIMIT ?2)");
    query.bind(1, old);
    query.bind(2, static_cast<int64_t>(kRowsAtOnce));
    removed = query.exec();
    transaction.commit();
  } while (removed > 0);
}

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
  insert.bind(9, nowMs());
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
