#include "core/imaging/merge_tree.h"

#include <queue>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <tuple>

namespace maskwright::imaging {
namespace {

/// An outline shared by two regions, as seen from one of them.
struct Border {
  float gradient = 0, length = 0, clear = 0;
  cv::Vec3f
      beyond;  ///< Lab of the superpixels on the other side, times the length shared with each

  Border& operator+=(const Border& other) {
    gradient += other.gradient;
    length += other.length;
    clear += other.clear;
    beyond += other.beyond;
    return *this;
  }
};

/// A possible merge; it is out of date once a or b has merged away.
struct Pair {
  float cost;
  int a, b;
  bool operator>(const Pair& other) const {
    return std::tie(cost, a, b) > std::tie(other.cost, other.a, other.b);
  }
};

class Merger {
 public:
  Merger(const RegionGraph& graph, const MergeWeights& weights)
      : graph_(graph),
        weights_(weights),
        colour_(graph.colour),
        texture_(graph.texture),
        feature_(graph.feature),
        lab_(graph.labSum),
        neighbours_(static_cast<size_t>(graph.count)) {
    for (int i = 0; i < graph.count; ++i) {
      const auto k = static_cast<size_t>(i);
      tree_.nodes.push_back(
          {.area = graph.area[k], .border = graph.border[k], .box = graph.box[k]});
      pixels_ += graph.area[k];
    }
    tree_.leaves = graph.count;
    for (const auto& edge : graph.edges) {
      const auto a = static_cast<size_t>(edge.a), b = static_cast<size_t>(edge.b);
      const float clear = edge.gradient > kClearGradient * edge.length ? edge.length : 0;
      const auto seen = [&](size_t other) {
        return Border{edge.gradient,
                      edge.length,
                      clear,
                      graph.labSum[other] * (edge.length / graph.area[other])};
      };
      neighbours_[a][edge.b] = seen(b);
      neighbours_[b][edge.a] = seen(a);
    }
    alive_.assign(static_cast<size_t>(graph.count), true);
    const auto all = static_cast<size_t>(2 * std::max(1, graph.count) - 1);
    tree_.nodes.reserve(all);
    for (int i = 0; i < graph.count; ++i) measureOutline(i);
  }

  MergeTree run() {
    for (const auto& edge : graph_.edges) push(edge.a, edge.b);
    while (!queue_.empty()) {
      const Pair pair = queue_.top();
      queue_.pop();
      if (alive_[static_cast<size_t>(pair.a)] && alive_[static_cast<size_t>(pair.b)])
        merge(pair.a, pair.b, pair.cost);
    }
    joinParts();
    finish();
    return std::move(tree_);
  }

 private:
  static float intersection(const std::vector<float>& sums, size_t bins, int a, int b) {
    const float* p = sums.data() + static_cast<size_t>(a) * bins;
    const float* q = sums.data() + static_cast<size_t>(b) * bins;
    float totalP = 0, totalQ = 0, common = 0;
    for (size_t k = 0; k < bins; ++k) {
      totalP += p[k];
      totalQ += q[k];
    }
    for (size_t k = 0; k < bins; ++k) common += std::min(p[k] / totalP, q[k] / totalQ);
    return common;
  }

  float cosine(int a, int b) const {
    const auto size = static_cast<size_t>(graph_.featureSize);
    const float* p = feature_.data() + static_cast<size_t>(a) * size;
    const float* q = feature_.data() + static_cast<size_t>(b) * size;
    float pq = 0, pp = 1e-12F, qq = 1e-12F;
    for (size_t k = 0; k < size; ++k) {
      pq += p[k] * q[k];
      pp += p[k] * p[k];
      qq += q[k] * q[k];
    }
    return pq / std::sqrt(pp * qq);
  }

  float costOf(int a, int b) const {
    const auto& border = neighbours_[static_cast<size_t>(a)].at(b);
    double cost = 0;
    if (weights_.colour > 0)
      cost += weights_.colour * (1 - intersection(colour_, RegionGraph::kColourBins, a, b));
    if (weights_.texture > 0)
      cost += weights_.texture * (1 - intersection(texture_, RegionGraph::kTextureBins, a, b));
    if (weights_.gradient > 0) cost += weights_.gradient * border.gradient / border.length;
    if (weights_.feature > 0 && graph_.featureSize > 0)
      cost += weights_.feature * (1 - cosine(a, b)) / 2;
    const double all = weights_.colour + weights_.texture + weights_.gradient +
                       (graph_.featureSize > 0 ? weights_.feature : 0);
    const float small = std::min(tree_.nodes[static_cast<size_t>(a)].area,
                                 tree_.nodes[static_cast<size_t>(b)].area);
    return static_cast<float>(cost / all * std::pow(small / pixels_, weights_.size));
  }

  void push(int a, int b) { queue_.push({costOf(a, b), std::min(a, b), std::max(a, b)}); }

  /// All shared outlines of a living region together.
  void measureOutline(int i) {
    Border sum;
    for (const auto& [other, border] : neighbours_[static_cast<size_t>(i)]) sum += border;
    auto& node = tree_.nodes[static_cast<size_t>(i)];
    node.length = sum.length;
    if (sum.length <= 0) return;
    node.outline = sum.gradient / sum.length;
    node.closed = sum.clear / sum.length;
    const cv::Vec3f inside = lab_[static_cast<size_t>(i)] * (1 / node.area);
    node.surround = static_cast<float>(cv::norm(sum.beyond * (1 / sum.length) - inside));
  }

  void append(std::vector<float>& sums, size_t size, int a, int b) {
    for (size_t k = 0; k < size; ++k) {
      sums.push_back(sums[static_cast<size_t>(a) * size + k] +
                     sums[static_cast<size_t>(b) * size + k]);
    }
  }

  void merge(int a, int b, float cost) {
    auto& nodes = tree_.nodes;
    const int fresh = static_cast<int>(nodes.size());
    auto &left = nodes[static_cast<size_t>(a)], &right = nodes[static_cast<size_t>(b)];
    cost = std::max({cost, left.formedAt, right.formedAt});
    left.parent = right.parent = fresh;
    left.absorbedAt = right.absorbedAt = cost;
    MergeNode node{.left = a,
                   .right = b,
                   .formedAt = cost,
                   .absorbedAt = cost,
                   .area = left.area + right.area,
                   .border = left.border + right.border,
                   .box = left.box | right.box};
    lab_.push_back(lab_[static_cast<size_t>(a)] + lab_[static_cast<size_t>(b)]);
    append(colour_, RegionGraph::kColourBins, a, b);
    append(texture_, RegionGraph::kTextureBins, a, b);
    append(feature_, static_cast<size_t>(graph_.featureSize), a, b);
    std::map<int, Border> joined = std::move(neighbours_[static_cast<size_t>(a)]);
    for (const auto& [other, border] : neighbours_[static_cast<size_t>(b)]) joined[other] += border;
    neighbours_[static_cast<size_t>(b)].clear();
    joined.erase(a);
    joined.erase(b);
    alive_[static_cast<size_t>(a)] = alive_[static_cast<size_t>(b)] = false;
    alive_.push_back(true);
    nodes.push_back(node);
    for (const auto& [other, border] : joined) {
      auto& theirs = neighbours_[static_cast<size_t>(other)];
      Border seen;
      for (const int part : {a, b}) {
        const auto old = theirs.find(part);
        if (old == theirs.end()) continue;
        seen += old->second;
        theirs.erase(old);
      }
      theirs[fresh] = seen;
    }
    neighbours_.push_back(std::move(joined));
    measureOutline(fresh);
    for (const auto& [other, border] : neighbours_.back()) push(other, fresh);
  }

  /// Superpixels cover the picture, so this happens only to graphs made by hand.
  void joinParts() {
    int before = -1;
    for (int i = 0; i < static_cast<int>(tree_.nodes.size()); ++i) {
      if (!alive_[static_cast<size_t>(i)]) continue;
      if (before >= 0) {
        merge(before, i, 1);
        before = -1;
        i = -1;  // from the start: the union is the last node now
        continue;
      }
      before = i;
    }
  }

  /// Lists each region's superpixels side by side, parts left to right.
  void finish() {
    auto& nodes = tree_.nodes;
    if (nodes.empty()) return;
    std::vector<std::pair<int, bool>> open{{static_cast<int>(nodes.size()) - 1, false}};
    while (!open.empty()) {
      const auto [i, closing] = open.back();
      open.pop_back();
      auto& node = nodes[static_cast<size_t>(i)];
      if (closing) {
        node.last = static_cast<int>(tree_.leafOrder.size());
        continue;
      }
      node.first = static_cast<int>(tree_.leafOrder.size());
      open.emplace_back(i, true);
      if (node.left < 0) {
        tree_.leafOrder.push_back(i);
      } else {
        open.emplace_back(node.right, false);
        open.emplace_back(node.left, false);
      }
    }
  }

  const RegionGraph& graph_;
  const MergeWeights weights_;
  std::vector<float> colour_, texture_, feature_;
  std::vector<cv::Vec3f> lab_;
  std::vector<std::map<int, Border>> neighbours_;
  std::vector<bool> alive_;
  std::priority_queue<Pair, std::vector<Pair>, std::greater<>> queue_;
  float pixels_ = 0;
  MergeTree tree_;
};

}  // namespace

MergeTree mergeRegions(const RegionGraph& graph, const MergeWeights& weights) {
  const bool features = weights.feature > 0 && graph.featureSize > 0;
  if (!(weights.colour > 0 || weights.texture > 0 || weights.gradient > 0 || features))
    throw std::invalid_argument("merging regions needs a positive weight");
  return Merger(graph, weights).run();
}

cv::Mat nodeMask(const RegionGraph& graph, const MergeTree& tree, int node) {
  std::vector<uint8_t> inside(static_cast<size_t>(graph.count), 0);
  const auto& n = tree.nodes.at(static_cast<size_t>(node));
  for (int i = n.first; i < n.last; ++i)
    inside[static_cast<size_t>(tree.leafOrder[static_cast<size_t>(i)])] = 255;
  cv::Mat mask(graph.labels.size(), CV_8U);
  for (int y = 0; y < mask.rows; ++y) {
    const int* label = graph.labels.ptr<int>(y);
    auto* out = mask.ptr<uint8_t>(y);
    for (int x = 0; x < mask.cols; ++x) out[x] = inside[static_cast<size_t>(label[x])];
  }
  return mask;
}

}  // namespace maskwright::imaging
