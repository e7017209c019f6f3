#include "core/services/rank_service.h"

#include "core/base/version.h"
#include "core/rank/learned_confidence.h"
#include "core/rank/rank_fusion.h"
#include "core/services/segmenter_trust.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/review_query.h"
#include "core/store/run_repository.h"
#include "core/store/segmenter_mask_repository.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

namespace maskwright {
namespace {

/// What people decided about these candidates. Bad masks and those to fix later are no good masks,
/// whatever object they hold.
void addExamples(store::Connection& connection,
                 const store::CandidateRepository::Features& features,
                 std::vector<rank::ConfidenceExample>& examples) {
  std::unordered_map<CandidateId, Verdict> verdicts;
  for (const auto& standing : store::DecisionRepository(connection).standing())
    // A copy teaches nothing new, and only refused masks have copies with a verdict.
    if (!standing.inherited) verdicts.emplace(standing.candidate, standing.state.verdict);
  for (size_t i = 0; i < features.ids.size(); ++i) {
    const auto found = verdicts.find(features.ids[i]);
    if (found != verdicts.end())
      examples.push_back(
          {features.attributes[i], features.sourceScores[i], isPositive(found->second)});
  }
}

/// Examples of this round and all before it: an accepted mask is decided in the round it came from,
/// its successor is only linked to it.
std::vector<rank::ConfidenceExample> decidedExamples(
    store::Connection& connection,
    int round,
    const store::CandidateRepository::Features& features) {
  std::vector<rank::ConfidenceExample> examples;
  addExamples(connection, features, examples);
  for (const int earlier : store::ReviewQuery(connection).rounds())
    if (earlier < round)
      addExamples(
          connection, store::CandidateRepository(connection).featuresOfRound(earlier), examples);
  return examples;
}

using ConfidenceOf = std::function<double(const CandidateAttributes&, double sourceScore)>;

/// Masks that the segmenter found again are worth what they were worth before, by their attributes
/// of then: to be confirmed is no reason to fall.
void keepConfirmed(store::Connection& connection,
                   int round,
                   const ConfidenceOf& confidence,
                   std::vector<store::RankingRepository::Ranked>& rows) {
  const auto again = store::SegmenterMaskRepository(connection).foundAgain(round);
  if (again.empty()) return;
  std::unordered_map<CandidateId, double> before;
  for (const auto& [candidate, earlier] : again) before.emplace(earlier, 0);
  for (const int number : store::ReviewQuery(connection).rounds()) {
    if (number >= round) continue;
    const auto features = store::CandidateRepository(connection).featuresOfRound(number);
    for (size_t i = 0; i < features.ids.size(); ++i) {
      const auto found = before.find(features.ids[i]);
      if (found != before.end())
        found->second = confidence(features.attributes[i], features.sourceScores[i]);
    }
  }
  for (auto& row : rows) {
    const auto found = again.find(row.candidate);
    if (found != again.end()) row.confidence = std::max(row.confidence, before.at(found->second));
  }
}

/// Masks of a segmenter that hardly anybody judged take their confidence from their order.
void fuseSegmenter(store::Connection& connection,
                   int round,
                   const store::CandidateRepository::Features& features,
                   std::vector<store::RankingRepository::Ranked>& rows) {
  std::vector<double> others, scores;
  std::unordered_map<CandidateId, double> confidence;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (features.attributes[i].segmenter > 0.5) {
      scores.push_back(features.sourceScores[i]);
    } else {
      others.push_back(rows[i].confidence);
      confidence[rows[i].candidate] = rows[i].confidence;
    }
  }
  if (scores.empty()) return;
  const auto fused =
      rank::fusedConfidences(others, scores, segmenterStep(connection, round, confidence));
  size_t next = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (features.attributes[i].segmenter > 0.5) rows[i].confidence = fused[next++];
  }
}

}  // namespace

Result<RankSummary> rankCandidates(store::Connection& connection, int round) {
  try {
    const auto features = store::CandidateRepository(connection).featuresOfRound(round);
    RankSummary summary;
    summary.candidates = static_cast<int64_t>(features.ids.size());
    std::vector<store::RankingRepository::Ranked> rows;
    rows.reserve(features.ids.size());
    const auto model = rank::learnConfidence(decidedExamples(connection, round, features));
    if (model) summary.decisionsUsed = model->decisions;
    const ConfidenceOf confidence = [&](const CandidateAttributes& attributes, double score) {
      return model ? model->confidence(attributes, score)
                   : rank::firstConfidence(attributes, score);
    };
    for (size_t i = 0; i < features.ids.size(); ++i) {
      rows.push_back(
          {features.ids[i], confidence(features.attributes[i], features.sourceScores[i])});
    }
    if (!model || !model->knowsSegmenter()) {
      fuseSegmenter(connection, round, features, rows);
      keepConfirmed(connection, round, confidence, rows);
    }
    store::Transaction transaction(connection);
    Run run;
    run.kind = "rank";
    run.method = model ? "learned-confidence" : "first-confidence";
    run.settingsJson = "{\"decisions\":" + std::to_string(summary.decisionsUsed) + "}";
    run.version = kVersion;
    store::RunRepository runs(connection);
    const auto id = runs.start(run, round);
    store::RankingRepository(connection).replaceRanking(round, rows);
    runs.finish(id, RunState::Finished);
    transaction.commit();
    return summary;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection.file());
  }
}

}  // namespace maskwright
