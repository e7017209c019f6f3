#pragma once

#include "core/rank/ranking_model.h"
#include "core/services/simulation.h"

#include <memory>
#include <optional>
#include <random>
#include <vector>

namespace maskwright {

/// What the product knows during a simulation: the ranking and the suggested categories, as they
/// follow from the decisions so far. Knows nothing of the truth.
class SimulationLearner {
 public:
  SimulationLearner(const SimulationPool& pool, const SimulationSettings& settings);

  /// What was judged before these candidates came; learns from it at once. Errors: as learn().
  Result<void> recall(const std::vector<SimulatedJudgement>& judgements);
  /// A decision of the person; `category` is -1 where none was given. `redrawn`: accepted with an
  /// outline of the person's own.
  void decided(size_t row, Verdict verdict, int category, bool redrawn = false);
  /// Learns anew if enough was decided since, or `now`. Errors: those of RankingModel::fit.
  Result<void> learn(bool now = false);

  double confidence(size_t row) const { return confidence_[row]; }
  double poor(size_t row) const { return poor_[row]; }  ///< probability of an object, but poorly
  /// Category to show with a candidate: of its accepted look-alikes, else of its cluster, else the
  /// most frequent; -1 = nothing accepted yet.
  int suggested(size_t row) const;
  const rank::RankingTable& table() const { return table_; }
  bool hasLearned() const { return model_ && model_->kind() != rank::ModelKind::First; }

 private:
  Result<void> state(const std::vector<size_t>& rows);
  void learnWithoutRefusals();
  void placeSegmenter();

  const SimulationPool& pool_;
  const SimulationSettings& settings_;
  rank::RankingTable table_;
  std::unique_ptr<rank::RankingContext> context_;
  std::optional<rank::RankingModel> model_;
  std::vector<double> first_, confidence_, poor_;
  std::vector<std::vector<size_t>> rowsOfImage_;
  std::vector<rank::RankingContext::Judgement> history_;
  size_t learnedAt_ = 0;
  bool placed_ = false;  ///< the segmenter's masks have confidences by their places
  std::mt19937_64 random_;
  std::vector<std::vector<float>> votes_;       ///< per category, of look-alikes of each row
  std::vector<std::vector<int>> clusterVotes_;  ///< per category and cluster
  std::vector<int> allVotes_;
  std::vector<float> unused_;
};

}  // namespace maskwright
