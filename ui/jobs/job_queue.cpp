#include "ui/jobs/job_queue.h"

#include "ui/jobs/job_specs.h"

#include <algorithm>

namespace maskwright::ui {
namespace {
constexpr qint64 kSignalEveryMs = 100;
}

JobQueue::JobQueue(QObject* parent) : QObject(parent) {}

JobQueue::~JobQueue() {
  for (auto& [id, running] : processes_) running.process->disconnect(this);
}

int JobQueue::add(const JobSpec& spec) {
  supersede(spec);
  Job job;
  job.id = nextId_++;
  job.spec = spec;
  jobs_.push_back(std::move(job));
  const int id = jobs_.back().id;
  Q_EMIT jobAdded(id);
  startNext();
  return id;
}

void JobQueue::supersede(const JobSpec& spec) {
  std::vector<int> old;
  for (Job& one : jobs_) {
    const bool same = one.spec.kind == spec.kind && one.project() == spec.arguments.value(1);
    if (!same || !one.canResume()) continue;
    one.superseded = true;
    old.push_back(one.id);
  }
  for (const int id : old) Q_EMIT jobChanged(id);
}

int JobQueue::addInterrupted(const JobSpec& spec, const QString& note) {
  Job job;
  job.id = nextId_++;
  job.spec = spec;
  job.state = JobState::Cancelled;
  job.note = note;
  jobs_.push_back(std::move(job));
  Q_EMIT jobAdded(jobs_.back().id);
  return jobs_.back().id;
}

void JobQueue::cancel(int id) {
  Job* target = job(id);
  if (!target || target->isOver()) return;
  if (const auto running = processes_.find(id); running != processes_.end()) {
    target->note = tr("Stopping: finishes what is begun");
    running->second.process->cancel();
    Q_EMIT jobChanged(id);
    return;
  }
  target->state = JobState::Cancelled;
  Q_EMIT jobChanged(id);
  Q_EMIT jobEnded(id);
}

void JobQueue::cancelAll() {
  std::vector<int> open;
  for (const auto& one : jobs_) {
    if (!one.isOver()) open.push_back(one.id);
  }
  std::sort(open.rbegin(), open.rend());  // queued ones first, so that none of them starts
  for (const int id : open) cancel(id);
}

void JobQueue::resume(int id) {
  Job* target = job(id);
  if (!target || !target->canResume()) return;
  target->state = JobState::Queued;
  target->error.clear();
  target->note.clear();
  target->message.clear();
  target->issues = 0;
  Q_EMIT jobChanged(id);
  startNext();
}

void JobQueue::clearFinished() {
  std::vector<int> over;
  for (const auto& one : jobs_) {
    if (one.isOver()) over.push_back(one.id);
  }
  for (const int id : over) {
    Q_EMIT jobAboutToBeRemoved(id);
    std::erase_if(jobs_, [id](const Job& one) { return one.id == id; });
    Q_EMIT jobRemoved(id);
  }
}

const Job* JobQueue::find(int id) const {
  const auto found = std::find_if(jobs_.begin(), jobs_.end(), [id](auto& j) { return j.id == id; });
  return found == jobs_.end() ? nullptr : &*found;
}

Job* JobQueue::job(int id) {
  return const_cast<Job*>(find(id));
}

const Job* JobQueue::running(const QString& project) const {
  const Job* any = nullptr;
  for (const auto& one : jobs_) {
    if (one.state != JobState::Running || one.project() != project) continue;
    if (one.spec.heavy) return &one;
    any = &one;
  }
  return any;
}

qint64 JobQueue::processId(int id) const {
  const auto found = processes_.find(id);
  return found == processes_.end() ? 0 : found->second.process->processId();
}

void JobQueue::startNext() {
  bool heavyRuns = false;
  for (const auto& one : jobs_) heavyRuns |= one.spec.heavy && one.state == JobState::Running;
  std::vector<int> due;
  for (const auto& one : jobs_) {
    if (one.state != JobState::Queued || (one.spec.heavy && heavyRuns)) continue;
    heavyRuns |= one.spec.heavy;
    due.push_back(one.id);
  }
  for (const int id : due) {
    if (Job* next = job(id)) start(*next);
  }
}

void JobQueue::start(Job& job) {
  const int id = job.id;
  job.state = JobState::Running;
  job.done = job.total = 0;
  job.etaS = -1;
  Running& running = processes_[id];
  running.process = std::make_unique<EngineProcess>();
  running.sinceSignal.start();
  connect(running.process.get(),
          &EngineProcess::eventReceived,
          this,
          [this, id](const EngineEvent& event) { onEvent(id, event); });
  // Queued: the process object is deleted in the slot, and a failed start is reported from start().
  connect(
      running.process.get(),
      &EngineProcess::ended,
      this,
      [this, id](const EngineEnd& end) { onEnd(id, end); },
      Qt::QueuedConnection);
  const QStringList arguments = job.spec.arguments;
  const QString logFile = job.spec.logFile;
  Q_EMIT jobChanged(id);
  running.process->start(arguments, logFile);
}

void JobQueue::onEvent(int id, const EngineEvent& event) {
  Job* target = job(id);
  const auto found = processes_.find(id);
  if (!target || found == processes_.end()) return;
  Running& running = found->second;
  bool isUrgent = true;
  switch (event.kind) {
    case EngineEvent::Kind::Issue:
      ++target->issues;
      break;
    case EngineEvent::Kind::Message:
      target->note = target->message = event.text;
      break;
    case EngineEvent::Kind::Progress: {
      isUrgent = event.stage != running.stage || event.done == event.total;
      if (event.stage != running.stage) {
        running.stage = event.stage;
        running.stageClock.start();
        running.stageStart = event.done;
      }
      target->stage = event.stage;
      target->done = event.done;
      target->total = event.total;
      target->etaS = event.etaS;
      if (!event.text.isEmpty()) target->note = event.text;
      for (auto it = event.metrics.begin(); it != event.metrics.end(); ++it) {
        target->metrics.insert(it.key(), it.value());
      }
      const double seconds = static_cast<double>(running.stageClock.elapsed()) / 1000.0;
      const auto finished = static_cast<double>(event.done - running.stageStart);
      target->rate = seconds > 0.5 ? finished / seconds : 0;
      break;
    }
    default:
      return;
  }
  if (!isUrgent && running.sinceSignal.elapsed() < kSignalEveryMs) return;
  running.sinceSignal.restart();
  Q_EMIT jobChanged(id);
}

void JobQueue::onEnd(int id, const EngineEnd& end) {
  processes_.erase(id);
  if (Job* target = job(id)) {
    target->etaS = -1;
    target->error = end.error;
    target->summary = end.summary;
    switch (end.outcome) {
      case EngineEnd::Outcome::Finished:
        target->state = JobState::Finished;
        target->note = resultText(end.summary, target->message);
        break;
      case EngineEnd::Outcome::Cancelled:
        target->state = JobState::Cancelled;
        target->note.clear();
        break;
      case EngineEnd::Outcome::Failed:
        target->state = JobState::Failed;
        break;
    }
    Q_EMIT jobChanged(id);
    Q_EMIT jobEnded(id);
  }
  startNext();
  if (processes_.empty()) Q_EMIT becameIdle();
}

}  // namespace maskwright::ui
