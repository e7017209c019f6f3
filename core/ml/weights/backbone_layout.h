#pragma once

#include "core/ml/nn/vit_settings.h"
#include "core/ml/weights/tensor_directory.h"

#include <optional>

namespace maskwright::ml {

/// A tensor of the network and what of the file it is made from.
struct TensorSource {
  static constexpr size_t kZeros = SIZE_MAX;  ///< a part that no file stores because it is 0

  std::string name;            ///< the network's: torchvision's, DINO's, DINOv2's or DINOv3's
  std::vector<int64_t> shape;  ///< of the whole
  std::vector<size_t> parts;   ///< entries of the directory, joined along the first dimension
};

/// A backbone that was recognised in a weights file.
struct BackboneLayout {
  std::string architecture;        ///< "resnet50", "dino_vits16", "dinov2_vitb14_reg", ...
  std::string naming;              ///< whose names the file uses: "torchvision", "detectron2", ...
  std::string prefix;              ///< stripped from them: "teacher.backbone."
  std::optional<VitSettings> vit;  ///< none for a ResNet
  std::vector<TensorSource> tensors;  ///< all that were found
  std::vector<std::string> missing;   ///< what the network needs and the file lacks (its names)
  std::vector<std::string>
      unexpected;  ///< below the prefix, but not of this network (file's names)
  /// What was knowingly left out, with the number of tensors: heads, the student, the optimiser.
  std::map<std::string, int64_t> passedOver;
  std::vector<std::string> notes;  ///< what a person should know, whole sentences
};

/// Recognises the backbone by names and shapes: ResNet-18/34/50/101 with the names of torchvision
/// (DenseCL, MoCo, SlotCon) or detectron2 (FreeSOLO); ViTs of DINO, DINOv2 and DINOv3 with their
/// own names or those of huggingface/transformers. Of several (teacher and student, query and key
/// encoder) the one is taken that is meant to be used: teacher before others, momentum copies last.
/// `heads`: of attention, where it is not 64 channels per head and no rope periods tell it.
/// Errors: Unreadable (none that is known, one that is known not to fit, a tensor of another shape
/// than the network's; with the reason), WrongUse (heads that don't divide).
Result<BackboneLayout> recognizeBackbone(const TensorDirectory& directory,
                                         std::optional<int64_t> heads = std::nullopt);

}  // namespace maskwright::ml
