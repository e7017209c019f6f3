#include "core/cluster/layout.h"

#include "core/base/parallel.h"
#include "core/cluster/fuzzy_graph.h"
#include "core/cluster/principal_plane.h"
#include "core/cluster/unit_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace maskwright::cluster {
namespace {

// 1 / (1 + a d^2b) fits UMAP's curve for spread 1 and least distance 0.1 (definition 11 there).
constexpr float kA = 1.57694F, kB = 0.89506F;
constexpr float kMostStep = 4;
// Not in UMAP: parts that no edge ties to the rest are only ever pushed, far out of sight. The
// middle draws everything a little (trustworthiness is no less).
constexpr float kGravity = 0.002F;
constexpr size_t kManyRows = 10'000;
constexpr size_t kRowsAtATime = 512;
constexpr double kShareOfGraph = 0.3;  // of the time, for the progress

/// A stream of random numbers of its own for each (seed, epoch, row): splitmix64 (Steele et al.
/// 2014).
class Stream {
 public:
  Stream(uint64_t seed, uint64_t epoch, uint64_t row)
      : state_(mixed(mixed(seed + 0x9e3779b97f4a7c15) ^ (epoch << 40) ^ row)) {}
  uint64_t next() { return mixed(state_ += 0x9e3779b97f4a7c15); }
  size_t below(size_t bound) { return static_cast<size_t>(((next() >> 32) * bound) >> 32); }

 private:
  static uint64_t mixed(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  uint64_t state_;
};

float clipped(float step) {
  return std::clamp(step, -kMostStep, kMostStep);
}

/// One step towards `other` along the gradient of log(1 / (1 + a d^2b)).
void pull(Place& point, const Place& other, float rate) {
  const float x = point.x - other.x, y = point.y - other.y, square = x * x + y * y;
  if (square <= 0) return;
  const float power = std::pow(square, kB);
  const float factor = -2 * kA * kB * power / (square * (1 + kA * power));
  point.x += rate * clipped(factor * x);
  point.y += rate * clipped(factor * y);
}

/// One step away along the gradient of log(1 - 1 / (1 + a d^2b)).
void push(Place& point, const Place& other, float rate) {
  const float x = point.x - other.x, y = point.y - other.y, square = x * x + y * y;
  if (square <= 0) return;
  const float factor = 2 * kB / ((0.001F + square) * (1 + kA * std::pow(square, kB)));
  point.x += rate * clipped(factor * x);
  point.y += rate * clipped(factor * y);
}

/// Whether an edge of this share of the heaviest one's weight has its turn in the epoch: turns are
/// spread evenly, as many of all epochs as the share.
bool hasTurn(float share, int epoch) {
  return std::floor(static_cast<double>(share) * (epoch + 1)) >
         std::floor(static_cast<double>(share) * epoch);
}

/// The stochastic descent (algorithm 5 of UMAP).
class Descent {
 public:
  Descent(const FuzzyGraph& graph, std::vector<Place> start, const LayoutSettings& settings)
      : graph_(graph), places_(std::move(start)), next_(places_), settings_(settings) {
    for (const float weight : graph.weight) heaviest_ = std::max(heaviest_, weight);
  }

  void epoch(int number, float rate, int threads) {
    const size_t blocks = (places_.size() + kRowsAtATime - 1) / kRowsAtATime;
    parallelFor(blocks, threads, [&](size_t block) {
      const size_t end = std::min(places_.size(), (block + 1) * kRowsAtATime);
      for (size_t row = block * kRowsAtATime; row < end; ++row)
        next_[row] = moved(row, number, rate);
    });
    places_.swap(next_);
  }

  std::vector<Place> take() { return std::move(places_); }

 private:
  Place moved(size_t row, int epoch, float rate) const {
    Stream random(settings_.seed, static_cast<uint64_t>(epoch), row);
    Place point = places_[row];
    for (size_t e = graph_.start[row]; e < graph_.start[row + 1]; ++e) {
      if (!hasTurn(graph_.weight[e] / heaviest_, epoch)) continue;
      // Once, not also as the tail of the same edge seen from there, as UMAP does: with half the
      // pull neighbourhoods are kept better (trustworthiness .94 instead of .92 on embeddings of
      // masks).
      pull(point, places_[static_cast<size_t>(graph_.neighbour[e])], rate);
      for (int n = 0; n < settings_.negatives; ++n) {
        const size_t other = random.below(places_.size());
        if (other != row) push(point, places_[other], rate);
      }
    }
    const float inwards = rate * kGravity;
    return {point.x * (1 - inwards), point.y * (1 - inwards)};
  }

  const FuzzyGraph& graph_;
  std::vector<Place> places_, next_;
  LayoutSettings settings_;
  float heaviest_ = 0;
};

/// Copies must not lie on one point: nothing would part them.
void shake(std::vector<Place>& places, uint64_t seed) {
  for (size_t row = 0; row < places.size(); ++row) {
    Stream random(seed, 1U << 20, row);
    places[row].x += 1e-3F * static_cast<float>(random.below(2001)) / 1000 - 1e-3F;
    places[row].y += 1e-3F * static_cast<float>(random.below(2001)) / 1000 - 1e-3F;
  }
}

Result<std::vector<Place>> layOutUnit(const std::vector<float>& rows,
                                      int dimension,
                                      const LayoutSettings& settings,
                                      const CancelToken& cancel,
                                      const std::function<void(double)>& progress) {
  const Error stopped{ErrorKind::Cancelled, "the map was stopped", ""};
  const auto report = [&](double share) {
    if (progress) progress(share);
  };
  auto places = principalPlane(rows, dimension);
  if (places.size() < 3) return places;
  const NeighbourGraphSettings graphSettings{.neighbours = settings.neighbours};
  const auto neighbours = neighbourGraph(
      rows, dimension, graphSettings, cancel, [&](double s) { report(kShareOfGraph * s); });
  if (cancel.stop_requested()) return stopped;
  const FuzzyGraph graph = fuzzyUnion(neighbours);
  shake(places, settings.seed);
  const int epochs =
      settings.epochs > 0 ? settings.epochs : (places.size() > kManyRows ? 200 : 500);
  const int threads = settings.threads > 0 ? settings.threads : hardwareThreads();
  Descent descent(graph, std::move(places), settings);
  for (int e = 0; e < epochs; ++e) {
    if (cancel.stop_requested()) return stopped;
    const float left = 1 - static_cast<float>(e) / static_cast<float>(epochs);
    descent.epoch(e, left, threads);
    report(kShareOfGraph + (1 - kShareOfGraph) * (e + 1) / epochs);
  }
  return descent.take();
}

}  // namespace

Result<std::vector<Place>> layOut(std::span<const float> rows,
                                  int dimension,
                                  const LayoutSettings& settings,
                                  const CancelToken& cancel,
                                  const std::function<void(double)>& progress) {
  const size_t count = rowCount(rows, dimension), width = static_cast<size_t>(dimension);
  if (settings.neighbours < 2 || settings.epochs < 0 || settings.negatives < 0)
    throw std::invalid_argument("layOut: settings out of range");
  std::vector<float> unit;
  unit.reserve(rows.size());
  std::vector<size_t> from;
  std::vector<float> row(width);
  for (size_t i = 0; i < count; ++i) {
    const auto source = rows.subspan(i * width, width);
    row.assign(source.begin(), source.end());
    if (!toUnit(row)) continue;
    unit.insert(unit.end(), row.begin(), row.end());
    from.push_back(i);
  }
  auto placed = layOutUnit(unit, dimension, settings, cancel, progress);
  if (!placed) return placed.error();
  constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
  std::vector<Place> out(count, Place{kNone, kNone});
  for (size_t i = 0; i < from.size(); ++i) out[from[i]] = (*placed)[i];
  return out;
}

}  // namespace maskwright::cluster
