#include "core/services/prototype_service.h"

#include "core/base/atomic_file.h"
#include "core/store/decision_repository.h"
#include "core/store/prototype_repository.h"
#include "core/store/run_repository.h"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <map>
#include <optional>
#include <unordered_map>

namespace maskwright {
namespace {

/// The states of a run's prototypes while edits are worked out.
class Draft {
 public:
  Draft(store::Connection& connection, RunId run) : connection_(connection) {
    for (const auto& p : store::PrototypeRepository(connection).all(run))
      states_.push_back(p.state);
    before_ = states_;
  }

  Result<void> apply(const PrototypeEdits& edits) {
    for (const auto& [number, name] : edits.names) {
      if (const auto ok = check(number); !ok) return ok;
      at(root(number)).category =
          name.empty() ? CategoryId() : store::CategoryRepository(connection_).ensure(name);
    }
    for (const auto& group : edits.merges)
      if (const auto ok = merge(group); !ok) return ok;
    for (const int number : edits.split) {
      if (const auto ok = check(number); !ok) return ok;
      at(number).mergedInto.reset();
    }
    for (const auto* list : {&edits.off, &edits.on})
      for (const int number : *list) {
        if (const auto ok = check(number); !ok) return ok;
        at(root(number)).enabled = list == &edits.on;
      }
    return {};
  }

  std::vector<store::PrototypeRepository::Edit> changes() const {
    std::vector<store::PrototypeRepository::Edit> out;
    for (size_t i = 0; i < states_.size(); ++i)
      if (states_[i] != before_[i]) out.push_back({static_cast<int>(i), states_[i]});
    return out;
  }

 private:
  PrototypeState& at(int number) { return states_[static_cast<size_t>(number)]; }
  int root(int number) { return at(number).mergedInto.value_or(number); }

  Result<void> check(int number) const {
    if (number >= 0 && number < static_cast<int>(states_.size())) return {};
    return Error{ErrorKind::WrongUse,
                 "there is no prototype " + std::to_string(number) + " (0 to " +
                     std::to_string(static_cast<int>(states_.size()) - 1) + ")",
                 ""};
  }

  Result<void> merge(const std::vector<int>& group) {
    if (group.size() < 2)
      return Error{ErrorKind::WrongUse, "a merge takes at least two prototypes", ""};
    for (const int number : group)
      if (const auto ok = check(number); !ok) return ok;
    const int target = root(group.front());
    for (size_t i = 1; i < group.size(); ++i) {
      const int gone = root(group[i]);
      if (gone == target) continue;
      at(gone).mergedInto = target;
      for (auto& state : states_)
        if (state.mergedInto == gone) state.mergedInto = target;
    }
    return {};
  }

  store::Connection& connection_;
  std::vector<PrototypeState> states_, before_;
};

using Json = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

void text(Json& json, const char* key, const std::string& value) {
  json.Key(key);
  json.String(value.c_str(), static_cast<rapidjson::SizeType>(value.size()));
}

void writeLabel(Json& json,
                const Run& run,
                const Prototype& prototype,
                int shown,
                const std::vector<Prototype>& all,
                const std::unordered_map<CategoryId, std::string>& names) {
  const auto& root =
      all[static_cast<size_t>(prototype.state.mergedInto.value_or(prototype.number))];
  json.StartObject();
  json.Key("value");
  json.Int(prototype.number);
  json.Key("name");
  const auto name = names.find(root.state.category);
  if (name == names.end() && root.number == 0 && zeroIsBackground(run))
    json.String("background");
  else if (name == names.end())
    json.Null();
  else
    json.String(name->second.c_str(), static_cast<rapidjson::SizeType>(name->second.size()));
  json.Key("shown_as");
  if (shown < 0)
    json.Null();
  else
    json.Int(shown);
  json.Key("enabled");
  json.Bool(shown >= 0);
  json.Key("share");
  json.Double(prototype.share);
  json.Key("images");
  json.Int64(prototype.images);
  json.Key("mean_score");
  json.Double(prototype.meanScore);
  json.EndObject();
}

}  // namespace

Result<Run> newestSemanticRun(store::Project& project) {
  std::optional<Run> newest;
  for (const Run& run : store::RunRepository(project.connection()).all()) {
    if (run.kind != "semantic") continue;
    if (!newest || (run.state == RunState::Finished &&
                    (newest->state != RunState::Finished || run.finishedMs > newest->finishedMs)))
      newest = run;
  }
  if (newest) return *newest;
  return Error{ErrorKind::NotFound,
               "there are no semantic maps yet; make them with: maskwright semantic " +
                   project.folder().string() + " --method slotcon",
               project.folder().string()};
}

bool zeroIsBackground(const Run& run) {
  return run.method == "maskdistill";
}

std::filesystem::path semanticFolder(const store::Project& project, const Run& run) {
  return project.folder() / "semantic" / (run.method + "-" + std::to_string(run.id.value));
}

std::vector<int> shownPrototypes(const std::vector<Prototype>& prototypes) {
  std::vector<int> shown;
  for (const auto& p : prototypes) {
    const int root = p.state.mergedInto.value_or(p.number);
    shown.push_back(prototypes[static_cast<size_t>(root)].state.enabled ? root : -1);
  }
  return shown;
}

Result<int> editPrototypes(store::Project& project,
                           const Run& run,
                           const PrototypeEdits& edits,
                           const std::string& author) {
  try {
    int changed = 0;
    {
      store::Transaction transaction(project.connection(), store::Durability::Human);
      Draft draft(project.connection(), run.id);
      if (const auto ok = draft.apply(edits); !ok) return ok.error();
      const auto changes = draft.changes();
      store::PrototypeRepository(project.connection()).append(run.id, changes, author);
      changed = static_cast<int>(changes.size());
      transaction.commit();
    }
    if (const auto written = writeLegend(project, run); !written) return written.error();
    return changed;
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

Result<void> undoPrototypeEdit(store::Project& project, const Run& run, const std::string& author) {
  try {
    {
      store::Transaction transaction(project.connection(), store::Durability::Human);
      if (!store::PrototypeRepository(project.connection()).undo(run.id, author))
        return Error{ErrorKind::WrongUse, "there is no edit of prototypes to take back", ""};
      transaction.commit();
    }
    return writeLegend(project, run);
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

Result<void> writeLegend(store::Project& project, const Run& run) {
  const auto all = store::PrototypeRepository(project.connection()).all(run.id);
  std::unordered_map<CategoryId, std::string> names;
  for (const auto& category : store::CategoryRepository(project.connection()).all())
    names.emplace(category.id, category.name);
  const auto shown = shownPrototypes(all);
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  json.StartObject();
  text(json, "method", run.method);
  text(json, "profile", run.profile);
  json.Key("run");
  json.Int64(run.id.value);
  text(json, "maps", "<path of the image>.png; a pixel's value is a prototype");
  json.Key("labels");
  json.StartArray();
  for (size_t i = 0; i < all.size(); ++i) writeLabel(json, run, all[i], shown[i], all, names);
  json.EndArray();
  json.EndObject();
  const auto folder = semanticFolder(project, run);
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  return writeFileAtomically(folder / "legend.json",
                             std::string_view(buffer.GetString(), buffer.GetSize()));
}

}  // namespace maskwright
