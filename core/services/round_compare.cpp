#include "core/services/round_compare.h"

#include "core/coco/assignment.h"
#include "core/coco/rle.h"
#include "core/domain/decision.h"
#include "core/services/accepted_masks.h"
#include "core/store/candidate_repository.h"
#include "core/store/image_repository.h"
#include "core/store/revision.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <unordered_map>

namespace maskwright {
namespace {

/// What comparing needs of a candidate beside its mask.
struct Facts {
  CandidateId id;
  double confidence = 0;
  Verdict verdict = Verdict::Undecided;
};

/// Most confident first; a mask linked to an accepted one stands as accepted.
std::vector<Facts> factsOf(store::Connection& connection, ImageId image, int round, int best) {
  auto query = connection.prepare(
      "SELECT c.id, IFNULL(r.confidence, c.source_score), IFNULL(v.verdict, 0), IFNULL(l.verdict, "
      "0) FROM candidate c LEFT JOIN ranking r ON r.revision = ?3 AND r.candidate_id = c.id LEFT "
      "JOIN verdict v ON v.candidate_id = c.id LEFT JOIN verdict l ON l.candidate_id = c.linked_to "
      "WHERE c.image_id = ?1 AND c.round_number = ?2 ORDER BY 2 DESC, 1 LIMIT ?4");
  query.bind(1, image.value);
  query.bind(2, round);
  query.bind(3, store::activeRevision(connection, "ranking", round));
  query.bind(4, best > 0 ? best : -1);
  std::vector<Facts> rows;
  while (query.executeStep()) {
    const auto own = static_cast<Verdict>(query.getColumn(2).getInt());
    const auto linked = static_cast<Verdict>(query.getColumn(3).getInt());
    rows.push_back({CandidateId(query.getColumn(0).getInt64()),
                    query.getColumn(1).getDouble(),
                    own == Verdict::Undecided && isPositive(linked) ? linked : own});
  }
  return rows;
}

/// Their masks, in the order of `facts`.
std::vector<Rle> masksOf(store::Connection& connection,
                         ImageId image,
                         int round,
                         const std::vector<Facts>& facts) {
  std::unordered_map<int64_t, Rle> byId;
  for (auto& one : store::CandidateRepository(connection).ofImage(image, round))
    byId.emplace(one.id.value, std::move(one.mask));
  std::vector<Rle> masks;
  masks.reserve(facts.size());
  for (const Facts& one : facts) masks.push_back(std::move(byId[one.id.value]));
  return masks;
}

RoundReview reviewOf(const std::vector<Facts>& facts) {
  RoundReview review;
  for (const Facts& one : facts) {
    ++review.masks;
    review.decided += one.verdict != Verdict::Undecided;
    review.accepted += isPositive(one.verdict);
  }
  return review;
}

void add(RoundReview& sum, const RoundReview& other) {
  sum.masks += other.masks;
  sum.decided += other.decided;
  sum.accepted += other.accepted;
}

/// What differs comes first, the most confident of it at the head.
bool standsBefore(const ComparedMask& a, const ComparedMask& b) {
  static constexpr std::array kPlace{3, 2, 0, 1};  // by MaskChange
  const int placeA = kPlace[static_cast<size_t>(a.change)];
  const int placeB = kPlace[static_cast<size_t>(b.change)];
  if (placeA != placeB) return placeA < placeB;
  return std::max(a.confidenceBefore, a.confidenceAfter) >
         std::max(b.confidenceBefore, b.confidenceAfter);
}

/// Sets of rows and columns that no pair joins with another set: each is assigned alone, because
/// the assignment's cost grows with the cube of its size.
struct Group {
  std::vector<int> before, after;
};

std::vector<Group> groupsOf(const std::vector<double>& iou, int before, int after) {
  std::vector<int> parent(static_cast<size_t>(before + after));
  std::iota(parent.begin(), parent.end(), 0);
  const std::function<int(int)> root = [&](int one) {
    while (parent[static_cast<size_t>(one)] != one)
      one = parent[static_cast<size_t>(one)] =
          parent[static_cast<size_t>(parent[static_cast<size_t>(one)])];
    return one;
  };
  for (int i = 0; i < before; ++i)
    for (int k = 0; k < after; ++k)
      if (iou[static_cast<size_t>(i) * static_cast<size_t>(after) + static_cast<size_t>(k)] >=
          kPairIou)
        parent[static_cast<size_t>(root(i))] = root(before + k);
  std::unordered_map<int, Group> byRoot;
  for (int i = 0; i < before; ++i) byRoot[root(i)].before.push_back(i);
  for (int k = 0; k < after; ++k) byRoot[root(before + k)].after.push_back(k);
  std::vector<Group> groups;
  for (auto& [key, group] : byRoot)
    if (!group.before.empty() && !group.after.empty()) groups.push_back(std::move(group));
  return groups;
}

}  // namespace

std::vector<int> pairMasks(const std::vector<double>& iou, int before, int after) {
  std::vector<int> partner(static_cast<size_t>(before), -1);
  const auto at = [&](int i, int k) {
    return iou[static_cast<size_t>(i) * static_cast<size_t>(after) + static_cast<size_t>(k)];
  };
  for (const Group& group : groupsOf(iou, before, after)) {
    std::vector<double> gain;
    for (const int i : group.before)
      for (const int k : group.after) gain.push_back(at(i, k) >= kPairIou ? at(i, k) : 0);
    const auto chosen = coco::bestAssignment(
        gain, static_cast<int>(group.before.size()), static_cast<int>(group.after.size()));
    for (size_t n = 0; n < group.before.size(); ++n) {
      if (chosen[n] < 0) continue;
      const int k = group.after[static_cast<size_t>(chosen[n])];
      if (at(group.before[n], k) >= kPairIou) partner[static_cast<size_t>(group.before[n])] = k;
    }
  }
  return partner;
}

void ChangeTally::add(const ComparedMask& mask) {
  ++count;
  iou += mask.iou;
  before += mask.confidenceBefore;
  after += mask.confidenceAfter;
}

void ChangeTally::add(const ChangeTally& other) {
  count += other.count;
  iou += other.iou;
  before += other.before;
  after += other.after;
}

double RoundReview::acceptance() const {
  return decided > 0 ? static_cast<double>(accepted) / static_cast<double>(decided) : 0;
}

int64_t ImageComparison::difference() const {
  return of(MaskChange::Changed).count + of(MaskChange::Gained).count + of(MaskChange::Lost).count;
}

ImageComparison compareImage(store::Connection& connection,
                             ImageId image,
                             const RoundCompareRequest& request) {
  ImageComparison result;
  result.image = image;
  const auto a = factsOf(connection, image, request.before, request.best);
  const auto b = factsOf(connection, image, request.after, request.best);
  result.before = reviewOf(a);
  result.after = reviewOf(b);
  const auto iou = coco::iouMatrix(masksOf(connection, image, request.before, a),
                                   masksOf(connection, image, request.after, b));
  const auto partner = pairMasks(iou, static_cast<int>(a.size()), static_cast<int>(b.size()));
  std::vector<bool> taken(b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    ComparedMask mask{MaskChange::Lost, a[i].id, {}, 0, a[i].confidence, 0};
    if (partner[i] >= 0) {
      const auto k = static_cast<size_t>(partner[i]);
      taken[k] = true;
      mask.after = b[k].id;
      mask.confidenceAfter = b[k].confidence;
      mask.iou = iou[i * b.size() + k];
      mask.change = mask.iou >= kSameObjectIou ? MaskChange::Kept : MaskChange::Changed;
    }
    result.masks.push_back(mask);
  }
  for (size_t k = 0; k < b.size(); ++k)
    if (!taken[k]) result.masks.push_back({MaskChange::Gained, {}, b[k].id, 0, 0, b[k].confidence});
  std::stable_sort(result.masks.begin(), result.masks.end(), standsBefore);
  for (const auto& mask : result.masks) result.changes[static_cast<size_t>(mask.change)].add(mask);
  return result;
}

Result<RoundComparison> compareRounds(store::Connection& connection,
                                      const RoundCompareRequest& request,
                                      const CancelToken& cancel,
                                      ProgressSink& sink) {
  try {
    store::CandidateRepository candidates(connection);
    for (const int round : {request.before, request.after})
      if (round < 0 || candidates.count(round) == 0)
        return Error{ErrorKind::WrongUse,
                     "round " + std::to_string(round) + " has no candidates",
                     connection.file().string()};
    RoundComparison result;
    result.request = request;
    const auto images = store::ImageRepository(connection).all();
    Progress progress;
    progress.stage = "compare";
    progress.total = static_cast<int64_t>(images.size());
    for (const auto& image : images) {
      if (cancel.stop_requested()) return Error{ErrorKind::Cancelled, "comparing stopped", ""};
      auto one = compareImage(connection, image.id, request);
      one.path = image.path;
      std::erase_if(one.masks, [](const auto& mask) { return mask.change == MaskChange::Kept; });
      for (size_t i = 0; i < one.changes.size(); ++i) result.total.changes[i].add(one.changes[i]);
      add(result.total.before, one.before);
      add(result.total.after, one.after);
      result.images.push_back(std::move(one));
      ++progress.done;
      sink.report(progress);
    }
    std::sort(result.images.begin(), result.images.end(), [](const auto& a, const auto& b) {
      return a.path < b.path;
    });
    return result;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection.file());
  }
}

}  // namespace maskwright
