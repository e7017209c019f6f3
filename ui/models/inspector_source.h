#pragma once

#include "ui/models/candidate_model.h"
#include "ui/models/cluster_model.h"
#include "ui/views/inspector_panel.h"

#include <optional>

namespace maskwright::ui {

/// Everything the inspector shows of one row; nothing if the row is gone. A few small reads.
std::optional<InspectorInfo> inspect(store::Connection& connection,
                                     const CandidateModel& candidates,
                                     const ClusterModel& clusters,
                                     const CategoryModel& categories,
                                     int row);

}  // namespace maskwright::ui
