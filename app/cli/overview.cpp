#include "app/cli/command.h"
#include "core/services/dashboard.h"
#include "core/store/candidate_repository.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace maskwright::cli {
namespace {

constexpr size_t kShown = 12;  ///< groups printed for people; JSON holds all

std::string number(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string groupName(const GroupAcceptance& group) {
  if (!group.name.empty()) return group.name;  // people count clusters from 1
  return group.number >= 0 ? "cluster " + std::to_string(group.number + 1) : "no category";
}

void addGroups(const std::string& name, std::vector<GroupAcceptance> groups, Context& context) {
  std::string text, raw = "[";
  std::stable_sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) {
    return a.decided > b.decided;
  });
  for (size_t i = 0; i < groups.size(); ++i) {
    const auto& group = groups[i];
    if (i < kShown)
      text += "\n  " + groupName(group) + ": " + std::to_string(group.accepted) + " of " +
              std::to_string(group.decided) + " decided accepted, " +
              std::to_string(group.candidates) + " masks";
    raw += "{\"name\":" + jsonString(groupName(group)) + ",\"id\":" + std::to_string(group.id) +
           ",\"candidates\":" + std::to_string(group.candidates) +
           ",\"decided\":" + std::to_string(group.decided) +
           ",\"accepted\":" + std::to_string(group.accepted) + "},";
  }
  if (groups.size() > kShown)
    text += "\n  and " + std::to_string(groups.size() - kShown) + " more (--json lists all)";
  if (raw.back() == ',') raw.pop_back();
  context.resultJson(name, text.empty() ? "none" : text, raw + "]");
}

template <typename Values>
std::string jsonNumbers(const Values& values) {
  std::string raw = "[";
  for (const auto value : values) raw += std::to_string(value) + ',';
  if (raw.back() == ',') raw.pop_back();
  return raw + ']';
}

void addSessions(const Dashboard& board, Context& context) {
  std::string raw = "[";
  for (const auto& session : board.sessions)
    raw += "{\"start_ms\":" + std::to_string(session.startMs) +
           ",\"end_ms\":" + std::to_string(session.endMs) +
           ",\"commands\":" + std::to_string(session.commands) +
           ",\"decisions\":" + std::to_string(session.decisions) +
           ",\"per_hour\":" + number(session.perHour(), 1) + "},";
  if (raw.back() == ',') raw.pop_back();
  context.resultJson("sessions", std::to_string(board.sessions.size()), raw + "]");
  if (board.pacePerHour <= 0) return;
  context.result("decisions an hour", board.pacePerHour, 0);
  context.result("hours left (estimate at this pace)", *board.hoursLeft(), 1);
}

void addSpread(const MaskSpread& spread, Context& context) {
  const auto sum = [](const auto& bins) {
    int64_t all = 0;
    for (const int64_t bin : bins) all += bin;
    return all;
  };
  const auto step = -kLeastAreaLog / kAreaBins;
  std::string raw = "{\"log10_from\":" + number(kLeastAreaLog, 1) +
                    ",\"log10_step\":" + number(step, 6) +
                    ",\"all\":" + jsonNumbers(spread.areaAll) +
                    ",\"accepted\":" + jsonNumbers(spread.areaAccepted) + "}";
  context.resultJson("areas",
                     std::to_string(sum(spread.areaAll)) + " masks, " +
                         std::to_string(sum(spread.areaAccepted)) + " accepted (--json: by size)",
                     raw);
  raw = "{\"side\":" + std::to_string(kPlaceBins) + ",\"all\":" + jsonNumbers(spread.placeAll) +
        ",\"accepted\":" + jsonNumbers(spread.placeAccepted) + "}";
  context.resultJson("places", "--json: 16 x 16 cells of the image", raw);
}

void addImages(const Dashboard& board, Context& context) {
  context.result("images", board.images);
  context.result("images without masks", board.withoutMasks);
  context.result("images without accepted masks", board.withoutAccepted);
  context.result("accepted in earlier rounds", board.acceptedBefore);
  context.result("missing images", board.missing);
  std::string text, raw = "[";
  for (const auto& image : board.unreadable) {
    text += "\n  " + image.path + ": " + image.reason;
    raw += "{\"path\":" + jsonString(image.path) + ",\"reason\":" + jsonString(image.reason) + "},";
  }
  if (raw.back() == ',') raw.pop_back();
  context.resultJson("unreadable images", text.empty() ? "none" : text, raw + "]");
}

int overview(const std::string& folder, int chosen, Context& context) {
  auto project = openProject(folder, store::OpenMode::ReadOnly);
  if (!project) return context.fail(project.error());
  auto& connection = (*project)->connection();
  const int round = chosen >= 0 ? chosen : store::CandidateRepository(connection).newestRound();
  const Dashboard board = readDashboard(connection, round);
  context.result("round", static_cast<int64_t>(round));
  for (const auto verdict : kAllVerdicts)
    context.result(std::string(verdictName(verdict)),
                   board.byVerdict[static_cast<size_t>(verdict)]);
  addSessions(board, context);
  addGroups("clusters", board.clusters, context);
  addGroups("categories", board.categories, context);
  if (board.calibration && board.calibration->examples > 0) {
    context.result("calibration error", board.calibration->error);
    context.result("brier score", board.calibration->brier);
  }
  addSpread(board.spread, context);
  addImages(board, context);
  return context.finish();
}

}  // namespace

void addOverview(CLI::App& app, const Run& run) {
  auto project = std::make_shared<std::string>();
  auto round = std::make_shared<int>(-1);
  auto* command = app.add_subcommand(
      "overview",
      "Progress, acceptance by cluster and category, calibration, health of the images");
  command->add_option("PROJECT", *project, "project folder")->required();
  command->add_option("--round", *round, "round (default: the newest)")
      ->check(CLI::NonNegativeNumber);
  run(command, [project, round](Context& context) { return overview(*project, *round, context); });
}

}  // namespace maskwright::cli
