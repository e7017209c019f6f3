#include "ui/controllers/round_presenter.h"

#include "core/store/round_mark_repository.h"
#include "core/store/run_repository.h"
#include "ui/models/guarded_read.h"
#include "ui/views/loss_chart.h"

#include <map>

namespace maskwright::ui {
namespace {

constexpr int kCurveEveryMs = 2'000;

QString markText(const store::RoundMarkRepository::Row& row) {
  const QString when =
      QLocale().toString(QDateTime::fromMSecsSinceEpoch(row.markedMs), QLocale::ShortFormat);
  const QString who = QString::fromStdString(row.markedBy);
  return row.mark == RoundMark::Accepted
             ? RoundPresenter::tr("Accepted by %1, %2").arg(who, when)
             : RoundPresenter::tr("Rolled back by %1, %2").arg(who, when);
}

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
  connect(&panel_, &RoundPanel::targetsRequested, this, &RoundPresenter::askTargets);
  connect(&panel_, &RoundPanel::compareRequested, this, &RoundPresenter::compareRequested);
  connect(&panel_, &RoundPanel::markRequested, this, &RoundPresenter::markRequested);
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
  store::ReviewQuery review(session_.connection());
  const auto counts = review.countByVerdict(filter);
  for (const int64_t count : counts) card.candidates += count;
  card.accepted = review.acceptedOf(number);
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
  const auto unfinished = rounds.unfinished();
  const bool goesOn = unfinished && unfinished->number == all.back().number;
  const int resumable = goesOn && jobs_.resumableRound() >= 0 ? unfinished->number : -1;
  std::map<int, store::RoundMarkRepository::Row> marks;
  for (auto& row : store::RoundMarkRepository(session_.connection()).all()) marks[row.number] = row;
  for (const Round& round : all) {
    const auto run = runs.byId(rounds.runOf(round.number));
    auto one = card(round.number, run ? &*run : nullptr);
    one.method = methodText(QString::fromStdString(round.segmenter));
    one.profile = QString::fromStdString(round.profile);
    one.state = round.state;
    // A resumed round still holds why it stopped before.
    const bool isUnderWay =
        round.state == RoundState::Training || round.state == RoundState::Discovering;
    if (isUnderWay) one.note.clear();
    for (const RoundTarget& target : rounds.targets(round.id)) {
      one.positives += target.role == TargetRole::Positive;
      one.negatives += target.role == TargetRole::Negative;
      one.ignored += target.role == TargetRole::Ignored;
    }
    const auto& mark = marks[round.number];
    one.mark = mark.mark;
    if (mark.mark != RoundMark::None) one.markedBy = markText(mark);
    one.resumable = round.number == resumable;
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
  const auto rowsOf = [this](int number) {
    return guardedRead([this, number] {
      store::RunRepository runs(session_.connection());
      if (number > 0)
        return runs.metrics(store::RoundRepository(session_.connection()).runOf(number));
      const auto pretrain = runs.newest("pretrain");
      return pretrain ? runs.metrics(pretrain->id) : std::vector<store::RunRepository::MetricRow>{};
    });
  };
  std::map<QString, QVector<QPointF>> curves;
  const auto add = [&curves](const std::vector<store::RunRepository::MetricRow>& rows,
                             const QString& suffix) {
    for (const auto& row : rows) {
      // Measures of health, not losses; on another scale.
      if (row.name == "gradient" || row.name == "verified") continue;
      curves[QString::fromStdString(row.name) + suffix].push_back(
          QPointF(static_cast<double>(row.step), row.value));
    }
  };
  add(rowsOf(round), {});
  const int other = panel_.comparedRound();
  const QString suffix = other > 0 ? tr(" (round %1)").arg(other) : QString();
  panel_.lossChart()->setOtherSuffix(suffix);
  if (other > 0) add(rowsOf(other), suffix);
  panel_.lossChart()->setCurves(curves);  // in place: clearing would flicker while one trains
}

void RoundPresenter::askTargets(int round) {
  const auto all =
      guardedRead([this] { return store::RoundRepository(session_.connection()).all(); });
  for (const Round& one : all)
    if (one.number == round) Q_EMIT targetsRequested(one.id);
}

}  // namespace maskwright::ui
