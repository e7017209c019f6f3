#include "core/store/history_query.h"
#include "core/store/round_mark_repository.h"
#include "core/store/round_target_query.h"
#include "ui/controllers/compare_presenter.h"
#include "ui/models/guarded_read.h"
#include "ui/review_workspace.h"
#include "ui/support/shortcuts.h"
#include "ui/views/candidate_grid.h"
#include "ui/views/compare_view.h"
#include "ui/views/filter_panel.h"
#include "ui/views/verdict_bar.h"

#include <QStackedWidget>

#include <algorithm>

// Views of the review workspace over rounds and the history: two rounds side by side, what a round
// trained on, what a command changed.

namespace maskwright::ui {

void ReviewWorkspace::connectCompare() {
  connect(compare_, &CompareView::closed, this, &ReviewWorkspace::closeCompare);
  VerdictBar& bar = compare_->verdicts();
  connect(&bar, &VerdictBar::verdictRequested, review_, &ReviewController::decide);
  connect(&bar, &VerdictBar::relabelRequested, this, &ReviewWorkspace::askCategory);
  connect(&bar, &VerdictBar::editRequested, this, &ReviewWorkspace::editMask);
  connect(&bar, &VerdictBar::skipRequested, this, &ReviewWorkspace::skip);
  connect(&bar, &VerdictBar::undoRequested, review_, &ReviewController::undo);
  connect(&bar, &VerdictBar::redoRequested, review_, &ReviewController::redo);
  const auto showUndo = [this] {
    compare_->verdicts().setUndoText(review_->undoText(), review_->redoText());
  };
  connect(review_, &ReviewController::undoTextsChanged, this, showUndo);
  showUndo();
}

bool ReviewWorkspace::isComparing() const {
  return compare_ && pages_->currentWidget() == compare_;
}

void ReviewWorkspace::compare() {
  if (isComparing()) return closeCompare();
  const auto item =
      session_.candidates().itemAt(session_.candidates().rowOf(grid_->currentCandidate()));
  compareRound(review_->filter().round, item ? item->image : ImageId{});
}

void ReviewWorkspace::compareRound(int round, ImageId image) {
  if (isEditing()) return;
  if (!comparison_->canCompare())
    return review_->announce(tr("There is one round so far: start another to compare them"));
  session_.writer().flush();  // what is on its way is seen
  pages_->setCurrentWidget(compare_);
  comparison_->open(round, image);
  focusWork();
  Q_EMIT targetsChanged();
}

void ReviewWorkspace::showGrid() {
  const bool compared = isComparing() || editsFromCompare_;
  if (compared) comparison_->close();
  if (isComparing()) pages_->setCurrentIndex(0);
  editsFromCompare_ = false;
  if (!compared && !isImageOpen()) return;
  centre_->setCurrentWidget(grid_);
  focusWork();  // an open editor keeps it
  Q_EMIT targetsChanged();
}

void ReviewWorkspace::closeCompare() {
  const ImageId image = comparison_->image();
  comparison_->close();
  pages_->setCurrentIndex(0);
  // The grid goes to the image that was looked at, unless it is there already.
  const auto& candidates = session_.candidates();
  const auto here = candidates.itemAt(candidates.rowOf(grid_->currentCandidate()));
  constexpr int kSearched = 2'000;
  for (int row = 0;
       here && here->image != image && row < std::min(kSearched, candidates.rowCount());
       ++row) {
    const auto item = candidates.itemAt(row);
    if (!item || item->image != image) continue;
    grid_->setCurrentRow(row);
    break;
  }
  focusWork();
  Q_EMIT targetsChanged();
}

/// What works on the grid's mask must not be asked for while another one is before the eyes.
bool ReviewWorkspace::leavesCompareFirst() {
  if (isComparing())
    review_->announce(withKey(tr("Go back to the grid first"), QStringLiteral("move.back")));
  return isComparing();
}

void ReviewWorkspace::showCommand(CommandId command, const QString& text) {
  if (isEditing()) return;
  session_.writer().flush();
  auto candidates =
      guardedRead([&] { return store::HistoryQuery(session_.connection()).candidates(command); });
  if (candidates.empty()) return;
  showOnly(std::move(candidates), tr("Changed by: %1").arg(text), false, /*anyRound=*/true);
}

void ReviewWorkspace::showTargets(RoundId round) {
  if (isEditing()) return;
  showGrid();
  store::ReviewFilter filter;
  filter.round = review_->filter().round;
  filter.order = review_->filter().order;
  filter.usedInRound = round;
  filter.includeLinked = true;
  review_->setFilter(filter);
  focusWork();
}

void ReviewWorkspace::showTargetCounts() {
  const auto round = review_->filter().usedInRound;
  if (round == counted_) return;
  counted_ = round;
  if (round)
    filters_->setTargetCounts(
        guardedRead([&] { return store::RoundTargetQuery(session_.connection()).counts(*round); }));
}

void ReviewWorkspace::setRoundMarks() {
  const auto marks =
      guardedRead([this] { return store::RoundMarkRepository(session_.connection()).all(); });
  QSet<int> rolledBack;
  for (const auto& row : marks)
    if (row.mark == RoundMark::RolledBack) rolledBack.insert(row.number);
  filters_->setRolledBack(rolledBack);
  const auto used =
      guardedRead([this] { return store::RoundTargetQuery(session_.connection()).rounds(); });
  filters_->setUsedRounds({used.begin(), used.end()});
}

}  // namespace maskwright::ui
