#include "ui/controllers/compare_presenter.h"
#include "ui/controllers/image_presenter.h"
#include "ui/controllers/similar_reader.h"
#include "ui/editor/mask_editor.h"
#include "ui/review_workspace.h"
#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/views/candidate_grid.h"
#include "ui/views/compare_view.h"
#include "ui/views/filter_panel.h"
#include "ui/views/image_canvas.h"
#include "ui/views/image_view.h"
#include "ui/views/view_chip.h"

#include <QFileInfo>
#include <QMenu>
#include <QStackedWidget>

#include <algorithm>
#include <unordered_set>

// Where the review workspace goes: next candidate, next image, into an image and back.

namespace maskwright::ui {

bool ReviewWorkspace::isImageOpen() const {
  return centre_->currentWidget() == image_;
}

void ReviewWorkspace::openImage() {
  if (leavesCompareFirst() || !grid_->currentCandidate()) return;
  centre_->setCurrentWidget(image_);
  presenter_->forget();
  presenter_->show(grid_->currentCandidate());
  image_->canvas()->setFocus();
  Q_EMIT targetsChanged();
}

void ReviewWorkspace::closeImage() {
  centre_->setCurrentWidget(grid_);
  grid_->setFocus();
  Q_EMIT targetsChanged();
}

void ReviewWorkspace::focusWork() {
  if (isEditing())
    editor_->setFocus();
  else if (isComparing())
    compare_->setFocus();
  else if (isImageOpen())
    image_->canvas()->setFocus();
  else
    grid_->setFocus();
}

void ReviewWorkspace::move(int step, bool undecidedOnly) {
  if (isComparing()) return comparison_->step(step, undecidedOnly);
  if (step > 0) {
    grid_->moveToNext(undecidedOnly);
    return;
  }
  const int row = session_.candidates().rowOf(grid_->currentCandidate());
  const int to = undecidedOnly ? session_.candidates().nextUndecided(row, -1) : row - 1;
  if (to >= 0) grid_->setCurrentRow(to);
}

void ReviewWorkspace::moveImage(int step) {
  const auto& candidates = session_.candidates();
  const int from = candidates.rowOf(grid_->currentCandidate());
  const auto here = candidates.itemAt(from);
  if (!here) return;
  const int last = candidates.rowCount() - 1;
  for (int row = from + step; row >= 0 && row <= last; row += step) {
    const auto item = candidates.itemAt(row);
    if (!item || item->image == here->image) continue;
    grid_->setCurrentRow(row);
    return;
  }
}

void ReviewWorkspace::skip() {
  move(1, true);
}

void ReviewWorkspace::selectScreen() {
  if (isImageOpen() || isComparing()) return;
  screen_ = grid_->selectUndecidedOnScreen();
  if (screen_.isEmpty()) review_->announce(tr("Nothing undecided is wholly on the screen"));
}

void ReviewWorkspace::finishScreen(const std::vector<CandidateId>& decided, Verdict verdict) {
  if (screen_.isEmpty() || verdict == Verdict::Undecided) return;
  if (!std::ranges::equal(decided, screen_, {}, [](CandidateId id) { return id.value; })) return;
  screen_.clear();
  // After a verdict on one alone the list moves on anyway.
  if (decided.size() > 1 && !grid_->moveToNextScreen())
    review_->announce(tr("Nothing undecided follows here"));
}

void ReviewWorkspace::moveToUncertain() {
  const auto& candidates = session_.candidates();
  int row = candidates.mostUncertain(uncertainShown_);
  if (row < 0 && !uncertainShown_.isEmpty()) {  // all were seen: from the start
    uncertainShown_.clear();
    row = candidates.mostUncertain(uncertainShown_);
  }
  if (row < 0) return review_->announce(tr("Nothing undecided is left here"));
  uncertainShown_.insert(candidates.idAt(row));
  grid_->setCurrentRow(row);
}

void ReviewWorkspace::stepBack() {
  if (review_->isClusterScope()) {
    review_->setClusterScope(false);
  } else if (isImageOpen()) {
    closeImage();
  } else {
    leaveView();
  }
}

void ReviewWorkspace::leaveView() {
  auto filter = review_->filter();
  if (filter.only || filter.usedInRound) {
    leaveOnly();
  } else if (filter.cluster) {
    showCluster(0);
    focusWork();
  } else if (filter.image) {
    filter.image.reset();
    review_->setFilter(filter);
    focusWork();
  }
}

QString ReviewWorkspace::viewText() const {
  const auto& filter = review_->filter();
  QStringList parts;
  if (filter.usedInRound)
    parts << tr("What round %1 trained on").arg(filters_->numberOfUsed(*filter.usedInRound));
  if (filter.cluster) parts << session_.clusters().titleOf(*filter.cluster);
  if (filter.image) {
    const auto first = session_.candidates().itemAt(0);
    parts << (first ? QFileInfo(QString::fromStdString(first->imagePath)).fileName()
                    : tr("One image"));
  }
  return parts.join(QStringLiteral(" · "));
}

void ReviewWorkspace::nameView() {
  // A view of a few was named by who asked for it.
  if (!review_->filter().only) chip_->setText(viewText());
}

void ReviewWorkspace::showCluster(qint64 cluster) {
  showGrid();
  auto filter = review_->filter().only && before_ ? *before_ : review_->filter();
  if (cluster == 0) {
    filter.cluster.reset();
    filter.order = orderBefore_.value_or(filter.order);
    orderBefore_.reset();
  } else {
    if (!filter.cluster) orderBefore_ = filter.order;
    filter.cluster = ClusterId(cluster);
    filter.order = store::ReviewOrder::ByCluster;  // from the centre outwards, odd ones at the end
  }
  review_->setFilter(filter);
}

void ReviewWorkspace::showOnly(std::vector<int64_t> candidates,
                               const QString& text,
                               bool inThisOrder,
                               bool anyRound) {
  showGrid();
  if (!before_) {
    before_ = review_->filter();
    candidateBefore_ = grid_->currentCandidate();
  }
  store::ReviewFilter few;
  few.round = review_->filter().round;
  few.only = std::make_shared<const std::vector<int64_t>>(std::move(candidates));
  few.inOrderOfOnly = inThisOrder;
  few.includeLinked = inThisOrder || anyRound;
  few.anyRound = anyRound;
  review_->setFilter(few);
  chip_->setText(text);
  grid_->setCurrentRow(0);
  focusWork();
}

void ReviewWorkspace::leaveOnly() {
  if (!review_->filter().only && review_->filter().usedInRound) {
    auto without = review_->filter();
    without.usedInRound.reset();
    without.targetRole.reset();
    without.targetReason.clear();
    without.includeLinked = false;
    review_->setFilter(without);
    return focusWork();
  }
  const qint64 candidate = candidateBefore_;
  store::ReviewFilter before = before_.value_or(store::ReviewFilter{});
  if (!before_) before.round = review_->filter().round;
  review_->setFilter(before);
  const int row = session_.candidates().rowOf(candidate);
  if (row >= 0) grid_->setCurrentRow(row);
  focusWork();
}

void ReviewWorkspace::showSimilar() {
  if (grid_->currentCandidate()) similar_->ask(CandidateId(grid_->currentCandidate()));
}

void ReviewWorkspace::showMenu(const QPoint& globalPosition) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  const auto add = [&](const char* picture, const QString& text, const char* id, auto act) {
    auto* action = menu->addAction(icon(QLatin1String(picture)), text, this, act);
    action->setShortcuts(
        Shortcuts::instance().keys(QLatin1String(id)));  // shown; the window owns the key
    action->setShortcutContext(Qt::WidgetShortcut);
  };
  add("image", tr("Open the image"), "move.open", &ReviewWorkspace::openImage);
  add("grid",
      tr("Select the undecided on the screen"),
      "move.screen",
      &ReviewWorkspace::selectScreen);
  add("clusters", tr("More like this"), "move.similar", &ReviewWorkspace::showSimilar);
  add("split", tr("Move to another cluster…"), "cluster.move", &ReviewWorkspace::moveRequested);
  menu->popup(globalPosition);
}

void ReviewWorkspace::onSimilar(const SimilarAnswer& answer) {
  if (!answer.problem.isEmpty()) return review_->announce(answer.problem, Notice::Problem);
  showOnly(answer.ids,
           tr("Like mask %1").arg(answer.asked.value),
           /*inThisOrder=*/true,
           /*anyRound=*/true);
}

void ReviewWorkspace::notePlace(const std::vector<CandidateId>& decided) {
  constexpr qsizetype kPlaces = 200;
  if (decided.size() > 1) decidedAt_ << grid_->currentCandidate();
  if (decidedAt_.size() > kPlaces) decidedAt_.removeFirst();
}

/// Back to where it was given; else nowhere, if some of it is in sight.
void ReviewWorkspace::showTakenBack(const std::vector<CandidateId>& candidates) {
  std::unordered_set<int64_t> changed;
  for (const CandidateId id : candidates) changed.insert(id.value);
  const auto isChanged = [&](qint64 id) { return changed.contains(id); };
  const auto place = std::find_if(decidedAt_.rbegin(), decidedAt_.rend(), isChanged);
  const auto rows = grid_->visibleRows();
  const bool hasGrid = centre_->currentWidget() == grid_ && candidates.size() > 1;
  const bool inSight = hasGrid && std::any_of(rows.begin(), rows.end(), [&](int row) {
                         return isChanged(session_.candidates().idAt(row));
                       });
  if (place != decidedAt_.rend())
    showCandidate(*place);
  else
    showCandidate(inSight ? grid_->currentCandidate() : candidates.front().value);
}

void ReviewWorkspace::showCandidate(qint64 candidate) {
  if (isComparing()) comparison_->showMask(candidate);
  const int row = session_.candidates().rowOf(candidate);
  if (row >= 0 || !grid_->currentCandidate()) grid_->setCurrentRow(std::max(row, 0));
  setRounds();
  showEmptyState();
}

}  // namespace maskwright::ui
