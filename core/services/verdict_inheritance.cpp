#include "core/services/verdict_inheritance.h"

#include "core/coco/rle.h"
#include "core/store/linked_object.h"

#include <algorithm>
#include <string>

namespace maskwright {
namespace {

double iouOf(const Candidate& a, const Candidate& b) {
  return coco::iou(a.mask, a.box, b.mask, b.box);
}

std::string seenKey(int round) {
  return "handed_down." + std::to_string(round);
}

int64_t number(store::Connection& connection, const char* sql, const std::string& key = {}) {
  auto query = connection.prepare(sql);
  if (!key.empty()) query.bind(1, key);
  return query.executeStep() ? query.getColumn(0).getInt64() : 0;
}

/// Undecided and not linked.
std::vector<Candidate> openOnes(store::Connection& connection, ImageId image, int round) {
  static const std::string sql =
      "SELECT c.id FROM candidate c LEFT JOIN verdict v ON v.candidate_id = c.id WHERE c.image_id "
      "= ? AND c.round_number = ? AND IFNULL(v.verdict, 0) = 0 AND NOT " +
      store::isLinkedSql() + " ORDER BY c.id";
  auto query = connection.prepare(sql.c_str());
  query.bind(1, image.value);
  query.bind(2, round);
  store::CandidateRepository candidates(connection);
  std::vector<Candidate> open;
  while (query.executeStep())
    if (auto one = candidates.byId(CandidateId(query.getColumn(0).getInt64())))
      open.push_back(std::move(*one));
  return open;
}

/// Images on which an earlier round's mask was decided since.
std::vector<ImageId> imagesSince(store::Connection& connection, int64_t decision, int round) {
  auto query = connection.prepare(
      "SELECT DISTINCT c.image_id FROM decision d JOIN candidate c ON c.id = d.candidate_id WHERE "
      "d.id > ? AND d.origin <> ? AND c.round_number < ? ORDER BY c.image_id");
  query.bind(1, decision);
  query.bind(2, static_cast<int>(DecisionOrigin::Inherited));
  query.bind(3, round);
  std::vector<ImageId> images;
  while (query.executeStep()) images.emplace_back(query.getColumn(0).getInt64());
  return images;
}

}  // namespace

VerdictInheritance::VerdictInheritance(store::Connection& connection) : connection_(connection) {
  for (const auto& standing : store::DecisionRepository(connection).standing())
    if (!standing.inherited) standing_[standing.image].push_back(standing);
}

/// Newest first.
std::vector<VerdictInheritance::Decided> VerdictInheritance::decidedOf(ImageId image, int round) {
  std::vector<Decided> decided;
  store::CandidateRepository present(connection_), originals(connection_, MaskVersion::Original);
  for (const auto& standing : standing_.at(image)) {
    auto mask = present.byId(standing.candidate), original = originals.byId(standing.candidate);
    if (mask && original && mask->round < round)
      decided.push_back({std::move(*mask), std::move(*original), standing});
  }
  std::stable_sort(decided.begin(), decided.end(), [](const auto& a, const auto& b) {
    return a.standing.decidedMs > b.standing.decidedMs;
  });
  return decided;
}

VerdictInheritance::Outcome VerdictInheritance::handDown(ImageId image,
                                                         int round,
                                                         const std::vector<Candidate>& fresh) {
  Outcome outcome;
  if (!concerns(image) || fresh.empty()) return outcome;
  store::CandidateRepository candidates(connection_);
  store::DecisionRepository decisions(connection_);
  const auto decided = decidedOf(image, round);
  for (const auto& candidate : fresh) {
    // The most alike of each kind; a copy is most alike of all.
    const Decided *same = nullptr, *refused = nullptr;
    double most = 0, mostRefused = 0;
    for (const auto& one : decided) {
      const Verdict verdict = one.standing.state.verdict;
      // The object of an edited mask was found before its outline was right.
      const double iou = std::max(iouOf(candidate, one.mask), iouOf(candidate, one.original));
      const bool outline = verdict == Verdict::BadMask || verdict == Verdict::FixLater;
      if (iou < (outline ? kSameOutlineIou : kSameObjectIou)) continue;
      if (isPositive(verdict) && iou > most) {
        most = iou;
        same = &one;
      } else if (!isPositive(verdict) && iou > mostRefused) {
        mostRefused = iou;
        refused = &one;
      }
    }
    if (same) {
      candidates.link(candidate.id, same->standing.candidate);
      ++outcome.linked;
    } else if (refused) {
      Decision decision;
      decision.candidate = candidate.id;
      decision.now = refused->standing.state;
      decision.origin = DecisionOrigin::Inherited;
      decision.author = "maskwright";
      decisions.append(decision);
      ++outcome.inherited;
    }
  }
  return outcome;
}

Result<VerdictInheritance::Outcome> handDownNews(store::Connection& connection, int round) {
  try {
    VerdictInheritance::Outcome all;
    const int64_t newest = number(connection, "SELECT IFNULL(MAX(id), 0) FROM decision");
    const int64_t seen = number(
        connection, "SELECT CAST(value AS INTEGER) FROM setting WHERE key = ?", seenKey(round));
    const auto images = imagesSince(connection, seen, round);
    if (images.empty()) return all;
    VerdictInheritance inheritance(connection);
    for (const ImageId image : images) {
      // One at a time: nobody's decision waits for all of them.
      store::Transaction transaction(connection, store::Durability::Human);
      const auto one = inheritance.handDown(image, round, openOnes(connection, image, round));
      if (one.inherited + one.linked > 0) transaction.commit();
      all.inherited += one.inherited;
      all.linked += one.linked;
    }
    store::Transaction transaction(connection);
    auto note = connection.prepare(
        "INSERT INTO setting(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = ?2");
    note.bind(1, seenKey(round));
    note.bind(2, std::to_string(newest));
    note.exec();
    transaction.commit();
    return all;
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, connection.file());
  }
}

}  // namespace maskwright
