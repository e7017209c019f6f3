#include "core/services/pseudo_labels.h"

#include "core/coco/rle.h"
#include "core/domain/confident_masks.h"
#include "core/services/accepted_masks.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/image_repository.h"
#include "core/store/segmenter_mask_repository.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace maskwright {
namespace {

constexpr const char* kAccepted = "accepted";
constexpr const char* kRelabelled = "relabelled";

std::string scoredReason(const char* what, double score) {
  char text[32];
  std::snprintf(text, sizeof text, "%s %.2f", what, score);
  return text;
}

/// True if two masks can't both be objects worth teaching.
bool compete(const Candidate& a, const Candidate& b, const PseudoLabelSettings& settings) {
  const auto both = static_cast<double>(coco::intersectionArea(a.mask, b.mask));
  if (both == 0) return false;
  const auto any = static_cast<double>(a.area + b.area) - both;
  return both > settings.overlap * any ||
         both > settings.containment * static_cast<double>(std::min(a.area, b.area));
}

class Chooser {
 public:
  Chooser(store::Connection& connection, int baseRound, const PseudoLabelSettings& settings)
      : settings_(settings),
        baseRound_(baseRound),
        candidates_(connection),
        accepted_(connection),
        images_(store::ImageRepository(connection).all()) {
    for (const auto& s : store::DecisionRepository(connection).standing()) {
      verdicts_[s.candidate] = s.state.verdict;
      if (s.inherited) inherited_.insert(s.candidate);
    }
    for (const auto& r : store::RankingRepository(connection).ranking(baseRound)) {
      confidence_[r.candidate] = r.confidence;
    }
    anyAccepted_ = std::any_of(
        verdicts_.begin(), verdicts_.end(), [](const auto& v) { return isPositive(v.second); });
    if (!anyAccepted_) own_ = store::SegmenterMaskRepository(connection).ofRound(baseRound);
  }

  PseudoLabels run() {
    // The cut follows from all candidates before any image is looked at.
    if (own_.empty()) {
      cut_ = lowered(
          settings_.minConfidence, anyAccepted_ ? settings_.leastConfidence : 0, confidences());
    } else {
      cut_ = settings_.segmenterBestAlways ? settings_.segmenterCut
                                           : lowered(settings_.segmenterCut, 0, ownScores());
    }
    most_ = anyAccepted_ ? settings_.maxPerImage
                         : std::min(settings_.maxPerImage, settings_.unreviewedPerImage);
    for (const auto& image : images_) {
      if (image.state == ImageState::Present) add(image);
    }
    return std::move(labels_);
  }

 private:
  std::vector<double> confidences() const {
    std::vector<double> values;
    for (const auto& [candidate, confidence] : confidence_) values.push_back(confidence);
    return values;
  }

  std::vector<double> ownScores() {
    std::vector<double> values;
    const auto features = candidates_.featuresOfRound(baseRound_);
    for (size_t i = 0; i < features.ids.size(); ++i) {
      if (own_.contains(features.ids[i]) && !verdicts_.contains(features.ids[i]))
        values.push_back(features.sourceScores[i]);
    }
    return values;
  }

  /// The cut, or a lower one, not below `floor`, with which `leastPerImage` pass.
  double lowered(double cut, double floor, std::vector<double> values) const {
    const auto least =
        static_cast<size_t>(settings_.leastPerImage * static_cast<double>(images_.size()));
    if (least == 0 || values.size() < least) return cut;
    const auto last = values.begin() + static_cast<ptrdiff_t>(least - 1);
    std::nth_element(values.begin(), last, values.end(), std::greater<>());
    return std::min(cut, std::max(floor, *last));
  }

  void add(const ImageRecord& image) {
    std::vector<Candidate> positives;
    for (auto& standing : accepted_.ofImage(image.id)) {
      put(standing.candidate.id,
          TargetRole::Positive,
          1,
          standing.verdict.verdict == Verdict::Relabelled ? kRelabelled : kAccepted);
      ++labels_.verified;
      positives.push_back(std::move(standing.candidate));
    }
    std::vector<Candidate> undecided;
    for (auto& candidate : candidates_.ofImage(image.id)) {
      if (inherited_.contains(candidate.id)) continue;  // the mask it copies teaches already
      const auto found = verdicts_.find(candidate.id);
      const Verdict verdict = found == verdicts_.end() ? Verdict::Undecided : found->second;
      if (verdict == Verdict::Undecided) {
        if (candidate.round == baseRound_) undecided.push_back(std::move(candidate));
      } else if (verdict == Verdict::NotAnObject) {
        put(candidate.id, TargetRole::Negative, 1, "not an object");
        ++labels_.negatives;
      } else if (!isPositive(verdict)) {
        put(candidate.id,
            TargetRole::Ignored,
            1,
            verdict == Verdict::BadMask ? "bad mask" : "fix later");
        ++labels_.ignored;
      }
    }
    if (own_.empty()) {
      addUndecided(std::move(undecided), positives);
    } else {
      addOwn(std::move(undecided));
    }
  }

  /// The segmenter's rule. Masks inside one another may both teach: its NMS has judged them.
  void addOwn(std::vector<Candidate> undecided) {
    std::erase_if(undecided, [&](const Candidate& candidate) {
      return !own_.contains(candidate.id) ||
             candidate.box.w >= settings_.segmenterWidth * candidate.mask.width;
    });
    std::vector<double> scores;
    for (const auto& candidate : undecided) scores.push_back(candidate.sourceScore);
    auto taken = confidentMasks(scores, cut_, settings_.segmenterBestAlways);
    taken.resize(std::min(taken.size(), static_cast<size_t>(settings_.segmenterMost)));
    for (const size_t i : taken) {
      put(undecided[i].id, TargetRole::Positive, 1, scoredReason("segmenter", scores[i]));
      ++labels_.confident;
    }
  }

  void addUndecided(std::vector<Candidate> undecided, std::vector<Candidate>& positives) {
    const auto confidence = [&](const Candidate& c) {
      const auto found = confidence_.find(c.id);
      return found == confidence_.end() ? 0.0 : found->second;
    };
    std::stable_sort(undecided.begin(), undecided.end(), [&](const auto& a, const auto& b) {
      return confidence(a) > confidence(b);
    });
    int taken = 0;
    for (auto& candidate : undecided) {
      const double p = confidence(candidate);
      const bool free = std::none_of(positives.begin(), positives.end(), [&](const auto& other) {
        return compete(candidate, other, settings_);
      });
      if (p >= cut_ && taken < most_ && free) {
        put(candidate.id,
            TargetRole::Positive,
            std::clamp(p, settings_.minWeight, 1.0),
            scoredReason("confident", p));
        positives.push_back(std::move(candidate));
        ++labels_.confident;
        ++taken;
      } else {
        put(candidate.id, TargetRole::Ignored, 1, "undecided");
        ++labels_.ignored;
      }
    }
  }

  void put(CandidateId id, TargetRole role, double weight, std::string reason) {
    labels_.targets.push_back({id, role, weight, std::move(reason)});
  }

  const PseudoLabelSettings settings_;
  const int baseRound_;
  store::CandidateRepository candidates_;
  AcceptedMasks accepted_;
  std::vector<ImageRecord> images_;
  std::unordered_map<CandidateId, Verdict> verdicts_;
  std::unordered_set<CandidateId> inherited_;
  std::unordered_map<CandidateId, double> confidence_;
  bool anyAccepted_ = false;
  std::unordered_set<CandidateId> own_;  ///< undecided or not; empty: confidence decides
  double cut_ = 0;
  int most_ = 0;
  PseudoLabels labels_;
};

}  // namespace

PseudoLabels choosePseudoLabels(store::Connection& connection,
                                int baseRound,
                                const PseudoLabelSettings& settings) {
  return Chooser(connection, baseRound, settings).run();
}

bool isVerified(const RoundTarget& target) {
  return target.role == TargetRole::Positive &&
         (target.reason == kAccepted || target.reason == kRelabelled);
}

}  // namespace maskwright
