#pragma once

#include "core/ml/weights/layout_matcher.h"

namespace maskwright::ml {

/// How a file names the parts of a vision transformer.
class VitNames {
 public:
  /// Finds the blocks below the matcher's prefix: "blocks.3." or, from trainings in chunks,
  /// "blocks.1.3." (the second number is the block's already), "layer.3.", "encoder.layer.3.".
  VitNames(const LayoutMatcher& matcher, VitNaming naming);

  int64_t depth() const { return static_cast<int64_t>(blocks_.size()); }
  /// Names in the file of a top-level tensor ("pos_embed", "patch_embed.proj.weight", "norm.bias"):
  /// one, or several that are joined; an empty one stands for zeros.
  std::vector<std::string> top(const std::string& name) const;
  /// The same for a tensor of a block ("attn.qkv.weight", "ls1.gamma").
  std::vector<std::string> inBlock(int64_t block, const std::string& name) const;

 private:
  VitNaming naming_;
  std::vector<std::string> blocks_;  ///< "blocks.0.", ...
};

}  // namespace maskwright::ml
