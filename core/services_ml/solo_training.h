#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/domain/candidate.h"
#include "core/domain/round.h"
#include "core/ml/segment/solo_profile.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace maskwright {

/// What a training image teaches: its file and what each mask on it is for.
struct SoloTrainingImage {
  std::filesystem::path file;
  ImageId image;
  bool decided = false;  ///< holds masks that a person decided on
  std::vector<RoundTarget> targets;
};

/// Reads the masks of one image: candidates with embeddings, by id.
using CandidateReader = std::function<std::vector<Candidate>(const SoloTrainingImage&)>;

/// One training of a SOLO from files to a file; knows no database.
struct SoloTrainingRequest {
  std::vector<SoloTrainingImage> images;
  CandidateReader candidates;
  std::string profile;
  double minutes = 0;
  int64_t iterations = 0;
  uint64_t seed = 1;
  std::filesystem::path backbone;    ///< safetensors
  std::filesystem::path checkpoint;  ///< written every minute; gone on from if it exists
  std::filesystem::path output;      ///< weights alone, matrices in half precision
};

struct SoloTrainingState {
  int64_t step = 0;
  double fraction = 0, elapsedS = 0;
  std::map<std::string, double> losses;
};

/// Memory of this machine, bytes.
double machineMemory();

/// Whether a training step of the profile fits into so much memory. Error: WrongUse, with what it
/// takes and which profiles there are.
Result<void> checkSoloMemory(const ml::SoloProfile& profile, double available);

/// Trains and writes `output`. Errors: NotFound/Unreadable/Conflict (backbone), WrongUse (nothing
/// to train on), Cancelled (after a checkpoint), Unwritable.
Result<SoloTrainingState> trainSolo(const SoloTrainingRequest& request,
                                    const CancelToken& cancel,
                                    const std::function<void(const SoloTrainingState&)>& report,
                                    const std::function<void(const std::string&)>& message);

}  // namespace maskwright
