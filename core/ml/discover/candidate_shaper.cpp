#include "core/ml/discover/candidate_shaper.h"

#include "core/coco/rle.h"
#include "core/imaging/mask_surround.h"
#include "core/ml/discover/picture_tiles.h"

#include <opencv2/imgproc.hpp>

namespace maskwright::ml {

namespace {

/// The mask enlarged to `size`, outlines linear between the pixels; only its own window is
/// computed.
cv::Mat enlarged(const cv::Mat& mask, cv::Size size) {
  cv::Mat out = cv::Mat::zeros(size, CV_8U);
  cv::Rect box = cv::boundingRect(mask);
  if (box.empty()) return out;
  const double sx = static_cast<double>(size.width) / mask.cols;
  const double sy = static_cast<double>(size.height) / mask.rows;
  box = cv::Rect(box.x - 1, box.y - 1, box.width + 2, box.height + 2) & cv::Rect({}, mask.size());
  const cv::Rect target = cv::Rect(cv::Point(cvFloor(box.x * sx), cvFloor(box.y * sy)),
                                   cv::Point(cvCeil(box.br().x * sx), cvCeil(box.br().y * sy))) &
                          cv::Rect({}, size);
  // Pixel centres: source = (target + .5) / scale - .5.
  const cv::Matx23d toSource(
      1 / sx, 0, (target.x + 0.5) / sx - 0.5, 0, 1 / sy, (target.y + 0.5) / sy - 0.5);
  cv::Mat window;
  cv::warpAffine(mask,
                 window,
                 toSource,
                 target.size(),
                 cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REPLICATE);
  cv::Mat part = out(target);
  cv::compare(window, 127, part, cv::CMP_GT);
  return out;
}

}  // namespace

CandidateShaper::CandidateShaper(const PicturePart& part,
                                 const imaging::EdgePicture& edges,
                                 const DiscoverSettings& settings)
    : part_(part), edges_(edges), settings_(settings) {
  if (settings.refine) context_.emplace(part.picture, settings.refinement);
}

std::optional<Proposal> CandidateShaper::shape(const cv::Mat& soft,
                                               double score,
                                               bool exact) const {
  const double threshold = settings_.freeMask.threshold;
  cv::Mat mask;
  if (exact) {
    mask = soft > threshold;
  } else if (context_) {
    mask = imaging::refineMask(*context_, soft, threshold).mask;
  } else {
    mask = imaging::enlargeMask(soft, part_.picture.size(), threshold);
  }
  if (mask.empty() || isCut(mask, part_.place, part_.fullSize)) return std::nullopt;
  MaskFilters filters = settings_.filters;
  filters.minAreaFraction = 0;  // a share of the picture, which place() knows
  if (!passesFilters(mask, score, filters)) return std::nullopt;
  Proposal proposal;
  Candidate& candidate = proposal.candidate;
  proposal.colour = imaging::measureMask(mask, edges_, proposal.small, candidate.attributes);
  if (!place(mask, candidate)) return std::nullopt;
  candidate.sourceScore = score;
  candidate.attributes.nmsScore = score;
  return proposal;
}

/// Sets mask, area and box in the full picture; false if nothing is left or it is too small.
bool CandidateShaper::place(const cv::Mat& mask, Candidate& candidate) const {
  cv::Mat full = mask.size() == part_.place.size() ? mask : enlarged(mask, part_.place.size());
  if (full.size() != part_.fullSize) {
    cv::Mat canvas = cv::Mat::zeros(part_.fullSize, CV_8U);
    full.copyTo(canvas(part_.place));
    full = canvas;
  }
  candidate.mask = coco::encode(full.data, full.rows, full.cols, full.step);
  candidate.area = coco::area(candidate.mask);
  if (candidate.area == 0) return false;
  candidate.attributes.areaFraction =
      static_cast<double>(candidate.area) / static_cast<double>(full.total());
  candidate.box = coco::toBox(candidate.mask);
  attributesFromBox(candidate.box, full.cols, full.rows, candidate.attributes);
  return candidate.attributes.areaFraction >= settings_.filters.minAreaFraction;
}

}  // namespace maskwright::ml
