#pragma once

#include "core/rank/ranking_table.h"

#include <span>
#include <vector>

namespace maskwright::rank {

/// How far a person's "this is junk" holds for each row, [0, 1]: 1 for the junk rows themselves;
/// for others the share of junk in the density of look-alikes around them (Parzen window as for
/// decided look-alikes, SimilarVote; on other images; rows without embedding: 0). `junk`: rows of
/// junk clusters. Of more than 512 junk rows and 1,024 others a sample, evenly spaced, stands for
/// all. Empty if `junk` is.
std::vector<float> junkShares(const RankingTable& table, std::span<const size_t> junk);

/// A confidence in (0, 1) where junk has that share: its log-odds fall by 4 at a share of 1, which
/// takes .9 to .14 and a half to .02. Junk never raises a confidence.
double demoted(double confidence, float share);

}  // namespace maskwright::rank
