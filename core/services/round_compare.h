#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/domain/ids.h"
#include "core/store/connection.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace maskwright {

/// What became of a mask from round A to round B. Pairs are one to one and of greatest total IoU.
enum class MaskChange {
  Kept = 0,     ///< a pair of IoU >= kSameObjectIou
  Changed = 1,  ///< a pair of IoU >= kPairIou below that: another outline of the same thing
  Gained = 2,   ///< in B alone
  Lost = 3      ///< in A alone
};
inline constexpr double kPairIou = 0.5;

struct RoundCompareRequest {
  int before = 0, after = 1;  ///< rounds A and B
  /// Only so many of the most confident masks of each image and round; 0 = all. A round carries the
  /// masks over that its segmenter did not find again, so of all of them hardly one is ever lost.
  int best = 0;
};

/// One mask of A with its counterpart in B, or a mask without one.
struct ComparedMask {
  MaskChange change = MaskChange::Kept;
  CandidateId before, after;                         ///< none: there is none
  double iou = 0;                                    ///< of a pair
  double confidenceBefore = 0, confidenceAfter = 0;  ///< 0 where there is no mask
};

/// Sums over the masks of one kind of change.
struct ChangeTally {
  int64_t count = 0;
  double iou = 0, before = 0, after = 0;  ///< sums of IoU and confidences
  void add(const ComparedMask& mask);
  void add(const ChangeTally& other);
  double mean(double sum) const { return count > 0 ? sum / static_cast<double>(count) : 0; }
};

/// How far the compared masks of one round are reviewed. A mask that shows the same object as an
/// accepted one counts as accepted.
struct RoundReview {
  int64_t masks = 0, decided = 0, accepted = 0;
  double acceptance() const;  ///< share of the decided; 0 if there is none
};

struct ImageComparison {
  ImageId image;
  std::string path;
  std::array<ChangeTally, 4> changes{};  ///< by MaskChange
  RoundReview before, after;
  std::vector<ComparedMask> masks;  ///< gained, lost, changed, kept; most confident first
  int64_t difference() const;       ///< masks that are not kept
  const ChangeTally& of(MaskChange change) const { return changes[static_cast<size_t>(change)]; }
};

struct RoundComparison {
  RoundCompareRequest request;
  std::vector<ImageComparison> images;  ///< of the collection, by path; no kept ones in `masks`
  ImageComparison total;                ///< without image, path and masks
};

/// Matches the masks of two rounds image by image. Errors: WrongUse (a round without candidates),
/// Cancelled, store errors.
Result<RoundComparison> compareRounds(store::Connection& connection,
                                      const RoundCompareRequest& request,
                                      const CancelToken& cancel,
                                      ProgressSink& sink);

/// The same for one image, with its masks. Throws SQLite::Exception.
ImageComparison compareImage(store::Connection& connection,
                             ImageId image,
                             const RoundCompareRequest& request);

/// Pairs of two sets of masks of one image: for each of `before` the index of its partner in
/// `after`, -1 = none. One to one, IoU >= kPairIou, greatest total IoU (Hungarian method).
/// iou: before x after, row-major.
std::vector<int> pairMasks(const std::vector<double>& iou, int before, int after);

}  // namespace maskwright
