#include "core/rank/context_features.h"

#include "core/rank/similar_votes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace maskwright::rank {
namespace {

/// Beliefs before evidence, in decisions: how soon a cluster's or the look-alikes' rate counts.
constexpr double kClusterBelief = 2, kNeighbourBelief = 0.5;

float logCount(double count) {
  return static_cast<float>(std::log2(1 + std::max(0.0, count)) / 6);
}

uint64_t ownKey(int cluster, int image) {
  return (static_cast<uint64_t>(static_cast<uint32_t>(cluster)) << 32) |
         static_cast<uint32_t>(image);
}

/// Log-odds of a rate that starts at `base` with the weight of `belief` decisions, within [-4, 4],
/// less the log-odds of the base: 0 = as anywhere.
float rateLogit(double good, double bad, double base, double belief) {
  const double logit =
      std::log((std::max(0.0, good) + belief * base) / (std::max(0.0, bad) + belief * (1 - base)));
  return static_cast<float>(std::clamp(logit - std::log(base / (1 - base)), -4.0, 4.0) / 2);
}

}  // namespace

RankingContext::RankingContext(const RankingTable& table, std::vector<double> firstLogits)
    : table_(table), firstLogits_(std::move(firstLogits)) {
  const size_t rows = table.rows();
  if (firstLogits_.size() != rows)
    throw std::invalid_argument("one first confidence is needed for each candidate");
  static_.resize(rows);
  verdicts_.assign(rows, Verdict::Undecided);
  redrawn_.assign(rows, false);
  now_.resize(rows);
  neighbourGood_.assign(rows, 0);
  neighbourBad_.assign(rows, 0);
  int images = 0, clusters = 0;
  for (size_t i = 0; i < rows; ++i) {
    images = std::max(images, table.image[i] + 1);
    clusters = std::max(clusters, table.cluster[i] + 1);
  }
  rowsOfImage_.resize(static_cast<size_t>(images));
  for (size_t i = 0; i < rows; ++i)
    rowsOfImage_[static_cast<size_t>(table.image[i])].push_back(static_cast<uint32_t>(i));
  imageCounts_.resize(static_cast<size_t>(images));
  clusterCounts_.resize(static_cast<size_t>(clusters));
  computeStatic();
  rankImages();
  agreeWithSegmenter();
}

void RankingContext::agreeWithSegmenter() {
  agreement_.assign(table_.rows(), 0);
  std::vector<size_t> own;
  for (size_t row = 0; row < table_.rows(); ++row)
    if (table_.attributes[row].segmenter > 0.5) own.push_back(row);
  std::stable_sort(own.begin(), own.end(), [&](size_t a, size_t b) {
    return table_.sourceScore[a] < table_.sourceScore[b];
  });
  for (size_t place = 0; place < own.size(); ++place)
    agreement_[own[place]] = static_cast<float>(place + 1) / static_cast<float>(own.size());
  for (const size_t row : own)
    for (const Overlap& overlap : table_.overlapsOf(row)) {
      if (table_.attributes[overlap.other].segmenter > 0.5) continue;
      float& other = agreement_[overlap.other];
      other = std::max(other, overlap.iou * agreement_[row]);
    }
}

void RankingContext::computeStatic() {
  std::vector<int> members(clusterCounts_.size());
  for (const int cluster : table_.cluster)
    if (cluster >= 0) ++members[static_cast<size_t>(cluster)];
  const double rows = std::max<double>(1, static_cast<double>(table_.rows()));
  for (size_t i = 0; i < table_.rows(); ++i) {
    auto& out = static_[i];
    int holds = 0;
    for (const Overlap& overlap : table_.overlapsOf(i)) {
      const size_t j = overlap.other;
      // Share of the other inside this one, from the same intersection.
      const double ratio =
          table_.attributes[i].areaFraction / std::max(1e-9, table_.attributes[j].areaFraction);
      if (overlap.inside * ratio > 0.8 && ratio > 1) ++holds;
      const bool above =
          firstLogits_[j] > firstLogits_[i] || (firstLogits_[j] == firstLogits_[i] && j < i);
      if (!above) continue;
      out[0] = std::max(out[0], overlap.iou);
      if (ratio < 1) out[1] = std::max(out[1], overlap.inside);
    }
    out[2] = logCount(holds);
    const int cluster = table_.cluster[i];
    if (cluster < 0) continue;
    out[5] = 1 - table_.clusterDistance[i];
    out[6] = static_cast<float>(std::log10(members[static_cast<size_t>(cluster)] / rows) / 3);
  }
}

void RankingContext::rankImages() {
  for (auto list : rowsOfImage_) {
    std::sort(list.begin(), list.end(), [&](uint32_t a, uint32_t b) {
      return firstLogits_[a] != firstLogits_[b] ? firstLogits_[a] > firstLogits_[b] : a < b;
    });
    for (size_t place = 0; place < list.size(); ++place) {
      static_[list[place]][3] = logCount(static_cast<double>(place));
      const double gap = firstLogits_[list[0]] - firstLogits_[list[place]];
      static_[list[place]][4] = static_cast<float>(std::min(gap, 8.0) / 4);
    }
  }
}

void RankingContext::addToImage(size_t row, Verdict verdict) {
  for (const Overlap& overlap : table_.overlapsOf(row)) {
    InImage& other = now_[overlap.other];
    const double ratio = table_.attributes[row].areaFraction /
                         std::max(1e-9, table_.attributes[overlap.other].areaFraction);
    const auto otherInside = static_cast<float>(std::min(1.0, overlap.inside * ratio));
    if (isPositive(verdict)) {
      other.meetsAccepted = std::max(other.meetsAccepted, overlap.iou);
      other.inAccepted = std::max(other.inAccepted, otherInside);
      other.holdsAccepted = std::max(other.holdsAccepted, overlap.inside);
    } else if (verdict == Verdict::NotAnObject) {
      other.meetsRefused = std::max(other.meetsRefused, overlap.iou);
    } else {
      other.meetsBad = std::max(other.meetsBad, overlap.iou);
    }
  }
  auto& counts = imageCounts_[static_cast<size_t>(table_.image[row])];
  (isGood(row) ? counts.good : counts.bad) += 1;
}

void RankingContext::addToCluster(size_t row, double sign) {
  (isGood(row) ? total_.good : total_.bad) += sign;
  const int cluster = table_.cluster[row];
  if (cluster < 0) return;
  auto& all = clusterCounts_[static_cast<size_t>(cluster)];
  auto& own = ownCounts_[ownKey(cluster, table_.image[row])];
  (isGood(row) ? all.good : all.bad) += sign;
  (isGood(row) ? own.good : own.bad) += sign;
}

void RankingContext::addToNeighbours(std::span<const Judgement> judgements) {
  if (table_.dimension == 0) return;
  std::vector<SimilarVote> votes;
  for (const Judgement& judgement : judgements) {
    const Verdict before = verdicts_[judgement.row];
    if (before != Verdict::Undecided) votes.push_back({judgement.row, isGood(judgement.row), -1});
    if (judgement.verdict != Verdict::Undecided)
      votes.push_back({judgement.row, isPositive(judgement.verdict) && !judgement.redrawn, 1});
  }
  addSimilarVotes(table_, votes, neighbourGood_, neighbourBad_);
}

void RankingContext::decide(std::span<const Judgement> judgements) {
  addToNeighbours(judgements);
  bool rebuild = false;
  for (const auto& [row, verdict, redrawn] : judgements) {
    const Verdict before = verdicts_[row];
    if (before == verdict && redrawn_[row] == redrawn) continue;
    if (before != Verdict::Undecided) {
      addToCluster(row, -1);
      rebuild = true;
    } else {
      order_.push_back(row);
    }
    verdicts_[row] = verdict;
    redrawn_[row] = redrawn;
    if (verdict != Verdict::Undecided) addToCluster(row, 1);
    if (rebuild) continue;
    InImage seen = now_[row];
    const auto& counts = imageCounts_[static_cast<size_t>(table_.image[row])];
    seen.accepted = logCount(counts.good);
    seen.refused = logCount(counts.bad);
    atDecision_[row] = seen;
    addToImage(row, verdict);
  }
  if (!rebuild) return;
  // A decision was taken back or changed: what images have seen is played again.
  std::erase_if(order_, [&](size_t row) { return verdicts_[row] == Verdict::Undecided; });
  std::fill(now_.begin(), now_.end(), InImage{});
  std::fill(imageCounts_.begin(), imageCounts_.end(), Counts{});
  atDecision_.clear();
  for (const size_t row : order_) {
    InImage seen = now_[row];
    const auto& counts = imageCounts_[static_cast<size_t>(table_.image[row])];
    seen.accepted = logCount(counts.good);
    seen.refused = logCount(counts.bad);
    atDecision_[row] = seen;
    addToImage(row, verdicts_[row]);
  }
}

double RankingContext::baseRate() const {
  return (total_.good + 1) / (total_.good + total_.bad + 2);
}

ContextVector RankingContext::features(size_t row) const {
  ContextVector out{};
  std::copy(static_[row].begin(), static_[row].end(), out.begin());
  const double base = baseRate();
  if (const int cluster = table_.cluster[row]; cluster >= 0) {
    Counts counts = clusterCounts_[static_cast<size_t>(cluster)];
    if (const auto own = ownCounts_.find(ownKey(cluster, table_.image[row]));
        own != ownCounts_.end()) {
      counts.good -= own->second.good;
      counts.bad -= own->second.bad;
    }
    out[7] = rateLogit(counts.good, counts.bad, base, kClusterBelief);
    out[8] = logCount(counts.good + counts.bad);
  }
  out[9] = rateLogit(neighbourGood_[row], neighbourBad_[row], base, kNeighbourBelief);
  out[10] = logCount(neighbourGood_[row] + neighbourBad_[row]);
  InImage seen = now_[row];
  if (const auto then = atDecision_.find(row); then != atDecision_.end()) {
    seen = then->second;
  } else {
    const auto& counts = imageCounts_[static_cast<size_t>(table_.image[row])];
    seen.accepted = logCount(counts.good);
    seen.refused = logCount(counts.bad);
  }
  out[11] = seen.meetsAccepted;
  out[12] = seen.inAccepted;
  out[13] = seen.holdsAccepted;
  out[14] = seen.meetsRefused;
  out[15] = seen.meetsBad;
  out[16] = seen.accepted;
  out[17] = seen.refused;
  out[18] = agreement_[row];
  return out;
}

}  // namespace maskwright::rank
