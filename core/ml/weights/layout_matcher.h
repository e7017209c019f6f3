#pragma once

#include "core/ml/weights/backbone_layout.h"
#include "core/ml/weights/refused.h"

#include <set>
#include <unordered_map>

namespace maskwright::ml {

/// The names below one prefix of a file, and which of them a network has taken.
class LayoutMatcher {
 public:
  LayoutMatcher(const TensorDirectory& directory, std::string prefix)
      : directory_(directory), prefix_(std::move(prefix)) {
    for (size_t i = 0; i < directory.tensors.size(); ++i)
      if (directory.tensors[i].name.starts_with(prefix_))
        byName_.emplace(std::string_view(directory.tensors[i].name).substr(prefix_.size()), i);
  }

  const std::string& prefix() const { return prefix_; }
  bool has(std::string_view name) const { return byName_.count(name) > 0; }
  /// Null if there is none. The name is without the prefix.
  const TensorEntry* find(std::string_view name) const {
    const auto found = byName_.find(name);
    return found == byName_.end() ? nullptr : &directory_.tensors[found->second];
  }

  /// Takes the tensor `name` of the network from the file's `parts` (names without the prefix; an
  /// empty name = zeros of the shape of the first part). Notes it as missing unless `optional`.
  /// Throws Refused if the file has another shape. Returns whether it was there.
  bool take(const std::string& name,
            const std::vector<int64_t>& shape,
            const std::vector<std::string>& parts,
            BackboneLayout& layout,
            bool optional = false);

  /// Lists what nobody has taken: `passed` (starts of names, without the prefix) is left out
  /// knowingly, and so is all outside the prefix.
  void listRest(const std::vector<std::string>& passed, BackboneLayout& layout) const;

 private:
  const TensorDirectory& directory_;
  std::string prefix_;
  std::unordered_map<std::string_view, size_t> byName_;
  std::set<size_t> taken_;
};

/// Each of these lists what a network of its kind needs and takes it. Throws Refused.
BackboneLayout resNetLayout(LayoutMatcher& matcher, bool detectron2);
enum class VitNaming : uint8_t {
  Official,
  TransformersDino,
  TransformersDinoV2,
  TransformersDinoV3
};
BackboneLayout vitLayout(LayoutMatcher& matcher, VitNaming naming, std::optional<int64_t> heads);

}  // namespace maskwright::ml
