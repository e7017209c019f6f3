#include "core/services/simulation.h"

#include "core/base/shuffle.h"
#include "core/rank/audit.h"
#include "core/services/decide_service.h"
#include "core/services/simulation_annotator.h"
#include "core/services/simulation_learner.h"
#include "core/services/simulation_pages.h"

#include <algorithm>
#include <deque>
#include <numeric>
#include <unordered_map>

namespace maskwright {
namespace {

/// Decisions before the first audit, and between two.
constexpr int64_t kBeforeAudit = 120, kBetweenAudits = 60;
/// How far above the target the expected precision must lie, as a share of the errors allowed.
constexpr double kAuditMargin = 0.2;
/// One decision in so many is on a candidate drawn from all: what is stated about the many that
/// nobody would look at for their own sake rests on these.
constexpr int64_t kRandomEvery = 12;
/// From here a candidate is worth looking at to learn what an audit may accept.
constexpr double kWorthLearning = 0.25;

class Simulation {
 public:
  Simulation(const SimulationPool& pool,
             const SimulationSettings& settings,
             SimulationState before,
             double until,
             const CancelToken& cancel)
      : pool_(pool),
        settings_(settings),
        cancel_(cancel),
        annotator_(pool, settings, std::move(before), until),
        learner_(pool, settings),
        random_(settings.seed + annotator_.state().judgements.size()) {
    for (const auto& audit : annotator_.outcome().audits) hasAccepted_ |= audit.passed;
    std::unordered_map<CandidateId, size_t> rowOf;
    for (size_t row = 0; row < rows(); ++row) rowOf.emplace(pool.table.ids[row], row);
    for (const CandidateId id : annotator_.state().putOff)
      if (const auto row = rowOf.find(id); row != rowOf.end()) putOff_.push_back(row->second);
  }

  Result<SimulationState> run() {
    if (auto known = learner_.recall(annotator_.state().judgements); !known) return known.error();
    const Result<void> done = learns() ? learned() : fixedOrder();
    if (!done) return done.error();
    if (!annotator_.timeIsUp()) annotator_.drawMissing();
    auto& state = annotator_.state();
    state.putOff.clear();
    for (const size_t row : putOff_) state.putOff.push_back(pool_.table.ids[row]);
    return std::move(state);
  }

 private:
  bool learns() const {
    return settings_.policy == SimulationPolicy::Learned ||
           settings_.policy == SimulationPolicy::ClusterPages ||
           settings_.policy == SimulationPolicy::Sheets ||
           settings_.policy == SimulationPolicy::Audited;
  }

  bool showsPages() const {
    return settings_.policy == SimulationPolicy::ClusterPages ||
           settings_.policy == SimulationPolicy::Sheets;
  }

  size_t rows() const { return pool_.table.rows(); }

  /// The verdict, if the time was not up before.
  std::optional<Verdict> decide(size_t row, bool putOffPoor) {
    const auto verdict = annotator_.decide(row, learner_.suggested(row), putOffPoor);
    if (verdict) learn(row, *verdict);
    return verdict;
  }

  /// A poor mask that is not put off has been corrected.
  void learn(size_t row, Verdict verdict) {
    const bool redrawn = verdict == Verdict::BadMask;
    learner_.decided(
        row, redrawn ? Verdict::Accepted : verdict, annotator_.categoryOf(row), redrawn);
    if (verdict == Verdict::FixLater) putOff_.push_back(row);
  }

  /// Masks a second of a correction.
  double correctionYield() const { return 1 / settings_.costs.correct; }

  /// Corrects what was put off, first come first served; false if the time is up.
  bool correctNext() {
    const size_t row = putOff_.front();
    putOff_.pop_front();
    if (!annotator_.correct(row)) return false;
    if (annotator_.categoryOf(row) >= 0) learn(row, Verdict::BadMask);
    return true;
  }

  Result<void> cancelled() const {
    if (!cancel_.stop_requested()) return {};
    return Error{ErrorKind::Cancelled, "the simulation was cancelled", ""};
  }

  // --- orders that nothing changes

  Result<void> fixedOrder() {
    if (settings_.policy == SimulationPolicy::Oracle) return oracle();
    std::vector<size_t> order(rows());
    std::iota(order.begin(), order.end(), size_t{0});
    std::vector<double> score(rows());
    for (size_t row = 0; row < rows(); ++row)
      score[row] = settings_.policy == SimulationPolicy::SourceScore ? pool_.table.sourceScore[row]
                                                                     : learner_.confidence(row);
    // Ties in an order that says nothing.
    shuffle(order, random_);
    if (settings_.policy != SimulationPolicy::Random)
      std::stable_sort(
          order.begin(), order.end(), [&](size_t a, size_t b) { return score[a] > score[b]; });
    for (const size_t row : order) {
      if (annotator_.timeIsUp()) break;
      if (auto stop = cancelled(); !stop) return stop;
      if (!annotator_.isDecided(row)) decide(row, settings_.poor == PoorMasks::Later);
    }
    while (!putOff_.empty() && !annotator_.timeIsUp()) correctNext();
    return {};
  }

  /// One mask for each object first, then one to correct; the rest only costs time.
  Result<void> oracle() {
    for (const Verdict wanted : {Verdict::Accepted, Verdict::BadMask}) {
      for (size_t row = 0; row < rows() && !annotator_.timeIsUp(); ++row) {
        if (auto stop = cancelled(); !stop) return stop;
        if (!annotator_.isDecided(row) && annotator_.judge(row) == wanted) decide(row, false);
      }
    }
    return {};
  }

  // --- orders that follow the decisions

  /// Expected masks a second.
  double yield(size_t row, bool putOffPoor) const {
    const double good = learner_.confidence(row), poor = learner_.poor(row);
    const auto& costs = settings_.costs;
    if (putOffPoor) return good / costs.verify;
    return (good + poor) /
           (good * costs.verify + poor * costs.correct + (1 - good - poor) * costs.verify);
  }

  struct Next {
    size_t row;       ///< rows(): none is undecided
    double yield;     ///< masks a second
    bool putOffPoor;  ///< what to do with it if it is poor
  };

  /// The undecided candidate that yields most.
  Next next() const {
    const bool later = settings_.poor == PoorMasks::Later ||
                       (settings_.poor == PoorMasks::WhenItPays && puttingOffPays());
    Next found{rows(), -1, later};
    for (size_t row = 0; row < rows(); ++row) {
      if (annotator_.isDecided(row)) continue;
      if (const double value = yield(row, later); value > found.yield) {
        found.yield = value;
        found.row = row;
      }
    }
    return found;
  }

  /// Whether what yields more than a correction fills the time that is left: then a mask that is
  /// put off is never missed; else it is only looked at twice.
  bool puttingOffPays() const {
    if (!learner_.hasLearned()) return false;
    double seconds = 0;
    for (const size_t row : distinct()) {
      if (yield(row, true) <= correctionYield()) break;
      seconds += settings_.costs.verify;
    }
    return seconds > settings_.seconds - annotator_.seconds();
  }

  Result<void> learned() {
    int64_t attempts = 0, nextAudit = kBeforeAudit;
    while (!annotator_.timeIsUp()) {
      if (auto stop = cancelled(); !stop) return stop;
      if (auto fitted = learner_.learn(); !fitted) return fitted;
      const int64_t decisions = annotator_.outcome().end().decisions;
      if (settings_.judgeAt > 0 && decisions >= settings_.judgeAt &&
          !annotator_.outcome().calibration) {
        if (auto fitted = learner_.learn(/*now=*/true); !fitted) return fitted;
        annotator_.outcome().calibration = judgeConfidence(pool_, settings_, annotator_, learner_);
      }
      if (settings_.policy == SimulationPolicy::Audited && decisions >= nextAudit &&
          learner_.hasLearned()) {
        if (audit(static_cast<int>(attempts)))
          attempts = annotator_.outcome().audits.back().passed ? 0 : attempts + 1;
        nextAudit = annotator_.outcome().end().decisions + kBetweenAudits;
        continue;
      }
      if (showsPages() && (turns_ + 1) % kRandomEvery != 0 && page()) {
        ++turns_;
        continue;
      }
      if (settings_.policy == SimulationPolicy::Audited && !hasAccepted_ &&
          (turns_ + 1) % kRandomEvery != 0) {
        ++turns_;
        const auto row = worthLearning();
        if (!row) break;
        decide(*row, next().putOffPoor);
        continue;
      }
      if (++turns_ % kRandomEvery == 0) {
        const auto row = anyUndecided();
        if (!row) break;
        decide(*row, next().putOffPoor);
        continue;
      }
      const Next best = next();
      if (!putOff_.empty() && best.yield < correctionYield()) {
        correctNext();
        continue;
      }
      if (best.row == rows()) break;
      decide(best.row, best.putOffPoor);
    }
    return {};
  }

  /// A page or a sheet, if one yields more than the best single candidate; whether there was one.
  bool page() {
    std::vector<size_t> undecided;
    for (size_t row = 0; row < rows(); ++row)
      if (!annotator_.isDecided(row)) undecided.push_back(row);
    double single = std::max(0., next().yield);
    if (!putOff_.empty()) single = std::max(single, correctionYield());
    auto page = bestPage(learner_, settings_, undecided, single);
    ShownTogether sheet;
    if (settings_.policy == SimulationPolicy::Sheets)
      sheet = bestSheet(learner_, settings_, undecided, std::max(single, page.yield));
    if (page.rows.empty() && sheet.rows.empty()) return false;
    const auto verdicts =
        sheet.rows.empty() ? annotator_.decidePage(page.rows, learner_.suggested(page.rows[0]))
                           : annotator_.decideSheet(
                                 sheet.rows, [&](size_t row) { return learner_.suggested(row); });
    for (const auto& [row, verdict] : verdicts) {
      learner_.decided(row, verdict, annotator_.categoryOf(row));
      if (verdict == Verdict::BadMask) putOff_.push_back(row);
    }
    return !verdicts.empty();
  }

  std::optional<size_t> anyUndecided() {
    std::vector<size_t> set;
    for (size_t row = 0; row < rows(); ++row)
      if (!annotator_.isDecided(row)) set.push_back(row);
    if (set.empty()) return std::nullopt;
    return set[random_() % set.size()];
  }

  /// One of the candidates that might be accepted unseen, at random: to be judged by decisions,
  /// what is stated about them must not rest on the very best alone, and those are to be accepted
  /// later.
  std::optional<size_t> worthLearning() {
    const auto set = distinct();
    if (set.empty()) return std::nullopt;
    size_t count = 0;
    while (count < set.size() && learner_.confidence(set[count]) >= kWorthLearning) ++count;
    count = std::min(set.size(), std::max<size_t>(count, 200));
    return set[random_() % count];
  }

  /// Undecided candidates by falling confidence, one for each place: of those that overlap by half
  /// only the first.
  std::vector<size_t> distinct() const {
    std::vector<size_t> order;
    for (size_t row = 0; row < rows(); ++row)
      if (!annotator_.isDecided(row)) order.push_back(row);
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      return learner_.confidence(a) > learner_.confidence(b);
    });
    std::vector<bool> taken(rows());
    std::erase_if(order, [&](size_t row) {
      for (const auto& overlap : pool_.table.overlapsOf(row))
        if (overlap.iou >= 0.5F && taken[overlap.other]) return true;
      taken[row] = true;
      return false;
    });
    return order;
  }

  /// Accepts what is probably precise enough, if a random sample proves it; whether one was drawn.
  bool audit(int attempt) {
    auto set = distinct();
    const double wanted = settings_.target + kAuditMargin * (1 - settings_.target);
    double sum = 0;
    size_t size = 0;
    for (size_t i = 0; i < set.size(); ++i) {
      sum += learner_.confidence(set[i]);
      if (sum >= wanted * static_cast<double>(i + 1)) size = i + 1;
    }
    set.resize(size);
    const auto plan =
        rank::planAudit(settings_.target, 0.95, static_cast<int64_t>(set.size()), attempt);
    if (plan.looks.empty()) return false;
    SimulatedAudit record;
    record.threshold = learner_.confidence(set.back());
    shuffle(set, random_);
    int64_t good = 0, judged = 0;
    rank::AuditState state = rank::AuditState::Going;
    while (state == rank::AuditState::Going && !annotator_.timeIsUp()) {
      const size_t row = set[static_cast<size_t>(judged)];
      // What is asked here is the verdict; the mask can wait.
      const auto verdict = decide(row, settings_.poor != PoorMasks::AtOnce);
      if (!verdict) break;
      good += *verdict == Verdict::Accepted;
      ++judged;
      state = rank::auditState(plan, good, judged);
    }
    record.sampled = judged;
    record.accepted = record.right = good;
    record.bound =
        rank::acceptedLowerBound(good, judged, plan.population, rank::confidenceOfLook(plan));
    record.passed = state == rank::AuditState::Passed;
    if (record.passed) {
      for (size_t i = static_cast<size_t>(judged); i < set.size(); ++i) {
        if (annotator_.isDecided(set[i])) continue;
        record.right += annotator_.acceptUnseen(set[i]);
        ++record.accepted;
      }
    }
    hasAccepted_ |= record.passed;
    annotator_.outcome().audits.push_back(record);
    return true;
  }

  const SimulationPool& pool_;
  const SimulationSettings& settings_;
  const CancelToken& cancel_;
  SimulatedAnnotator annotator_;
  SimulationLearner learner_;
  std::mt19937_64 random_;
  int64_t turns_ = 0;
  bool hasAccepted_ = false;   ///< an audit passed
  std::deque<size_t> putOff_;  ///< masks to be corrected later
};

}  // namespace

std::string_view policyName(SimulationPolicy policy) {
  switch (policy) {
    case SimulationPolicy::Random:
      return "random";
    case SimulationPolicy::SourceScore:
      return "source-score";
    case SimulationPolicy::FirstConfidence:
      return "first-confidence";
    case SimulationPolicy::Learned:
      return "learned";
    case SimulationPolicy::ClusterPages:
      return "cluster-pages";
    case SimulationPolicy::Sheets:
      return "sheets";
    case SimulationPolicy::Audited:
      return "audited";
    case SimulationPolicy::Oracle:
      break;
  }
  return "oracle";
}

std::optional<SimulationPolicy> policyFromName(std::string_view name) {
  for (const auto policy : kAllSimulationPolicies)
    if (policyName(policy) == name) return policy;
  return std::nullopt;
}

double SimulationOutcome::precision() const {
  return end().accepted == 0
             ? 1
             : static_cast<double>(end().right) / static_cast<double>(end().accepted);
}

double SimulationOutcome::coverage() const {
  return objects == 0 ? 1 : static_cast<double>(end().covered) / static_cast<double>(objects);
}

Result<SimulationOutcome> simulate(const SimulationPool& pool,
                                   const SimulationSettings& settings,
                                   const CancelToken& cancel) {
  auto state = advanceSimulation(pool, settings, {}, settings.seconds, cancel);
  if (!state) return state.error();
  return std::move(state->outcome);
}

Result<SimulationState> advanceSimulation(const SimulationPool& pool,
                                          const SimulationSettings& settings,
                                          SimulationState state,
                                          double until,
                                          const CancelToken& cancel) {
  if (!(settings.seconds > 0))
    return Error{ErrorKind::WrongUse, "a simulation needs more than 0 seconds", ""};
  if (!(settings.target > 0 && settings.target < 1))
    return Error{ErrorKind::WrongUse, "the target precision must lie between 0 and 1", ""};
  return Simulation(pool, settings, std::move(state), until, cancel).run();
}

}  // namespace maskwright
