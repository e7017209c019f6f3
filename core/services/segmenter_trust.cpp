#include "core/services/segmenter_trust.h"

#include "core/coco/rle.h"
#include "core/services/accepted_masks.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"

#include <algorithm>
#include <vector>

namespace maskwright {
namespace {

constexpr double kMostDistrust = 20, kTrustedAccepted = 40;
constexpr double kSameIou = 0.5;

/// One candidate on a decided image.
struct Scored {
  double score;
  size_t image;
  std::vector<size_t> meets;  ///< accepted masks of that image
};

/// Share of the best `count` that meet an accepted mask which none before them has met.
double precision(std::vector<Scored> list, size_t images, size_t count) {
  std::stable_sort(
      list.begin(), list.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  std::vector<std::vector<bool>> met(images);
  size_t hits = 0;
  for (size_t i = 0; i < std::min(count, list.size()); ++i) {
    for (const size_t mask : list[i].meets) {
      auto& seen = met[list[i].image];
      if (seen.size() <= mask) seen.resize(mask + 1);
      if (seen[mask]) continue;
      seen[mask] = true;
      ++hits;
      break;
    }
  }
  return static_cast<double>(hits) / static_cast<double>(std::max<size_t>(1, count));
}

}  // namespace

rank::SegmenterTrust segmenterTrust(store::Connection& connection,
                                    int round,
                                    const std::unordered_map<CandidateId, double>& confidence) {
  AcceptedMasks accepted(connection);
  // As they were found: the score tells how good its masks are, not what people made of them.
  store::CandidateRepository candidates(connection, MaskVersion::Original);
  std::vector<Scored> segmenter, others;
  size_t wanted = 0, images = 0;
  double met = 0, fine = 0;
  for (const ImageId image : store::DecisionRepository(connection).decidedImages()) {
    const auto masks = accepted.ofImage(image);
    wanted += masks.size();
    // Of the segmenter's masks that meet each accepted one: score and IoU of the most confident.
    std::vector<std::pair<double, double>> first(masks.size(), {-1, 0});
    for (const auto& candidate : candidates.ofImage(image, round)) {
      Scored scored{candidate.sourceScore, images, {}};
      for (size_t i = 0; i < masks.size(); ++i) {
        const double iou = coco::iou(
            candidate.mask, candidate.box, masks[i].candidate.mask, masks[i].candidate.box);
        if (iou < kSameIou) continue;
        scored.meets.push_back(i);
        if (candidate.attributes.segmenter > 0.5 && scored.score > first[i].first)
          first[i] = {scored.score, iou};
      }
      if (candidate.attributes.segmenter > 0.5) {
        segmenter.push_back(std::move(scored));
      } else if (const auto found = confidence.find(candidate.id); found != confidence.end()) {
        scored.score = found->second;
        others.push_back(std::move(scored));
      }
    }
    for (const auto& [score, iou] : first) {
      met += score >= 0;
      fine += iou >= kFineOutlineIou;
    }
    ++images;
  }
  const double few = kTrustedAccepted / std::max(1.0, static_cast<double>(wanted));
  const double theirs = precision(std::move(others), images, wanted);
  const double its = precision(std::move(segmenter), images, wanted);
  const double worse = theirs > 0 ? theirs / std::max(its, 1e-6) : 1;
  return {std::clamp(std::max(few, worse), 1.0, kMostDistrust), (fine + 2) / (met + 2)};
}

}  // namespace maskwright
