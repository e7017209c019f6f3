#include "core/services/simulation_annotator.h"

#include "core/services/decide_service.h"

#include <algorithm>
#include <unordered_set>

namespace maskwright {

SimulatedAnnotator::SimulatedAnnotator(const SimulationPool& pool,
                                       const SimulationSettings& settings,
                                       SimulationState before,
                                       double until)
    : pool_(pool),
      settings_(settings),
      covered_(pool.objectCategory.size()),
      decided_(pool.outOfQueue),
      category_(pool.table.rows(), -1),
      until_(until),
      state_(std::move(before)) {
  decided_.resize(pool.table.rows());
  auto& outcome = state_.outcome;
  outcome.objects = static_cast<int64_t>(pool.objectCategory.size());
  outcome.candidates = static_cast<int64_t>(pool.table.rows());
  if (outcome.curve.empty()) outcome.curve.emplace_back();
  now_ = outcome.end();
  seconds_ = now_.seconds;
  std::unordered_set<CandidateId> judged;
  for (const auto& judgement : state_.judgements) {
    if (judgement.object >= 0) covered_[static_cast<size_t>(judgement.object)] = true;
    judged.insert(judgement.candidate);
  }
  for (size_t row = 0; row < decided_.size(); ++row)
    if (judged.contains(pool.table.ids[row])) decided_[row] = true;
}

void SimulatedAnnotator::note(size_t row, Verdict verdict, int object, bool redrawn) {
  const int category = object < 0 ? -1 : pool_.objectCategory[static_cast<size_t>(object)];
  state_.judgements.push_back({pool_.table.ids[row], verdict, object, category, redrawn});
}

std::optional<SimulationPool::Match> SimulatedAnnotator::freeMatch(size_t row,
                                                                   double leastIou) const {
  for (const auto& match : pool_.matches[row])
    if (match.iou >= leastIou && !covered_[static_cast<size_t>(match.object)]) return match;
  return std::nullopt;
}

Verdict SimulatedAnnotator::judge(size_t row) const {
  if (freeMatch(row, settings_.acceptIou)) return Verdict::Accepted;
  return freeMatch(row, kBadMaskIou) ? Verdict::BadMask : Verdict::NotAnObject;
}

bool SimulatedAnnotator::spend(double seconds) {
  // What is not finished when the time is up does not count.
  if (seconds_ + seconds > settings_.seconds) {
    seconds_ = settings_.seconds;
    record();
    return false;
  }
  seconds_ += seconds;
  return true;
}

void SimulatedAnnotator::record() {
  now_.seconds = seconds_;
  outcome().curve.push_back(now_);
}

void SimulatedAnnotator::cover(size_t row, int object) {
  covered_[static_cast<size_t>(object)] = true;
  category_[row] = pool_.objectCategory[static_cast<size_t>(object)];
  ++now_.accepted;
  ++now_.right;
  ++now_.covered;
}

std::optional<Verdict> SimulatedAnnotator::decide(size_t row, int suggested, bool putOffPoor) {
  const Verdict verdict = judge(row);
  const auto match =
      verdict == Verdict::NotAnObject
          ? std::nullopt
          : freeMatch(row, verdict == Verdict::Accepted ? settings_.acceptIou : kBadMaskIou);
  const bool relabel =
      match && pool_.objectCategory[static_cast<size_t>(match->object)] != suggested;
  const bool putOff = verdict == Verdict::BadMask && putOffPoor;
  const double seconds = putOff                        ? settings_.costs.verify
                         : verdict == Verdict::BadMask ? settings_.costs.correct
                         : relabel                     ? settings_.costs.relabel
                                                       : settings_.costs.verify;
  if (!spend(seconds)) return std::nullopt;
  decided_[row] = true;
  ++now_.decisions;
  if (putOff) {
    note(row, Verdict::FixLater);
    record();
    return Verdict::FixLater;
  }
  if (match) cover(row, match->object);
  note(row, verdict, match ? match->object : -1, verdict == Verdict::BadMask);
  outcome().relabelled += relabel && verdict == Verdict::Accepted;
  outcome().corrected += verdict == Verdict::BadMask;
  outcome().refused += verdict == Verdict::NotAnObject;
  record();
  return verdict;
}

std::vector<std::pair<size_t, Verdict>> SimulatedAnnotator::settle(
    const std::vector<Judged>& together, double seconds) {
  if (!spend(seconds)) return {};
  std::vector<std::pair<size_t, Verdict>> out;
  for (const Judged& one : together) {
    decided_[one.row] = true;
    ++now_.decisions;
    if (one.object >= 0) cover(one.row, one.object);
    note(one.row, one.verdict, one.object);
    outcome().relabelled += one.relabelled;
    outcome().refused += one.verdict == Verdict::NotAnObject;
    out.emplace_back(one.row, one.verdict);
  }
  record();
  return out;
}

std::vector<std::pair<size_t, Verdict>> SimulatedAnnotator::decidePage(
    const std::vector<size_t>& rows, int suggested) {
  const auto& costs = settings_.costs;
  double seconds = costs.look(rows.size());
  std::vector<Judged> page;
  std::vector<int> votes(pool_.categories.size());
  for (const size_t row : rows) {
    Judged one{row, judge(row)};
    if (one.verdict == Verdict::Accepted) {
      one.object = freeMatch(row, settings_.acceptIou)->object;
      // Two masks of one object on a page: the second is an exception.
      if (std::ranges::find(page, one.object, &Judged::object) != page.end())
        one = {row, Verdict::NotAnObject};
    }
    if (one.verdict != Verdict::Accepted) seconds += costs.exception;
    if (one.object >= 0) ++votes[static_cast<size_t>(trueCategory(one.object))];
    page.push_back(one);
  }
  // One name for the page; members of another category are relabelled one by one.
  const auto most = std::max_element(votes.begin(), votes.end());
  const int named =
      most == votes.end() || *most == 0 ? suggested : static_cast<int>(most - votes.begin());
  if (named != suggested) seconds += costs.relabel;
  for (Judged& one : page) {
    one.relabelled = one.object >= 0 && trueCategory(one.object) != named;
    if (one.relabelled) seconds += costs.relabel;
  }
  return settle(page, seconds);
}

std::vector<std::pair<size_t, Verdict>> SimulatedAnnotator::decideSheet(
    const std::vector<size_t>& rows, const std::function<int(size_t)>& suggested) {
  const auto& costs = settings_.costs;
  double seconds = costs.look(rows.size());
  std::vector<Judged> sheet;
  for (const size_t row : rows) {
    Judged one{row, judge(row)};
    const bool good = one.verdict == Verdict::Accepted;
    if (one.verdict != Verdict::NotAnObject) {
      const int object = freeMatch(row, good ? settings_.acceptIou : kBadMaskIou)->object;
      if (std::ranges::find(sheet, object, &Judged::object) != sheet.end())
        one.verdict = Verdict::NotAnObject;  // it has a mask on this sheet already
      else if (good)
        one.object = object;
    }
    one.relabelled = one.object >= 0 && trueCategory(one.object) != suggested(row);
    if (one.verdict != Verdict::NotAnObject)
      seconds += one.relabelled ? costs.relabel : costs.exception;
    sheet.push_back(one);
  }
  return settle(sheet, seconds);
}

bool SimulatedAnnotator::acceptUnseen(size_t row) {
  const auto match = freeMatch(row, settings_.acceptIou);
  decided_[row] = true;
  if (match) {
    cover(row, match->object);
  } else {
    ++now_.accepted;
  }
  note(row, Verdict::Accepted, match ? match->object : -1);
  record();
  return match.has_value();
}

bool SimulatedAnnotator::correct(size_t row) {
  const auto match = freeMatch(row, kBadMaskIou);
  if (!match) return true;
  if (!spend(settings_.costs.correct)) return false;
  cover(row, match->object);
  note(row, Verdict::BadMask, match->object, true);
  ++outcome().corrected;
  record();
  return true;
}

void SimulatedAnnotator::drawMissing() {
  for (size_t object = 0; object < covered_.size() && !timeIsUp(); ++object) {
    if (covered_[object]) continue;
    if (!spend(settings_.costs.draw)) return;
    covered_[object] = true;
    state_.judgements.push_back(
        {{}, Verdict::Accepted, static_cast<int>(object), pool_.objectCategory[object], true});
    ++outcome().drawn;
    ++now_.decisions;
    ++now_.accepted;
    ++now_.right;
    ++now_.covered;
    record();
  }
}

}  // namespace maskwright
