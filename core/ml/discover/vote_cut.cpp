#include "core/ml/discover/vote_cut.h"

#include "core/imaging/mask_ops.h"

#include <algorithm>

namespace maskwright::ml {
namespace {

using Members = std::vector<size_t>;

Members membersNear(const cv::Mat& middle,
                    const std::vector<cv::Mat>& proposals,
                    const Members& free,
                    double iou) {
  Members members;
  for (const size_t i : free)
    if (imaging::maskIou(middle, proposals[i]) > iou) members.push_back(i);
  return members;
}

/// How many of the members hold each cell: CV_32S.
cv::Mat countOf(const std::vector<cv::Mat>& proposals, const Members& members) {
  cv::Mat count = cv::Mat::zeros(proposals[members[0]].size(), CV_32S);
  for (const size_t i : members) cv::add(count, 1, count, proposals[i] != 0);
  return count;
}

/// The group around the proposal with most free neighbours; never empty.
Members greatestGroup(const std::vector<cv::Mat>& proposals,
                      const Members& free,
                      const VoteCutSettings& settings) {
  Members best;
  for (const size_t pivot : free) {
    Members members = membersNear(proposals[pivot], proposals, free, settings.iou);
    if (members.size() > best.size()) best = std::move(members);
  }
  for (int step = 0; step < settings.recentre; ++step) {
    const cv::Mat middle = countOf(proposals, best) * 2 >= static_cast<double>(best.size());
    Members moved = membersNear(middle, proposals, free, settings.iou);
    if (moved == best || moved.size() < best.size()) break;
    best = std::move(moved);
  }
  return best;
}

}  // namespace

std::vector<VotedMask> voteCut(const std::vector<cv::Mat>& proposals,
                               const VoteCutSettings& settings) {
  Members free;
  for (size_t i = 0; i < proposals.size(); ++i)
    if (cv::countNonZero(proposals[i]) > 0) free.push_back(i);
  std::vector<VotedMask> out;
  while (!free.empty()) {
    const Members group = greatestGroup(proposals, free, settings);
    VotedMask voted;
    voted.votes = static_cast<int>(group.size());
    const cv::Mat count = countOf(proposals, group);
    voted.mask = count > settings.share * static_cast<double>(group.size());
    voted.agreement = cv::mean(count, voted.mask)[0] / static_cast<double>(group.size());
    out.push_back(std::move(voted));
    Members rest;
    std::set_difference(
        free.begin(), free.end(), group.begin(), group.end(), std::back_inserter(rest));
    free = std::move(rest);
  }
  std::stable_sort(
      out.begin(), out.end(), [](const auto& a, const auto& b) { return a.votes > b.votes; });
  if (out.size() > settings.limit) out.resize(settings.limit);
  for (VotedMask& voted : out) voted.score = static_cast<double>(voted.votes) / out[0].votes;
  return out;
}

}  // namespace maskwright::ml
