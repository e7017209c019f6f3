#pragma once

#include "core/ml/segment/mask_rcnn_net.h"
#include "core/ml/segment/segmenter_trainer.h"

namespace maskwright::ml {

struct MaskRcnnTrainOptions : SegmenterTrainOptions {
  MaskRcnnProfile profile;
};

/// Trains a Mask R-CNN from a pre-trained backbone on pseudo-labels (MaskDistill, Van Gansbeke et
/// al. 2022). Losses: total, objectness, proposals, classes, boxes, masks.
class MaskRcnnTrainer : public SegmenterTrainer {
 public:
  MaskRcnnTrainer(MaskRcnnTrainOptions options, Precision precision);

  SegmenterProgress step(const SoloBatch& batch, double fraction) override;

  MaskRcnnNet& net() { return net_; }
  const MaskRcnnTrainOptions& options() const { return options_; }

 private:
  MaskRcnnTrainOptions options_;
  MaskRcnnNet net_;
};

/// A network from a file that a trainer wrote, on the backbone that the file's metadata names, else
/// the profile's. Errors: NotFound, Unreadable.
Result<MaskRcnnNet> loadMaskRcnn(const std::filesystem::path& file, MaskRcnnProfile profile);

}  // namespace maskwright::ml
