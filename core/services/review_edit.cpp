#include "core/base/version.h"
#include "core/coco/rle.h"
#include "core/services/review_service.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/image_repository.h"
#include "core/store/mask_edit_repository.h"
#include "core/store/run_repository.h"

// Masks that people make: edited ones and drawn ones.

namespace maskwright {
namespace {

constexpr const char* kEdit = "edit-mask";
constexpr const char* kDraw = "draw-mask";
constexpr const char* kDrawnSource = "drawn";
constexpr const char* kDrawRun = "draw";

std::optional<Error> problemOf(const Rle& mask, int height, int width, const std::string& file) {
  if (const auto valid = coco::validate(mask); !valid) return valid.error();
  if (mask.height != height || mask.width != width)
    return Error{ErrorKind::WrongUse,
                 "the edited mask is " + std::to_string(mask.width) + " x " +
                     std::to_string(mask.height) + " px, its image " + std::to_string(width) +
                     " x " + std::to_string(height),
                 file};
  if (coco::area(mask) == 0)
    return Error{ErrorKind::WrongUse, "an empty mask can't be accepted", file};
  return std::nullopt;
}

/// Accepted, unless it is a positive one already: then only the category may change.
VerdictState positiveOf(const VerdictState& before, CategoryId suggested) {
  return isPositive(before.verdict) ? before : VerdictState{Verdict::Accepted, suggested};
}

/// One for all masks drawn among the candidates of a round.
RunId runOfDrawn(store::Connection& connection, int round) {
  {
    auto known =
        connection.prepare("SELECT id FROM run WHERE kind = ? AND round_number = ? LIMIT 1");
    known.bind(1, std::string(kDrawRun));
    known.bind(2, round);
    if (known.executeStep()) return RunId(known.getColumn(0).getInt64());
  }
  Run run;
  run.kind = kDrawRun;
  run.method = kDrawnSource;
  run.settingsJson = "{}";
  run.version = kVersion;
  store::RunRepository runs(connection);
  const RunId id = runs.start(run, round);
  runs.finish(id, RunState::Finished);
  return id;
}

}  // namespace

Result<ReviewService::Outcome> ReviewService::editMask(const EditRequest& request) {
  const auto file = connection_.file().string();
  try {
    store::Transaction transaction(connection_, store::Durability::Human);
    const auto candidate = store::CandidateRepository(connection_).byId(request.candidate);
    if (!candidate)
      return Error{ErrorKind::WrongUse,
                   "there is no candidate " + std::to_string(request.candidate.value),
                   file};
    if (auto problem = problemOf(request.mask, candidate->mask.height, candidate->mask.width, file))
      return *problem;
    store::DecisionRepository decisions(connection_);
    const VerdictState before = decisions.current(request.candidate);
    VerdictState now = positiveOf(before, candidate->category);
    if (request.category)
      now.category = request.category->empty()
                         ? CategoryId{}
                         : store::CategoryRepository(connection_).ensure(*request.category);
    const bool isEdited = request.mask != candidate->mask;
    Outcome outcome;
    if (!isEdited && now == before) return outcome;
    outcome.text = isEdited ? "edit 1 mask" : "accept 1 mask";
    if (request.category && !request.category->empty()) outcome.text += " as " + *request.category;
    decisions.dropUndone();
    outcome.command = decisions.addCommand(outcome.text, kEdit, author_);
    Decision decision;
    decision.candidate = request.candidate;
    decision.now = now;
    decision.command = outcome.command;
    decision.author = author_;
    const DecisionId row = decisions.append(decision);
    if (isEdited) {
      MaskEdit edit;
      edit.candidate = request.candidate;
      edit.command = outcome.command;
      edit.decision = row;
      edit.mask = request.mask;
      edit.box = coco::toBox(request.mask);
      edit.area = coco::area(request.mask);
      edit.tools = request.tools;
      edit.author = author_;
      store::MaskEditRepository(connection_).append(edit);
    }
    outcome.changed.push_back(request.candidate);
    transaction.commit();
    return outcome;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

Result<ReviewService::Outcome> ReviewService::drawMask(const DrawRequest& request) {
  const auto file = connection_.file().string();
  try {
    store::Transaction transaction(connection_, store::Durability::Human);
    const auto image = store::ImageRepository(connection_).byId(request.image);
    if (!image)
      return Error{
          ErrorKind::WrongUse, "there is no image " + std::to_string(request.image.value), file};
    if (auto problem = problemOf(request.mask, image->height, image->width, file)) return *problem;
    Candidate candidate;
    candidate.image = request.image;
    candidate.run = runOfDrawn(connection_, request.round);
    candidate.round = request.round;
    candidate.source = kDrawnSource;
    candidate.profile = "by hand";
    candidate.mask = request.mask;
    candidate.box = coco::toBox(request.mask);
    candidate.area = coco::area(request.mask);
    constexpr double kUnknown = CandidateAttributes::kUnknown;
    candidate.attributes = {kUnknown, kUnknown, kUnknown, 0, kUnknown, kUnknown, kUnknown};
    candidate.attributes.areaFraction =
        static_cast<double>(candidate.area) / (static_cast<double>(image->width) * image->height);
    candidate.sourceScore = 1;
    candidate.id = store::CandidateRepository(connection_).insert(candidate);
    Decision decision;
    decision.candidate = candidate.id;
    decision.now.verdict = Verdict::Accepted;
    if (request.category && !request.category->empty())
      decision.now.category = store::CategoryRepository(connection_).ensure(*request.category);
    store::DecisionRepository decisions(connection_);
    decisions.dropUndone();
    Outcome outcome;
    outcome.text = "draw 1 mask";
    if (decision.now.category) outcome.text += " as " + *request.category;
    outcome.command = decisions.addCommand(outcome.text, kDraw, author_);
    decision.command = outcome.command;
    decision.author = author_;
    decisions.append(decision);
    outcome.changed.push_back(candidate.id);
    transaction.commit();
    return outcome;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

}  // namespace maskwright
