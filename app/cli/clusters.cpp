#include "app/cli/command.h"
#include "core/services/cluster_edit.h"
#include "core/services/rank_service.h"
#include "core/store/candidate_repository.h"
#include "core/store/cluster_outcomes.h"
#include "core/store/decision_repository.h"
#include "core/store/review_query.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fstream>
#include <optional>

namespace maskwright::cli {
namespace {

struct Options {
  std::string project;
  int round = -1;
  std::vector<std::string> clusters;  ///< numbers as people see them, or names
  std::string cluster, into, name;
  std::vector<int64_t> members;
  std::string file;
};

/// An open project and the clusters that are meant.
struct Work {
  std::unique_ptr<store::Project> project;
  int round = 0;
  std::vector<Cluster> clusters;

  store::Connection& connection() { return project->connection(); }

  static Result<Work> open(const Options& options, store::OpenMode mode) {
    auto project = openProject(options.project, mode);
    if (!project) return project.error();
    Work work;
    work.project = std::move(*project);
    work.round = options.round >= 0 ? options.round
                                    : store::CandidateRepository(work.connection()).newestRound();
    work.clusters = store::ReviewQuery(work.connection()).clusters(work.round);
    return work;
  }

  std::string nameOf(const Cluster& cluster) {
    const auto name = store::CategoryRepository(connection()).byId(cluster.category);
    return name ? name->name : std::string();
  }

  Error unknown(const std::string& text) {
    return {ErrorKind::WrongUse, text, project->folder().string()};
  }

  /// By its number, else by a name that one cluster alone has.
  Result<ClusterId> find(const std::string& text) {
    int number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isNumber = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
    std::vector<ClusterId> found;
    for (const Cluster& one : clusters)
      if (isNumber ? one.number + 1 == number : nameOf(one) == text) found.push_back(one.id);
    const std::string in = " in round " + std::to_string(round);
    if (found.empty()) return unknown("there is no cluster " + text + in);
    if (found.size() > 1)
      return unknown("several clusters are called " + text + in + ": give numbers");
    return found.front();
  }

  Result<std::vector<ClusterId>> findAll(const std::vector<std::string>& texts) {
    std::vector<ClusterId> ids;
    for (const auto& text : texts) {
      const auto found = find(text);
      if (!found) return found.error();
      ids.push_back(*found);
    }
    return ids;
  }
};

bool hasLetter(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return std::isalpha(c); });
}

/// Ids given on the line, then the first number of each line of the file; a first line of words is
/// its header.
Result<std::vector<CandidateId>> membersOf(const Options& options) {
  std::vector<CandidateId> ids(options.members.begin(), options.members.end());
  if (options.file.empty()) return ids;
  std::ifstream lines(options.file);
  if (!lines) return Error{ErrorKind::NotFound, "the list of masks can't be read", options.file};
  int at = 0;
  for (std::string line; std::getline(lines, line);) {
    ++at;
    if (at == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
    const std::string field = line.substr(0, line.find_first_of(",;\t\r"));
    int64_t id = 0;
    const auto parsed = std::from_chars(field.data(), field.data() + field.size(), id);
    if (parsed.ec == std::errc() && parsed.ptr == field.data() + field.size() && id > 0)
      ids.emplace_back(id);
    else if (!field.empty() && !(at == 1 && hasLetter(field)))
      return Error{ErrorKind::WrongUse,
                   "line " + std::to_string(at) + " does not begin with the id of a mask",
                   options.file};
  }
  return ids;
}

int list(const Options& options, Context& context) {
  auto work = Work::open(options, store::OpenMode::ReadOnly);
  if (!work) return context.fail(work.error());
  std::string text, json = "[";
  for (const Cluster& one : work->clusters) {
    const auto outcomes = store::clusterOutcomes(work->connection(), one.id);
    const std::string name = work->nameOf(one), number = std::to_string(one.number + 1);
    char purity[16] = "null";
    if (const auto value = outcomes.purity()) std::snprintf(purity, sizeof purity, "%.3f", *value);
    text += "\n  " + number + (name.empty() ? "" : " (" + name + ")") + ": " +
            std::to_string(one.size) + (one.size == 1 ? " mask, " : " masks, ") +
            std::to_string(outcomes.accepted) + " accepted, " + std::to_string(outcomes.rejected) +
            " not an object";
    if (outcomes.purity()) text += std::string(", purity about ") + purity;
    if (one.locked) text += ", locked";
    if (one.junk) text += ", junk";
    json += (json.size() == 1 ? "{" : ",{");
    json += "\"number\":" + number + ",\"id\":" + std::to_string(one.id.value) +
            ",\"name\":" + jsonString(name) + ",\"size\":" + std::to_string(one.size) +
            ",\"accepted\":" + std::to_string(outcomes.accepted) +
            ",\"not_an_object\":" + std::to_string(outcomes.rejected) + ",\"purity\":" + purity +
            ",\"locked\":" + (one.locked ? "true" : "false") +
            ",\"junk\":" + (one.junk ? "true" : "false") + "}";
  }
  context.result("round", static_cast<int64_t>(work->round));
  context.resultJson("clusters", text.empty() ? "none yet" : text, json + "]");
  return context.finish();
}

int finish(Work& work, const Result<ClusterEdit::Outcome>& outcome, Context& context) {
  if (!outcome) return context.fail(outcome.error());
  context.result("round", static_cast<int64_t>(work.round));
  context.result("done", outcome->text.empty() ? "nothing: it is so already" : outcome->text);
  context.result("masks_moved", static_cast<int64_t>(outcome->changed.size()));
  std::string text, json = "[";
  for (const Cluster& one : store::ReviewQuery(work.connection()).clusters(work.round)) {
    if (std::find(outcome->clusters.begin(), outcome->clusters.end(), one.id) ==
        outcome->clusters.end())
      continue;
    const std::string number = std::to_string(one.number + 1);
    text += (text.empty() ? "" : " ") + number;
    json += (json.size() == 1 ? "" : ",") + number;
  }
  context.resultJson("clusters", text, json + "]");
  return context.finish();
}

int merge(const Options& options, Context& context) {
  auto work = Work::open(options, store::OpenMode::ReadWrite);
  if (!work) return context.fail(work.error());
  const auto from = work->findAll(options.clusters);
  if (!from) return context.fail(from.error());
  const auto into = work->find(options.into.empty() ? options.clusters.front() : options.into);
  if (!into) return context.fail(into.error());
  return finish(
      *work, ClusterEdit(work->connection(), currentAuthor()).merge(*from, *into), context);
}

int split(const Options& options, Context& context) {
  auto work = Work::open(options, store::OpenMode::ReadWrite);
  if (!work) return context.fail(work.error());
  const auto cluster = work->find(options.cluster);
  if (!cluster) return context.fail(cluster.error());
  auto part = membersOf(options);
  if (!part) return context.fail(part.error());
  ClusterEdit edit(work->connection(), currentAuthor());
  if (part->empty()) {
    const auto halves = edit.proposeSplit(*cluster);
    if (!halves) return context.fail(halves.error());
    *part = halves->part;
  }
  return finish(*work, edit.split(*cluster, *part), context);
}

int move(const Options& options, Context& context) {
  auto work = Work::open(options, store::OpenMode::ReadWrite);
  if (!work) return context.fail(work.error());
  const auto members = membersOf(options);
  if (!members) return context.fail(members.error());
  ClusterId into;
  if (options.into != "new") {
    const auto found = work->find(options.into);
    if (!found) return context.fail(found.error());
    into = *found;
  }
  return finish(
      *work, ClusterEdit(work->connection(), currentAuthor()).move(*members, into), context);
}

int lock(const Options& options, bool locked, Context& context) {
  auto work = Work::open(options, store::OpenMode::ReadWrite);
  if (!work) return context.fail(work.error());
  const auto clusters = work->findAll(options.clusters);
  if (!clusters) return context.fail(clusters.error());
  ClusterEdit edit(work->connection(), currentAuthor());
  return finish(*work, edit.setLocked(*clusters, locked), context);
}

/// The order follows at once.
int junk(const Options& options, bool isJunk, Context& context) {
  auto work = Work::open(options, store::OpenMode::ReadWrite);
  if (!work) return context.fail(work.error());
  const auto clusters = work->findAll(options.clusters);
  if (!clusters) return context.fail(clusters.error());
  const auto outcome = ClusterEdit(work->connection(), currentAuthor()).setJunk(*clusters, isJunk);
  if (outcome && outcome->command) {
    const auto ranked = rankCandidates(work->connection(), work->round);
    if (!ranked) return context.fail(ranked.error());
    context.result("ranked", ranked->candidates);
  }
  return finish(*work, outcome, context);
}

int rename(const Options& options, Context& context) {
  auto work = Work::open(options, store::OpenMode::ReadWrite);
  if (!work) return context.fail(work.error());
  const auto cluster = work->find(options.cluster);
  if (!cluster) return context.fail(cluster.error());
  ReviewService review(work->connection(), currentAuthor());
  return finish(*work, review.nameCluster(*cluster, options.name), context);
}

void addMembers(CLI::App* command, Options& options, const char* what) {
  command->add_option("--members", options.members, std::string(what) + ": ids of masks")
      ->delimiter(',');
  command->add_option(
      "--file", options.file, std::string(what) + ": file, each line begins with the id of a mask");
}

}  // namespace

void addClusters(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand(
      "clusters", "List and edit clusters (by number or name): maskwright clusters PROJECT list");
  command->add_option("PROJECT", options->project, "project folder")->required();
  command->require_subcommand(1);
  using Act = int (*)(const Options&, Context&);
  const auto add = [&](const char* name, const char* text, Act act) {
    auto* sub = command->add_subcommand(name, text);
    sub->add_option("--round", options->round, "round (default: the newest)")
        ->check(CLI::NonNegativeNumber);
    run(sub, [options, act](Context& context) { return act(*options, context); });
    return sub;
  };
  const auto some = [&](CLI::App* sub, int least) {
    sub->add_option("CLUSTER", options->clusters, "number or name")
        ->required()
        ->expected(least, 10000);
  };
  const auto one = [&](CLI::App* sub) {
    sub->add_option("CLUSTER", options->cluster, "number or name")->required();
  };
  add("list", "Numbers, names, sizes, what was decided", &list);
  auto* sub = add("merge", "Make one of several clusters", &merge);
  some(sub, 1);
  sub->add_option("--into", options->into, "the one that stays (default: the first)");
  sub = add("split", "Split a cluster in two: by looks (2-means), or the given masks off", &split);
  one(sub);
  addMembers(sub, *options, "the masks that become a new cluster");
  sub = add("move", "Move masks to another cluster or a new one", &move);
  addMembers(sub, *options, "the masks to move");
  sub->add_option("--to", options->into, "number or name of a cluster, or new")->required();
  some(add("lock",
           "A new grouping leaves their members alone",
           [](const Options& o, Context& c) { return lock(o, true, c); }),
       1);
  some(add("unlock",
           "A new grouping may change them again",
           [](const Options& o, Context& c) { return lock(o, false, c); }),
       1);
  some(add("junk",
           "Their masks and look-alikes come last",
           [](const Options& o, Context& c) { return junk(o, true, c); }),
       1);
  some(add("unjunk",
           "Their masks and look-alikes come as before",
           [](const Options& o, Context& c) { return junk(o, false, c); }),
       1);
  sub = add("rename", "Name a cluster; without a name: take its name away", &rename);
  one(sub);
  sub->add_option("NAME", options->name, "name of a category, made if new");
}

}  // namespace maskwright::cli
