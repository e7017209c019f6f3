#pragma once

#include "core/domain/candidate.h"
#include "core/domain/decision.h"
#include "core/domain/round.h"
#include "core/domain/run.h"
#include "core/store/connection.h"

#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace maskwright::store {

/// In which order candidates are shown.
enum class ReviewOrder {
  MostLikely,     ///< falling confidence
  MostUncertain,  ///< confidence nearest to a half first
  BestYield,      ///< images with much left to accept first, their candidates together
  ByCluster,      ///< cluster by cluster, from the centre outwards
  ByImage,        ///< image by image in the order of their paths, by falling confidence
  Random          ///< the same shuffle every time: an unbiased look at all of them
};

/// What the reviewer looks at.
struct ReviewFilter {
  int round = 0;
  /// Nothing = all of the round. Accepted and relabelled: those of every round, since an object is
  /// accepted once and its masks of later rounds are linked to it, not queued.
  std::optional<Verdict> verdict;
  std::optional<ClusterId> cluster;
  std::optional<CategoryId> category;  ///< as shownCategory() says; 0 = those without one
  std::optional<ImageId> image;
  double minConfidence = 0;
  /// Only what that round trained on, whichever round each mask came from; `round` then says whose
  /// clusters and categories stand beside them.
  std::optional<RoundId> usedInRound;
  std::optional<TargetRole> targetRole;  ///< of those
  std::string targetReason;              ///< of those: kind of reason ("confident"); empty = all
  bool includeLinked = false;            ///< outlines of accepted objects, see linked_object.h
  ReviewOrder order = ReviewOrder::MostLikely;
  /// Only these; nothing = all. Shared: there can be 100,000 of them. Equal if it is the same list.
  std::shared_ptr<const std::vector<int64_t>> only;
  bool inOrderOfOnly = false;  ///< ids() gives them in the order of `only`, not of confidence
  bool anyRound = false;       ///< of all rounds, not only `round`; meant for `only`
  bool operator==(const ReviewFilter&) const = default;
};

/// One row of the grid: what is painted without decoding the mask.
struct ReviewItem {
  CandidateId id;
  ImageId image;
  double confidence = 0;
  Box box;
  VerdictState verdict;
  ClusterId cluster;
  CategoryId suggested;
  std::string imagePath;
  int imageWidth = 0, imageHeight = 0, orientation = 1;
};

/// Where a page ended; the next one begins right behind it.
struct PageKey {
  double confidence = std::numeric_limits<double>::infinity();
  int64_t id = 0;
};

/// Paged reads for the desktop (by key, never by OFFSET). Throws SQLite::Exception.
class ReviewQuery {
 public:
  explicit ReviewQuery(Connection& connection) : connection_(connection) {}

  /// Up to `limit` items after `key` in order of falling confidence, then rising id.
  std::vector<ReviewItem> page(const ReviewFilter& filter, const PageKey& after, int limit);
  /// Only (id), in the order of the filter (or that of `only`): 8 bytes a row for the whole list.
  std::vector<int64_t> ids(const ReviewFilter& filter);
  /// Items by id, in the given order; unknown ids left out.
  std::vector<ReviewItem> items(const std::vector<int64_t>& ids);
  int64_t count(const ReviewFilter& filter);
  /// Estimated precision of accepting them; 0 if there are none.
  double meanConfidence(const ReviewFilter& filter);
  /// Number of the round's own candidates by verdict (index = Verdict value) under the filter
  /// without its verdict.
  std::array<int64_t, 6> countByVerdict(const ReviewFilter& filter);
  /// Undecided candidates in 50 equal confidence bins under the filter (its minConfidence ignored).
  std::array<int64_t, 50> histogram(const ReviewFilter& filter);
  /// Clusters of the round's active clustering, by number.
  std::vector<Cluster> clusters(int round);
  /// Members of a cluster by rising distance.
  std::vector<CandidateId> clusterMembers(ClusterId cluster, int limit = -1);
  /// Accepted objects among a round's masks, those accepted in an earlier round's outline included.
  int64_t acceptedOf(int round);
  /// What stands on an image in a round's list: up to `limit` of the round's masks by falling
  /// confidence, then accepted ones of other rounds.
  std::vector<ReviewItem> onImage(ImageId image, int round, int limit);
  /// The round's masks among these, and its outlines of those that are of earlier rounds.
  std::vector<int64_t> outlinesIn(int round, const std::vector<int64_t>& masks);
  std::vector<int> rounds();  ///< numbers with candidates

 private:
  Connection& connection_;
};

}  // namespace maskwright::store
