#pragma once

#include "core/ml/discover/candidate_shaper.h"
#include "core/ml/nn/folded_resnet.h"

#include <vector>

namespace maskwright::ml {

/// Everything that the settings find in one part of a picture, with attributes, votes and
/// embedding; in no order, repetitions included. `backbone`: see coarseMasks().
std::vector<Proposal> proposalsIn(const PicturePart& part,
                                  const FoldedResNet* backbone,
                                  const DiscoverSettings& settings,
                                  DiscoverTimes& spent);

/// The proposals by falling confidence, less those that agree by IoU > settings.duplicateIou with a
/// more confident one; at most `limit`. Counts for each how many of them look alike
/// (attributes.repeats).
std::vector<Proposal> bestProposals(std::vector<Proposal> proposals,
                                    const DiscoverSettings& settings,
                                    int limit);

/// The confidence that the settings give a candidate.
double confidenceOf(const Candidate& candidate, const DiscoverSettings& settings);

}  // namespace maskwright::ml
