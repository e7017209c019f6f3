#include "core/ml/discover/proposals.h"

#include "core/coco/rle.h"
#include "core/imaging/mask_surround.h"
#include "core/ml/discover/coarse_masks.h"
#include "core/ml/discover/pixel_tensor.h"
#include "core/ml/discover/stage_clock.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ml {
namespace {

constexpr int kBandShare = 30;  // the band for features: this part of the picture's longer side

/// Candidates are alike if their areas are within this factor and their colours and extents close.
constexpr double kLikeArea = 1.6, kLikeColour = 15, kLikeExtent = 0.2;

/// How much of each cell of a map of h x w cells a mask covers, as a row of h * w.
torch::Tensor sharesRow(const cv::Mat& mask, int64_t h, int64_t w) {
  const cv::Mat shares =
      imaging::cellShares(mask, cv::Size(static_cast<int>(w), static_cast<int>(h)));
  torch::Tensor row = torch::empty({h * w}, torch::kFloat32);
  std::copy_n(shares.ptr<float>(), h * w, row.data_ptr<float>());
  return row;
}

/// Fills featureContrast of all proposals from the map (C x h x w) less its mean.
void compareFeatures(const torch::Tensor& map, std::vector<Proposal>& proposals) {
  if (proposals.empty()) return;
  const torch::Tensor values = map.to(torch::kFloat32);
  const torch::Tensor cells = (values - values.mean({1, 2}, /*keepdim=*/true)).flatten(1).t();
  std::vector<torch::Tensor> inside, around;
  for (const Proposal& proposal : proposals) {
    const int side = std::max(proposal.small.cols, proposal.small.rows);
    inside.push_back(sharesRow(proposal.small, map.size(1), map.size(2)));
    around.push_back(sharesRow(imaging::bandAround(proposal.small, std::max(2, side / kBandShare)),
                               map.size(1),
                               map.size(2)));
  }
  const torch::Tensor cosine =
      at::cosine_similarity(torch::stack(inside).matmul(cells), torch::stack(around).matmul(cells))
          .contiguous();
  for (size_t i = 0; i < proposals.size(); ++i) {
    const double value = cosine[static_cast<int64_t>(i)].item<double>();
    proposals[i].candidate.attributes.featureContrast = (1 - value) / 2;
  }
}

bool alike(const Proposal& a, const Proposal& b) {
  const double area = static_cast<double>(a.candidate.area) / static_cast<double>(b.candidate.area);
  return area < kLikeArea && area > 1 / kLikeArea && cv::norm(a.colour - b.colour) < kLikeColour &&
         std::abs(a.candidate.attributes.extent - b.candidate.attributes.extent) < kLikeExtent;
}

}  // namespace

double confidenceOf(const Candidate& candidate, const DiscoverSettings& settings) {
  return settings.confidence ? settings.confidence(candidate.attributes, candidate.sourceScore)
                             : candidate.sourceScore;
}

std::vector<Proposal> proposalsIn(const PicturePart& part,
                                  const FoldedResNet* backbone,
                                  const DiscoverSettings& settings,
                                  DiscoverTimes& spent) {
  StageClock clock;
  const imaging::EdgePicture edges = imaging::edgePicture(part.picture);
  clock.addTo(spent.masks);
  const CoarseMasks coarse = coarseMasks(part.picture, edges, backbone, settings, spent);
  clock.restart();
  const CoarsePool pool(coarse.masks, settings.freeMask.threshold);
  const std::vector<int> votes = pool.votes(settings.voteIou);
  std::vector<size_t> chosen =
      pool.distinct(settings.coarseDuplicateIou, static_cast<size_t>(settings.maxFreeMasks));
  for (size_t i = 0; i < coarse.masks.size(); ++i) {
    if (coarse.masks[i].exact) chosen.push_back(i);
  }
  clock.addTo(spent.masks);

  const CandidateShaper shaper(part, edges, settings);
  std::vector<Proposal> proposals;
  for (const size_t i : chosen) {
    const CoarseMask& mask = coarse.masks[i];
    std::optional<Proposal> proposal = shaper.shape(softMat(mask.soft), mask.score, mask.exact);
    if (!proposal) continue;
    Candidate& candidate = proposal->candidate;
    candidate.source = mask.source;
    candidate.attributes.maskness = mask.maskness;
    candidate.attributes.stability = mask.stability;
    candidate.attributes.votes = votes[i];
    attributesFromSource(candidate.source, candidate.attributes);
    const float* vector = mask.embedding.data_ptr<float>();
    candidate.embedding.assign(vector, vector + mask.embedding.size(0));
    proposals.push_back(std::move(*proposal));
  }
  clock.addTo(spent.refinement);
  compareFeatures(coarse.maps.middle, proposals);
  clock.addTo(spent.embedding);
  return proposals;
}

std::vector<Proposal> bestProposals(std::vector<Proposal> proposals,
                                    const DiscoverSettings& settings,
                                    int limit) {
  std::vector<std::pair<double, size_t>> order;
  for (size_t i = 0; i < proposals.size(); ++i)
    order.emplace_back(-confidenceOf(proposals[i].candidate, settings), i);
  std::sort(order.begin(), order.end());
  std::vector<Proposal> kept;
  for (const auto& [negative, i] : order) {
    if (static_cast<int>(kept.size()) == limit) break;
    const Candidate& candidate = proposals[i].candidate;
    const bool repeated =
        settings.duplicateIou < 1 &&
        std::any_of(kept.begin(), kept.end(), [&](const Proposal& other) {
          return coco::iou(candidate.mask, other.candidate.mask) > settings.duplicateIou;
        });
    if (!repeated) kept.push_back(std::move(proposals[i]));
  }
  for (Proposal& proposal : kept) {
    proposal.candidate.attributes.repeats =
        static_cast<double>(std::count_if(kept.begin(), kept.end(), [&](const Proposal& other) {
          return &other != &proposal && alike(proposal, other);
        }));
    proposal.candidate.provisionalConfidence = confidenceOf(proposal.candidate, settings);
  }
  return kept;
}

}  // namespace maskwright::ml
