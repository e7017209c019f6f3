#pragma once

#include "core/store/first_found.h"
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

/// Some hundred thousand rows: for a thread in the background. `first` is kept from read to read.
MapData readMap(store::Connection& connection, int round, store::FirstFound& first);

}  // namespace maskwright::ui
