#include "core/ml/segment/profile_json.h"

namespace maskwright::ml {

std::string json(const SoloSchedule& s) {
  JsonMembers members;
  members.text("optimizer", s.optimizer == SoloOptimizer::Sgd ? "sgd" : "adamw")
      .add("learning_rate", s.learningRate)
      .add("momentum", s.momentum)
      .add("weight_decay", s.weightDecay)
      .add("clip_norm", s.clipNorm)
      .add("backbone_rate", s.backboneRate)
      .add("warm_up", s.warmUp)
      .add("affinity_warm_up", s.affinityWarmUp)
      .add("cosine", s.cosine);
  if (s.tenthFrom > 0) members.add("tenth_from", s.tenthFrom);
  return members.object();
}

std::string json(const SoloViewOptions& v) {
  return JsonMembers()
      .add("min_scale", v.minScale)
      .add("max_scale", v.maxScale)
      .add("scale_steps", v.scaleSteps)
      .add("flip", v.flip)
      .add("both", v.both)
      .add("strong", v.strong)
      .text("pasted", v.pasted == SoloPaste::Mirrored ? "mirrored" : "accepted")
      .add("paste", v.paste)
      .add("max_pasted", v.maxPasted)
      .add("bottom_removed", v.bottomRemoved)
      .object();
}

std::string shortName(const std::string& architecture) {
  const std::string family = "resnet";
  return architecture.rfind(family, 0) == 0 ? "R-" + architecture.substr(family.size())
                                            : architecture;
}

}  // namespace maskwright::ml
