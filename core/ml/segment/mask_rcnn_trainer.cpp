#include "core/ml/segment/mask_rcnn_trainer.h"

#include "core/ml/segment/mask_rcnn_step.h"

namespace maskwright::ml {
namespace {

/// The features as one list and back: pyramid, objectness, shifts.
std::vector<torch::Tensor> listed(const MaskRcnnFeatures& features) {
  std::vector<torch::Tensor> all;
  for (const auto* part : {&features.pyramid, &features.objectness, &features.shifts})
    all.insert(all.end(), part->begin(), part->end());
  return all;
}

MaskRcnnFeatures fromList(const std::vector<torch::Tensor>& all) {
  MaskRcnnFeatures features;
  const auto levels = static_cast<std::ptrdiff_t>(all.size() / 3);
  auto at = all.begin();
  for (auto* part : {&features.pyramid, &features.objectness, &features.shifts}) {
    part->assign(at, at + levels);
    at += levels;
  }
  return features;
}

}  // namespace

MaskRcnnTrainer::MaskRcnnTrainer(MaskRcnnTrainOptions options, Precision precision)
    : SegmenterTrainer(trainingPlan(options.profile, false), options, precision),
      options_(std::move(options)),
      net_(options_.profile) {
  adopt(net_.ptr(), net_->backbone());
}

SegmenterProgress MaskRcnnTrainer::step(const SoloBatch& batch, double fraction) {
  // The heads look at regions of all pictures at once; only what comes before has lanes.
  BatchPass pass(
      batch.images, precision(), lanes(batch.images.device()), [this](const torch::Tensor& part) {
        return listed(net_->features(part));
      });
  const auto losses = maskRcnnLoss(net_,
                                   fromList(pass.outputs()),
                                   batch,
                                   options_.profile,
                                   precision(),
                                   options_.negativeWeight);
  pass.backward(losses.total, net_->featureParameters());
  return update({{"total", losses.total},
                 {"objectness", losses.objectness},
                 {"proposals", losses.proposals},
                 {"classes", losses.classes},
                 {"boxes", losses.boxes},
                 {"masks", losses.masks}},
                fraction);
}

Result<MaskRcnnNet> loadMaskRcnn(const std::filesystem::path& file, MaskRcnnProfile profile) {
  const auto content = readSafetensors(file);
  if (!content) return content.error();
  profile.architecture = storedArchitecture(*content, profile.architecture);
  MaskRcnnNet net(profile);
  if (auto filled = fillNetwork(*net, *content, file); !filled) return filled.error();
  return net;
}

}  // namespace maskwright::ml
