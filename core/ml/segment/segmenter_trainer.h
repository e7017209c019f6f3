#pragma once

#include "core/ml/segment/network_trainer.h"
#include "core/ml/segment/solo_batch.h"
#include "core/ml/segment/solo_draw.h"

namespace maskwright::ml {

/// Settings of one segmenter training, whatever the network.
struct SegmenterTrainOptions : TrainOptions {
  SoloDrawShares shares;
  double negativeWeight = 1.0;  ///< of what a person said is no object
};

/// What the training of a segmenter takes of a profile.
struct SegmenterPlan : TrainingPlan {
  SoloViewOptions views;
  bool similarity = true;  ///< colour similarity of the batch is needed
};
template <typename Profile>
SegmenterPlan trainingPlan(const Profile& profile, bool similarity) {
  return {{profile.name,
           profile.architecture,
           profile.json(),
           profile.iterations,
           profile.batch,
           profile.schedule},
          profile.views,
          similarity};
}

/// Training of a network that finds objects: pictures with masks, drawn by who verified them. The
/// network and its losses are a subclass's.
class SegmenterTrainer : public NetworkTrainer {
 public:
  /// One update. `fraction` of the schedule sets the learning rate.
  virtual SegmenterProgress step(const SoloBatch& batch, double fraction) = 0;
  /// As loop(), on samples of these images. Error: Unreadable (no sample could be loaded) too.
  Result<SegmenterProgress> train(const SoloImageLists& images,
                                  const SoloSampleLoader& loader,
                                  const std::filesystem::path& checkpoint,
                                  const CancelToken& cancel,
                                  const std::function<void(const SegmenterProgress&)>& report);

 protected:
  SegmenterTrainer(SegmenterPlan plan, const SegmenterTrainOptions& options, Precision precision);

 private:
  SoloDrawShares shares_;
  int64_t batch_;
  SoloViewOptions views_;
  bool similarity_;
};

}  // namespace maskwright::ml
