#pragma once

#include "core/store/layout_repository.h"
#include "core/store/review_query.h"

#include <optional>
#include <vector>

namespace maskwright::ui {

/// What the map shows of a round.
struct MapData {
  int round = -1;                         ///< -1: it could not be read
  std::optional<store::LayoutInfo> info;  ///< nothing: no map was made
  bool isStale = false;                   ///< made of other embeddings than there are now
  bool hasCandidates = false;
  store::MapPoints map;
  std::vector<Cluster> clusters;
};

/// Some hundred thousand rows: for a thread in the background.
MapData readMap(store::Connection& connection, int round);

}  // namespace maskwright::ui
