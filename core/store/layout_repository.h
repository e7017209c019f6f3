#pragma once

#include "core/domain/decision.h"
#include "core/domain/ids.h"
#include "core/store/connection.h"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace maskwright::store {

/// A candidate's place on the map.
struct LayoutPlace {
  CandidateId candidate;
  float x = 0, y = 0;
};

/// How a round's map was made.
struct LayoutInfo {
  std::string embeddingState;  ///< see embeddingState(): another one now means that it is stale
  uint64_t seed = 1;
  double trustworthiness = std::nan("");  ///< [0, 1]; NaN: too few candidates to tell
  int64_t madeMs = 0;
  int64_t places = 0;
};

/// A point of the map with what it is coloured by.
struct MapPoint {
  CandidateId id;      ///< of the round
  CandidateId object;  ///< that takes a verdict: `id`, or the earlier round's mask it is linked to
  float x = 0, y = 0;
  float confidence = 0;  ///< [0, 1]
  Verdict verdict = Verdict::Undecided;
  int16_t source = 0;  ///< place in MapPoints::sources
  int16_t first = -1;  ///< round that found the object first, if FirstFound was asked
  ClusterId cluster;
  CategoryId category;  ///< of the verdict, or suggested
};

struct MapPoints {
  std::vector<MapPoint> points;      ///< by candidate; one for each object
  std::vector<std::string> sources;  ///< methods that found them, by name
};

/// Rows of `layout` and `layout_point`. Throws SQLite::Exception.
class LayoutRepository {
 public:
  explicit LayoutRepository(Connection& connection) : connection_(connection) {}

  /// Replaces a round's map, in the caller's transaction. Places of candidates that are gone
  /// meanwhile are dropped. `info.places` is not looked at.
  void replace(int round, const LayoutInfo& info, const std::vector<LayoutPlace>& places);
  std::optional<LayoutInfo> info(int round);
  MapPoints points(int round);

 private:
  Connection& connection_;
};

}  // namespace maskwright::store
