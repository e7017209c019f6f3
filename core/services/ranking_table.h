#pragma once

#include "core/rank/ranking_table.h"
#include "core/store/connection.h"

#include <set>
#include <span>
#include <unordered_set>
#include <vector>

namespace maskwright {

/// Appends the overlaps among the masks of one image, which are the rows of `table` from `firstRow`
/// on; to be called image by image, in the order of the rows. Of more than 3,000 masks nothing is
/// said.
void appendOverlaps(std::span<const Candidate> masks, size_t firstRow, rank::RankingTable& table);

/// Fills clusters and embeddings of a table whose candidates are listed: clusters of `round`'s
/// active clustering, embeddings of `round` and, where they are as long, of the rounds `alsoOf`.
/// Rows without stay zero: they have no look-alikes. Embeddings are centred and shortened
/// (cluster::compressRows). Throws SQLite::Exception.
void addClustersAndEmbeddingsOf(store::Connection& connection,
                                int round,
                                rank::RankingTable& table,
                                const std::set<int>& alsoOf = {});

/// Candidates of rounds before `round` that its table holds as well: those on which somebody
/// decided (what they taught still counts) and those that the round's segmenter found again. Throws
/// SQLite::Exception.
std::unordered_set<CandidateId> earlierCandidates(store::Connection& connection, int round);

/// Candidates of `round`, and the earlierCandidates(), image by image. Throws SQLite::Exception.
struct RoundTable {
  rank::RankingTable table;
  std::vector<size_t> rows;  ///< those of the round itself
};
RoundTable readRankingTable(store::Connection& connection, int round);

}  // namespace maskwright
