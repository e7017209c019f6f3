#pragma once

#include <opencv2/core.hpp>

#include <vector>

namespace maskwright::ml {

/// VoteCut's published values (Arica et al. 2024, CuVLER).
struct VoteCutSettings {
  double iou = 0.6;    ///< above it two proposals are votes for one object
  int recentre = 5;    ///< times that a group's middle may move
  double share = 0.2;  ///< of a group's masks; a cell that more of them hold is inside
  size_t limit = 10;   ///< objects a picture
};

/// An object that several proposals agree on.
struct VotedMask {
  cv::Mat mask;          ///< CV_8U 0 or 255
  double agreement = 0;  ///< mean over its cells of the share of the group that holds them, (0, 1]
  int votes = 0;         ///< proposals in its group
  double score = 0;      ///< votes / most votes of an object of the picture, (0, 1]
};

/// Groups proposals (CV_8U, non-zero inside, of one size) and returns one mask a group, the most
/// voted first. The proposal with most neighbours starts a group; its middle is then where at least
/// half of the members are, as long as that changes the group. Empty proposals don't vote.
std::vector<VotedMask> voteCut(const std::vector<cv::Mat>& proposals,
                               const VoteCutSettings& settings = {});

}  // namespace maskwright::ml
