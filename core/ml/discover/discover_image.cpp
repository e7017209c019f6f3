#include "core/ml/discover/discover_image.h"

#include "core/ml/discover/image_tensor.h"
#include "core/ml/discover/proposals.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace maskwright::ml {
namespace {

cv::Mat resized(const cv::Mat& picture, cv::Size size) {
  if (size == picture.size()) return picture;
  cv::Mat out;
  const bool shrinks = size.area() < picture.size().area();
  cv::resize(picture, out, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  return out;
}

/// Side of the typical object as a share of the picture's shorter side: the median over the first
/// proposals; 1 if there are none.
double typicalSide(const std::vector<Proposal>& best, cv::Size fullSize, int judged) {
  std::vector<double> areas;
  for (const Proposal& proposal : best) {
    if (static_cast<int>(areas.size()) == judged) break;
    areas.push_back(static_cast<double>(proposal.candidate.area));
  }
  if (areas.empty()) return 1;
  const auto middle = areas.begin() + static_cast<std::ptrdiff_t>(areas.size() / 2);
  std::nth_element(areas.begin(), middle, areas.end());
  return std::sqrt(*middle) / std::min(fullSize.width, fullSize.height);
}

/// Tiles of a length with the settings' overlap: [from, to) each.
std::vector<std::pair<int, int>> tilesAlong(int length, const ZoomSettings& zoom) {
  std::vector<std::pair<int, int>> tiles;
  const double side = length / (zoom.tiles - (zoom.tiles - 1) * zoom.overlap);
  for (int i = 0; i < zoom.tiles; ++i) {
    const int from = cvRound(i * side * (1 - zoom.overlap));
    tiles.emplace_back(from, std::min(length, cvRound(from + side)));
  }
  return tiles;
}

/// The picture cut into overlapping tiles, each enlarged to the working size.
std::vector<PicturePart> tilesOf(const cv::Mat& bgr,
                                 cv::Size fullSize,
                                 const DiscoverSettings& settings) {
  std::vector<PicturePart> parts;
  const double sx = static_cast<double>(fullSize.width) / bgr.cols;
  const double sy = static_cast<double>(fullSize.height) / bgr.rows;
  for (const auto& [top, bottom] : tilesAlong(bgr.rows, settings.zoom)) {
    for (const auto& [left, right] : tilesAlong(bgr.cols, settings.zoom)) {
      const cv::Mat tile = bgr(cv::Range(top, bottom), cv::Range(left, right));
      PicturePart part;
      part.picture = resized(tile, workSize(tile.size(), settings.shortSide, settings.longSide));
      part.place = cv::Rect(cv::Point(cvRound(left * sx), cvRound(top * sy)),
                            cv::Point(cvRound(right * sx), cvRound(bottom * sy)));
      part.fullSize = fullSize;
      parts.push_back(std::move(part));
    }
  }
  return parts;
}

void keepMostConfident(std::vector<Proposal>& proposals, size_t limit) {
  std::stable_sort(proposals.begin(), proposals.end(), [](const Proposal& a, const Proposal& b) {
    return a.candidate.provisionalConfidence > b.candidate.provisionalConfidence;
  });
  if (proposals.size() > limit)
    proposals.erase(proposals.begin() + static_cast<std::ptrdiff_t>(limit), proposals.end());
}

}  // namespace

std::vector<Candidate> discoverImage(const cv::Mat& bgr,
                                     cv::Size fullSize,
                                     const FoldedResNet* backbone,
                                     const DiscoverSettings& settings,
                                     DiscoverTimes* times) {
  const c10::InferenceMode inference;
  DiscoverTimes unused;
  DiscoverTimes& spent = times ? *times : unused;
  const PicturePart whole{
      .picture = resized(bgr, workSize(bgr.size(), settings.shortSide, settings.longSide)),
      .place = cv::Rect({}, fullSize),
      .fullSize = fullSize};
  std::vector<Proposal> best =
      bestProposals(proposalsIn(whole, backbone, settings, spent),
                    settings,
                    std::max(settings.maxCompared, settings.maxCandidates));
  if (settings.zoom.enabled &&
      typicalSide(best, fullSize, settings.zoom.judged) < settings.zoom.smallSide) {
    DiscoverSettings closer = settings;
    closer.furtherViews.clear();   // the whole picture's views have seen the large objects
    closer.slotScorer = nullptr;   // prototypes were learned on whole pictures
    closer.vit.network = nullptr;  // one look at the whole, as published
    for (const PicturePart& tile : tilesOf(bgr, fullSize, settings)) {
      auto more = proposalsIn(tile, backbone, closer, spent);
      std::move(more.begin(), more.end(), std::back_inserter(best));
    }
    best = bestProposals(std::move(best), settings, settings.zoom.maxCandidates);
  } else {
    keepMostConfident(best, static_cast<size_t>(settings.maxCandidates));
  }
  std::vector<Candidate> candidates;
  for (Proposal& proposal : best) candidates.push_back(std::move(proposal.candidate));
  return candidates;
}

}  // namespace maskwright::ml
