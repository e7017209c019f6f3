#pragma once

#include "core/ml/segment/deeplab_trainer.h"
#include "core/services_ml/segmenter_training.h"

#include <opencv2/core.hpp>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace maskwright {

/// One training of a semantic network from files to a file; knows no database.
struct SemanticTrainingRequest {
  std::vector<std::filesystem::path> pictures;
  /// Label map of a picture, uint8 (S, S), or an undefined tensor if there is none.
  std::function<torch::Tensor(size_t index, cv::Size size)> labels;
  std::string identity;  ///< of the label maps
  int64_t classes = 0;
  ml::DeepLabProfile profile;
  double minutes = 0;
  int64_t iterations = 0;
  uint64_t seed = 1;
  std::filesystem::path backbone;    ///< safetensors
  std::filesystem::path checkpoint;  ///< written every minute; gone on from if it exists
  std::filesystem::path output;      ///< weights alone, matrices in half precision
};

/// Trains and writes `output`. Errors: as trainSegmenter().
Result<SegmenterTrainingState> trainSemantic(
    const SemanticTrainingRequest& request,
    const CancelToken& cancel,
    const std::function<void(const SegmenterTrainingState&)>& report,
    const std::function<void(const std::string&)>& message);

/// Log probabilities of the labels of a picture (BGR), CV_32F [classes, pixels of `size`].
/// Thread-safe for a network in eval mode.
cv::Mat labelLogProbabilities(ml::DeepLabNet& net,
                              const ml::DeepLabProfile& profile,
                              const ml::Precision& precision,
                              const cv::Mat& bgr,
                              cv::Size size);

}  // namespace maskwright
