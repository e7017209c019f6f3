#include "ui/views/cluster_list_view.h"

#include "ui/models/cluster_roles.h"
#include "ui/support/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace maskwright::ui {
namespace {
constexpr int kHintOffset = 16;  ///< from the pointer
constexpr int kScrollZone = 32;  ///< at the edges a drag scrolls
constexpr int kScrollStep = 24;
constexpr int kScrollMs = 40;
}  // namespace

ClusterListView::ClusterListView(QWidget* parent) : QListView(parent), hint_(new QLabel(this)) {
  setSelectionMode(QAbstractItemView::ExtendedSelection);
  setSelectionRectVisible(false);
  hint_->setObjectName(QStringLiteral("mergeHint"));
  hint_->setProperty("surface", "popup");
  hint_->setMargin(kGap);
  hint_->setAttribute(Qt::WA_TransparentForMouseEvents);
  hint_->setAttribute(Qt::WA_StyledBackground);
  setTextRole(hint_, TextSize::Body);
  hint_->hide();
  scrolling_.setInterval(kScrollMs);
  connect(&scrolling_, &QTimer::timeout, this, &ClusterListView::scrollWhileDragging);
}

QList<qint64> ClusterListView::selectedClusters() const {
  auto indexes = selectedIndexes();
  std::sort(indexes.begin(), indexes.end());
  QList<qint64> ids;
  for (const QModelIndex& index : indexes) ids << index.data(ClusterIdRole).toLongLong();
  if (ids.isEmpty() && currentIndex().isValid())
    ids << currentIndex().data(ClusterIdRole).toLongLong();
  return ids;
}

void ClusterListView::selectClusters(const QList<qint64>& clusters) {
  QItemSelection selection;
  for (int row = 0; model() && row < model()->rowCount(); ++row) {
    const QModelIndex index = model()->index(row, 0);
    if (clusters.contains(index.data(ClusterIdRole).toLongLong())) selection.select(index, index);
  }
  selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

void ClusterListView::makeCurrent(qint64 cluster) {
  for (int row = 0; model() && row < model()->rowCount(); ++row)
    if (model()->index(row, 0).data(ClusterIdRole).toLongLong() == cluster)
      setCurrentIndex(model()->index(row, 0));
}

void ClusterListView::mousePressEvent(QMouseEvent* event) {
  const QModelIndex index = indexAt(event->position().toPoint());
  const bool plain = event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier;
  pressed_ = plain ? QPersistentModelIndex(index) : QPersistentModelIndex();
  pressedAt_ = event->position().toPoint();
  // Several selected ones can be taken along; a click without a drag takes the one.
  keepsSelection_ = plain && index.isValid() && selectionModel()->isSelected(index) &&
                    selectionModel()->selectedIndexes().size() > 1;
  if (!keepsSelection_) QListView::mousePressEvent(event);
}

void ClusterListView::mouseMoveEvent(QMouseEvent* event) {
  const QPoint at = event->position().toPoint();
  if (!(event->buttons() & Qt::LeftButton) || !pressed_.isValid()) {
    QListView::mouseMoveEvent(event);
    return;
  }
  if (dragged_.isEmpty()) {
    if ((at - pressedAt_).manhattanLength() < QApplication::startDragDistance()) return;
    dragged_ = selectionModel()->isSelected(pressed_)
                   ? selectedClusters()
                   : QList<qint64>{pressed_.data(ClusterIdRole).toLongLong()};
    viewport()->setCursor(Qt::ClosedHandCursor);
  }
  dragTo(at);
}

void ClusterListView::dragTo(const QPoint& position) {
  draggedTo_ = position;
  const bool atEdge =
      position.y() < kScrollZone || position.y() > viewport()->height() - kScrollZone;
  if (!atEdge)
    scrolling_.stop();
  else if (!scrolling_.isActive())
    scrolling_.start();
  // Cards reach beyond what is in sight; nobody means those.
  const QModelIndex index =
      viewport()->rect().contains(position) ? indexAt(position) : QModelIndex();
  const qint64 into = index.data(ClusterIdRole).toLongLong();
  const bool isTarget = index.isValid() && !dragged_.contains(into);
  over_ = isTarget ? QPersistentModelIndex(index) : QPersistentModelIndex();
  QString text = isTarget && describe_ ? describe_(dragged_, into) : QString();
  if (text.isEmpty()) text = tr("Drop onto another cluster to merge");
  hint_->setText(text);
  hint_->adjustSize();
  QPoint place = viewport()->mapTo(this, position) + QPoint(kHintOffset, kHintOffset);
  place.setX(std::max(0, std::min(place.x(), width() - hint_->width() - kGap)));
  place.setY(std::max(0, std::min(place.y(), height() - hint_->height() - kGap)));
  hint_->move(place);
  hint_->show();
  hint_->raise();
  viewport()->update();
}

void ClusterListView::scrollWhileDragging() {
  auto* bar = verticalScrollBar();
  const int before = bar->value();
  bar->setValue(before + (draggedTo_.y() < kScrollZone ? -kScrollStep : kScrollStep));
  if (bar->value() != before) dragTo(draggedTo_);
}

void ClusterListView::letGo() {
  scrolling_.stop();
  dragged_.clear();
  pressed_ = over_ = QPersistentModelIndex();
  keepsSelection_ = false;
  hint_->hide();
  viewport()->unsetCursor();
  viewport()->update();
}

void ClusterListView::mouseReleaseEvent(QMouseEvent* event) {
  if (!dragged_.isEmpty()) {
    const auto clusters = dragged_;
    const qint64 into = over_.isValid() ? over_.data(ClusterIdRole).toLongLong() : 0;
    letGo();
    if (into != 0) Q_EMIT dropped(clusters, into);
    return;
  }
  if (keepsSelection_ && pressed_.isValid()) setCurrentIndex(pressed_);
  letGo();
  QListView::mouseReleaseEvent(event);
}

void ClusterListView::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && !dragged_.isEmpty()) {
    letGo();
    return;
  }
  if (event->key() == Qt::Key_Escape && selectedIndexes().size() > 1) {
    setCurrentIndex(currentIndex());
    return;
  }
  if (event->key() == Qt::Key_Escape) {
    Q_EMIT escaped();
    return;
  }
  QListView::keyPressEvent(event);
}

void ClusterListView::paintEvent(QPaintEvent* event) {
  QListView::paintEvent(event);
  if (!over_.isValid()) return;
  QPainter painter(viewport());
  painter.setRenderHint(QPainter::Antialiasing);
  QColor fill = coloursOf(palette()).accent;
  painter.setPen(QPen(fill, 3));
  fill.setAlpha(40);
  painter.setBrush(fill);
  painter.drawRoundedRect(
      QRectF(visualRect(over_)).adjusted(1.5, 1.5, -1.5, -1.5), kRadius, kRadius);
}

}  // namespace maskwright::ui
