#include "core/store/round_mark_repository.h"
#include "ui/controllers/round_presenter.h"
#include "ui/models/guarded_read.h"
#include "ui/models/history_model.h"
#include "ui/project_view.h"
#include "ui/review_workspace.h"
#include "ui/views/history_panel.h"

#include <QListView>

#include <utility>

// The history drawer of an open project, and the views and marks of rounds.
namespace maskwright::ui {
namespace {

constexpr int kHistoryWidth = 300;  ///< as the jobs, with which it shares its place

QMap<int, RoundMark> marksOf(ProjectSession& session) {
  QMap<int, RoundMark> marks;
  for (const auto& row :
       guardedRead([&] { return store::RoundMarkRepository(session.connection()).all(); }))
    marks.insert(row.number, row.mark);
  return marks;
}

/// Newest round with masks that these marks leave standing.
int newestUnder(const QMap<int, RoundMark>& marks, ProjectSession& session) {
  int newest = 0;
  for (const int round :
       guardedRead([&] { return store::ReviewQuery(session.connection()).rounds(); }))
    if (marks.value(round, RoundMark::None) != RoundMark::RolledBack) newest = round;
  return newest;
}

}  // namespace

void ProjectView::buildHistory(ImageLoader& loader) {
  history_ = new HistoryModel(this);
  history_->setSource(&session_->connection(), session_->imagesRoot());
  historyPanel_ = new HistoryPanel(&loader, this);
  historyPanel_->setMaskProvider(&session_->masks());
  historyPanel_->setModel(history_);
  historyPanel_->setFixedWidth(kHistoryWidth);
  historyPanel_->hide();
}

void ProjectView::connectHistory() {
  auto& review = review_->review();
  connect(historyPanel_, &HistoryPanel::closeRequested, this, &ProjectView::toggleHistory);
  connect(historyPanel_, &HistoryPanel::goToRequested, &review, &ReviewController::goTo);
  connect(historyPanel_,
          &HistoryPanel::masksRequested,
          this,
          [this](CommandId command, const QString& text) {
            showWorkspace(Workspace::Review);
            review_->showCommand(command, text);
            historyPanel_->list()->setFocus();  // so that the arrows go on through the list
          });
  connect(&review, &ReviewController::historyChanged, historyPanel_, &HistoryPanel::markStale);
  connect(&review, &ReviewController::historyChanged, this, &ProjectView::followRoundMarks);
  connect(presenter_, &RoundPresenter::markRequested, &review, &ReviewController::markRound);
  connect(presenter_, &RoundPresenter::targetsRequested, this, [this](RoundId round) {
    showWorkspace(Workspace::Review);
    review_->showTargets(round);
  });
  connect(presenter_, &RoundPresenter::compareRequested, this, [this](int round) {
    showWorkspace(Workspace::Review);
    review_->compareRound(round);
  });
  roundMarks_ = marksOf(*session_);
}

void ProjectView::toggleHistory() {
  showHistory(historyPanel_->isHidden());
}

void ProjectView::showHistory(bool visible) {
  historyPanel_->setVisible(visible);
  if (visible) {
    showJobs(false);
    historyPanel_->list()->setFocus();
  } else {
    makeRoomForDrawers();
    if (workspace() == Workspace::Review) review_->focusWork();
  }
}

/// A round that was rolled back, or restored, changes which one counts: that one is shown.
void ProjectView::followRoundMarks() {
  const auto before = std::exchange(roundMarks_, marksOf(*session_));
  bool isMarked = false;
  for (auto one = roundMarks_.cbegin(); one != roundMarks_.cend(); ++one)
    isMarked |= before.value(one.key(), RoundMark::None) != one.value();
  if (!isMarked) return;
  presenter_->reload();
  review_->setRounds();
  const int newest = newestUnder(roundMarks_, *session_);
  if (newest == newestUnder(before, *session_)) return;
  store::ReviewFilter filter;
  filter.round = newest;
  review_->review().setFilter(filter);
}

}  // namespace maskwright::ui
