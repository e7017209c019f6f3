#pragma once

#include "core/base/result.h"
#include "core/domain/ids.h"
#include "core/store/connection.h"

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace maskwright {

/// Bits in which two hashes may differ and still count as the same picture.
inline constexpr int kDuplicateDistance = 8;
inline constexpr int kMostDuplicateDistance = 15;

/// All pairs (i < j) of hashes that differ in at most `distance` bits (0 to
/// kMostDuplicateDistance). Each hash is cut into four parts of 16 bits; of two that are that near,
/// one part differs in at most distance / 4 bits (pigeonhole), so only hashes in the neighbouring
/// entries of four tables are compared. Norouzi, Punjani, Fleet, Fast Search in Hamming Space with
/// Multi-Index Hashing, CVPR 2012, section 3.
std::vector<std::pair<int, int>> pairsWithin(std::span<const uint64_t> hashes, int distance);

struct DuplicateImage {
  ImageId id;
  std::string path;  ///< relative to the images root
  int width = 0, height = 0, orientation = 1;
  int distance = 0;        ///< bits, to the first of the group
  bool sameBytes = false;  ///< as the first of the group
};

struct DuplicateReport {
  /// Larger groups first; in a group the picture with the most pixels first.
  std::vector<std::vector<DuplicateImage>> groups;
  int64_t images = 0;  ///< present ones
  int64_t hashed = 0;  ///< of them, those with a hash of their present content
  /// Of the hashed: their bits say nothing, they are compared by content alone.
  int64_t blank = 0;
  /// Of those without a hash: a job could not decode them, so there won't be one.
  int64_t undecodable = 0;
  bool isComplete() const { return hashed + undecodable >= images; }
};

/// Groups of images that are the same picture: equal content, or hashes within `distance` bits of
/// each other by a chain of such images. Throws SQLite::Exception.
DuplicateReport findDuplicates(store::Connection& connection, int distance = kDuplicateDistance);

}  // namespace maskwright
