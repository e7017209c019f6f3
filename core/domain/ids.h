#pragma once

#include "core/base/strong_id.h"

namespace maskwright {

using ImageId = StrongId<struct ImageTag>;
using RunId = StrongId<struct RunTag>;
using CandidateId = StrongId<struct CandidateTag>;
using ClusterId = StrongId<struct ClusterTag>;
using CategoryId = StrongId<struct CategoryTag>;
using DecisionId = StrongId<struct DecisionTag>;
using CommandId = StrongId<struct CommandTag>;  ///< one undoable step of a person
using RoundId = StrongId<struct RoundTag>;
using ModelId = StrongId<struct ModelTag>;

}  // namespace maskwright
