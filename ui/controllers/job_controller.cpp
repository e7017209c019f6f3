#include "ui/controllers/job_controller.h"

#include "core/store/run_repository.h"
#include "ui/models/guarded_read.h"

#include <QSet>

#include <algorithm>

namespace maskwright::ui {
namespace {

bool makesCandidates(const QString& kind) {
  return kind == QLatin1String("discover") || kind == QLatin1String("round") ||
         kind == QLatin1String("cluster") || kind == QLatin1String("rank") ||
         kind == QLatin1String("import");
}

}  // namespace

JobController::JobController(ProjectSession& session, JobQueue& queue, QObject* parent)
    : QObject(parent), session_(session), queue_(queue) {
  connect(&queue_, &JobQueue::jobEnded, this, &JobController::onEnd);
  connect(&queue_, &JobQueue::jobChanged, this, [this](int id) {
    const Job* job = queue_.find(id);
    if (job && isOurs(*job) && job->spec.kind == QLatin1String("round")) Q_EMIT roundProgressed();
  });
  listInterrupted();
}

bool JobController::isOurs(const Job& job) const {
  return job.project() == session_.folder();
}

void JobController::listInterrupted() {
  const auto runs =
      guardedRead([this] { return store::RunRepository(session_.connection()).all(); });
  QSet<QString> seen;  // the newest run of each kind tells
  for (const Run& run : runs) {
    const auto kind = QString::fromStdString(run.kind);
    if (seen.contains(kind)) continue;
    seen.insert(kind);
    // A job that was stopping since the project was closed says itself what became of it.
    if (run.state == RunState::Finished || isListed(kind)) continue;
    const auto arguments = guardedRead([&] {
      return session_.project().setting(argumentsKey(kind).toStdString()).value_or(std::string{});
    });
    const auto spec = resumeJob(session_.folder(), run, QString::fromStdString(arguments));
    if (!spec) continue;
    queue_.addInterrupted(*spec,
                          run.state == RunState::Failed
                              ? tr("Failed before: %1").arg(QString::fromStdString(run.error))
                              : tr("Interrupted before its end; what was finished is kept"));
  }
}

void JobController::start(const JobSpec& spec) {
  if (spec.heavy) session_.writer().setSetting(argumentsKey(spec.kind), argumentsText(spec));
  queue_.add(spec);
}

void JobController::discover(const DiscoverChoice& choice) {
  start(discoverJob(session_.folder(), choice));
}

void JobController::pretrain(const PretrainChoice& choice) {
  start(pretrainJob(session_.folder(), choice));
}

void JobController::round(const RoundChoice& choice) {
  start(roundJob(session_.folder(), choice));
}

void JobController::semantic(const QString& method) {
  start(semanticJob(session_.folder(), method));
}

void JobController::scan() {
  start(scanJob(session_.folder()));
}

void JobController::cluster() {
  start(clusterJob(session_.folder()));
}

void JobController::map() {
  start(mapJob(session_.folder()));
}

void JobController::rank() {
  start(rankJob(session_.folder()));
}

void JobController::duplicates() {
  start(duplicatesJob(session_.folder()));
}

void JobController::exportCoco(const ExportChoice& choice) {
  start(exportJob(session_.folder(), choice));
}

bool JobController::wasDiscovered() {
  return guardedRead([this] {
    return store::RunRepository(session_.connection())
        .newest("discover", RunState::Finished)
        .has_value();
  });
}

void JobController::discoverIfNeeded() {
  if (wasDiscovered()) return;
  for (const Job& job : queue_.jobs()) {
    if (!isOurs(job) || job.spec.kind != QLatin1String("discover")) continue;
    if (job.canResume()) queue_.resume(job.id);
    return;
  }
  discover({});
}

bool JobController::isRunning(const QString& kind) const {
  for (const Job& job : queue_.jobs()) {
    if (isOurs(job) && job.spec.kind == kind && !job.isOver()) return true;
  }
  return false;
}

bool JobController::isListed(const QString& kind) const {
  const auto& jobs = queue_.jobs();
  return std::any_of(jobs.begin(), jobs.end(), [&](const Job& job) {
    return isOurs(job) && job.spec.kind == kind && (!job.isOver() || job.canResume());
  });
}

int JobController::resumableRound() const {
  const auto& jobs = queue_.jobs();
  const auto newest = std::find_if(jobs.rbegin(), jobs.rend(), [this](const Job& job) {
    return isOurs(job) && job.spec.kind == QLatin1String("round");
  });
  return newest != jobs.rend() && newest->canResume() ? newest->id : -1;
}

QString JobController::doneText(const Job& job) {
  const QString title = job.spec.title;
  // Scanning tells apart what is new, changed, gone and unreadable; all of it is its finding.
  if (job.spec.kind == QLatin1String("scan") && !job.note.isEmpty())
    return tr("%1: %2").arg(title, job.note);
  const QString done =
      job.spec.kind == QLatin1String("duplicates") && !job.note.isEmpty() ? job.note : tr("done");
  return job.issues > 0
             ? tr("%1: %2; files that could not be used: %3").arg(title, done).arg(job.issues)
             : tr("%1: %2").arg(title, done);
}

void JobController::onEnd(int id) {
  const Job* job = queue_.find(id);
  if (!job || !isOurs(*job)) return;
  const QString kind = job->spec.kind;
  const QString title = job->spec.title;
  const Job copy = *job;
  if (makesCandidates(kind)) Q_EMIT candidatesChanged(kind);
  if (kind == QLatin1String("semantic") || kind == QLatin1String("pretrain"))
    Q_EMIT prototypesChanged();
  if (kind == QLatin1String("map")) Q_EMIT mapChanged();
  if (kind == QLatin1String("scan")) Q_EMIT scanned();
  switch (copy.state) {
    case JobState::Finished:
      if (kind == QLatin1String("export")) {
        Q_EMIT exported({copy.spec.arguments.value(2),
                         static_cast<qint64>(copy.summary["annotations"].toDouble()),
                         static_cast<qint64>(copy.summary["merged"].toDouble())});
      } else {
        Q_EMIT ended(doneText(copy), copy.issues > 0 ? Notice::Note : Notice::Done);
      }
      break;
    case JobState::Failed:
      Q_EMIT ended(tr("%1 failed: %2").arg(title, copy.error), Notice::Problem);
      break;
    case JobState::Cancelled:
      Q_EMIT ended(tr("%1: stopped; Resume in the jobs panel goes on").arg(title), Notice::Note);
      break;
    default:
      break;
  }
}

}  // namespace maskwright::ui
