#include "core/services_ml/simulation_rounds.h"

#include "core/services/review_service.h"
#include "core/services/verdict_inheritance.h"
#include "core/store/candidate_repository.h"

#include <algorithm>

namespace maskwright {
namespace {

namespace fs = std::filesystem;

/// Database and models; images are read where they are.
Result<std::unique_ptr<store::Project>> copyInto(const fs::path& work, store::Project& project) {
  std::error_code error;
  fs::create_directories(work, error);
  const bool hasModels = !error && fs::exists(project.modelsFolder(), error);
  if (hasModels)
    fs::copy(project.modelsFolder(), work / "models", fs::copy_options::recursive, error);
  if (error) return Error{ErrorKind::Unwritable, error.message(), work.string()};
  try {
    auto copy = project.connection().prepare("VACUUM INTO ?");
    copy.bind(1, (work / project.databaseFile().filename()).string());
    copy.exec();
    auto opened = store::Project::open(work);
    if (opened) (*opened)->setImagesRoot(project.imagesRoot());
    return opened;
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, work);
  }
}

/// Leaves no half of a copy behind.
Result<std::unique_ptr<store::Project>> copyProject(store::Project& project, const fs::path& work) {
  std::error_code error;
  if (fs::exists(work, error))
    return Error{ErrorKind::Conflict, "the folder for the copy exists", work.string()};
  auto copy = copyInto(work, project);
  if (!copy) fs::remove_all(work, error);
  return copy;
}

/// Writes judgements as a person's decisions.
class Writer {
 public:
  Writer(store::Connection& connection, const SimulationPool& pool)
      : connection_(connection), review_(connection, "simulated"), pool_(pool) {}

  Result<void> write(const SimulatedJudgement& judgement) {
    std::optional<std::string> category;
    if (judgement.category >= 0)
      category = pool_.categories[static_cast<size_t>(judgement.category)];
    const auto object = static_cast<size_t>(judgement.object);
    const auto done =
        judgement.candidate == CandidateId()
            ? review_.drawMask({pool_.objectImage[object],
                                store::CandidateRepository(connection_).newestRound(),
                                pool_.objectMask[object],
                                category})
        : judgement.redrawn
            ? review_.editMask(
                  {judgement.candidate, pool_.objectMask[object], "corrected", category})
            : review_.decide({{judgement.candidate}, judgement.verdict, category});
    if (!done) return done.error();
    return {};
  }

 private:
  store::Connection& connection_;
  ReviewService review_;
  const SimulationPool& pool_;
};

Result<void> writeFrom(size_t& written,
                       const SimulationState& state,
                       const SimulationPool& pool,
                       store::Connection& connection) {
  Writer writer(connection, pool);
  for (; written < state.judgements.size(); ++written)
    if (auto done = writer.write(state.judgements[written]); !done) return done;
  return {};
}

}  // namespace

Result<SimulationWithRounds> simulateWithRounds(store::Project& project,
                                                const SimulationSource& source,
                                                const SimulationSettings& settings,
                                                const SimulatedRounds& rounds,
                                                const CancelToken& cancel,
                                                ProgressSink& sink) {
  if (!source.candidates.empty())
    return Error{ErrorKind::WrongUse, "rounds need candidates of the project, not of a file", ""};
  if (!std::is_sorted(rounds.at.begin(), rounds.at.end()))
    return Error{ErrorKind::WrongUse, "the times of the rounds must rise", ""};
  if (!(rounds.takes >= 0))
    return Error{ErrorKind::WrongUse, "a round can't take less than 0 seconds", ""};
  auto copy = copyProject(project, rounds.work);
  if (!copy) return copy.error();
  auto pool = readSimulationPool(**copy, source, cancel, sink);
  if (!pool) return pool.error();
  SimulationWithRounds out;
  SimulationState state;
  size_t written = 0;
  for (const double at : rounds.at) {
    auto then = advanceSimulation(*pool, settings, std::move(state), at, cancel);
    if (!then) return then.error();
    state = std::move(*then);
    if (state.outcome.end().seconds >= settings.seconds) break;
    if (auto done = writeFrom(written, state, *pool, (*copy)->connection()); !done)
      return done.error();
    const double there = state.outcome.end().seconds + rounds.takes;
    auto summary = runRound(**copy, rounds.request, cancel, sink);
    if (!summary) return summary.error();
    out.rounds.push_back(std::move(*summary));
    then = advanceSimulation(*pool, settings, std::move(state), there, cancel);
    if (!then) return then.error();
    state = std::move(*then);
    if (auto done = writeFrom(written, state, *pool, (*copy)->connection()); !done)
      return done.error();
    if (auto handed = handDownNews((*copy)->connection(), out.rounds.back().number); !handed)
      return handed.error();
    SimulationSource next = source;
    next.round = out.rounds.back().number;
    next.verdictsStand = true;
    pool = readSimulationPool(**copy, next, cancel, sink);
    if (!pool) return pool.error();
  }
  auto end = advanceSimulation(*pool, settings, std::move(state), settings.seconds, cancel);
  if (!end) return end.error();
  out.outcome = std::move(end->outcome);
  return out;
}

}  // namespace maskwright
