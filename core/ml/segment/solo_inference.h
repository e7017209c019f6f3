#pragma once

#include "core/ml/segment/solo_net.h"

namespace maskwright::ml {

/// FreeSOLO's post-processing.
struct SoloInferenceOptions {
  double scoreThreshold = 0.1;  ///< on the class probability
  double maskThreshold = 0.5;
  int64_t beforeNms = 500;
  double sigma = 2.0;
  double updateThreshold = 0.05;  ///< on the score after NMS
  int64_t keep = 100;
  std::vector<double> strides{8, 8, 16, 32, 32};  ///< smallest foreground of each level, cells
};

/// Detections of one image by falling score.
struct SoloDetections {
  torch::Tensor soft;         ///< (N, h, w) in [0, 1] at stride 4 of the padded image
  torch::Tensor embeddings;   ///< (N, E) unit length
  std::vector<float> scores;  ///< class probability x maskness, after matrix NMS
  std::vector<float> classProbabilities;
  std::vector<float> maskness;
  std::vector<int64_t> classes;
  std::vector<int64_t> cells;  ///< place in the list of all cells, level after level
};

/// Post-processes image `image` of a batch.
SoloDetections soloDetections(const SoloOutput& output,
                              int64_t image,
                              const SoloInferenceOptions& options = {});

/// Soft masks (N, h, w) at stride 4 to binary masks (N, height, width) uint8 of the original image:
/// enlarged to the padded size, cropped to the network's image, resized, > 0.5.
torch::Tensor fullSizeMasks(
    const torch::Tensor& soft, int64_t croppedH, int64_t croppedW, int64_t height, int64_t width);

}  // namespace maskwright::ml
