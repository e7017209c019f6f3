#include "core/cluster/fuzzy_graph.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace maskwright::cluster {
namespace {

constexpr int kBisections = 64;
constexpr double kTolerance = 1e-5;
constexpr float kLeastSigma = 1e-3F;  // of the mean distance

/// Weights in both directions between a row and a neighbour.
struct Pair {
  int32_t neighbour;
  float there, back;
};

std::vector<float> memberships(const NeighbourGraph& graph) {
  const auto k = static_cast<size_t>(graph.neighbours);
  const double sum = std::accumulate(graph.distance.begin(), graph.distance.end(), 0.0);
  const auto mean = static_cast<float>(sum / static_cast<double>(graph.distance.size()));
  std::vector<float> weight(graph.distance.size());
  for (size_t i = 0; i < graph.rows(); ++i) {
    const std::span<const float> distances(&graph.distance[i * k], k);
    const SmoothKnn fit = smoothKnn(distances, mean);
    for (size_t j = 0; j < k; ++j) {
      const float beyond = distances[j] - fit.rho;
      weight[i * k + j] = beyond <= 0 || fit.sigma <= 0 ? 1 : std::exp(-beyond / fit.sigma);
    }
  }
  return weight;
}

}  // namespace

SmoothKnn smoothKnn(std::span<const float> distances, float meanDistance) {
  SmoothKnn fit;
  const auto nearest =
      std::find_if(distances.begin(), distances.end(), [](float d) { return d > 0; });
  fit.rho = nearest == distances.end() ? 0 : *nearest;
  const double target = std::log2(static_cast<double>(distances.size()));
  double low = 0, high = std::numeric_limits<double>::infinity(), middle = 1;
  for (int step = 0; step < kBisections; ++step) {
    double sum = 0;
    for (const float d : distances) sum += d > fit.rho ? std::exp((fit.rho - d) / middle) : 1.0;
    if (std::abs(sum - target) < kTolerance) break;
    (sum > target ? high : low) = middle;
    middle = std::isinf(high) ? 2 * middle : (low + high) / 2;
  }
  const double own = std::accumulate(distances.begin(), distances.end(), 0.0) /
                     static_cast<double>(std::max<size_t>(1, distances.size()));
  const double least = kLeastSigma * (fit.rho > 0 ? own : meanDistance);
  fit.sigma = static_cast<float>(std::max(middle, least));
  return fit;
}

FuzzyGraph fuzzyUnion(const NeighbourGraph& neighbours) {
  FuzzyGraph graph;
  const size_t rows = neighbours.rows(), k = static_cast<size_t>(neighbours.neighbours);
  if (rows == 0) return graph;
  const auto weight = memberships(neighbours);
  // Every edge is seen from both of its ends; the two sightings of one pair meet after sorting.
  std::vector<size_t> start(rows + 1, 0);
  for (size_t e = 0; e < weight.size(); ++e) {
    ++start[e / k + 1];
    ++start[static_cast<size_t>(neighbours.index[e]) + 1];
  }
  std::partial_sum(start.begin(), start.end(), start.begin());
  std::vector<Pair> pairs(start.back());
  auto next = start;
  for (size_t e = 0; e < weight.size(); ++e) {
    const auto from = static_cast<int32_t>(e / k), to = neighbours.index[e];
    pairs[next[static_cast<size_t>(from)]++] = {to, weight[e], 0};
    pairs[next[static_cast<size_t>(to)]++] = {from, 0, weight[e]};
  }
  graph.start.push_back(0);
  for (size_t i = 0; i < rows; ++i) {
    const auto begin = pairs.begin() + static_cast<std::ptrdiff_t>(start[i]);
    const auto end = pairs.begin() + static_cast<std::ptrdiff_t>(start[i + 1]);
    std::sort(begin, end, [](const Pair& a, const Pair& b) { return a.neighbour < b.neighbour; });
    for (auto at = begin; at != end;) {
      Pair both = *at;
      for (++at; at != end && at->neighbour == both.neighbour; ++at) {
        both.there = std::max(both.there, at->there);
        both.back = std::max(both.back, at->back);
      }
      const float joined = both.there + both.back - both.there * both.back;
      if (joined <= 0) continue;
      graph.neighbour.push_back(both.neighbour);
      graph.weight.push_back(joined);
    }
    graph.start.push_back(graph.neighbour.size());
  }
  return graph;
}

}  // namespace maskwright::cluster
