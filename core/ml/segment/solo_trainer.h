#pragma once

#include "core/ml/segment/segmenter_trainer.h"
#include "core/ml/segment/solo_inference.h"
#include "core/ml/segment/solo_loss.h"
#include "core/ml/segment/solo_pass.h"

namespace maskwright::ml {

struct SoloTrainOptions : SegmenterTrainOptions {
  SoloProfile profile;
};
using SoloProgress = SegmenterProgress;

/// Trains a self-supervised SOLO from a pre-trained backbone. Losses: total, max, average,
/// affinity, category, ...
class SoloTrainer : public SegmenterTrainer {
 public:
  SoloTrainer(SoloTrainOptions options, Precision precision);

  SegmenterProgress step(const SoloBatch& batch, double fraction) override;

  SoloNet& net() { return net_; }
  const SoloTrainOptions& options() const { return options_; }

 private:
  SoloTrainOptions options_;
  SoloNet net_;
};

/// A network from a file that save() wrote (training state is ignored), on the backbone that the
/// file's metadata names, else the profile's.
Result<SoloNet> loadSolo(const std::filesystem::path& file, SoloProfile profile);

/// Detections on one image: uint8 (3, H, W) of the profile's short side. Sizes are not changed.
struct SoloPrediction {
  SoloDetections detections;
  int64_t height = 0, width = 0;    ///< of the network's image before padding
  std::vector<torch::Tensor> maps;  ///< backbone layer3 and layer4 without the padding (C, h, w)
};
SoloPrediction predictSolo(SoloNet& net,
                           const torch::Tensor& image,
                           const Precision& precision,
                           const SoloInferenceOptions& options = {});

}  // namespace maskwright::ml
