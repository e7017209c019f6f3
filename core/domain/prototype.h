#pragma once

#include "core/domain/ids.h"
#include "core/domain/mask.h"

#include <cstdint>
#include <optional>

namespace maskwright {

/// What a person made of a prototype.
struct PrototypeState {
  CategoryId category;            ///< its name; none = unnamed
  std::optional<int> mergedInto;  ///< shown as that one, which is merged into none itself
  bool enabled = true;            ///< false: its pixels count as unlabelled
  bool operator==(const PrototypeState&) const = default;
};

/// One prototype of a semantic run.
struct Prototype {
  int number = 0;        ///< from 0: the pixel value in the label maps
  double share = 0;      ///< of all pixels of the run, [0, 1]
  int64_t images = 0;    ///< in which it has a pixel
  double meanScore = 0;  ///< cosine over its pixels, [-1, 1]
  PrototypeState state;
};

/// What one image gave to a prototype.
struct PrototypeInImage {
  int number = 0;
  ImageId image;
  int64_t pixels = 0;
  double score = 0;  ///< mean cosine over those pixels
};

/// One of the regions that lie nearest to a prototype.
struct PrototypeRegion {
  int number = 0;
  int rank = 0;  ///< from 1
  ImageId image;
  Box box;
  Rle mask;
  double score = 0;
};

/// Most nearest regions that are kept of a prototype.
inline constexpr int kPrototypeRegions = 24;

}  // namespace maskwright
