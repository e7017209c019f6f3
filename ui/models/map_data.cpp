#include "ui/models/map_data.h"

#include "core/store/candidate_repository.h"
#include "core/store/embedding_source.h"

namespace maskwright::ui {

MapData readMap(store::Connection& connection, int round, store::FirstFound& first) {
  MapData data;
  store::LayoutRepository layouts(connection);
  data.info = layouts.info(round);
  data.hasCandidates = store::CandidateRepository(connection).count(round) > 0;
  if (data.info) {
    data.isStale = data.info->embeddingState != store::embeddingState(connection, round);
    data.map = layouts.points(round);
    first.read(connection, round);
    for (auto& point : data.map.points)
      point.first = static_cast<int16_t>(first.roundOf(point.object.value));
    data.clusters = store::ReviewQuery(connection).clusters(round);
  }
  data.round = round;
  return data;
}

}  // namespace maskwright::ui
