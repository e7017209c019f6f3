#pragma once

#include "core/base/result.h"
#include "core/domain/candidate.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace maskwright {

/// How many candidates a trained SOLO hands on. FreeSOLO's own threshold on class probability (.1)
/// would leave images without any; people rank by confidence, so the list is longer here.
struct SoloDetectorSettings {
  /// Views of the picture, as shares of the profile's size: an enlarged one shows small objects,
  /// and what the first saw badly it may see well.
  std::vector<double> views{1, 1.5};
  int keep = 40;                 ///< best detections a view
  size_t most = 60;              ///< best distinct ones of all views
  double sameIou = 0.6;          ///< of coarse masks that are one detection
  double scoreThreshold = 0.01;  ///< on the class probability
  double maxWidthFraction = 0.95;
  double minAreaFraction = 0.0005;
  double duplicateIou = 0.9;
};

/// A candidate and what the network itself said of it.
struct DetectedMask {
  Candidate candidate;
  std::vector<float> learned;  ///< embedding branch, unit length: teaches the next round
};

/// Finds candidates with the weights of a round.
class SoloDetector {
 public:
  /// Errors: NotFound, Unreadable (weights).
  static Result<SoloDetector> load(const std::filesystem::path& weights,
                                   const std::string& profile,
                                   const SoloDetectorSettings& settings = {});
  SoloDetector(SoloDetector&&) noexcept;
  ~SoloDetector();

  /// Candidates of one picture by falling score (class probability x maskness after matrix NMS):
  /// masks in full size refined to edges, boxes, attributes, embeddings (features of the network's
  /// own backbone averaged under the mask), predicted embeddings. Ids, image, run and round are
  /// left to the caller. Errors: those of reading the picture.
  Result<std::vector<DetectedMask>> detect(const std::filesystem::path& picture);

 private:
  struct State;
  explicit SoloDetector(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace maskwright
