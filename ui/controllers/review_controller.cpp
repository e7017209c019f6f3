#include "ui/controllers/review_controller.h"

#include "core/store/cluster_category.h"
#include "core/store/decision_repository.h"
#include "ui/models/guarded_read.h"
#include "ui/support/shortcuts.h"

#include <QLocale>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr int kCountDelayMs = 120;

std::vector<CandidateId> toIds(const QList<qint64>& values) {
  std::vector<CandidateId> ids;
  ids.reserve(static_cast<size_t>(values.size()));
  for (const qint64 value : values) ids.emplace_back(value);
  return ids;
}

}  // namespace

ReviewController::ReviewController(ProjectSession& session, Targets targets, QObject* parent)
    : QObject(parent),
      session_(session),
      targets_(std::move(targets)),
      counts_(session.project().databaseFile()) {
  countTimer_.setSingleShot(true);
  countTimer_.setInterval(kCountDelayMs);
  connect(&countTimer_, &QTimer::timeout, this, [this] { counts_.request(filter(), threshold_); });
  connect(&counts_, &ReviewCounts::ready, this, &ReviewController::numbersChanged);
  connect(&session_.writer(), &ReviewWriter::finished, this, &ReviewController::take);
  connect(&session_.writer(), &ReviewWriter::pendingChanged, this, [this](int) {
    Q_EMIT saveStateChanged();
  });
  store::DecisionRepository decisions(session_.connection());
  const auto done = guardedRead([&] { return decisions.newestDone(); });
  const auto undone = guardedRead([&] { return decisions.oldestUndone(); });
  if (done) undoText_ = QString::fromStdString(done->text);
  if (undone) redoText_ = QString::fromStdString(undone->text);
}

void ReviewController::setFilter(const store::ReviewFilter& filter) {
  setClusterScope(false);
  // While a round ran, people went on with the list before it.
  if (filter.round > 0 && filter.round != handedDownTo_) session_.writer().handDown(filter.round);
  handedDownTo_ = filter.round;
  session_.clusters().setRound(filter.round);
  session_.candidates().setFilter(filter);
  Q_EMIT filterApplied();
  countSoon();
}

void ReviewController::setThreshold(double threshold) {
  threshold_ = threshold;
  countSoon();
}

void ReviewController::reload() {
  const auto targets = targets_();
  session_.categories().reload();
  session_.clusters().reload();
  session_.issues().reload();
  session_.candidates().reload();
  Q_EMIT candidateRequested(targets.isEmpty() ? 0 : targets.front());
  countSoon();
}

void ReviewController::countSoon() {
  if (!countTimer_.isActive()) countTimer_.start();
}

int ReviewController::send(ReviewService::Request request, bool paint) {
  if (request.candidates.empty()) return 0;
  if (paint) {
    session_.candidates().setVerdictLocally(
        request.candidates,
        request.verdict,
        QString::fromStdString(request.category.value_or(std::string{})));
    Q_EMIT decidedLocally(request.candidates, request.verdict);
  }
  return session_.writer().decide(std::move(request));
}

std::optional<store::ReviewItem> ReviewController::itemOf(CandidateId candidate) const {
  const auto& list = session_.candidates();
  if (auto item = list.itemAt(list.rowOf(candidate.value))) return item;
  const auto found = guardedRead(
      [&] { return store::ReviewQuery(session_.connection()).items({candidate.value}); });
  return found.empty() ? std::nullopt : std::optional(found.front());
}

std::optional<std::string> ReviewController::clusterCategory(
    const std::vector<CandidateId>& ids) const {
  const auto& clusters = session_.clusters();
  QString name;
  for (const CandidateId id : ids) {
    const auto item = itemOf(id);
    const ClusterId cluster = item ? item->cluster : ClusterId{};
    const QString own = !cluster || clusters.find(cluster)
                            ? clusters.nameOf(cluster)
                            : session_.categories().nameOf(guardedRead([&] {
                                return store::categoryOfCluster(session_.connection(), cluster);
                              }));
    if (own.isEmpty() || (!name.isEmpty() && own != name)) return std::nullopt;
    name = own;
  }
  return name.isEmpty() ? std::nullopt : std::optional(name.toStdString());
}

void ReviewController::decide(Verdict verdict) {
  if (clusterScope_) {
    const ClusterId cluster = currentCluster();
    setClusterScope(false);
    decideCluster(cluster, verdict);
    return;
  }
  ReviewService::Request request;
  request.candidates = toIds(targets_());
  request.verdict = verdict;
  if (request.candidates.empty()) return;
  // A member of a named cluster is accepted under that name.
  if (verdict == Verdict::Accepted && request.candidates.size() <= 500)
    request.category = clusterCategory(request.candidates);
  const bool isSingle = request.candidates.size() == 1;
  send(std::move(request));
  if (isSingle) Q_EMIT moveOnRequested();
}

void ReviewController::decideThese(std::vector<CandidateId> candidates,
                                   Verdict verdict,
                                   std::optional<std::string> category,
                                   qint64 left) {
  setClusterScope(false);
  ReviewService::Request request;
  request.candidates = std::move(candidates);
  request.verdict = verdict;
  request.category = std::move(category);
  const int write = send(std::move(request));
  if (write > 0 && left > 0) left_.insert(write, left);
}

void ReviewController::relabel(const QString& category) {
  if (clusterScope_) {
    const ClusterId cluster = currentCluster();
    setClusterScope(false);
    decideCluster(cluster, Verdict::Relabelled, category);
    return;
  }
  ReviewService::Request request;
  request.candidates = toIds(targets_());
  request.verdict = Verdict::Relabelled;
  request.category = category.toStdString();
  const bool isSingle = request.candidates.size() == 1;
  send(std::move(request));
  if (isSingle) Q_EMIT moveOnRequested();
}

void ReviewController::clearVerdict() {
  ReviewService::Request request;
  request.candidates = toIds(targets_());
  request.verdict = Verdict::Undecided;
  send(std::move(request));
}

void ReviewController::editMask(CandidateId candidate, Rle mask, const QString& tools) {
  const auto item = itemOf(candidate);
  const bool isNew = !item || !isPositive(item->verdict.verdict);
  ReviewService::EditRequest request{candidate, std::move(mask), tools.toStdString()};
  // A member of a named cluster is accepted under that name.
  if (isNew) request.category = clusterCategory({candidate});
  if (isNew)
    session_.candidates().setVerdictLocally(
        {candidate},
        Verdict::Accepted,
        QString::fromStdString(request.category.value_or(std::string{})));
  else
    session_.candidates().setVerdictLocally({candidate}, item->verdict.verdict, {});
  session_.writer().editMask(std::move(request));
}

void ReviewController::drawMask(ImageId image, Rle mask) {
  session_.writer().drawMask({image, filter().round, std::move(mask)});
}

ClusterId ReviewController::currentCluster() const {
  const auto targets = targets_();
  const auto item = targets.isEmpty() ? std::nullopt : itemOf(CandidateId(targets.front()));
  // The clusters of another round than the one shown are not to be decided at a stroke.
  return item && session_.clusters().find(item->cluster) ? item->cluster : ClusterId{};
}

void ReviewController::onDecidedElsewhere(const std::vector<CandidateId>& changed) {
  store::DecisionRepository decisions(session_.connection());
  const auto done = guardedRead([&] { return decisions.newestDone(); });
  const auto undone = guardedRead([&] { return decisions.oldestUndone(); });
  undoText_ = done ? QString::fromStdString(done->text) : QString();
  redoText_ = undone ? QString::fromStdString(undone->text) : QString();
  session_.candidates().refresh(changed);
  session_.categories().reload();
  session_.clusters().refreshCounts();
  Q_EMIT undoTextsChanged();
  Q_EMIT decisionsStored();
  Q_EMIT historyChanged();
  countSoon();
}

void ReviewController::undo() {
  session_.writer().undo();
}

void ReviewController::redo() {
  session_.writer().redo();
}

void ReviewController::goTo(CommandId command) {
  session_.writer().goTo(command);
}

void ReviewController::markRound(int round, RoundMark mark) {
  session_.writer().markRound(round, mark);
}

/// Masks whose outline may be another one now.
void ReviewController::forgetMasks(const WriteResult& result) {
  using Kind = WriteResult::Kind;
  if (result.kind == Kind::Undo || result.kind == Kind::Redo || result.kind == Kind::Edit)
    session_.masks().forget(result.changed);
  constexpr size_t kAtOnce = 100;  // as many as the store of masks takes
  for (size_t from = 0; result.kind == Kind::Jump && from < result.edited.size(); from += kAtOnce) {
    const auto begin = result.edited.begin() + static_cast<ptrdiff_t>(from);
    const auto left = static_cast<size_t>(result.edited.end() - begin);
    session_.masks().forget({begin, begin + static_cast<ptrdiff_t>(std::min(kAtOnce, left))});
  }
}

void ReviewController::say(const WriteResult& result) {
  using Kind = WriteResult::Kind;
  const qint64 left = left_.take(result.sequence);
  if (result.kind == Kind::Undo)
    announce(tr("Undone: %1").arg(result.text), Notice::Undone);
  else if (result.kind == Kind::Redo)
    announce(tr("Done again: %1").arg(result.text), Notice::Redone);
  else if (result.kind == Kind::Jump && result.undone > 0)
    announce(result.undone == 1 ? tr("1 step undone") : tr("%1 steps undone").arg(result.undone),
             Notice::Undone);
  else if (result.kind == Kind::Jump && result.redone > 0)
    announce(
        result.redone == 1 ? tr("1 step done again") : tr("%1 steps done again").arg(result.redone),
        Notice::Redone);
  else if (result.kind == Kind::Draw || result.changed.size() > 1 || left > 0 ||
           ((result.kind == Kind::NameCluster || result.kind == Kind::EditClusters ||
             result.kind == Kind::MarkRound) &&
            !result.text.isEmpty())) {
    const QString undo = Shortcuts::instance().text(QStringLiteral("edit.undo"));
    const QString done = left == 0 ? result.text
                                   : tr("%1; %2 decided before stay as they are")
                                         .arg(result.text, QLocale().toString(left));
    announce(undo.isEmpty() ? tr("Done: %1.").arg(done)
                            : tr("Done: %1. %2 takes it back.").arg(done, undo),
             Notice::Done);
  }
}

void ReviewController::take(const WriteResult& result) {
  auto& candidates = session_.candidates();
  if (!result.undoText.isNull() || result.ok) {
    undoText_ = result.undoText;
    redoText_ = result.redoText;
    Q_EMIT undoTextsChanged();
  }
  using Kind = WriteResult::Kind;
  if (result.kind == Kind::HandDown && result.ok) {
    if (result.handedDown > 0) {
      reload();
      Q_EMIT decisionsStored();  // of which this round's ranking knows nothing yet
    }
    return;
  }
  const bool isHistory =
      result.kind == Kind::Undo || result.kind == Kind::Redo || result.kind == Kind::Jump;
  if (result.ok && result.kind != Kind::Setting) session_.categories().reload();
  if (result.kind == Kind::Decide || result.kind == Kind::Edit) {
    candidates.settle(result.asked);
  } else if (isHistory) {
    candidates.refresh(result.changed);
  }
  if (result.ok && !result.clusters.empty())
    onClustersEdited(result);
  else if (result.ok && isHistory && (result.changed.empty() || result.kind == Kind::Jump))
    session_.clusters().reload();  // a round was marked, perhaps
  forgetMasks(result);
  if (!result.ok) {
    if (result.nothingToDo) {
      QString why = result.error;
      if (!why.isEmpty()) why[0] = why[0].toUpper();
      announce(why);
    } else {
      Q_EMIT failed(tr("Not saved: %1. What was on screen has been taken back.").arg(result.error));
    }
    return;
  }
  if (!result.changed.empty()) {
    session_.clusters().refreshCounts();
    Q_EMIT decisionsStored();
  }
  if (result.kind == Kind::Draw) {
    reload();
    Q_EMIT drawn(result.changed.front().value);
  } else if (isHistory && !result.changed.empty()) {
    Q_EMIT takenBack(result.changed);
  }
  if (isHistory) Q_EMIT clustersRequested(clustersOf(result));
  if (result.kind != Kind::Setting) Q_EMIT historyChanged();
  say(result);
  countSoon();
}

}  // namespace maskwright::ui
