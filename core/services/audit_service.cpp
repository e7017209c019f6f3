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
#include <unordered_set>

namespace maskwright {
namespace {

constexpr double kSamePlaceIou = 0.5;

/// Leaves one mask for each place: the first of those that overlap by half, none where an accepted
/// one lies. Masks are read image by image.
class Distinct {
 public:
  explicit Distinct(store::Connection& connection) : connection_(connection) {
    for (const auto& standing : store::DecisionRepository(connection).standing())
      if (isPositive(standing.state.verdict)) accepted_.insert(standing.candidate);
  }

  std::vector<CandidateId> of(const std::vector<store::ReviewItem>& items) {
    std::unordered_map<ImageId, std::vector<size_t>> byImage;
    for (size_t i = 0; i < items.size(); ++i) byImage[items[i].image].push_back(i);
    std::vector<bool> keep(items.size());
    for (const auto& [image, places] : byImage) {
      std::unordered_map<CandidateId, Candidate> masks;
      std::vector<const Candidate*> taken;
      for (auto& mask : store::CandidateRepository(connection_).ofImage(image))
        masks.emplace(mask.id, std::move(mask));
      for (const auto& [id, mask] : masks)
        if (accepted_.contains(id)) taken.push_back(&mask);
      for (const size_t place : places) {  // by falling confidence, as the items are
        const auto mask = masks.find(items[place].id);
        if (mask == masks.end()) continue;
        const bool repeats = std::any_of(taken.begin(), taken.end(), [&](const Candidate* other) {
          return coco::iou(mask->second.mask, other->mask) >= kSamePlaceIou;
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
  std::unordered_set<CandidateId> accepted_;
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
    store::ReviewQuery query(connection_);
    const auto items = query.items(query.ids(wanted));
    Preview out;
    out.members = Distinct(connection_).of(items);
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

/// Counts, bound and state from the verdicts.
void AuditService::restate(Audit& audit) const {
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

Result<Audit> AuditService::judge(AuditId id,
                                  Verdict verdict,
                                  std::optional<std::string> category) {
  if (verdict == Verdict::Undecided) return wrong("an audit needs a verdict on each mask");
  auto audit = load(id, /*mustBeOpen=*/true);
  if (!audit) return audit;
  const auto next = std::find_if(audit->sample.begin(), audit->sample.end(), [](const auto& s) {
    return !s.verdict.has_value();
  });
  if (next == audit->sample.end()) return wrong("the whole sample is judged");
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
    char text[96];
    std::snprintf(text,
                  sizeof text,
                  "accept %zu above %.2f, audited: at least %.1f %% right",
                  request.candidates.size(),
                  audit->threshold,
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
