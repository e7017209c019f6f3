#pragma once

#include "core/domain/round.h"
#include "core/services/pseudo_labels.h"
#include "core/services_ml/segmenter_detector.h"
#include "core/services_ml/segmenter_training.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace maskwright {

/// What RoundSegmenter::train() wrote.
struct SegmenterWeights {
  std::filesystem::path file;
  double zoom = 1;  ///< SegmenterTrainingRequest::zoom
};

/// The network that a round trains and then looks at every picture with: all that differs between
/// segmenters.
class RoundSegmenter {
 public:
  using Report = std::function<void(const SegmenterTrainingState&)>;
  using Message = std::function<void(const std::string&)>;

  virtual ~RoundSegmenter() = default;

  virtual std::string name() const = 0;         ///< "solo": rounds, candidates, models
  virtual std::string title() const = 0;        ///< "FreeSOLO"
  virtual std::string description() const = 0;  ///< of the profile
  virtual std::string settings() const = 0;     ///< the profile as JSON
  virtual std::string architecture() const = 0;
  virtual std::string publishedArchitecture() const = 0;  ///< of the profile's own backbone
  virtual ml::SoloLabelRule labels() const = 0;
  virtual bool reduced() const = 0;  ///< made for a processor, not the published figures
  /// Whether a training step fits into so many bytes. Error: WrongUse, with what it takes and which
  /// profiles there are.
  virtual Result<void> checkMemory(double available) const = 0;
  /// As trainSegmenter().
  virtual Result<SegmenterTrainingState> train(const SegmenterTrainingRequest& request,
                                               const CancelToken& cancel,
                                               const Report& report,
                                               const Message& message) const = 0;
  /// Errors: NotFound, Unreadable.
  virtual Result<SegmenterDetector> detector(const SegmenterWeights& weights) const = 0;
};

/// The segmenter "solo" or "mask-rcnn" with a profile ("preview", "small", "full") on a backbone of
/// that architecture (empty: the profile's). `dropLoss` as asked, else the profile's. Error:
/// WrongUse (no such segmenter or profile).
Result<std::unique_ptr<RoundSegmenter>> makeRoundSegmenter(
    const std::string& segmenter,
    const std::string& profile,
    const std::string& architecture = {},
    const std::optional<bool>& dropLoss = {});

/// Which masks teach a round of `segmenter` that starts from round `base`'s candidates: masks of
/// an earlier segmenter by that one's rule, since its scores are its own, or from the score
/// `confident` on if that is > 0.
PseudoLabelSettings labelRule(const std::vector<Round>& rounds,
                              int base,
                              const RoundSegmenter& segmenter,
                              double confident);

}  // namespace maskwright
