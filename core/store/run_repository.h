#pragma once

#include "core/domain/mask.h"
#include "core/domain/round.h"
#include "core/domain/run.h"
#include "core/store/connection.h"

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace maskwright::store {

/// Runs, their finished images, issues, metrics and models. Throws SQLite::Exception.
class RunRepository {
 public:
  explicit RunRepository(Connection& connection) : connection_(connection) {}

  RunId start(const Run& run, int roundNumber = 0);  ///< state Running; `id`, `startedMs` set here
  void finish(RunId id, RunState state, const std::string& error = {});
  void setModel(RunId id, ModelId model);
  std::optional<Run> byId(RunId id);
  /// Newest run of the same kind, method, settings and model that did not finish: a job to resume.
  std::optional<Run> resumable(const Run& like, int roundNumber = 0);
  std::optional<Run> newest(const std::string& kind, std::optional<RunState> state = std::nullopt);
  std::vector<Run> all();  ///< newest first

  void markImageDone(RunId run, ImageId image, const std::string& contentHash);
  /// Takes that back: the run's candidates of the image were replaced.
  void unmarkImage(RunId run, ImageId image);
  /// Ids of images that `run` finished with their present content.
  std::unordered_set<int64_t> doneImages(RunId run);

  void addIssue(RunId run, const std::string& where, const std::string& message);
  void clearIssues(const std::string& where);
  std::vector<Issue> issues(int limit = 1000);  ///< newest first

  void addMetric(RunId run, int64_t step, const std::string& name, double value);
  struct MetricRow {
    int64_t step;
    std::string name;
    double value;
  };
  std::vector<MetricRow> metrics(RunId run);

  ModelId addModel(const Model& model);
  std::optional<Model> model(ModelId id);
  std::optional<Model> newestModel(const std::string& kind);
  std::optional<Model> modelByHash(const std::string& kind, const std::string& contentHash);

 private:
  Connection& connection_;
};

/// Rows of `round` and `round_target`.
class RoundRepository {
 public:
  explicit RoundRepository(Connection& connection) : connection_(connection) {}
  RoundId insert(const Round& round);  ///< number = next if 0
  void update(const Round& round);
  std::vector<Round> all();  ///< by number
  std::optional<Round>
  unfinished();  ///< newest in state Training/Discovering/Cancelled/Failed, not rolled back
  RunId runOf(int number);  ///< run of kind "round" with that number
  void replaceTargets(RoundId round, const std::vector<RoundTarget>& targets);
  std::vector<RoundTarget> targets(RoundId round);
  /// The same with the image and the box of each candidate, by image and candidate.
  struct PlacedTarget {
    ImageId image;
    RoundTarget target;
    Box box;  ///< as it was found
  };
  std::vector<PlacedTarget> placedTargets(RoundId round);

 private:
  Connection& connection_;
};

}  // namespace maskwright::store
