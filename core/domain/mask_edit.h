#pragma once

#include "core/domain/ids.h"
#include "core/domain/mask.h"

#include <cstdint>
#include <string>

namespace maskwright {

using MaskEditId = StrongId<struct MaskEditTag>;

/// Which mask of a candidate is meant.
enum class MaskVersion {
  Present,  ///< its newest edit that is not undone, else its own
  Original  ///< as its source made it
};

/// A mask that a person edited: one row of the append-only history.
struct MaskEdit {
  MaskEditId id;
  CandidateId candidate;
  CommandId command;
  DecisionId decision;  ///< the verdict that came with it
  Rle mask;             ///< not empty, of the image's displayed size
  Box box;              ///< tight, whole pixels
  int64_t area = 0;     ///< mask pixels
  std::string tools;    ///< what was done, e.g. "brush 4, GrabCut 1"
  int64_t editedMs = 0;
  std::string author;
  bool undone = false;  ///< its command is
};

}  // namespace maskwright
