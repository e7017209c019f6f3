#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/domain/candidate.h"
#include "core/domain/round.h"
#include "core/ml/segment/segmenter_trainer.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace maskwright {

/// What a mask of a training image is for, and where it is.
struct TrainingTarget : RoundTarget {
  Box box;
};

/// What a training image teaches: its file and what each mask on it is for.
struct TrainingImage {
  std::filesystem::path file;
  ImageId image;
  int width = 0, height = 0;  ///< pixels
  bool decided = false;       ///< holds masks that a person decided on
  std::vector<TrainingTarget> targets;
};

/// Reads the masks of one image: candidates with embeddings, by id.
using CandidateReader = std::function<std::vector<Candidate>(const TrainingImage&)>;

/// One training of a segmenter from files to a file; knows no database.
struct SegmenterTrainingRequest {
  std::vector<TrainingImage> images;
  CandidateReader candidates;
  double minutes = 0;
  int64_t iterations = 0;
  uint64_t seed = 1;
  double zoom = 1;  ///< pictures are seen in tiles too, so many times enlarged (pictureTiles())
  std::filesystem::path backbone;    ///< safetensors
  std::filesystem::path checkpoint;  ///< written every minute; gone on from if it exists
  std::filesystem::path output;      ///< weights alone, matrices in half precision
};

struct SegmenterTrainingState {
  int64_t step = 0;
  double fraction = 0, elapsedS = 0;
  std::map<std::string, double> losses;
};

SegmenterTrainingState stateOf(const ml::SegmenterProgress& progress);

/// Goes on from the checkpoint if there is one that fits, else begins with the pre-trained
/// backbone, never with an earlier training's weights. Error: Conflict (another architecture).
Result<void> beginTraining(ml::NetworkTrainer& trainer,
                           const ml::TensorMap& backbone,
                           const std::filesystem::path& checkpoint,
                           const std::function<void(const std::string&)>& message);

/// How a network wants its pictures and masks.
struct SampleShape {
  int64_t shortSide;  ///< pixels
  double longestAspect;
  int64_t embedding = 0;  ///< length of the embedding that a mask teaches; 0 = none
  /// Where masks that nobody accepted overlap, the most confident one keeps the pixels.
  bool exclusive = false;
};

/// Makes a trainer for a backbone of that architecture.
using TrainerMaker =
    std::function<std::unique_ptr<ml::SegmenterTrainer>(const std::string& architecture)>;

/// Trains and writes `output`. Errors: NotFound/Unreadable/Conflict (backbone), WrongUse (nothing
/// to train on), Cancelled (after a checkpoint), Unwritable.
Result<SegmenterTrainingState> trainSegmenter(
    const SegmenterTrainingRequest& request,
    const SampleShape& shape,
    const TrainerMaker& make,
    const CancelToken& cancel,
    const std::function<void(const SegmenterTrainingState&)>& report,
    const std::function<void(const std::string&)>& message);

}  // namespace maskwright
