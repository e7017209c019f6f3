#pragma once

#include "core/base/result.h"
#include "core/domain/candidate.h"
#include "core/ml/discover/coarse_pool.h"

#include <opencv2/core.hpp>

#include <filesystem>
#include <functional>
#include <vector>

namespace maskwright {

/// How many candidates a trained segmenter hands on. FreeSOLO's own threshold on class probability
/// (.1) would leave images without any; people rank by confidence, so the list is longer here.
struct SegmenterDetectorSettings {
  /// Views of the picture, as shares of the profile's size: an enlarged one shows small objects,
  /// and what the first saw badly it may see well.
  std::vector<double> views{1, 1.5};
  int keep = 40;                 ///< best detections a view, a tile
  size_t most = 60;              ///< best distinct ones of all views; tiles: 10 more each
  double sameIou = 0.6;          ///< of coarse masks that are one detection
  double scoreThreshold = 0.01;  ///< on the class probability
  double maxWidthFraction = 0.95;
  double minAreaFraction = 0.0005;
  double duplicateIou = 0.9;
  /// The picture is seen in tiles too, so many times enlarged (pictureTiles()).
  double zoom = 1;
};

/// A mask as a network saw it, and the embedding that teaches the next round, unit length.
struct SeenMask {
  ml::CoarseMask mask;
  torch::Tensor learned;
};

/// A candidate and what the network itself said of it.
struct DetectedMask {
  Candidate candidate;
  std::vector<float> learned;  ///< SeenMask::learned
};

/// Finds candidates with the weights of a round.
class SegmenterDetector {
 public:
  /// The network's masks on a picture (BGR) resized to a view's size.
  using Look = std::function<std::vector<SeenMask>(const cv::Mat& bgr, cv::Size size)>;
  SegmenterDetector(Look look,
                    int64_t shortSide,
                    double longestAspect,
                    SegmenterDetectorSettings settings = {});

  /// Candidates of one picture by falling score: masks in full size refined to edges, boxes,
  /// attributes, embeddings. Ids, image, run and round are left to the caller. Errors: those of
  /// reading the picture.
  Result<std::vector<DetectedMask>> detect(const std::filesystem::path& picture) const;

 private:
  std::vector<SeenMask> distinctMasks(const cv::Mat& bgr) const;
  std::vector<SeenMask> inTile(const cv::Mat& enlarged, const cv::Rect& tile) const;
  std::vector<DetectedMask> shape(const cv::Mat& bgr,
                                  cv::Size fullSize,
                                  const std::vector<SeenMask>& seen) const;

  Look look_;
  int64_t shortSide_;
  double longestAspect_;
  SegmenterDetectorSettings settings_;
};

}  // namespace maskwright
