#include "core/services/simulation_learner.h"

#include "core/rank/segmenter_places.h"
#include "core/rank/similar_votes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace maskwright {
namespace {

/// Votes of look-alikes below this are no reason to suggest anything.
constexpr float kLeastVotes = 0.02F;

rank::RankingTable tableFor(const SimulationPool& pool, const SimulationSettings& settings) {
  rank::RankingTable table = pool.table;
  if (!settings.clusters) {
    std::fill(table.cluster.begin(), table.cluster.end(), -1);
    std::fill(table.clusterDistance.begin(), table.clusterDistance.end(), 0.0F);
  }
  if (!settings.lookAlikes) {
    table.dimension = 0;
    table.embeddings.clear();
  }
  return table;
}

}  // namespace

SimulationLearner::SimulationLearner(const SimulationPool& pool, const SimulationSettings& settings)
    : pool_(pool), settings_(settings), table_(tableFor(pool, settings)), random_(settings.seed) {
  int clusters = 0, images = 0;
  for (size_t row = 0; row < table_.rows(); ++row) {
    confidence_.push_back(rank::firstConfidence(table_.attributes[row], table_.sourceScore[row]));
    const double p = std::clamp(confidence_.back(), 1e-6, 1 - 1e-6);
    first_.push_back(std::log(p / (1 - p)));
    clusters = std::max(clusters, table_.cluster[row] + 1);
    images = std::max(images, table_.image[row] + 1);
  }
  rowsOfImage_.resize(static_cast<size_t>(images));
  for (size_t row = 0; row < table_.rows(); ++row)
    rowsOfImage_[static_cast<size_t>(table_.image[row])].push_back(row);
  poor_.assign(table_.rows(), 0);
  context_ = std::make_unique<rank::RankingContext>(table_, first_);
  const size_t categories = pool.categories.size();
  votes_.assign(categories, std::vector<float>(table_.rows()));
  clusterVotes_.assign(categories, std::vector<int>(static_cast<size_t>(clusters)));
  allVotes_.assign(categories, 0);
  unused_.assign(table_.rows(), 0);
  placeSegmenter();
}

Result<void> SimulationLearner::recall(const std::vector<SimulatedJudgement>& judgements) {
  std::unordered_map<CandidateId, size_t> rowOf;
  for (size_t row = 0; row < table_.rows(); ++row) rowOf.emplace(table_.ids[row], row);
  for (const auto& judgement : judgements) {
    const auto row = rowOf.find(judgement.candidate);
    if (row == rowOf.end()) continue;
    decided(row->second,
            judgement.redrawn ? Verdict::Accepted : judgement.verdict,
            judgement.category,
            judgement.redrawn);
  }
  return history_.empty() ? Result<void>() : learn(/*now=*/true);
}

/// RankingSession::placeSegmenter.
void SimulationLearner::placeSegmenter() {
  if (!pool_.segmenter) return;
  const auto kind = model_ ? model_->kind() : rank::ModelKind::First;
  placed_ = rank::segmenterNeedsPlaces(*context_, kind);
  if (!placed_) return;
  std::vector<double> stated, poor;
  for (const size_t row : pool_.ofRound) {
    stated.push_back(confidence_[row]);
    poor.push_back(poor_[row]);
  }
  rank::placeSegmenterMasks(
      *context_, pool_.ofRound, kind != rank::ModelKind::First, *pool_.segmenter, stated, poor);
  for (size_t i = 0; i < stated.size(); ++i) {
    confidence_[pool_.ofRound[i]] = stated[i];
    poor_[pool_.ofRound[i]] = poor[i];
  }
  for (const auto& [row, earlier] : pool_.foundAgain)
    confidence_[row] = std::max(confidence_[row], confidence_[earlier]);
}

void SimulationLearner::decided(size_t row, Verdict verdict, int category, bool redrawn) {
  history_.push_back({row, verdict, redrawn});
  if (settings_.refusals || isPositive(verdict)) context_->decide({&history_.back(), 1});
  if (category >= 0) {
    const auto c = static_cast<size_t>(category);
    ++allVotes_[c];
    if (table_.cluster[row] >= 0) ++clusterVotes_[c][static_cast<size_t>(table_.cluster[row])];
    const rank::SimilarVote vote{row, true, 1};
    if (table_.dimension > 0) rank::addSimilarVotes(table_, {&vote, 1}, votes_[c], unused_);
  }
  // What else lies on the picture is seen with other eyes at once.
  if (!hasLearned()) return;
  std::vector<size_t> rows = rowsOfImage_[static_cast<size_t>(table_.image[row])];
  if (placed_)
    std::erase_if(rows, [&](size_t other) { return table_.attributes[other].segmenter > 0.5; });
  (void)state(rows);
}

Result<void> SimulationLearner::state(const std::vector<size_t>& rows) {
  const auto stated = model_->confidence(*context_, rows);
  if (!stated) return stated.error();
  const auto poor = model_->poorOutline(*context_, rows, *stated);
  for (size_t i = 0; i < rows.size(); ++i) {
    confidence_[rows[i]] = (*stated)[i];
    poor_[rows[i]] = poor[i];
  }
  return {};
}

/// As systems learn that keep only what was accepted: against candidates drawn at random.
void SimulationLearner::learnWithoutRefusals() {
  context_ = std::make_unique<rank::RankingContext>(table_, first_);
  std::vector<bool> accepted(table_.rows());
  std::vector<rank::RankingContext::Judgement> judgements;
  for (const auto& judgement : history_) {
    if (!isPositive(judgement.verdict) || judgement.redrawn) continue;
    accepted[judgement.row] = true;
    judgements.push_back(judgement);
  }
  const size_t wanted = std::min(3 * judgements.size(), table_.rows() / 2);
  for (size_t drawn = 0; drawn < wanted;) {
    const size_t row = random_() % table_.rows();
    ++drawn;
    if (accepted[row]) continue;
    accepted[row] = true;
    judgements.push_back({row, Verdict::NotAnObject});
  }
  context_->decide(judgements);
}

Result<void> SimulationLearner::learn(bool now) {
  const size_t due = learnedAt_ < 30 ? 30 : learnedAt_ + std::max<size_t>(10, learnedAt_ / 12);
  if (history_.size() < due && !now) return {};
  learnedAt_ = history_.size();
  if (!settings_.refusals) learnWithoutRefusals();
  auto model = rank::RankingModel::fit(*context_);
  if (!model) return model.error();
  model_ = std::move(*model);
  if (!hasLearned()) return {};
  std::vector<size_t> rows(table_.rows());
  std::iota(rows.begin(), rows.end(), size_t{0});
  if (auto stated = state(rows); !stated) return stated;
  placeSegmenter();
  return {};
}

int SimulationLearner::suggested(size_t row) const {
  int best = -1;
  float most = kLeastVotes;
  for (size_t c = 0; c < votes_.size(); ++c)
    if (votes_[c][row] > most) {
      most = votes_[c][row];
      best = static_cast<int>(c);
    }
  if (best >= 0) return best;
  int count = 0;
  if (const int cluster = table_.cluster[row]; cluster >= 0)
    for (size_t c = 0; c < clusterVotes_.size(); ++c)
      if (clusterVotes_[c][static_cast<size_t>(cluster)] > count) {
        count = clusterVotes_[c][static_cast<size_t>(cluster)];
        best = static_cast<int>(c);
      }
  if (best >= 0) return best;
  for (size_t c = 0; c < allVotes_.size(); ++c)
    if (allVotes_[c] > count) {
      count = allVotes_[c];
      best = static_cast<int>(c);
    }
  return best;
}

}  // namespace maskwright
