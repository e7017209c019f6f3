#include "core/cluster/neighbours.h"

#include "core/cluster/unit_rows.h"

#include <faiss/IndexFlat.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

namespace maskwright::cluster {
namespace {

/// Rows with a direction, unit length, and which they are.
std::pair<std::vector<float>, std::vector<size_t>> unitRows(std::span<const float> values,
                                                            size_t dimension) {
  std::pair<std::vector<float>, std::vector<size_t>> out;
  std::vector<float> row(dimension);
  for (size_t i = 0; i * dimension < values.size(); ++i) {
    const auto source = values.subspan(i * dimension, dimension);
    row.assign(source.begin(), source.end());
    if (!toUnit(row)) continue;
    out.first.insert(out.first.end(), row.begin(), row.end());
    out.second.push_back(i);
  }
  return out;
}

}  // namespace

std::vector<LabelVote> nearestLabels(std::span<const float> asked,
                                     std::span<const float> labelled,
                                     std::span<const int> labels,
                                     int dimension,
                                     const NeighbourSettings& settings) {
  const auto width = static_cast<size_t>(std::max(1, dimension));
  if (dimension < 1 || asked.size() % width != 0 || labelled.size() != labels.size() * width)
    throw std::invalid_argument("nearestLabels: sizes that don't fit");
  if (settings.neighbours < 1 || settings.temperature <= 0)
    throw std::invalid_argument("nearestLabels: settings out of range");
  std::vector<LabelVote> out(asked.size() / width);
  const auto [known, knownRows] = unitRows(labelled, width);
  const auto [rows, places] = unitRows(asked, width);
  if (knownRows.empty() || places.empty()) return out;
  faiss::IndexFlatIP index(dimension);
  index.add(static_cast<faiss::Index::idx_t>(knownRows.size()), known.data());
  const auto k = std::min(static_cast<size_t>(settings.neighbours), knownRows.size());
  std::vector<float> cosine(places.size() * k);
  std::vector<faiss::Index::idx_t> nearest(places.size() * k);
  index.search(static_cast<faiss::Index::idx_t>(places.size()),
               rows.data(),
               static_cast<faiss::Index::idx_t>(k),
               cosine.data(),
               nearest.data());
  for (size_t i = 0; i < places.size(); ++i) {
    std::map<int, double> votes;
    double all = 0;
    for (size_t j = i * k; j < (i + 1) * k; ++j) {
      const double vote = std::exp((cosine[j] - 1) / settings.temperature);
      votes[labels[knownRows[static_cast<size_t>(nearest[j])]]] += vote;
      all += vote;
    }
    const auto best =
        std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) {
          return a.second < b.second;
        });
    out[places[i]] = {best->first, all > 0 ? best->second / all : 0};
  }
  return out;
}

double balancedAccuracy(std::span<const LabelVote> found, std::span<const int> truth) {
  if (found.size() != truth.size())
    throw std::invalid_argument("balancedAccuracy: sizes that don't fit");
  std::map<int, std::pair<double, double>> classes;
  for (size_t i = 0; i < truth.size(); ++i) {
    classes[truth[i]].first += found[i].label == truth[i];
    classes[truth[i]].second += 1;
  }
  double sum = 0;
  for (const auto& [label, counts] : classes) sum += counts.first / counts.second;
  return classes.empty() ? 0 : sum / static_cast<double>(classes.size());
}

}  // namespace maskwright::cluster
