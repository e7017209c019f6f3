#include "app/cli/command.h"
#include "core/store/candidate_repository.h"
#include "core/store/image_repository.h"
#include "core/store/mask_edit_repository.h"
#include "core/store/review_query.h"
#include "core/store/run_repository.h"

namespace maskwright::cli {
namespace {

const char* stateName(RoundState state) {
  switch (state) {
    case RoundState::Training:
      return "training";
    case RoundState::Discovering:
      return "discovering";
    case RoundState::Done:
      return "done";
    case RoundState::Failed:
      return "failed";
    case RoundState::Cancelled:
      return "cancelled";
  }
  return "unknown";
}

void addRounds(store::Connection& connection, Context& context) {
  store::ReviewQuery review(connection);
  store::CandidateRepository candidates(connection);
  std::string text, raw = "[";
  for (const int round : review.rounds()) {
    store::ReviewFilter filter;
    filter.round = round;
    filter.includeLinked = true;
    const auto counts = review.countByVerdict(filter);
    const auto clusters = review.clusters(round).size();
    text += "round " + std::to_string(round) + ": " + std::to_string(candidates.count(round)) +
            " candidates, " + std::to_string(clusters) + " clusters; ";
    raw += "{\"round\":" + std::to_string(round) +
           ",\"candidates\":" + std::to_string(candidates.count(round)) +
           ",\"clusters\":" + std::to_string(clusters) +
           ",\"accepted_objects\":" + std::to_string(review.acceptedOf(round));
    for (const auto verdict : kAllVerdicts)
      raw += ",\"" + std::string(verdictName(verdict)) +
             "\":" + std::to_string(counts[static_cast<size_t>(verdict)]);
    raw += "},";
  }
  if (raw.back() == ',') raw.pop_back();
  context.resultJson(
      "rounds", text.empty() ? "none yet" : text.substr(0, text.size() - 2), raw + "]");
  for (const auto& round : store::RoundRepository(connection).all())
    context.result("round " + std::to_string(round.number),
                   round.segmenter + ", " + round.profile + ": " + stateName(round.state) +
                       ", step " + std::to_string(round.stepsDone) + " of " +
                       std::to_string(round.stepsTotal));
}

void addVerdicts(store::Connection& connection, Context& context) {
  auto query = connection.prepare(
      "SELECT verdict, COUNT(*) FROM verdict WHERE verdict <> 0 GROUP BY verdict");
  while (query.executeStep())
    context.result(std::string(verdictName(static_cast<Verdict>(query.getColumn(0).getInt()))),
                   query.getColumn(1).getInt64());
  if (const auto edited = store::MaskEditRepository(connection).countPresent(); edited > 0)
    context.result("edited masks", edited);
}

int info(const std::string& folder, Context& context) {
  auto opened = openProject(folder, store::OpenMode::ReadOnly);
  if (!opened) return context.fail(opened.error());
  store::Project& project = **opened;
  auto& connection = project.connection();
  store::ImageRepository images(connection);
  store::RunRepository runs(connection);
  context.result("project", project.folder().string());
  context.result("images folder", project.imagesRoot().string());
  context.result("images", images.count());
  context.result("readable images", images.countPresent());
  addRounds(connection, context);
  addVerdicts(connection, context);
  if (const auto model = runs.newestModel("backbone"))
    context.result("backbone", model->provenance);
  std::string text, raw = "[";
  for (const auto& issue : runs.issues()) {
    text += "\n  " + issue.where + ": " + issue.message;
    raw += "{\"where\":" + jsonString(issue.where) + ",\"message\":" + jsonString(issue.message) +
           "},";
  }
  if (raw.back() == ',') raw.pop_back();
  context.resultJson("listed issues", text.empty() ? "none" : text, raw + "]");
  return context.finish();
}

}  // namespace

void addInfo(CLI::App& app, const Run& run) {
  auto project = std::make_shared<std::string>();
  auto* command = app.add_subcommand("info", "Summary of a project");
  command->add_option("PROJECT", *project, "project folder")->required();
  run(command, [project](Context& context) { return info(*project, context); });
}

}  // namespace maskwright::cli
