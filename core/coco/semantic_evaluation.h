#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace maskwright::coco {

/// How often each group (a prototype, or several that were merged) meets each true class, in pixels
/// over a whole set.
class SemanticHistogram {
 public:
  SemanticHistogram(int groups, int classes);

  /// Adds pixels of a picture. groups[i] < 0: nothing was predicted there (it counts as missed);
  /// classes[i] < 0: the truth leaves the pixel out. Others must be in range
  /// (std::invalid_argument).
  void add(const std::vector<int>& groups, const std::vector<int>& classes);

  int groups() const { return groups_; }
  int classes() const { return classes_; }
  int64_t count(int group, int truth) const {
    return counts_[static_cast<size_t>(group) * static_cast<size_t>(classes_) +
                   static_cast<size_t>(truth)];
  }
  int64_t classPixels(int truth) const { return perClass_[static_cast<size_t>(truth)]; }
  int64_t pixels() const;  ///< all that the truth judges

 private:
  int groups_, classes_;
  std::vector<int64_t> counts_, perClass_;
};

/// Scores of one way to give classes to groups.
struct SemanticScores {
  std::vector<int> classOf;  ///< of each group; -1 = none, its pixels count as missed
  std::vector<double> iou;   ///< of each class; NaN for a class without a true pixel
  double meanIou = 0;        ///< over the classes that have one
  double pixelAccuracy = 0;
};

/// Scores a given choice of classes.
SemanticScores scoreClasses(const SemanticHistogram& histogram, std::vector<int> classOf);
/// Each class gets at most one group, so that most pixels agree (Hungarian): the usual measure of
/// unsupervised segmentation (Cho et al. 2021). With more groups than classes the rest get none.
SemanticScores scoreOneToOne(const SemanticHistogram& histogram);
/// Each group gets the class that it meets most: easier, the more groups there are. Ties go to the
/// lower class, groups without pixels get none.
SemanticScores scoreManyToOne(const SemanticHistogram& histogram);

}  // namespace maskwright::coco
