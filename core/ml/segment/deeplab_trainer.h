#pragma once

#include "core/ml/segment/deeplab_net.h"
#include "core/ml/segment/label_batch.h"
#include "core/ml/segment/network_trainer.h"

namespace maskwright::ml {

struct DeepLabTrainOptions : TrainOptions {
  DeepLabProfile profile;
  int64_t classes = 2;   ///< values of the label maps, the background's with them
  int64_t pictures = 0;  ///< that there are to train on
  std::string labels;    ///< what the label maps are: other ones don't go on from a checkpoint
};

/// Trains a DeepLab-v3 from a pre-trained backbone on label maps, by the hardest pixels
/// (MaskDistill, Van Gansbeke et al. 2022). Losses: total; accuracy, the share of the batch's
/// pixels that get their label.
class DeepLabTrainer : public NetworkTrainer {
 public:
  DeepLabTrainer(DeepLabTrainOptions options, Precision precision);

  /// One update. `fraction` of the schedule sets the learning rate.
  SegmenterProgress step(const LabelBatch& batch, double fraction);
  /// As loop(), epoch after epoch in an order of its own each. Error: Unreadable (no picture could
  /// be loaded) too.
  Result<SegmenterProgress> train(const LabelledPictureLoader& loader,
                                  const std::filesystem::path& checkpoint,
                                  const CancelToken& cancel,
                                  const std::function<void(const SegmenterProgress&)>& report);

  DeepLabNet& net() { return net_; }
  const DeepLabTrainOptions& options() const { return options_; }

 private:
  std::vector<LabelledPicture> draw(const LabelledPictureLoader& loader) const;

  DeepLabTrainOptions options_;
  DeepLabNet net_;
};

/// A network from a file that a trainer wrote, on the backbone that the file's metadata names, else
/// the profile's. Errors: NotFound, Unreadable.
Result<DeepLabNet> loadDeepLab(const std::filesystem::path& file, DeepLabProfile profile);

/// Logits of one picture, uint8 (3, S, S): (classes, S / stride, S / stride) float32. Thread-safe
/// for a network in eval mode.
torch::Tensor deepLabLogits(DeepLabNet& net,
                            const torch::Tensor& image,
                            const Precision& precision);
/// Logits (classes, h, w) enlarged bilinearly to height x width as log probabilities.
torch::Tensor logProbabilities(const torch::Tensor& logits, int64_t height, int64_t width);

}  // namespace maskwright::ml
