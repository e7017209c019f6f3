#include "core/domain/decision.h"
#include "ui/models/candidate_roles.h"
#include "ui/support/shortcuts.h"
#include "ui/views/candidate_delegate.h"
#include "ui/views/candidate_grid.h"
#include "ui/views/candidate_grid_p.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>

#include <algorithm>
#include <optional>
#include <utility>

// Selection, keyboard and pointer of the candidate grid.

namespace maskwright::ui {
namespace {

constexpr auto kReplace = QItemSelectionModel::ClearAndSelect;

bool isUndecided(const QModelIndex& index) {
  return index.data(VerdictRole).toInt() == static_cast<int>(Verdict::Undecided);
}

}  // namespace

GridLayout CandidateGrid::Private::layout(int width) const {
  return {width, delegate->tileSize(), CandidateDelegate::kPad, CandidateDelegate::kCaptionHeight};
}

void CandidateGrid::Private::prefetchAfter(CandidateGrid* grid, const QList<int>& visible) {
  if (visible.isEmpty()) return;
  const int rows = grid->model()->rowCount();
  const int last = std::min<int>(rows, visible.back() + 1 + 2 * grid->columns());
  for (int row = visible.back() + 1; row < last; ++row)
    delegate->prefetch(grid->model()->index(row, 0),
                       layout(grid->viewport()->width()).cell.width(),
                       grid->devicePixelRatioF());
}

void CandidateGrid::Private::restoreCurrent(CandidateGrid* grid) {
  const qint64 wanted = std::exchange(kept, 0);
  if (wanted == 0) return;
  const QAbstractItemModel* model = grid->model();
  const int rows = model ? model->rowCount() : 0;
  for (int row = 0; row < rows; ++row) {
    const QModelIndex index = model->index(row, 0);
    if (index.data(CandidateIdRole).toLongLong() != wanted) continue;
    QScrollBar* bar = grid->verticalScrollBar();
    bar->setValue(bar->value() + grid->visualRect(index).top() - keptTop);
    grid->setCurrentRow(row);
    return;
  }
  Q_EMIT grid->candidateFocused(0);
}

qint64 CandidateGrid::currentCandidate() const {
  return currentIndex().isValid() ? currentIndex().data(CandidateIdRole).toLongLong() : 0;
}

QList<qint64> CandidateGrid::selectedCandidates() const {
  QList<qint64> ids;
  if (!model()) return ids;
  QList<QPair<int, int>> ranges;
  for (const QItemSelectionRange& range : selectionModel()->selection())
    ranges.append({range.top(), range.bottom()});
  std::sort(ranges.begin(), ranges.end());
  for (const auto& [top, bottom] : ranges)
    for (int row = top; row <= bottom; ++row)
      ids.append(model()->index(row, 0).data(CandidateIdRole).toLongLong());
  if (ids.isEmpty() && currentIndex().isValid()) ids.append(currentCandidate());
  return ids;
}

bool CandidateGrid::setCurrentRow(int row) {
  if (!model() || row < 0 || row >= model()->rowCount()) return false;
  const QModelIndex index = model()->index(row, 0);
  d_->anchor = index;
  selectionModel()->setCurrentIndex(index, kReplace);
  // Before the first show there is no size to scroll by; showEvent() does it then.
  if (isVisible()) scrollTo(index);
  return true;
}

bool CandidateGrid::moveToNext(bool undecidedOnly) {
  if (!model()) return false;
  constexpr int kLookAhead = 5000;
  int row = currentIndex().isValid() ? currentIndex().row() : -1;
  // After a decision on several the next one lies behind the last of them.
  for (const QItemSelectionRange& range : selectionModel()->selection())
    row = std::max(row, range.bottom());
  const int end = std::min(model()->rowCount(), row + 1 + kLookAhead);
  for (++row; row < end; ++row) {
    if (!undecidedOnly || isUndecided(model()->index(row, 0))) return setCurrentRow(row);
  }
  return false;
}

QList<qint64> CandidateGrid::selectUndecidedOnScreen() {
  QItemSelection found;
  QModelIndex first;
  for (const int row : visibleRows()) {
    const QModelIndex index = model()->index(row, 0);
    if (!viewport()->rect().contains(visualRect(index)) || !isUndecided(index)) continue;
    if (!first.isValid()) first = index;
    found.select(index, index);
  }
  if (!first.isValid()) return {};
  d_->anchor = first;
  selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
  selectionModel()->select(found, kReplace);
  return selectedCandidates();
}

bool CandidateGrid::moveToNextScreen() {
  if (!moveToNext(true)) return false;
  scrollTo(currentIndex(), PositionAtTop);
  return true;
}

QModelIndex CandidateGrid::moveCursor(CursorAction action, Qt::KeyboardModifiers) {
  if (!model() || model()->rowCount() == 0) return {};
  const int rows = model()->rowCount(), across = columns();
  const int page = std::max(1, viewport()->height() / d_->layout(viewport()->width()).line());
  int row = currentIndex().isValid() ? currentIndex().row() : -1;
  if (row < 0) return model()->index(visibleRows().value(0, 0), 0);
  switch (action) {
    case MoveLeft:
    case MovePrevious:
      row -= 1;
      break;
    case MoveRight:
    case MoveNext:
      row += 1;
      break;
    case MoveUp:
      row = row >= across ? row - across : row;
      break;
    case MoveDown:
      // From the last full line down to the last tile, but not along the last line.
      if (row + across < rows)
        row += across;
      else if (row / across < (rows - 1) / across)
        row = rows - 1;
      break;
    case MovePageUp:
      row = std::max(row % across, row - across * page);
      break;
    case MovePageDown:
      row = std::min(rows - 1, row + across * page);
      break;
    case MoveHome:
      row = 0;
      break;
    case MoveEnd:
      row = rows - 1;
      break;
  }
  return model()->index(std::clamp(row, 0, rows - 1), 0);
}

void CandidateGrid::keyPressEvent(QKeyEvent* event) {
  static const QHash<int, CursorAction> kMoves{{Qt::Key_Left, MoveLeft},
                                               {Qt::Key_Right, MoveRight},
                                               {Qt::Key_Up, MoveUp},
                                               {Qt::Key_Down, MoveDown},
                                               {Qt::Key_Home, MoveHome},
                                               {Qt::Key_End, MoveEnd},
                                               {Qt::Key_PageUp, MovePageUp},
                                               {Qt::Key_PageDown, MovePageDown}};
  const auto stepOf = [event](const char* id, Qt::Key otherwise) {
    const QString action = QLatin1String(id);
    if (!Shortcuts::instance().isDeclared(action)) return event->key() == otherwise;
    // With Shift it extends the selection.
    return isKeyOf(action,
                   QKeyEvent(QEvent::KeyPress,
                             event->key(),
                             event->modifiers() & ~Qt::ShiftModifier,
                             event->text().toLower()));
  };
  const auto arrow = kMoves.constFind(event->key());
  const std::optional<CursorAction> move =
      arrow != kMoves.constEnd()           ? std::optional(*arrow)
      : stepOf("move.next", Qt::Key_J)     ? std::optional(MoveNext)
      : stepOf("move.previous", Qt::Key_K) ? std::optional(MovePrevious)
                                           : std::nullopt;
  const bool control = event->modifiers() & Qt::ControlModifier;
  const bool shift = event->modifiers() & Qt::ShiftModifier;
  if (move && !(event->modifiers() & Qt::AltModifier)) {
    const QModelIndex next = moveCursor(*move, event->modifiers());
    if (!next.isValid()) return;
    if (shift) {
      if (!d_->anchor.isValid()) d_->anchor = currentIndex().isValid() ? currentIndex() : next;
      selectionModel()->setCurrentIndex(next, QItemSelectionModel::NoUpdate);
      const auto [a, b] = std::minmax({d_->anchor.row(), next.row()});
      selectionModel()->select({model()->index(a, 0), model()->index(b, 0)}, kReplace);
      scrollTo(next);
    } else {
      setCurrentRow(next.row());
    }
    event->accept();
  } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
    if (currentIndex().isValid()) Q_EMIT candidateOpened(currentCandidate());
  } else if (event->matches(QKeySequence::SelectAll)) {
    selectAll();
  } else if (control && (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Equal)) {
    setTileSize(tileSize() + 16);
  } else if (control && event->key() == Qt::Key_Minus) {
    setTileSize(tileSize() - 16);
  } else {
    // Letters are the window's verdict keys.
    event->ignore();
  }
}

void CandidateGrid::wheelEvent(QWheelEvent* event) {
  if (!(event->modifiers() & Qt::ControlModifier)) {
    QAbstractItemView::wheelEvent(event);
    return;
  }
  d_->wheelRest += event->angleDelta().y();
  const int steps = d_->wheelRest / 60;
  d_->wheelRest -= steps * 60;
  if (steps != 0) setTileSize(tileSize() + steps * 8);
  event->accept();
}

void CandidateGrid::mousePressEvent(QMouseEvent* event) {
  const QModelIndex index = indexAt(event->pos());
  const bool shift = event->modifiers() & Qt::ShiftModifier;
  const bool control = event->modifiers() & Qt::ControlModifier;
  d_->clickKeepsSelection = false;
  if (!model() || event->button() == Qt::MiddleButton) return;
  if (event->button() == Qt::RightButton) {
    if (index.isValid() && !selectionModel()->isSelected(index)) setCurrentRow(index.row());
    return;
  }
  d_->band = {true, false, event->pos() + QPoint(0, verticalOffset()), {}};
  d_->band.to = d_->band.from;
  if (!index.isValid()) {
    if (!shift && !control) selectionModel()->clearSelection();
    d_->beforeBand = selectionModel()->selection();
    return;
  }
  if (shift && d_->anchor.isValid()) {
    const auto [a, b] = std::minmax({d_->anchor.row(), index.row()});
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    selectionModel()->select({model()->index(a, 0), model()->index(b, 0)},
                             control ? QItemSelectionModel::Select : kReplace);
  } else if (control) {
    d_->anchor = index;
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::Toggle);
  } else {
    d_->clickKeepsSelection = selectionModel()->isSelected(index);
    d_->anchor = index;
    selectionModel()->setCurrentIndex(
        index, d_->clickKeepsSelection ? QItemSelectionModel::NoUpdate : kReplace);
  }
  d_->beforeBand = control || shift ? selectionModel()->selection() : QItemSelection();
}

void CandidateGrid::mouseMoveEvent(QMouseEvent* event) {
  const QModelIndex under = indexAt(event->pos());
  const int hovered = under.isValid() ? under.row() : -1;
  if (hovered != d_->hovered) {
    d_->hovered = hovered;
    viewport()->update();
  }
  if (!d_->band.pressed || !(event->buttons() & Qt::LeftButton)) return;
  d_->band.to = event->pos() + QPoint(0, verticalOffset());
  if (!d_->band.moved &&
      (d_->band.to - d_->band.from).manhattanLength() < QApplication::startDragDistance())
    return;
  d_->band.moved = true;
  if (event->pos().y() < 0 || event->pos().y() > viewport()->height())
    verticalScrollBar()->setValue(verticalScrollBar()->value() + (event->pos().y() < 0 ? -24 : 24));
  selectionModel()->select(d_->beforeBand, kReplace);
  setSelection(d_->bandRect(verticalOffset()), QItemSelectionModel::Select);
  viewport()->update();
}

void CandidateGrid::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  if (d_->clickKeepsSelection && !d_->band.moved && currentIndex().isValid())
    selectionModel()->select(currentIndex(), kReplace);
  d_->clickKeepsSelection = false;
  d_->band = {};
  viewport()->update();
}

void CandidateGrid::mouseDoubleClickEvent(QMouseEvent* event) {
  const QModelIndex index = indexAt(event->pos());
  if (index.isValid() && event->button() == Qt::LeftButton)
    Q_EMIT candidateOpened(index.data(CandidateIdRole).toLongLong());
}

void CandidateGrid::contextMenuEvent(QContextMenuEvent* event) {
  QPoint position = event->globalPos();
  if (event->reason() == QContextMenuEvent::Keyboard)
    position = viewport()->mapToGlobal(visualRect(currentIndex()).center());
  if (currentIndex().isValid()) Q_EMIT contextMenuAsked(currentCandidate(), position);
}

void CandidateGrid::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  // The base class would scroll here; only keys and setCurrentRow() may.
  viewport()->update(visualRect(previous));
  viewport()->update(visualRect(current));
  Q_EMIT candidateFocused(currentCandidate());
}

void CandidateGrid::selectionChanged(const QItemSelection& selected, const QItemSelection& old) {
  QAbstractItemView::selectionChanged(selected, old);
  viewport()->update();
  int count = 0;
  for (const QItemSelectionRange& range : selectionModel()->selection()) count += range.height();
  Q_EMIT selectionResized(count);
}

void CandidateGrid::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags flags) {
  QItemSelection selection;
  if (model()) {
    const GridLayout layout = d_->layout(viewport()->width());
    const auto [first, last] = layout.rowRange(
        rect.top() + verticalOffset(), rect.height(), model()->rowCount(rootIndex()));
    int start = -1;
    for (int row = first; row <= last; ++row) {
      const bool inside =
          row < last && layout.tile(row).translated(0, -verticalOffset()).intersects(rect);
      if (inside && start < 0) start = row;
      if (!inside && start >= 0) {
        selection.select(model()->index(start, 0), model()->index(row - 1, 0));
        start = -1;
      }
    }
  }
  selectionModel()->select(selection, flags);
}

QRegion CandidateGrid::visualRegionForSelection(const QItemSelection& selection) const {
  QRegion region;
  for (const int row : visibleRows()) {
    const QModelIndex index = model()->index(row, 0, rootIndex());
    if (selection.contains(index)) region += visualRect(index);
  }
  return region;
}

}  // namespace maskwright::ui
