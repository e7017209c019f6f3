#include "core/services/review_service.h"

#include "core/base/grouped.h"
#include "core/services/round_marks.h"
#include "core/store/candidate_repository.h"
#include "core/store/cluster_edit_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/history_query.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <pwd.h>
#include <unistd.h>
#include <unordered_set>

namespace maskwright {
namespace {

constexpr int kDone = 0, kUndone = 1;

const char* verbOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::Undecided:
      return "clear";
    case Verdict::Accepted:
      return "accept";
    case Verdict::Relabelled:
      return "relabel";
    case Verdict::NotAnObject:
      return "reject";
    case Verdict::BadMask:
      return "mark as bad mask";
    case Verdict::FixLater:
      return "mark to fix later";
  }
  return "decide";
}

std::string describe(const ReviewService::Request& request, size_t count) {
  std::string text = verbOf(request.verdict);
  text += count == 1 ? " 1 mask" : " " + grouped(count) + " masks";
  if (request.category && !request.category->empty()) text += " as " + *request.category;
  return text;
}

/// The state a candidate gets: a category given makes an accepted mask of another category
/// relabelled.
VerdictState target(const ReviewService::Request& request,
                    CategoryId named,
                    CategoryId suggested,
                    const VerdictState& before) {
  VerdictState state{request.verdict, {}};
  if (!isPositive(request.verdict)) return state;
  const CategoryId present = isPositive(before.verdict) ? before.category : suggested;
  state.category = request.category ? named : present;
  return state;
}

/// A command that names a cluster has no decisions: its kind says what undo needs.
struct Naming {
  ClusterId cluster;
  CategoryId before, now;
};

constexpr const char* kNaming = "name-cluster %" SCNd64 " %" SCNd64 " %" SCNd64;

std::string kindOf(const Naming& naming) {
  return "name-cluster " + std::to_string(naming.cluster.value) + " " +
         std::to_string(naming.before.value) + " " + std::to_string(naming.now.value);
}

std::optional<Naming> namingOf(const std::string& kind) {
  Naming naming;
  const int read = std::sscanf(
      kind.c_str(), kNaming, &naming.cluster.value, &naming.before.value, &naming.now.value);
  return read == 3 ? std::optional(naming) : std::nullopt;
}

/// A cluster that a newer clustering has replaced is left alone.
void setName(store::Connection& connection, ClusterId cluster, CategoryId category) {
  auto query = connection.prepare("UPDATE cluster SET category_id = ? WHERE id = ?");
  if (category) query.bind(1, category.value);
  query.bind(2, cluster.value);
  query.exec();
}

}  // namespace

ReviewService::ReviewService(store::Connection& connection, std::string author)
    : connection_(connection), author_(std::move(author)) {}

Result<ReviewService::Outcome> ReviewService::decide(const Request& request) {
  try {
    store::Transaction transaction(connection_, store::Durability::Human);
    store::DecisionRepository decisions(connection_);
    CategoryId named;
    if (request.category && !request.category->empty() && isPositive(request.verdict))
      named = store::CategoryRepository(connection_).ensure(*request.category);

    Outcome outcome;
    std::vector<Decision> rows;
    for (const auto candidate : request.candidates) {
      auto known = connection_.prepare("SELECT category_id FROM candidate WHERE id = ?");
      known.bind(1, candidate.value);
      if (!known.executeStep())
        return Error{ErrorKind::WrongUse,
                     "there is no candidate " + std::to_string(candidate.value),
                     connection_.file().string()};
      const CategoryId suggested(known.getColumn(0).isNull() ? 0 : known.getColumn(0).getInt64());
      const auto before = decisions.current(candidate);
      const auto state = target(request, named, suggested, before);
      if (state == before) continue;
      Decision row;
      row.candidate = candidate;
      row.now = state;
      row.origin = request.origin;
      row.cluster = request.cluster;
      row.author = author_;
      rows.push_back(row);
      outcome.changed.push_back(candidate);
    }
    if (rows.empty()) return outcome;
    outcome.text = request.text.empty() ? describe(request, rows.size()) : request.text;
    decisions.dropUndone();
    outcome.command =
        decisions.addCommand(outcome.text, std::string(verdictName(request.verdict)), author_);
    for (auto& row : rows) {
      row.command = outcome.command;
      decisions.append(row);
    }
    transaction.commit();
    return outcome;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

Result<ReviewService::Outcome> ReviewService::nameCluster(ClusterId cluster,
                                                          const std::string& name) {
  try {
    store::Transaction transaction(connection_, store::Durability::Human);
    auto query = connection_.prepare("SELECT number, category_id FROM cluster WHERE id = ?");
    query.bind(1, cluster.value);
    if (!query.executeStep())
      return Error{ErrorKind::WrongUse,
                   "there is no cluster " + std::to_string(cluster.value),
                   connection_.file().string()};
    const int shown = query.getColumn(0).getInt() + 1;  // people count from 1
    Naming naming{cluster, CategoryId(query.getColumn(1).getInt64()), {}};
    if (!name.empty()) naming.now = store::CategoryRepository(connection_).ensure(name);
    Outcome outcome;
    if (naming.now == naming.before) return outcome;
    outcome.text = name.empty() ? "take the name from cluster " + std::to_string(shown)
                                : "name cluster " + std::to_string(shown) + " " + name;
    store::DecisionRepository decisions(connection_);
    decisions.dropUndone();
    outcome.command = decisions.addCommand(outcome.text, kindOf(naming), author_);
    outcome.clusters = {cluster};
    setName(connection_, cluster, naming.now);
    transaction.commit();
    return outcome;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

/// One command taken back or done again, inside the caller's transaction.
void ReviewService::apply(CommandId command, const std::string& kind, bool undo, Outcome& outcome) {
  const auto edited = store::ClusterEditRepository(connection_).restore(command, undo);
  outcome.changed.insert(outcome.changed.end(), edited.candidates.begin(), edited.candidates.end());
  outcome.clusters.insert(outcome.clusters.end(), edited.clusters.begin(), edited.clusters.end());
  if (const auto naming = namingOf(kind)) {
    setName(connection_, naming->cluster, undo ? naming->before : naming->now);
    outcome.clusters.push_back(naming->cluster);
  }
  restoreRoundMarks(connection_, kind, undo, author_);
  store::DecisionRepository decisions(connection_);
  for (const auto& original : decisions.ofCommand(command)) {
    Decision row = original;
    row.now = undo ? original.before : original.now;
    row.origin = undo ? DecisionOrigin::Undo : DecisionOrigin::Redo;
    row.decidedMs = 0;
    row.author = author_;
    decisions.append(row);
    outcome.changed.push_back(original.candidate);
  }
  decisions.setCommandState(command, undo ? kUndone : kDone);
}

Result<ReviewService::Outcome> ReviewService::restore(bool undo) {
  try {
    store::Transaction transaction(connection_, store::Durability::Human);
    store::DecisionRepository decisions(connection_);
    const auto command = undo ? decisions.newestDone() : decisions.oldestUndone();
    if (!command)
      return Error{
          ErrorKind::WrongUse, undo ? "there is nothing to undo" : "there is nothing to redo", ""};
    Outcome outcome{command->id, command->text, {}};
    apply(command->id, command->kind, undo, outcome);
    transaction.commit();
    return outcome;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

Result<ReviewService::Outcome> ReviewService::undo() {
  return restore(true);
}
Result<ReviewService::Outcome> ReviewService::redo() {
  return restore(false);
}

Result<ReviewService::Jump> ReviewService::goTo(CommandId command) {
  const auto file = connection_.file().string();
  try {
    store::Transaction transaction(connection_, store::Durability::Human);
    store::HistoryQuery history(connection_);
    const auto target = command ? history.byId(command) : std::nullopt;
    const std::string named = "command " + std::to_string(command.value);
    if (command && !target) return Error{ErrorKind::WrongUse, "there is no " + named, file};
    if (target && target->state == store::CommandState::Dropped)
      return Error{ErrorKind::WrongUse,
                   named + " was undone and something else was done instead: it is out of reach",
                   file};
    Jump jump;
    if (target) jump.text = target->text;
    const bool undo = !target || target->state == store::CommandState::Done;
    auto between = history.states(undo ? CommandId(command.value + 1) : CommandId(1));
    std::erase_if(between, [&](const auto& one) {
      return one.second != (undo ? store::CommandState::Done : store::CommandState::Undone) ||
             (!undo && one.first > command);
    });
    if (undo) std::reverse(between.begin(), between.end());  // the newest is undone first
    Outcome changes;
    for (const auto& [id, state] : between) {
      apply(id, history.kind(id), undo, changes);
      jump.commands.push_back(id);
    }
    (undo ? jump.undone : jump.redone) = static_cast<int>(between.size());
    std::unordered_set<int64_t> seen;
    for (const CandidateId id : changes.changed)
      if (seen.insert(id.value).second) jump.changed.push_back(id);
    std::unordered_set<int64_t> clusters;
    for (const ClusterId id : changes.clusters)
      if (clusters.insert(id.value).second) jump.clusters.push_back(id);
    transaction.commit();
    return jump;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

std::optional<std::string> ReviewService::undoText() {
  const auto command = store::DecisionRepository(connection_).newestDone();
  return command ? std::optional(command->text) : std::nullopt;
}

std::optional<std::string> ReviewService::redoText() {
  const auto command = store::DecisionRepository(connection_).oldestUndone();
  return command ? std::optional(command->text) : std::nullopt;
}

std::string currentAuthor() {
  if (const passwd* entry = ::getpwuid(::getuid()); entry && entry->pw_name[0] != '\0')
    return entry->pw_name;
  return "unknown";
}

}  // namespace maskwright
