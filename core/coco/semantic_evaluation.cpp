#include "core/coco/semantic_evaluation.h"

#include "core/coco/assignment.h"

#include <limits>
#include <numeric>
#include <stdexcept>

namespace maskwright::coco {

SemanticHistogram::SemanticHistogram(int groups, int classes)
    : groups_(groups),
      classes_(classes),
      counts_(static_cast<size_t>(groups) * static_cast<size_t>(classes)),
      perClass_(static_cast<size_t>(classes)) {}

void SemanticHistogram::add(const std::vector<int>& groups, const std::vector<int>& classes) {
  if (groups.size() != classes.size())
    throw std::invalid_argument("prediction and truth differ in size");
  for (size_t i = 0; i < groups.size(); ++i) {
    const int truth = classes[i], group = groups[i];
    if (truth >= classes_ || group >= groups_)
      throw std::invalid_argument("a label is out of range");
    if (truth < 0) continue;
    ++perClass_[static_cast<size_t>(truth)];
    if (group >= 0)
      ++counts_[static_cast<size_t>(group) * static_cast<size_t>(classes_) +
                static_cast<size_t>(truth)];
  }
}

int64_t SemanticHistogram::pixels() const {
  return std::accumulate(perClass_.begin(), perClass_.end(), int64_t{0});
}

SemanticScores scoreClasses(const SemanticHistogram& histogram, std::vector<int> classOf) {
  const auto classes = static_cast<size_t>(histogram.classes());
  std::vector<int64_t> right(classes), predicted(classes);
  for (int group = 0; group < histogram.groups(); ++group) {
    const int chosen = classOf[static_cast<size_t>(group)];
    if (chosen < 0) continue;
    right[static_cast<size_t>(chosen)] += histogram.count(group, chosen);
    for (int truth = 0; truth < histogram.classes(); ++truth)
      predicted[static_cast<size_t>(chosen)] += histogram.count(group, truth);
  }
  SemanticScores scores;
  scores.classOf = std::move(classOf);
  int present = 0;
  for (size_t c = 0; c < classes; ++c) {
    const int64_t truth = histogram.classPixels(static_cast<int>(c));
    if (truth == 0) {
      scores.iou.push_back(std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    scores.iou.push_back(static_cast<double>(right[c]) /
                         static_cast<double>(truth + predicted[c] - right[c]));
    scores.meanIou += scores.iou.back();
    ++present;
  }
  if (present > 0) scores.meanIou /= present;
  const int64_t all = histogram.pixels();
  if (all > 0)
    scores.pixelAccuracy =
        static_cast<double>(std::accumulate(right.begin(), right.end(), int64_t{0})) /
        static_cast<double>(all);
  return scores;
}

SemanticScores scoreOneToOne(const SemanticHistogram& histogram) {
  std::vector<double> gain;
  for (int group = 0; group < histogram.groups(); ++group)
    for (int truth = 0; truth < histogram.classes(); ++truth)
      gain.push_back(static_cast<double>(histogram.count(group, truth)));
  return scoreClasses(histogram, bestAssignment(gain, histogram.groups(), histogram.classes()));
}

SemanticScores scoreManyToOne(const SemanticHistogram& histogram) {
  std::vector<int> classOf(static_cast<size_t>(histogram.groups()), -1);
  for (int group = 0; group < histogram.groups(); ++group) {
    int64_t most = 0;
    for (int truth = 0; truth < histogram.classes(); ++truth) {
      if (histogram.count(group, truth) <= most) continue;
      most = histogram.count(group, truth);
      classOf[static_cast<size_t>(group)] = truth;
    }
  }
  return scoreClasses(histogram, std::move(classOf));
}

}  // namespace maskwright::coco
