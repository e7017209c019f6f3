#include "core/ml/tune/class_graph.h"

#include "core/ml/nn/augment.h"

#include <map>

namespace maskwright::ml {
namespace {

/// Nodes by class, so that a choice among "the others" needs no list of its own.
class Members {
 public:
  void add(int64_t node, int64_t label) {
    byClass_[label].push_back(node);
    ++count_;
  }

  /// A uniform choice among the nodes of a class but `but`; -1 if there is none.
  int64_t ofClass(int64_t label, int64_t but, torch::Generator& generator) const {
    const auto found = byClass_.find(label);
    if (found == byClass_.end()) return -1;
    const auto& nodes = found->second;
    std::vector<int64_t> others;
    for (const int64_t node : nodes) {
      if (node != but) others.push_back(node);
    }
    return others.empty() ? -1 : others[draw(others.size(), generator)];
  }

  /// A uniform choice among the nodes of all other classes; -1 if there is none.
  int64_t ofOthers(int64_t label, torch::Generator& generator) const {
    const auto own = byClass_.find(label);
    const size_t rest = count_ - (own == byClass_.end() ? 0 : own->second.size());
    if (rest == 0) return -1;
    size_t place = draw(rest, generator);
    for (const auto& [other, nodes] : byClass_) {
      if (other == label) continue;
      if (place < nodes.size()) return nodes[place];
      place -= nodes.size();
    }
    return -1;
  }

 private:
  static size_t draw(size_t count, torch::Generator& generator) {
    const auto place = static_cast<size_t>(uniform(generator, 0, static_cast<double>(count)));
    return std::min(place, count - 1);
  }

  std::map<int64_t, std::vector<int64_t>> byClass_;
  size_t count_ = 0;
};

}  // namespace

std::vector<Triplet> classGraph(const std::vector<int64_t>& labels, torch::Generator& generator) {
  const auto nodes = static_cast<int64_t>(labels.size());
  std::vector<Triplet> triplets(labels.size());
  if (nodes == 0) return triplets;
  const torch::Tensor order =
      torch::randperm(nodes, generator, torch::TensorOptions().dtype(torch::kInt64));
  Members visited;
  for (int64_t i = 0; i < nodes; ++i) {
    const int64_t node = order[i].item<int64_t>();
    const int64_t label = labels[static_cast<size_t>(node)];
    Triplet& triplet = triplets[static_cast<size_t>(node)];
    triplet.anchor = node;
    triplet.positive = visited.ofClass(label, node, generator);
    triplet.treeEdge = triplet.positive >= 0;
    triplet.negative = visited.ofOthers(label, generator);
    visited.add(node, label);
  }
  for (Triplet& triplet : triplets) {
    const int64_t label = labels[static_cast<size_t>(triplet.anchor)];
    if (triplet.positive < 0) triplet.positive = visited.ofClass(label, triplet.anchor, generator);
    if (triplet.positive < 0) triplet.positive = triplet.anchor;
    if (triplet.negative < 0) triplet.negative = visited.ofOthers(label, generator);
  }
  return triplets;
}

}  // namespace maskwright::ml
