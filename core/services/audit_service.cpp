#include "core/services/audit_service.h"

#include "core/base/shuffle.h"
#include "core/coco/rle.h"
#include "core/rank/audit.h"
#include "core/store/audit_repository.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"

#include <algorithm>
#include <random>
#include <unordered_map>

namespace maskwright {
namespace {

constexpr double kSamePlaceIou = 0.5;

/// Boxes and areas tell most pairs apart without a look at their runs.
bool mayOverlapByHalf(const Candidate& a, const Candidate& b) {
  const double width = std::min(a.box.x + a.box.w, b.box.x + b.box.w) - std::max(a.box.x, b.box.x);
  const double height = std::min(a.box.y + a.box.h, b.box.y + b.box.h) - std::max(a.box.y, b.box.y);
  if (width <= 0 || height <= 0) return false;
  const auto one = static_cast<double>(a.area), other = static_cast<double>(b.area);
  const double shared = std::min({width * height, one, other});
  return shared >= kSamePlaceIou * (one + other - shared);
}

bool showSamePlace(const Candidate& a, const Candidate& b) {
  return mayOverlapByHalf(a, b) && coco::iou(a.mask, b.mask) >= kSamePlaceIou;
}

/// Leaves one mask for each place: the first of those that overlap by half, none where an accepted
/// one lies. Masks are read image by image.
class Distinct {
 public:
  /// `round`: of which all items are; nothing = of several.
  Distinct(store::Connection& connection, std::optional<int> round)
      : connection_(connection), round_(round) {
    for (const auto& standing : store::DecisionRepository(connection).standing())
      if (isPositive(standing.state.verdict))
        accepted_[standing.image].push_back(standing.candidate);
  }

  std::vector<CandidateId> of(const std::vector<store::ReviewItem>& items) {
    std::unordered_map<ImageId, std::vector<size_t>> byImage;
    for (size_t i = 0; i < items.size(); ++i) byImage[items[i].image].push_back(i);
    std::vector<bool> keep(items.size());
    for (const auto& [image, places] : byImage) {
      std::unordered_map<CandidateId, Candidate> masks;
      std::vector<const Candidate*> taken;
      store::CandidateRepository candidates(connection_);
      for (auto& mask : candidates.ofImage(image, round_)) masks.emplace(mask.id, std::move(mask));
      for (const CandidateId id : accepted_[image]) {
        if (!masks.contains(id))
          if (auto mask = candidates.byId(id)) masks.emplace(id, std::move(*mask));
        if (const auto mask = masks.find(id); mask != masks.end()) taken.push_back(&mask->second);
      }
      for (const size_t place : places) {  // by falling confidence, as the items are
        const auto mask = masks.find(items[place].id);
        if (mask == masks.end()) continue;
        const bool repeats = std::any_of(taken.begin(), taken.end(), [&](const Candidate* other) {
          return showSamePlace(mask->second, *other);
        });
        if (repeats) continue;
        keep[place] = true;
        taken.push_back(&mask->second);
      }
    }
    std::vector<CandidateId> out;
    for (size_t i = 0; i < items.size(); ++i)
      if (keep[i]) out.push_back(items[i].id);
    return out;
  }

 private:
  store::Connection& connection_;
  std::optional<int> round_;
  std::unordered_map<ImageId, std::vector<CandidateId>> accepted_;
};

rank::AuditPlan planOf(const Audit& audit) {
  return rank::planAudit(audit.target, audit.confidence, audit.population, audit.attempt);
}

Error wrong(std::string message) {
  return {ErrorKind::WrongUse, std::move(message), ""};
}

}  // namespace

AuditService::AuditService(store::Connection& connection, std::string author)
    : connection_(connection), author_(std::move(author)) {}

Result<AuditService::Preview> AuditService::preview(const store::ReviewFilter& filter,
                                                    double threshold,
                                                    double target) {
  if (!(target > 0 && target < 1)) return wrong("the target precision must be between 0 and 1");
  try {
    store::ReviewFilter wanted = filter;
    wanted.verdict = Verdict::Undecided;
    wanted.minConfidence = threshold;
    wanted.includeLinked = false;
    wanted.order = store::ReviewOrder::MostLikely;  // the best one of a place stands for it
    wanted.inOrderOfOnly = false;
    store::ReviewQuery query(connection_);
    const auto items = query.items(query.ids(wanted));
    Preview out;
    const bool ofSeveral = wanted.anyRound || wanted.usedInRound;
    out.members =
        Distinct(connection_, ofSeveral ? std::nullopt : std::optional(wanted.round)).of(items);
    out.repeats = static_cast<int64_t>(items.size() - out.members.size());
    std::unordered_map<CandidateId, double> confidence;
    for (const auto& item : items) confidence.emplace(item.id, item.confidence);
    for (const CandidateId member : out.members) out.expected += confidence.at(member);
    if (!out.members.empty()) out.expected /= static_cast<double>(out.members.size());
    out.looks = rank::planAudit(target,
                                0.95,
                                static_cast<int64_t>(out.members.size()),
                                store::AuditRepository(connection_).failedSincePass(filter.round))
                    .looks;
    return out;
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

Result<Audit> AuditService::start(const Request& request) {
  if (!(request.confidence > 0 && request.confidence < 1))
    return wrong("the confidence of an audit must be between 0 and 1");
  auto found = preview(request.filter, request.threshold, request.target);
  if (!found) return found.error();
  try {
    store::Transaction transaction(connection_, store::Durability::Human);
    store::AuditRepository audits(connection_);
    Audit audit;
    audit.round = request.filter.round;
    audit.threshold = request.threshold;
    audit.target = request.target;
    audit.confidence = request.confidence;
    audit.scope = request.scope;
    audit.seed = request.seed;
    audits.giveUpOpen();
    audit.attempt = audits.failedSincePass(audit.round);
    audit.population = static_cast<int64_t>(found->members.size());
    audit.author = author_;
    audit.looks = planOf(audit).looks;
    if (audit.looks.empty())
      return wrong(std::to_string(audit.population) +
                   " masks are too few to prove that precision; lower the threshold or the target");
    auto order = found->members;
    std::mt19937_64 random(request.seed);
    const auto size = static_cast<size_t>(audit.looks.back());
    shuffle(order, random, size);
    for (size_t i = 0; i < size; ++i) audit.sample.push_back({order[i], std::nullopt});
    audit.id = audits.insert(audit, found->members);
    transaction.commit();
    return audit;
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

Result<Audit> AuditService::load(AuditId id, bool mustBeOpen) {
  try {
    auto audit = store::AuditRepository(connection_).byId(id);
    if (!audit) return wrong("there is no audit " + std::to_string(id.value));
    if (mustBeOpen && audit->outcome != AuditOutcome::Open)
      return wrong("audit " + std::to_string(id.value) + " is over");
    return std::move(*audit);
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

void restate(Audit& audit) {
  const auto plan = planOf(audit);
  audit.good = audit.judged = 0;
  audit.outcome = AuditOutcome::Open;
  for (const auto& sampled : audit.sample) {
    if (!sampled.verdict) break;
    ++audit.judged;
    audit.good += isPositive(*sampled.verdict);
    const auto state = rank::auditState(plan, audit.good, audit.judged);
    audit.outcome = state == rank::AuditState::Passed   ? AuditOutcome::Passed
                    : state == rank::AuditState::Failed ? AuditOutcome::Failed
                                                        : AuditOutcome::Open;
  }
  audit.bound = rank::acceptedLowerBound(
      audit.good, audit.judged, audit.population, rank::confidenceOfLook(plan));
}

int64_t untilNextLook(const Audit& audit) {
  if (audit.outcome != AuditOutcome::Open) return 0;
  const auto plan = planOf(audit);
  for (size_t i = 0; i < plan.looks.size(); ++i)
    if (plan.looks[i] > audit.judged && audit.judged - audit.good <= plan.allowed[i])
      return plan.looks[i] - audit.judged;
  return 0;
}

Result<Audit> AuditService::judge(AuditId id,
                                  Verdict verdict,
                                  std::optional<std::string> category,
                                  std::optional<CandidateId> meant) {
  if (verdict == Verdict::Undecided) return wrong("an audit needs a verdict on each mask");
  auto audit = load(id, /*mustBeOpen=*/true);
  if (!audit) return audit;
  const auto next = std::find_if(audit->sample.begin(), audit->sample.end(), [](const auto& s) {
    return !s.verdict.has_value();
  });
  if (next == audit->sample.end()) return wrong("the whole sample is judged");
  if (meant && *meant != next->candidate) return wrong("another mask of the sample is next");
  ReviewService::Request request;
  request.candidates = {next->candidate};
  request.verdict = verdict;
  request.category = std::move(category);
  const auto decided = ReviewService(connection_, author_).decide(request);
  if (!decided) return decided.error();
  try {
    next->verdict = verdict;
    restate(*audit);
    store::Transaction transaction(connection_, store::Durability::Human);
    store::AuditRepository audits(connection_);
    audits.setVerdict(id, static_cast<int>(next - audit->sample.begin()), verdict);
    audits.update(*audit);
    transaction.commit();
    return audit;
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

Result<Audit> AuditService::takeBack(AuditId id) {
  auto audit = load(id, /*mustBeOpen=*/false);
  if (!audit) return audit;
  if (audit->judged == 0) return wrong("nothing of this audit is judged yet");
  if (audit->command || audit->outcome == AuditOutcome::GivenUp) return wrong("this audit is over");
  auto& last = audit->sample[static_cast<size_t>(audit->judged - 1)];
  try {
    // Only if nothing was decided since: undo takes back the newest command.
    store::DecisionRepository decisions(connection_);
    const auto newest = decisions.newestDone();
    const auto rows = newest ? decisions.ofCommand(newest->id) : std::vector<Decision>{};
    if (rows.size() != 1 || rows[0].candidate != last.candidate)
      return wrong("something else was decided since; take that back first");
    if (const auto undone = ReviewService(connection_, author_).undo(); !undone)
      return undone.error();
    last.verdict.reset();
    restate(*audit);
    store::Transaction transaction(connection_, store::Durability::Human);
    store::AuditRepository audits(connection_);
    audits.setVerdict(id, static_cast<int>(audit->judged), std::nullopt);
    audits.update(*audit);
    transaction.commit();
    return audit;
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

Result<ReviewService::Outcome> AuditService::accept(AuditId id) {
  auto audit = load(id, /*mustBeOpen=*/false);
  if (!audit) return audit.error();
  if (audit->outcome != AuditOutcome::Passed)
    return wrong("only an audit that passed accepts masks");
  if (audit->command) return wrong("this audit was used before");
  try {
    std::vector<int64_t> ids;
    for (const CandidateId member : store::AuditRepository(connection_).members(id))
      ids.push_back(member.value);
    ReviewService::Request request;
    for (const auto& item : store::ReviewQuery(connection_).items(ids))
      if (item.verdict.verdict == Verdict::Undecided) request.candidates.push_back(item.id);
    request.verdict = Verdict::Accepted;
    request.origin = DecisionOrigin::Threshold;
    char above[16], text[96];
    std::snprintf(above, sizeof above, "%.2f", audit->threshold);
    std::snprintf(text,
                  sizeof text,
                  "accept %zu above %s, audited: at least %.1f %% right",
                  request.candidates.size(),
                  above[0] == '0' ? above + 1 : above,  // .24, as confidences are written
                  100 * audit->bound);
    request.text = text;
    auto outcome = ReviewService(connection_, author_).decide(request);
    if (!outcome) return outcome;
    audit->command = outcome->command;
    store::Transaction transaction(connection_, store::Durability::Human);
    store::AuditRepository(connection_).update(*audit);
    transaction.commit();
    return outcome;
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

Result<void> AuditService::giveUp(AuditId id) {
  auto audit = load(id, /*mustBeOpen=*/true);
  if (!audit) return audit.error();
  try {
    audit->outcome = AuditOutcome::GivenUp;
    store::Transaction transaction(connection_, store::Durability::Human);
    store::AuditRepository(connection_).update(*audit);
    transaction.commit();
    return {};
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

}  // namespace maskwright
