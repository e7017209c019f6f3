#include "core/services/ranking_table.h"

#include "core/cluster/compress.h"
#include "core/coco/rle.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/image_repository.h"
#include "core/store/segmenter_mask_repository.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace maskwright {
namespace {

/// Of an embedding, for look-alikes: enough to tell kinds apart, few enough to compare all.
constexpr int kComparedDimensions = 64;

/// Masks of one image that are compared with each other; discovery keeps far fewer, an import may
/// bring more.
constexpr size_t kMostCompared = 3000;

}  // namespace

void appendOverlaps(std::span<const Candidate> masks, size_t firstRow, rank::RankingTable& table) {
  if (table.overlapStart.empty()) table.overlapStart.push_back(0);
  std::vector<std::vector<rank::Overlap>> found(masks.size());
  if (masks.size() > kMostCompared) masks = {};
  for (size_t i = 0; i < masks.size(); ++i) {
    for (size_t j = i + 1; j < masks.size(); ++j) {
      const Candidate &a = masks[i], &b = masks[j];
      if (a.area <= 0 || b.area <= 0 || !boxesMeet(a.box, b.box)) continue;
      if (a.mask.height != b.mask.height || a.mask.width != b.mask.width) continue;
      const auto both = static_cast<float>(coco::intersectionArea(a.mask, b.mask));
      const auto areaA = static_cast<float>(a.area), areaB = static_cast<float>(b.area);
      const float iou = both / (areaA + areaB - both);
      const float inA = both / areaB, inB = both / areaA;
      if (iou < rank::kLeastIou && std::max(inA, inB) < rank::kLeastInside) continue;
      found[i].push_back({static_cast<uint32_t>(firstRow + j), iou, inB});
      found[j].push_back({static_cast<uint32_t>(firstRow + i), iou, inA});
    }
  }
  for (const auto& list : found) {
    table.overlaps.insert(table.overlaps.end(), list.begin(), list.end());
    table.overlapStart.push_back(static_cast<uint32_t>(table.overlaps.size()));
  }
}

void addClustersAndEmbeddingsOf(store::Connection& connection,
                                int round,
                                rank::RankingTable& table,
                                const std::set<int>& alsoOf) {
  std::unordered_map<CandidateId, size_t> rowOf;
  for (size_t row = 0; row < table.rows(); ++row) rowOf.emplace(table.ids[row], row);
  table.cluster.assign(table.rows(), -1);
  table.clusterDistance.assign(table.rows(), 0);
  for (const auto& member : store::RankingRepository(connection).members(round)) {
    const auto row = rowOf.find(member.candidate);
    if (row == rowOf.end()) continue;
    table.cluster[row->second] = member.cluster;
    table.clusterDistance[row->second] = static_cast<float>(member.distance);
  }
  store::CandidateRepository candidates(connection);
  const auto copy = [&](const store::CandidateRepository::Embeddings& from) {
    const auto size = static_cast<size_t>(from.dimension);
    if (from.dimension != table.dimension) return;
    for (size_t i = 0; i < from.ids.size(); ++i) {
      const auto row = rowOf.find(from.ids[i]);
      if (row != rowOf.end())
        std::copy_n(from.values.begin() + static_cast<std::ptrdiff_t>(i * size),
                    size,
                    table.embeddings.begin() + static_cast<std::ptrdiff_t>(row->second * size));
    }
  };
  const auto own = candidates.embeddingsOfRound(round);
  table.dimension = own.dimension;
  table.embeddings.assign(table.rows() * static_cast<size_t>(own.dimension), 0);
  copy(own);
  for (const int other : alsoOf)
    if (other != round) copy(candidates.embeddingsOfRound(other));
  if (table.dimension == 0) return;
  auto compressed = cluster::compressRows(table.embeddings, table.dimension, kComparedDimensions);
  table.embeddings = std::move(compressed.rows);
  table.dimension = compressed.dimension;
}

std::unordered_set<CandidateId> earlierCandidates(store::Connection& connection, int round) {
  std::unordered_set<CandidateId> taken;
  for (const auto& standing : store::DecisionRepository(connection).standing())
    if (!standing.inherited) taken.insert(standing.candidate);
  for (const auto& [candidate, earlier] :
       store::SegmenterMaskRepository(connection).foundAgain(round))
    taken.insert(earlier);
  return taken;
}

RoundTable readRankingTable(store::Connection& connection, int round) {
  RoundTable out;
  rank::RankingTable& table = out.table;
  const auto taken = earlierCandidates(connection, round);
  std::set<int> rounds;
  store::CandidateRepository candidates(connection);
  int number = 0;
  for (const auto& image : store::ImageRepository(connection).all()) {
    auto masks = candidates.ofImage(image.id);
    std::erase_if(masks, [&](const Candidate& mask) {
      return mask.round != round && (mask.round > round || !taken.contains(mask.id));
    });
    if (masks.empty()) continue;
    const size_t first = table.rows();
    for (const Candidate& mask : masks) {
      if (mask.round == round) out.rows.push_back(table.rows());
      rounds.insert(mask.round);
      table.ids.push_back(mask.id);
      table.image.push_back(number);
      table.attributes.push_back(mask.attributes);
      table.sourceScore.push_back(mask.sourceScore);
    }
    appendOverlaps(masks, first, table);
    ++number;
  }
  addClustersAndEmbeddingsOf(connection, round, table, rounds);
  return out;
}

}  // namespace maskwright
