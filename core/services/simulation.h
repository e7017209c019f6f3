#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/domain/decision.h"
#include "core/rank/calibration.h"
#include "core/services/simulation_pool.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace maskwright {

/// In which order the simulated annotator is shown candidates.
enum class SimulationPolicy {
  Random,
  SourceScore,      ///< by the score their source gave
  FirstConfidence,  ///< by the confidence before any decision: no learning
  Learned,          ///< by expected masks a second, learned from the decisions so far
  ClusterPages,     ///< the same, but whole pages of one cluster, with exceptions
  Sheets,           ///< the same, and contact sheets: all that is not marked there is refused
  Audited,          ///< Learned, then accepting above a threshold that an audit has proved
  Oracle            ///< the best order of the same candidates
};
inline constexpr std::array kAllSimulationPolicies{SimulationPolicy::Random,
                                                   SimulationPolicy::SourceScore,
                                                   SimulationPolicy::FirstConfidence,
                                                   SimulationPolicy::Learned,
                                                   SimulationPolicy::ClusterPages,
                                                   SimulationPolicy::Sheets,
                                                   SimulationPolicy::Audited,
                                                   SimulationPolicy::Oracle};
std::string_view policyName(SimulationPolicy policy);  ///< random, source-score, ...
std::optional<SimulationPolicy> policyFromName(std::string_view name);

/// Seconds a person needs. Verification: Papadopoulos et al. 2016; correction: SAM, Kirillov et al.
/// 2023; drawing: COCO, Lin et al. 2014.
struct SimulationCosts {
  double verify = 1.6;     ///< one candidate, accepted or refused
  double relabel = 3;      ///< accepted under another category than the suggested one
  double correct = 14;     ///< a poor mask made good
  double draw = 79;        ///< an object that no candidate shows
  double exception = 0.6;  ///< one member of a page or contact sheet that is marked
  double glance = 0.4;     ///< each member of one; the whole takes at least `verify`

  /// Seconds to look at `count` candidates together.
  double look(size_t count) const { return std::max(verify, glance * static_cast<double>(count)); }
};

/// What becomes of a mask of IoU kBadMaskIou to acceptIou that is shown alone.
enum class PoorMasks {
  WhenItPays,  ///< learning policies: put off if better masks fill the time that is left
  AtOnce,      ///< corrected where it stands
  Later        ///< put off, corrected when nothing better is left to do
};

struct SimulationSettings {
  SimulationPolicy policy = SimulationPolicy::Learned;
  double seconds = 1800;
  double acceptIou = 0.75;  ///< with an object that has no mask yet; corrected from kBadMaskIou on
  uint64_t seed = 1;
  SimulationCosts costs;
  bool refusals = true;    ///< learning uses what was not accepted
  bool clusters = true;    ///< learning and suggestions use clusters
  bool lookAlikes = true;  ///< ... and embeddings
  /// Putting off costs a verification. Orders that nothing changes expect nothing of what is left:
  /// WhenItPays means AtOnce there.
  PoorMasks poor = PoorMasks::WhenItPays;
  double target = 0.95;  ///< precision of Audited, (0, 1)
  int pageSize = 12;
  /// Learning policies: after so many decisions, compare the stated confidences with the truth on
  /// images without any decision; 0 = don't.
  int64_t judgeAt = 300;
};

/// After one step of the annotator.
struct SimulationPoint {
  double seconds = 0;
  int64_t decisions = 0;  ///< of the person, one by one or on a page
  int64_t accepted = 0;   ///< masks accepted, corrected ones and those accepted unseen included
  int64_t right = 0;      ///< of these, with an object of their own at acceptIou
  int64_t covered = 0;    ///< objects that have a mask
};

/// One acceptance of unseen masks.
struct SimulatedAudit {
  double threshold = 0;
  double bound = 0;      ///< of the precision, as stated
  int64_t sampled = 0;   ///< masks looked at
  int64_t accepted = 0;  ///< masks accepted with it, the good ones of the sample included
  int64_t right = 0;     ///< of these
  bool passed = false;
};

struct SimulationOutcome {
  std::vector<SimulationPoint> curve;  ///< starts with a point at 0 s
  int64_t objects = 0, candidates = 0;
  int64_t corrected = 0, refused = 0, relabelled = 0, drawn = 0;
  std::vector<SimulatedAudit> audits;
  /// At SimulationSettings::judgeAt, on the images not decided: good is what the person would
  /// accept going down the list.
  std::optional<rank::CalibrationReport> calibration;

  const SimulationPoint& end() const { return curve.back(); }
  double precision() const;  ///< right / accepted, 1 without any
  double coverage() const;   ///< covered / objects
};

/// One judgement of the annotator.
struct SimulatedJudgement {
  CandidateId candidate;  ///< none: a mask was drawn
  Verdict verdict = Verdict::Undecided;
  int object = -1;       ///< true object that has a mask now; -1 = none
  int category = -1;     ///< given; -1 = none
  bool redrawn = false;  ///< the mask is the person's own: corrected or drawn
};

/// Where an annotator stands between two sets of candidates of the same project.
struct SimulationState {
  SimulationOutcome outcome;
  std::vector<SimulatedJudgement> judgements;  ///< as they fell
  std::vector<CandidateId> putOff;             ///< masks to be corrected later
};

/// Plays on from `state` (nothing: from the start) until the annotator's clock has reached `until`
/// or settings.seconds. Candidates whose rows are out of the queue are not shown. Deterministic for
/// a seed. Errors: as simulate().
Result<SimulationState> advanceSimulation(const SimulationPool& pool,
                                          const SimulationSettings& settings,
                                          SimulationState state,
                                          double until,
                                          const CancelToken& cancel);

/// Plays an annotator who sees the truth: accepts a mask that meets an object without a mask at
/// acceptIou, corrects one that meets it at kBadMaskIou, refuses all others; gives the true
/// category. When no candidate is left, draws what is missing. Deterministic for a seed.
/// Errors: Cancelled, those of the learning.
Result<SimulationOutcome> simulate(const SimulationPool& pool,
                                   const SimulationSettings& settings,
                                   const CancelToken& cancel);

}  // namespace maskwright
