#include "core/services/ranking_session.h"

#include "core/coco/rle.h"
#include "core/rank/junk_share.h"
#include "core/rank/segmenter_places.h"
#include "core/services/accepted_masks.h"
#include "core/services/ranking_table.h"
#include "core/services/segmenter_trust.h"
#include "core/store/cluster_edit_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/mask_edit_repository.h"
#include "core/store/ranking_input_repository.h"
#include "core/store/segmenter_mask_repository.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_set>

namespace maskwright {
namespace {

std::vector<double> firstLogits(const rank::RankingTable& table) {
  std::vector<double> out;
  for (size_t i = 0; i < table.rows(); ++i) {
    const double p = std::clamp(
        rank::firstConfidence(table.attributes[i], table.sourceScore[i]), 1e-6, 1 - 1e-6);
    out.push_back(std::log(p / (1 - p)));
  }
  return out;
}

/// Those that a person gave another outline; one that was only touched up was fine.
std::unordered_set<CandidateId> redrawnCandidates(store::Connection& connection) {
  std::unordered_set<CandidateId> redrawn;
  store::CandidateRepository present(connection), originals(connection, MaskVersion::Original);
  for (const CandidateId id : store::MaskEditRepository(connection).edited()) {
    const auto now = present.byId(id), found = originals.byId(id);
    if (now && found && coco::iou(now->mask, found->mask) < kFineOutlineIou) redrawn.insert(id);
  }
  return redrawn;
}

int64_t newestCandidate(store::Connection& connection, int round) {
  auto query =
      connection.prepare("SELECT IFNULL(MAX(id), 0) FROM candidate WHERE round_number = ?");
  query.bind(1, round);
  query.executeStep();
  return query.getColumn(0).getInt64();
}

}  // namespace

Result<std::unique_ptr<RankingSession>> RankingSession::open(store::Connection& connection,
                                                             int round) {
  try {
    std::unique_ptr<RankingSession> session(new RankingSession);
    session->round_ = round;
    session->clusterRevision_ = store::RankingRepository(connection).clusterRevision(round);
    session->clusterEdition_ = store::clusterEdition(connection, round);
    session->newestCandidate_ = newestCandidate(connection, round);
    session->storedCandidates_ = store::CandidateRepository(connection).count(round);
    auto read = readRankingTable(connection, round);
    session->table_ = std::move(read.table);
    session->rows_ = std::move(read.rows);
    for (size_t row = 0; row < session->table_.rows(); ++row)
      session->rowOf_.emplace(session->table_.ids[row], row);
    session->context_ =
        std::make_unique<rank::RankingContext>(session->table_, firstLogits(session->table_));
    session->readJunk(connection);
    return session;
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, connection.file());
  }
}

bool RankingSession::isCurrent(store::Connection& connection) const {
  return clusterRevision_ == store::RankingRepository(connection).clusterRevision(round_) &&
         newestCandidate_ == newestCandidate(connection, round_) &&
         storedCandidates_ == store::CandidateRepository(connection).count(round_);
}

void RankingSession::readJunk(store::Connection& connection) {
  auto members = store::ClusterEditRepository(connection).junkMembers(round_);
  if (members == junkMembers_) return;
  junkMembers_ = std::move(members);
  std::vector<size_t> junk;
  for (const CandidateId id : junkMembers_)
    if (const auto row = rowOf_.find(id); row != rowOf_.end()) junk.push_back(row->second);
  junk_ = rank::junkShares(table_, junk);
}

/// A person's edit of clusters changes nothing else that was read; decisions are taken in anew.
void RankingSession::rereadClusters(store::Connection& connection) {
  clusterEdition_ = store::clusterEdition(connection, round_);
  junkMembers_.clear();
  junk_.clear();
  std::fill(table_.cluster.begin(), table_.cluster.end(), -1);
  std::fill(table_.clusterDistance.begin(), table_.clusterDistance.end(), 0.F);
  for (const auto& member : store::RankingRepository(connection).members(round_)) {
    const auto row = rowOf_.find(member.candidate);
    if (row == rowOf_.end()) continue;
    table_.cluster[row->second] = member.cluster;
    table_.clusterDistance[row->second] = static_cast<float>(member.distance);
  }
  context_ = std::make_unique<rank::RankingContext>(table_, firstLogits(table_));
}

/// In the order in which a person would have come to them. What was written in bulk stands verdict
/// by verdict, which would give the verdict away: on each image it counts as judged down the list.
void RankingSession::sortAsJudged(
    std::vector<store::DecisionRepository::Standing>& standing) const {
  std::unordered_map<ImageId, int64_t> bulkSince;
  for (const auto& decision : standing) {
    if (!decision.bulk) continue;
    const auto [known, fresh] = bulkSince.emplace(decision.image, decision.decidedMs);
    if (!fresh) known->second = std::min(known->second, decision.decidedMs);
  }
  const auto key = [&](const store::DecisionRepository::Standing& decision) {
    if (!decision.bulk) return std::tuple{decision.decidedMs, int64_t{0}, 0.0};
    const auto row = rowOf_.find(decision.candidate);
    const double logit = row == rowOf_.end() ? 0 : context_->firstLogit(row->second);
    return std::tuple{bulkSince.at(decision.image), decision.image.value, -logit};
  };
  std::stable_sort(standing.begin(), standing.end(), [&](const auto& a, const auto& b) {
    return key(a) < key(b);
  });
}

void RankingSession::takeDecisions(store::Connection& connection) {
  auto standing = store::DecisionRepository(connection).standing();
  // A copy teaches nothing new, and only refused masks have copies with a verdict.
  std::erase_if(standing, [](const auto& decision) { return decision.inherited; });
  sortAsJudged(standing);
  const auto redrawn = redrawnCandidates(connection);
  std::vector<rank::RankingContext::Judgement> news;
  std::vector<bool> stands(table_.rows());
  for (const auto& decision : standing) {
    const auto row = rowOf_.find(decision.candidate);
    if (row == rowOf_.end()) continue;
    stands[row->second] = true;
    const bool anew = redrawn.contains(decision.candidate);
    if (context_->verdict(row->second) != decision.state.verdict ||
        context_->isRedrawn(row->second) != anew)
      news.push_back({row->second, decision.state.verdict, anew});
  }
  for (const size_t row : context_->decided())
    if (!stands[row]) news.push_back({row, Verdict::Undecided});
  context_->decide(news);
  readJunk(connection);  // what was accepted out of a junk cluster is no junk
}

/// Masks of a segmenter that hardly anybody judged take their confidence from their order, and
/// those it found again are worth no less than before: to be confirmed is no reason to fall.
void RankingSession::placeSegmenter(store::Connection& connection, Refit& refit) const {
  if (!rank::segmenterNeedsPlaces(*context_, refit.kind)) return;
  std::vector<double> stated;
  std::unordered_map<CandidateId, double> confidence;
  for (size_t i = 0; i < rows_.size(); ++i) {
    stated.push_back(refit.rows[i].confidence);
    if (table_.attributes[rows_[i]].segmenter <= 0.5)
      confidence[refit.rows[i].candidate] = refit.rows[i].confidence;
  }
  if (confidence.size() == rows_.size()) return;
  rank::placeSegmenterMasks(*context_,
                            rows_,
                            refit.kind != rank::ModelKind::First,
                            segmenterTrust(connection, round_, confidence),
                            stated);
  for (size_t i = 0; i < rows_.size(); ++i) refit.rows[i].confidence = stated[i];

  const auto again = store::SegmenterMaskRepository(connection).foundAgain(round_);
  if (again.empty()) return;
  std::vector<size_t> earlier;
  for (const auto& [candidate, before] : again)
    if (const auto row = rowOf_.find(before); row != rowOf_.end()) earlier.push_back(row->second);
  const auto known = model_->confidence(*context_, earlier);
  if (!known) return;
  std::unordered_map<CandidateId, double> before;
  for (size_t i = 0; i < earlier.size(); ++i) before[table_.ids[earlier[i]]] = (*known)[i];
  for (auto& row : refit.rows) {
    const auto found = again.find(row.candidate);
    if (found != again.end()) row.confidence = std::max(row.confidence, before[found->second]);
  }
}

/// What a person called junk comes last at once, however few decisions there are to learn from.
void RankingSession::demoteJunk(Refit& refit) const {
  if (junk_.empty()) return;
  for (size_t i = 0; i < rows_.size(); ++i)
    if (context_->verdict(rows_[i]) == Verdict::Undecided)
      refit.rows[i].confidence = rank::demoted(refit.rows[i].confidence, junk_[rows_[i]]);
}

Result<RankingSession::Refit> RankingSession::refit(store::Connection& connection) {
  try {
    if (clusterEdition_ != store::clusterEdition(connection, round_)) rereadClusters(connection);
    takeDecisions(connection);
    auto model = rank::RankingModel::fit(*context_);
    if (!model) return model.error();
    model_ = std::move(*model);
    const auto stated = model_->confidence(*context_, rows_);
    if (!stated) return stated.error();
    Refit out;
    out.kind = model_->kind();
    out.decisions = out.kind == rank::ModelKind::First ? 0 : model_->decisions();
    out.calibration = model_->calibration();
    out.rows.reserve(rows_.size());
    for (size_t i = 0; i < rows_.size(); ++i)
      out.rows.push_back({table_.ids[rows_[i]], (*stated)[i]});
    placeSegmenter(connection, out);
    demoteJunk(out);
    return out;
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, connection.file());
  }
}

Result<void> RankingSession::write(store::Connection& connection, const Refit& refit) const {
  try {
    store::RankingRepository::Report report;
    report.method = rank::modelName(refit.kind);
    report.decisions = refit.decisions;
    if (const auto& calibration = refit.calibration) {
      report.examples = calibration->count;
      report.error = calibration->error;
      report.brier = calibration->brier;
      report.baseBrier = calibration->baseBrier;
      report.auc = calibration->auc;
      for (const auto& bin : calibration->bins)
        report.bins.push_back({bin.confidence, bin.accepted, bin.count});
    }
    store::RankingRepository(connection).writeRanking(round_, refit.rows, report);
    return {};
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, connection.file());
  }
}

Result<void> RankingSession::writeInputs(store::Connection& connection) const {
  try {
    std::vector<CandidateId> ids;
    std::vector<float> values;
    for (const size_t row : rows_) {
      ids.push_back(table_.ids[row]);
      const auto around = context_->features(row);
      values.insert(values.end(), around.begin(), around.end());
    }
    store::RankingInputRepository(connection)
        .write(ids, values, static_cast<int64_t>(context_->decided().size()));
    return {};
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, connection.file());
  }
}

std::vector<rank::RankingModel::Reason> RankingSession::reasons(CandidateId candidate,
                                                                size_t most) const {
  const auto row = rowOf_.find(candidate);
  if (row == rowOf_.end() || !model_) return {};
  return model_->reasons(*context_, row->second, most);
}

}  // namespace maskwright
