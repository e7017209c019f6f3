#include "core/ml/segment/solo_trainer.h"

#include "core/ml/segment/network_input.h"

#include <algorithm>

namespace maskwright::ml {

SoloTrainer::SoloTrainer(SoloTrainOptions options, Precision precision)
    : SegmenterTrainer(trainingPlan(options.profile, true), options, precision),
      options_(std::move(options)),
      net_(options_.profile) {
  adopt(net_.ptr(), net_->backbone());
}

SegmenterProgress SoloTrainer::step(const SoloBatch& batch, double fraction) {
  SoloPass pass(net_, batch.images, precision(), lanes(batch.images.device()));
  const auto& output = pass.output();
  std::vector<SoloTargets> targets;
  const int64_t h = output.maskFeatures.size(2), w = output.maskFeatures.size(3);
  for (const auto& instances : batch.instances) {
    targets.push_back(assignTargets(instances,
                                    options_.profile.levels,
                                    options_.profile.scale(),
                                    h,
                                    w,
                                    options_.negativeWeight));
    if (options_.profile.dropLoss) dropUnmarkedCells(targets.back(), instances);
  }
  const auto& profile = options_.profile;
  const double warm = std::min(1.0, fraction / profile.schedule.affinityWarmUp);
  const SoloLossOptions loss{
      .freePixels = profile.freePixels * (1 - profile.freePixelsFade * fraction),
      .maxTargetsPerLevel = profile.maxTargetsPerLevel};
  const auto losses = soloLoss(output, targets, batch.instances, batch.similarity, warm, loss);
  pass.backward(losses.total);
  return update({{"total", losses.total},
                 {"max", losses.maxProjection},
                 {"average", losses.averageProjection},
                 {"affinity", losses.affinity},
                 {"category", losses.category},
                 {"embedding", losses.embedding},
                 {"verified", losses.verified},
                 {"pixels", losses.freePixels}},
                fraction);
}

Result<SoloNet> loadSolo(const std::filesystem::path& file, SoloProfile profile) {
  const auto content = readSafetensors(file);
  if (!content) return content.error();
  profile.architecture = storedArchitecture(*content, profile.architecture);
  SoloNet net(profile);
  if (auto filled = fillNetwork(*net, *content, file); !filled) return filled.error();
  return net;
}

SoloPrediction predictSolo(SoloNet& net,
                           const torch::Tensor& image,
                           const Precision& precision,
                           const SoloInferenceOptions& options) {
  const torch::NoGradGuard noGrad;
  net->eval();
  SoloPrediction prediction;
  prediction.height = image.size(1);
  prediction.width = image.size(2);
  const auto input = networkInput(image, precision);
  SoloOutput output;
  {
    const AutocastGuard autocast(torch::kCPU, precision);
    output = net->forward(input);
  }
  prediction.detections = soloDetections(output, 0, options);
  prediction.maps = withoutPadding(output.maps, image);
  return prediction;
}

}  // namespace maskwright::ml
