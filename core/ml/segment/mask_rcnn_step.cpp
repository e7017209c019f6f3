#include "core/ml/segment/mask_rcnn_step.h"

#include "core/ml/segment/mask_rcnn_anchors.h"
#include "core/ml/segment/mask_rcnn_loss.h"
#include "core/ml/segment/mask_rcnn_match.h"

namespace maskwright::ml {
namespace {

constexpr double kObjectAnchors = 0.5, kObjectRegions = 0.25;

/// Weights of sampled boxes: an object's own, a refused one's, 1 for other background.
torch::Tensor weightsOf(const torch::Tensor& owners,
                        const SoloInstances& instances,
                        double negativeWeight) {
  auto weights = torch::ones({owners.size(0)});
  weights.masked_fill_(owners.eq(kRefused), negativeWeight);
  if (instances.weights.size(0) == 0) return weights;
  const auto own = instances.weights.to(torch::kFloat32).index_select(0, owners.clamp_min(0));
  return torch::where(owners.ge(0), own, weights);
}

/// Terms of the proposal network, summed over pictures.
struct AnchorTerms {
  std::vector<torch::Tensor> logits, labels, weights, shifts, shiftTargets, shiftWeights;

  void add(const torch::Tensor& objectness,
           const torch::Tensor& said,
           const torch::Tensor& anchors,
           const SoloInstances& instances,
           int64_t samples,
           double negativeWeight) {
    const auto owners = matchBoxes(anchors, knownBoxes(instances), anchorRule());
    const auto sample = sampleBoxes(owners, samples, kObjectAnchors);
    const auto all = sample.all();
    const auto weight = weightsOf(owners.index_select(0, all), instances, negativeWeight);
    logits.push_back(objectness.index_select(0, all));
    labels.push_back(owners.index_select(0, all).ge(0).to(torch::kFloat32));
    weights.push_back(weight);
    const int64_t n = sample.objects.size(0);
    if (n == 0) return;
    const auto owner = owners.index_select(0, sample.objects);
    shifts.push_back(said.index_select(0, sample.objects));
    shiftTargets.push_back(BoxCoder().encode(instances.boxes.index_select(0, owner),
                                             anchors.index_select(0, sample.objects)));
    shiftWeights.push_back(weight.narrow(0, 0, n));
  }
};

/// Regions of all pictures that the heads look at, and what they should say of them.
struct RegionTargets {
  std::vector<torch::Tensor> regions, classes, weights;              // all
  std::vector<torch::Tensor> objects, shifts, masks, objectWeights;  // those of objects
  int64_t count = 0;

  void add(int64_t image,
           const torch::Tensor& proposals,
           const SoloInstances& instances,
           const MaskRcnnProfile& profile,
           double negativeWeight) {
    const auto known = knownBoxes(instances);
    // What is known is looked at too, as if proposed.
    const auto boxes = torch::cat({proposals, known.objects, known.refused});
    const auto owners = matchBoxes(boxes, known, regionRule(profile.dropIou));
    const auto sample = sampleBoxes(owners, profile.roiSamples, kObjectRegions);
    const auto all = sample.all();
    const int64_t n = sample.objects.size(0);
    const auto chosen = boxes.index_select(0, all);
    const auto weight = weightsOf(owners.index_select(0, all), instances, negativeWeight);
    regions.push_back(
        torch::cat({torch::full({all.size(0), 1}, static_cast<double>(image)), chosen}, 1));
    classes.push_back(
        torch::where(owners.index_select(0, all).ge(0), kObjectClass, kBackgroundClass));
    weights.push_back(weight);
    objects.push_back(torch::arange(count, count + n, torch::kInt64));
    count += all.size(0);
    if (n == 0) return;
    const auto owner = owners.index_select(0, sample.objects);
    const auto own = chosen.narrow(0, 0, n);
    shifts.push_back(regionCoder().encode(instances.boxes.index_select(0, owner), own));
    masks.push_back(maskTargets(instances.masks, owner, own, kMaskSide));
    objectWeights.push_back(weight.narrow(0, 0, n));
  }
};

}  // namespace

BoxCoder regionCoder() {
  return BoxCoder({10, 10, 5, 5});
}

std::vector<std::pair<int64_t, int64_t>> mapShapes(const MaskRcnnFeatures& features) {
  std::vector<std::pair<int64_t, int64_t>> shapes;
  for (const auto& map : features.objectness) shapes.emplace_back(map.size(2), map.size(3));
  return shapes;
}

torch::Tensor proposalsOf(const MaskRcnnFeatures& features,
                          int64_t image,
                          const std::vector<torch::Tensor>& anchors,
                          int64_t height,
                          int64_t width,
                          const ProposalCounts& counts,
                          double iou) {
  std::vector<torch::Tensor> objectness, shifts;
  for (size_t level = 0; level < anchors.size(); ++level) {
    objectness.push_back(anchorObjectness(features.objectness[level][image].detach()));
    shifts.push_back(anchorShifts(features.shifts[level][image].detach()));
  }
  return proposeBoxes(objectness, shifts, anchors, height, width, counts, iou);
}

MaskRcnnLosses maskRcnnLoss(MaskRcnnNet& net,
                            const MaskRcnnFeatures& features,
                            const SoloBatch& batch,
                            const MaskRcnnProfile& profile,
                            const Precision& precision,
                            double negativeWeight) {
  const auto anchors = anchorBoxes(mapShapes(features), profile.anchorSizes);
  const auto allAnchors = torch::cat(anchors);
  const int64_t height = batch.images.size(2), width = batch.images.size(3);
  AnchorTerms rpn;
  RegionTargets targets;
  for (size_t k = 0; k < batch.instances.size(); ++k) {
    const auto image = static_cast<int64_t>(k);
    const auto& instances = batch.instances[k];
    std::vector<torch::Tensor> objectness, shifts;
    for (size_t level = 0; level < anchors.size(); ++level) {
      objectness.push_back(anchorObjectness(features.objectness[level][image]));
      shifts.push_back(anchorShifts(features.shifts[level][image]));
    }
    rpn.add(torch::cat(objectness),
            torch::cat(shifts),
            allAnchors,
            instances,
            profile.anchorSamples,
            negativeWeight);
    targets.add(
        image,
        proposalsOf(features, image, anchors, height, width, profile.training, profile.proposalIou),
        instances,
        profile,
        negativeWeight);
  }
  const auto nothing = features.objectness[0].sum() * 0;
  MaskRcnnLosses losses{nothing, nothing, nothing, nothing, nothing, {}};
  const auto looked = torch::cat(rpn.logits);
  losses.objectness = objectnessLoss(looked, torch::cat(rpn.labels), torch::cat(rpn.weights));
  if (!rpn.shifts.empty())
    losses.proposals = shiftLoss(torch::cat(rpn.shifts),
                                 torch::cat(rpn.shiftTargets),
                                 torch::cat(rpn.shiftWeights),
                                 looked.size(0));
  if (targets.count > 0) {
    const auto regions = torch::cat(targets.regions);
    const AutocastGuard autocast(regions.device(), precision);
    const auto said = net->scores(features.pyramid, regions);
    losses.classes =
        classLoss(said.classes, torch::cat(targets.classes), torch::cat(targets.weights));
    if (!targets.masks.empty()) {
      const auto objects = torch::cat(targets.objects);
      const auto weights = torch::cat(targets.objectWeights);
      losses.boxes = shiftLoss(
          said.shifts.index_select(0, objects), torch::cat(targets.shifts), weights, targets.count);
      losses.masks = maskLoss(net->masks(features.pyramid, regions.index_select(0, objects)),
                              torch::cat(targets.masks),
                              weights);
    }
  }
  losses.total =
      losses.objectness + losses.proposals + losses.classes + losses.boxes + losses.masks;
  return losses;
}

}  // namespace maskwright::ml
