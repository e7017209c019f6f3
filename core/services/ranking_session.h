#pragma once

#include "core/base/result.h"
#include "core/rank/ranking_model.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace maskwright {

/// Ranking of one round that follows the decisions as they come in: the table is read once, a refit
/// takes in what was decided since. For one thread at a time.
class RankingSession {
 public:
  /// Reads the candidates of `round`. Errors: those of the store.
  static Result<std::unique_ptr<RankingSession>> open(store::Connection& connection, int round);

  /// Whether the candidates and their grouping are still those that were read (what people edit
  /// about clusters is read again by itself). Throws SQLite::Exception.
  bool isCurrent(store::Connection& connection) const;

  struct Refit {
    std::vector<store::RankingRepository::Ranked> rows;
    rank::ModelKind kind = rank::ModelKind::First;
    int64_t decisions = 0;  ///< learned from
    std::optional<rank::CalibrationReport> calibration;
  };
  /// Learns from all standing decisions that are no copies, and states a confidence for each
  /// candidate of the round. Writes nothing. Errors: those of the store, of RankingModel::fit.
  Result<Refit> refit(store::Connection& connection);

  /// Makes a refit the active ranking, with its calibration, without keeping decisions waiting.
  Result<void> write(store::Connection& connection, const Refit& refit) const;

  /// Stores what the surroundings of each candidate say by now (rank::ContextFeature). Not for each
  /// decision: it is to be looked up, nothing is computed from it.
  Result<void> writeInputs(store::Connection& connection) const;

  /// Why a candidate stands where the last refit put it; empty if nothing was learned.
  std::vector<rank::RankingModel::Reason> reasons(CandidateId candidate, size_t most = 5) const;

  bool hasJunk() const { return !junk_.empty(); }
  int round() const { return round_; }
  int64_t candidates() const { return static_cast<int64_t>(rows_.size()); }

 private:
  RankingSession() = default;
  void sortAsJudged(std::vector<store::DecisionRepository::Standing>& standing) const;
  void takeDecisions(store::Connection& connection);
  void placeSegmenter(store::Connection& connection, Refit& refit) const;
  void demoteJunk(Refit& refit) const;
  void readJunk(store::Connection& connection);
  void rereadClusters(store::Connection& connection);

  int round_ = 0;
  std::string clusterEdition_;
  int64_t clusterRevision_ = 0, newestCandidate_ = 0, storedCandidates_ = 0;
  rank::RankingTable table_;
  std::vector<size_t> rows_;
  std::vector<CandidateId> junkMembers_;
  std::vector<float> junk_;  ///< rank::junkShares; empty = no cluster is junk
  std::unordered_map<CandidateId, size_t> rowOf_;
  std::unique_ptr<rank::RankingContext> context_;
  std::optional<rank::RankingModel> model_;
};

}  // namespace maskwright
