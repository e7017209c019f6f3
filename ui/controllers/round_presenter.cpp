#include "ui/controllers/round_presenter.h"

#include "core/store/run_repository.h"
#include "ui/models/guarded_read.h"
#include "ui/views/loss_chart.h"

#include <map>

namespace maskwright::ui {
namespace {

constexpr int kCurveEveryMs = 2'000;

}  // namespace

RoundPresenter::RoundPresenter(ProjectSession& session,
                               JobController& jobs,
                               JobQueue& queue,
                               RoundPanel& panel,
                               QObject* parent)
    : QObject(parent),
      session_(session),
      jobs_(jobs),
      queue_(queue),
      panel_(panel),
      outlook_(session.project().databaseFile()) {
  connect(&outlook_, &RoundOutlookReader::ready, &panel_, &RoundPanel::setOutlook);
  curveTimer_.setSingleShot(true);
  curveTimer_.setInterval(kCurveEveryMs);
  connect(&curveTimer_, &QTimer::timeout, this, [this] {
    if (!panel_.isVisible()) return;
    showNewRound();
    showCurves(panel_.selectedRound());
  });
  connect(&panel_, &RoundPanel::roundSelected, this, &RoundPresenter::showCurves);
  connect(&panel_, &RoundPanel::candidatesRequested, this, &RoundPresenter::candidatesRequested);
  connect(&panel_, &RoundPanel::startRequested, this, [this](const RoundRequest& request) {
    RoundChoice choice;
    choice.segmenter = request.segmenter;
    choice.profile = request.profile;
    choice.minutes = request.minutes;
    choice.tune = request.tune;
    jobs_.round(choice);
  });
  connect(&panel_, &RoundPanel::cancelRequested, this, [this] {
    for (const Job& job : queue_.jobs()) {
      if (jobs_.isOurs(job) && job.spec.kind == QLatin1String("round") && !job.isOver()) {
        queue_.cancel(job.id);
        return;
      }
    }
  });
  connect(&panel_, &RoundPanel::resumeRequested, this, [this](int) {
    if (const int id = jobs_.resumableRound(); id >= 0) queue_.resume(id);
  });
  connect(&jobs_, &JobController::roundProgressed, this, [this] {
    showRunning();
    if (!curveTimer_.isActive()) curveTimer_.start();
  });
  connect(&jobs_, &JobController::candidatesChanged, this, [this] { reload(); });
}

RoundCard RoundPresenter::card(int number, const Run* run) {
  RoundCard card;
  card.number = number;
  store::ReviewFilter filter;
  filter.round = number;
  filter.includeLinked = true;
  const auto counts = store::ReviewQuery(session_.connection()).countByVerdict(filter);
  for (const int64_t count : counts) card.candidates += count;
  card.accepted = counts[static_cast<size_t>(Verdict::Accepted)] +
                  counts[static_cast<size_t>(Verdict::Relabelled)];
  card.rejected = counts[static_cast<size_t>(Verdict::NotAnObject)];
  if (run) {
    card.method = methodText(QString::fromStdString(run->method));
    card.profile = QString::fromStdString(run->profile);
    card.started = QDateTime::fromMSecsSinceEpoch(run->startedMs);
    if (run->finishedMs > run->startedMs)
      card.seconds = static_cast<double>(run->finishedMs - run->startedMs) / 1000;
    card.note = QString::fromStdString(run->error);
    if (run->model) {
      const auto model = store::RunRepository(session_.connection()).model(run->model);
      if (model && card.note.isEmpty()) card.note = QString::fromStdString(model->provenance);
    }
  }
  return card;
}

QVector<RoundCard> RoundPresenter::cards() {
  store::RunRepository runs(session_.connection());
  store::RoundRepository rounds(session_.connection());
  QVector<RoundCard> cards;
  if (const auto discovery = runs.newest("discover")) {
    auto first = card(0, &*discovery);
    first.state = discovery->state == RunState::Finished    ? RoundState::Done
                  : discovery->state == RunState::Cancelled ? RoundState::Cancelled
                  : discovery->state == RunState::Failed    ? RoundState::Failed
                                                            : RoundState::Discovering;
    cards.push_back(first);
  }
  const auto all = rounds.all();
  shownNewest_ =
      all.empty() ? std::pair(0, RoundState::Done) : std::pair(all.back().number, all.back().state);
  for (const Round& round : all) {
    const auto run = runs.byId(rounds.runOf(round.number));
    auto one = card(round.number, run ? &*run : nullptr);
    one.method = methodText(QString::fromStdString(round.segmenter));
    one.profile = QString::fromStdString(round.profile);
    one.state = round.state;
    // A resumed round still holds why it stopped before.
    const bool goesOn =
        round.state == RoundState::Training || round.state == RoundState::Discovering;
    if (goesOn) one.note.clear();
    for (const RoundTarget& target : rounds.targets(round.id)) {
      one.positives += target.role == TargetRole::Positive;
      one.negatives += target.role == TargetRole::Negative;
      one.ignored += target.role == TargetRole::Ignored;
    }
    one.resumable = round.state != RoundState::Done && jobs_.resumableRound() >= 0;
    cards.push_back(one);
  }
  return cards;
}

void RoundPresenter::reload() {
  panel_.setRounds(guardedRead([this] { return cards(); }));
  outlook_.request();
  showRunning();
  showCurves(panel_.selectedRound());
}

void RoundPresenter::showNewRound() {
  const auto all =
      guardedRead([this] { return store::RoundRepository(session_.connection()).all(); });
  if (all.empty() || std::pair(all.back().number, all.back().state) == shownNewest_) return;
  reload();
  panel_.selectRound(all.back().number);
}

void RoundPresenter::showRunning() {
  for (const Job& job : queue_.jobs()) {
    if (!jobs_.isOurs(job) || job.spec.kind != QLatin1String("round") || job.isOver()) continue;
    const double fraction =
        job.total > 0 ? static_cast<double>(job.done) / static_cast<double>(job.total) : -1;
    panel_.setRunning(true, stageText(job.stage), fraction, job.etaS);
    return;
  }
  panel_.setRunning(false);
}

void RoundPresenter::showCurves(int round) {
  const auto rows = guardedRead([this, round] {
    store::RunRepository runs(session_.connection());
    if (round > 0) return runs.metrics(store::RoundRepository(session_.connection()).runOf(round));
    const auto pretrain = runs.newest("pretrain");
    return pretrain ? runs.metrics(pretrain->id) : std::vector<store::RunRepository::MetricRow>{};
  });
  std::map<QString, QVector<QPointF>> curves;
  for (const auto& row : rows) {
    // Measures of health, not losses; on another scale.
    if (row.name == "gradient" || row.name == "verified") continue;
    curves[QString::fromStdString(row.name)].push_back(
        QPointF(static_cast<double>(row.step), row.value));
  }
  panel_.lossChart()->setCurves(curves);  // in place: clearing would flicker while one trains
}

}  // namespace maskwright::ui
