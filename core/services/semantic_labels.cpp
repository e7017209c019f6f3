#include "core/services/semantic_labels.h"

#include "core/base/hash.h"
#include "core/coco/rle.h"
#include "core/domain/confident_masks.h"
#include "core/services/accepted_masks.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/image_repository.h"
#include "core/store/review_query.h"
#include "core/store/segmenter_mask_repository.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace maskwright {
namespace {

// Bands of priorities: who wins a pixel.
constexpr double kAcceptedBand = 4, kConfidentBand = 2, kPoorBand = 1.75, kRefusedBand = 1.5,
                 kDoubtBand = 0;

class Chooser {
 public:
  Chooser(store::Connection& connection, const SemanticLabelRule& rule, SemanticLabels& labels)
      : rule_(rule),
        labels_(labels),
        candidates_(connection),
        accepted_(connection),
        own_(store::SegmenterMaskRepository(connection).ofRound(labels.round)) {
    store::ReviewQuery query(connection);
    for (const auto& cluster : labels.clusters) {
      if (cluster.category) named_.emplace(cluster.category, cluster.number);
      categories_.emplace(cluster.number, cluster.category);
      for (const auto member : query.clusterMembers(cluster.id))
        clusterOf_.emplace(member, cluster.number);
    }
    for (const auto& s : store::DecisionRepository(connection).standing())
      verdicts_.emplace(s.candidate, s.state.verdict);
    for (const auto& r : store::RankingRepository(connection).ranking(labels.round))
      confidence_.emplace(r.candidate, r.confidence);
  }

  void add(const ImageRecord& image) {
    LabelledImage out{image, {}};
    const auto all = candidates_.ofImage(image.id);
    for (const auto& standing : accepted_.ofImage(image.id)) {
      const auto label = labelOf(standing, all);
      labels_.accepted += label.has_value();
      labels_.unknown += !label;
      // Of accepted masks the smaller lies on the larger.
      const double nearness = 1.0 / (1.0 + static_cast<double>(standing.candidate.area));
      out.masks.push_back(
          {standing.candidate.id, label.value_or(kUnknownLabel), kAcceptedBand + nearness});
    }
    const bool anyAccepted = !out.masks.empty();
    bool anyRefused = false;
    std::vector<const Candidate*> undecided;
    for (const auto& candidate : all) {
      const auto found = verdicts_.find(candidate.id);
      const Verdict verdict = found == verdicts_.end() ? Verdict::Undecided : found->second;
      if (verdict == Verdict::Undecided) {
        if (candidate.round == labels_.round && (own_.empty() || own_.contains(candidate.id)))
          undecided.push_back(&candidate);
      } else if (verdict == Verdict::NotAnObject) {
        out.masks.push_back({candidate.id, kBackgroundLabel, kRefusedBand});
        anyRefused = true;
      } else if (!isPositive(verdict)) {
        out.masks.push_back({candidate.id, kUnknownLabel, kPoorBand});
      }
    }
    const bool anyPainted = addUndecided(undecided, anyAccepted, out.masks) || anyAccepted;
    if (!anyPainted && !anyRefused) return;
    std::set<int> seen;
    for (const auto& mask : out.masks) seen.insert(mask.label);
    for (const int label : seen)
      if (label != kUnknownLabel) ++labels_.imagesOfLabel[static_cast<size_t>(label)];
    labels_.images.push_back(std::move(out));
  }

 private:
  std::optional<int> clusterOf(CandidateId candidate) const {
    const auto found = clusterOf_.find(candidate);
    return found == clusterOf_.end() ? std::nullopt : std::optional(found->second);
  }

  /// The label of an accepted mask, which may be of an earlier round: the cluster of its present
  /// twin then.
  std::optional<int> labelOf(const StandingMask& standing,
                             const std::vector<Candidate>& all) const {
    const CategoryId category = standing.verdict.category;
    if (const auto named = named_.find(category); category && named != named_.end())
      return named->second + 1;
    auto cluster = clusterOf(standing.candidate.id);
    for (const auto& other : all) {
      if (cluster) break;
      if (other.round == labels_.round &&
          coco::iou(standing.candidate.mask, other.mask) >= kSameObjectIou)
        cluster = clusterOf(other.id);
    }
    if (!cluster) return std::nullopt;
    const CategoryId name = categories_.at(*cluster);
    if (category && name && name != category) return std::nullopt;
    return *cluster + 1;
  }

  double score(const Candidate& candidate) const {
    if (own_.contains(candidate.id)) return candidate.sourceScore;
    const auto found = confidence_.find(candidate.id);
    return found == confidence_.end() ? candidate.sourceScore : found->second;
  }

  /// Whether any of them paints.
  bool addUndecided(const std::vector<const Candidate*>& undecided,
                    bool anyAccepted,
                    std::vector<LabelledMask>& masks) {
    std::vector<double> scores;
    for (const auto* candidate : undecided) scores.push_back(score(*candidate));
    const auto taken = confidentMasks(scores, rule_.threshold, /*bestAlways=*/!anyAccepted);
    const bool sure = !taken.empty() && scores[taken.front()] >= rule_.threshold;
    if (!anyAccepted && !undecided.empty()) {
      ++labels_.undecidedImages;
      labels_.confidentImages += sure;
    }
    std::vector<bool> paints(undecided.size(), false);
    bool any = false;
    for (const size_t i : taken) {
      paints[i] = true;
      const auto cluster = clusterOf(undecided[i]->id);
      masks.push_back({undecided[i]->id,
                       cluster ? *cluster + 1 : kUnknownLabel,
                       kConfidentBand + std::clamp(scores[i], 0.0, 1.0)});
      if (!cluster) ++labels_.unknown;
      if (cluster) ++(sure ? labels_.confident : labels_.best);
      any = any || cluster.has_value();
    }
    for (size_t i = 0; i < undecided.size(); ++i)
      if (!paints[i] && scores[i] >= rule_.doubt * rule_.threshold)
        masks.push_back({undecided[i]->id, kUnknownLabel, kDoubtBand});
    return any;
  }

  const SemanticLabelRule& rule_;
  SemanticLabels& labels_;
  store::CandidateRepository candidates_;
  AcceptedMasks accepted_;
  std::unordered_set<CandidateId> own_;
  std::map<CategoryId, int> named_;
  std::map<int, CategoryId> categories_;
  std::unordered_map<CandidateId, int> clusterOf_;
  std::unordered_map<CandidateId, Verdict> verdicts_;
  std::unordered_map<CandidateId, double> confidence_;
};

std::string identityOf(const SemanticLabels& labels) {
  std::ostringstream text;
  for (const auto& image : labels.images) {
    text << image.image.contentHash;
    for (const auto& mask : image.masks)
      text << ' ' << mask.candidate.value << ':' << mask.label << ':' << mask.priority;
    text << '\n';
  }
  return contentHash(std::string_view(text.str()));
}

Result<void> check(store::Project& project, const SemanticLabels& labels) {
  const std::string folder = project.folder().string();
  if (store::CandidateRepository(project.connection()).count(labels.round) == 0)
    return Error{ErrorKind::NotFound,
                 labels.round == 0
                     ? "there are no masks yet; find some with: maskwright discover " + folder
                     : "round " + std::to_string(labels.round) + " has no masks",
                 folder};
  if (labels.clusters.empty())
    return Error{ErrorKind::NotFound,
                 "the masks of round " + std::to_string(labels.round) +
                     " have no clusters; make them with: maskwright cluster " + folder,
                 folder};
  if (labels.clusters.back().number + 1 >= kUnknownLabel)
    return Error{ErrorKind::WrongUse,
                 "there are too many clusters for a semantic network (at most " +
                     std::to_string(kUnknownLabel - 1) + "); make fewer with: maskwright cluster " +
                     folder + " --k 20",
                 folder};
  return {};
}

}  // namespace

Result<SemanticLabels> chooseSemanticLabels(store::Project& project,
                                            const SemanticLabelRule& rule) {
  if (rule.threshold <= 0 || rule.threshold > 1)
    return Error{ErrorKind::WrongUse, "a threshold lies above 0 and is at most 1", ""};
  try {
    auto& connection = project.connection();
    SemanticLabels labels;
    labels.round =
        rule.round < 0 ? store::CandidateRepository(connection).newestRound() : rule.round;
    labels.clusters = store::ReviewQuery(connection).clusters(labels.round);
    // Numbers outlive clusters: without gaps a network has no outputs that nothing teaches.
    for (size_t i = 0; i < labels.clusters.size(); ++i)
      labels.clusters[i].number = static_cast<int>(i);
    if (const auto ready = check(project, labels); !ready) return ready.error();
    labels.classes = labels.clusters.back().number + 2;
    labels.imagesOfLabel.assign(static_cast<size_t>(labels.classes), 0);
    Chooser chooser(connection, rule, labels);
    for (const auto& image :
         store::ImageRepository(connection).presentPage("", std::numeric_limits<int>::max()))
      chooser.add(image);
    labels.identity = identityOf(labels);
    return labels;
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

}  // namespace maskwright
