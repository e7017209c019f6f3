#pragma once

#include "core/domain/decision.h"
#include "core/rank/ranking_table.h"

#include <array>
#include <unordered_map>
#include <vector>

namespace maskwright::rank {

/// What a candidate's surroundings say about it: the first group needs no decision, the others grow
/// with every one.
enum class ContextFeature {
  Redundant,        ///< greatest IoU with a candidate of the image that stands above it
  InsideBetter,     ///< greatest share of it inside a larger one that stands above it
  Holds,            ///< log of the candidates of which it holds most
  RankInImage,      ///< log of its place in its image's list
  GapToBest,        ///< log-odds of the first confidence below the best of its image
  Typical,          ///< cosine to its cluster's centre
  ClusterShare,     ///< log of its cluster's share of all candidates
  ClusterRate,      ///< log-odds that members of its cluster on other images are accepted
  ClusterEvidence,  ///< log of the decisions this rests on
  NeighbourRate,    ///< the same of decided look-alikes on other images, nearer ones counting more
  NeighbourEvidence,  ///< log of their weight
  MeetsAccepted,      ///< greatest IoU with an accepted mask of the image
  InAccepted,         ///< greatest share of it inside one
  HoldsAccepted,      ///< greatest share of one inside it
  MeetsRefused,       ///< greatest IoU with one that was no object
  MeetsBad,           ///< greatest IoU with a bad mask or one to be fixed
  ImageAccepted,      ///< log of the accepted masks of its image
  ImageRefused,       ///< log of the refused ones
  SegmenterAgrees     ///< greatest IoU with a mask of a segmenter, times that mask's place among
                      ///< its round's by score in (0, 1]; of the segmenter's own, the place
};
inline constexpr size_t kContextCount = 19;
using ContextVector = std::array<float, kContextCount>;

/// Keeps the context features of all rows of a table up to date while decisions come in.
/// What follows from the same image is taken as it was at the time of a row's own decision, so that
/// a row never learns from what came after it; what follows from clusters and look-alikes leaves
/// out the row's own image.
class RankingContext {
 public:
  /// `table` must outlive this. firstLogits: log-odds of the first confidence, one per row; they
  /// say who stands above whom.
  RankingContext(const RankingTable& table, std::vector<double> firstLogits);

  struct Judgement {
    size_t row = 0;
    Verdict verdict = Verdict::Undecided;
    /// Accepted with an outline that is not the candidate's own: its object is found, what looks
    /// like its own mask is poor.
    bool redrawn = false;
  };
  /// Adds decisions in the order they were taken. A row decided again only changes its verdict;
  /// Undecided takes a row's decision out. Each row at most once a call.
  void decide(std::span<const Judgement> judgements);

  Verdict verdict(size_t row) const { return verdicts_[row]; }
  bool isRedrawn(size_t row) const { return redrawn_[row]; }
  /// Accepted as it is.
  bool isGood(size_t row) const { return isPositive(verdicts_[row]) && !redrawn_[row]; }
  /// A real object with a poor outline.
  bool isPoor(size_t row) const {
    return verdicts_[row] == Verdict::BadMask || verdicts_[row] == Verdict::FixLater ||
           (isPositive(verdicts_[row]) && redrawn_[row]);
  }
  /// Decided rows, in the order of their first decisions.
  const std::vector<size_t>& decided() const { return order_; }
  double firstLogit(size_t row) const { return firstLogits_[row]; }
  const std::vector<double>& firstLogits() const { return firstLogits_; }
  ContextVector features(size_t row) const;
  const RankingTable& table() const { return table_; }

 private:
  struct InImage {
    float meetsAccepted = 0, inAccepted = 0, holdsAccepted = 0, meetsRefused = 0, meetsBad = 0;
    float accepted = 0, refused = 0;
  };
  struct Counts {
    double good = 0, bad = 0;
  };
  void computeStatic();
  void rankImages();
  void agreeWithSegmenter();
  void addToImage(size_t row, Verdict verdict);
  void addToCluster(size_t row, double sign);
  void addToNeighbours(std::span<const Judgement> judgements);
  double baseRate() const;

  const RankingTable& table_;
  std::vector<double> firstLogits_;
  std::vector<std::array<float, 7>> static_;
  std::vector<float> agreement_;
  std::vector<Verdict> verdicts_;
  std::vector<bool> redrawn_;
  std::vector<size_t> order_;
  std::vector<InImage> now_;                        ///< per row
  std::unordered_map<size_t, InImage> atDecision_;  ///< of decided rows
  std::vector<std::vector<uint32_t>> rowsOfImage_;
  std::vector<Counts> imageCounts_, clusterCounts_;
  std::unordered_map<uint64_t, Counts> ownCounts_;  ///< by cluster and image
  std::vector<float> neighbourGood_, neighbourBad_;
  Counts total_;
};

}  // namespace maskwright::rank
