#include "core/ml/discover/mask_cut.h"

#include "core/imaging/mask_ops.h"
#include "core/ml/discover/lanczos_cut.h"
#include "core/ml/discover/patch_grid.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {

/// The patch of the greatest key(value) among those that count; `live` empty = all.
template <typename Key>
int greatest(const std::vector<double>& values, const cv::Mat& live, Key key) {
  int best = -1;
  for (int i = 0; i < static_cast<int>(values.size()); ++i) {
    if (!live.empty() && live.at<uint8_t>(cellOf(i, live.cols)) == 0) continue;
    if (best < 0 || key(values[static_cast<size_t>(i)]) > key(values[static_cast<size_t>(best)]))
      best = i;
  }
  return std::max(best, 0);
}

int peakOf(const std::vector<double>& values, const cv::Mat& live = {}) {
  return greatest(values, live, [](double v) { return v; });
}

int absolutePeakOf(const std::vector<double>& values, const cv::Mat& live = {}) {
  return greatest(values, live, [](double v) { return std::abs(v); });
}

int lowestOf(const std::vector<double>& values, const cv::Mat& live = {}) {
  return greatest(values, live, [](double v) { return -v; });
}

/// Where the values are above the mean of those that count.
cv::Mat aboveMean(const std::vector<double>& values, int rows, int cols, const cv::Mat& live = {}) {
  CV_Assert(values.size() == static_cast<size_t>(rows) * static_cast<size_t>(cols));
  const cv::Mat all(rows, cols, CV_64F, const_cast<double*>(values.data()));
  return all > cv::mean(all, live)[0];
}

int cornersIn(const cv::Mat& mask) {
  const int bottom = mask.rows - 1, right = mask.cols - 1;
  return (mask.at<uint8_t>(0, 0) != 0) + (mask.at<uint8_t>(0, right) != 0) +
         (mask.at<uint8_t>(bottom, 0) != 0) + (mask.at<uint8_t>(bottom, right) != 0);
}

void takeSide(CutSide& side, bool reverse, const cv::Mat& live = {}) {
  side.reversed = reverse;
  if (reverse) side.foreground = ~side.foreground;
  if (!live.empty()) side.foreground &= live;
  side.part = imaging::partAt(side.foreground, cellOf(side.seed, side.foreground.cols));
}

/// maskCutSide() among the patches that count.
CutSide liveSide(const std::vector<double>& vector, int rows, int cols, const cv::Mat& live) {
  CutSide side;
  side.foreground = aboveMean(vector, rows, cols, live);
  side.corners = cornersIn(live.empty() ? side.foreground : cv::Mat(side.foreground & live));
  const cv::Point peak = cellOf(absolutePeakOf(vector, live), cols);
  const bool reverse = side.corners >= 3 || side.foreground.at<uint8_t>(peak) == 0;
  side.seed = reverse ? lowestOf(vector, live) : peakOf(vector, live);
  takeSide(side, reverse, live);
  return side;
}

void removePatches(PatchAffinity& affinity, const cv::Mat& mask) {
  for (int y = 0; y < mask.rows; ++y)
    for (int x = 0; x < mask.cols; ++x)
      if (mask.at<uint8_t>(y, x) != 0) affinity.remove(static_cast<int64_t>(y) * mask.cols + x);
}

/// The greatest IoU with the masks so far, or with the last one alone.
double overlapWith(const std::vector<CutRound>& rounds, const cv::Mat& part, bool lastOnly) {
  double most = 0;
  for (size_t i = lastOnly && !rounds.empty() ? rounds.size() - 1 : 0; i < rounds.size(); ++i) {
    const bool kept = cv::countNonZero(rounds[i].mask) > 0;
    if (kept) most = std::max(most, imaging::maskIou(rounds[i].side.part, part));
  }
  return most;
}

}  // namespace

CutSide maskCutSide(const std::vector<double>& vector, int rows, int cols) {
  return liveSide(vector, rows, cols, {});
}

CutSide tokenCutSide(const std::vector<double>& vector, int rows, int cols) {
  CutSide side;
  side.foreground = aboveMean(vector, rows, cols);
  side.corners = cornersIn(side.foreground);
  side.seed = absolutePeakOf(vector);
  takeSide(side, side.foreground.at<uint8_t>(cellOf(side.seed, cols)) == 0);
  return side;
}

std::vector<CutRound> maskCut(PatchAffinity affinity,
                              int rows,
                              int cols,
                              const MaskCutSettings& settings,
                              const CutSolver& solver) {
  std::vector<CutRound> rounds;
  cv::Mat taken = cv::Mat::zeros(rows, cols, CV_8U), live(rows, cols, CV_8U, cv::Scalar(255));
  int kept = 0;
  // The official program counts dropped masks as rounds.
  const int most = settings.bringBackDropped ? settings.masks : 2 * settings.masks;
  for (int i = 0; i < most && kept < settings.masks; ++i) {
    const CutGraph graph{.epsilon = settings.epsilon, .lonely = settings.bringBackDropped};
    auto vector = solver ? solver(affinity, i) : lanczosCut(affinity, graph);
    if (!vector || cv::countNonZero(live) == 0) break;
    CutRound round;
    round.side = liveSide(vector->values, rows, cols, settings.bringBackDropped ? cv::Mat() : live);
    round.vector = std::move(*vector);
    const cv::Mat& part = round.side.part;
    const double share = static_cast<double>(cv::countNonZero(part)) / rows / cols;
    const bool dropped =
        i > 0 && (overlapWith(rounds, part, settings.bringBackDropped) > settings.maxOverlap ||
                  share <= settings.minArea);
    if (!dropped || !settings.bringBackDropped) {
      removePatches(affinity, part);
      live.setTo(0, part);
    }
    round.mask = dropped ? cv::Mat::zeros(rows, cols, CV_8U) : cv::Mat(part & ~taken);
    taken |= round.mask;
    if (cv::countNonZero(round.mask) > 0) ++kept;
    rounds.push_back(std::move(round));
  }
  return rounds;
}

}  // namespace maskwright::ml
