#pragma once

#include "core/ml/nn/precision.h"
#include "core/ml/tune/tune_net.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace maskwright::ml {

/// Patches to learn from: each group was drawn from one image in one go.
struct PatchBank {
  PatchBatch patches;
  std::vector<int64_t> group;  ///< of each patch
};

struct TuneSettings {
  int64_t steps = 150;
  int64_t groups = 8;  ///< images whose patches are mixed in one step
  double learningRate = 1e-3;
  double trunkRate = 0.1;  ///< of the trunk, as a share of that
  double anchor = 0.02;    ///< weight of TuneNet::drift(): few labels must not carry the head away
  uint64_t seed = 1;
};

struct TuneProgress {
  int64_t step = 0, steps = 0;
  double loss = 0;
  int64_t classes = 0;  ///< in the step's bag
};

/// Mix-and-Match tuning (Zhan et al. 2018): each step mixes the patches of several images in one
/// bag (images drawn by the root of their classes' frequency), joins each class by a random
/// connected graph and lowers the triplet loss of its edges, with the margin of the embedding's
/// sign. AdamW with a cosine. `report` is called after each step; false stops. Returns the mean
/// loss of the last tenth. Throws std::invalid_argument for an empty bank.
double tuneOnPatches(TuneNet& net,
                     const PatchBank& bank,
                     const TuneSettings& settings,
                     const Precision& precision,
                     const std::function<bool(const TuneProgress&)>& report = {});

}  // namespace maskwright::ml
