#include "core/ml/segment/segmenter_trainer.h"

namespace maskwright::ml {

SegmenterTrainer::SegmenterTrainer(SegmenterPlan plan,
                                   const SegmenterTrainOptions& options,
                                   Precision precision)
    : NetworkTrainer(plan, options, precision),
      shares_(options.shares),
      batch_(plan.batch),
      views_(plan.views),
      similarity_(plan.similarity) {}

Result<SegmenterProgress> SegmenterTrainer::train(
    const SoloImageLists& images,
    const SoloSampleLoader& loader,
    const std::filesystem::path& checkpoint,
    const CancelToken& cancel,
    const std::function<void(const SegmenterProgress&)>& report) {
  SoloDraw draw(images, shares_, loader, batch_);
  if (draw.empty()) return Error{ErrorKind::WrongUse, "there is nothing to train on", ""};
  const auto next = [&](torch::Generator& generator, double fraction) -> Result<SegmenterProgress> {
    auto samples = draw.next(generator);
    if (samples.empty()) return Error{ErrorKind::Unreadable, "no training image can be read", ""};
    return step(makeSoloBatch(std::move(samples), views_, generator, similarity_), fraction);
  };
  return loop(next, checkpoint, cancel, report);
}

}  // namespace maskwright::ml
