#include "core/ml/weights/layout_matcher.h"

#include <algorithm>

namespace maskwright::ml {
namespace {

std::string textOf(const std::vector<int64_t>& shape) {
  TensorEntry entry;
  entry.shape = shape;
  return entry.shapeText();
}

/// "module.encoder_k." for the name "module.encoder_k.conv1.weight" beside the prefix
/// "module.encoder_q.": what both begin with, and the part where they differ.
std::string groupOf(const std::string& name, const std::string& prefix) {
  size_t common = 0;
  for (size_t i = 0; i < std::min(name.size(), prefix.size()) && name[i] == prefix[i]; ++i)
    if (name[i] == '.') common = i + 1;
  const size_t dot = name.find('.', common);
  return dot == std::string::npos ? name : name.substr(0, dot + 1);
}

}  // namespace

bool LayoutMatcher::take(const std::string& name,
                         const std::vector<int64_t>& shape,
                         const std::vector<std::string>& parts,
                         BackboneLayout& layout,
                         bool optional) {
  TensorSource source{name, shape, {}};
  std::vector<int64_t> partShape = shape;
  if (!shape.empty()) partShape[0] /= static_cast<int64_t>(parts.size());
  for (const auto& part : parts) {
    if (part.empty()) {
      source.parts.push_back(TensorSource::kZeros);
      continue;
    }
    const auto found = byName_.find(part);
    if (found == byName_.end()) {
      if (!optional) layout.missing.push_back(name);
      return false;
    }
    const TensorEntry& entry = directory_.tensors[found->second];
    if (entry.shape != partShape)
      refuse("tensor " + entry.name + " has the shape " + entry.shapeText() + "; a " +
             layout.architecture + " has " + textOf(partShape));
    taken_.insert(found->second);
    source.parts.push_back(found->second);
  }
  layout.tensors.push_back(std::move(source));
  return true;
}

void LayoutMatcher::listRest(const std::vector<std::string>& passed, BackboneLayout& layout) const {
  for (size_t i = 0; i < directory_.tensors.size(); ++i) {
    if (taken_.count(i) > 0) continue;
    const std::string& name = directory_.tensors[i].name;
    if (!name.starts_with(prefix_)) {
      ++layout.passedOver[groupOf(name, prefix_)];
      continue;
    }
    const std::string below = name.substr(prefix_.size());
    const auto known = std::find_if(passed.begin(), passed.end(), [&](const std::string& start) {
      return below.starts_with(start);
    });
    if (known != passed.end()) {
      ++layout.passedOver[prefix_ + *known];
    } else if (!below.ends_with("num_batches_tracked")) {
      layout.unexpected.push_back(name);
    }
  }
  std::sort(layout.unexpected.begin(), layout.unexpected.end());
}

}  // namespace maskwright::ml
