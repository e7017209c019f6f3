#include "ui/views/candidate_grid.h"

#include "ui/models/candidate_roles.h"
#include "ui/support/image_loader.h"
#include "ui/support/mask_provider.h"
#include "ui/support/theme.h"
#include "ui/views/candidate_delegate.h"
#include "ui/views/candidate_grid_p.h"
#include "ui/views/empty_state.h"

#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace maskwright::ui {

CandidateGrid::CandidateGrid(ImageLoader* loader, QWidget* parent)
    : QAbstractItemView(parent), d_(std::make_unique<Private>()) {
  d_->loader = loader;
  d_->delegate = new CandidateDelegate(loader, this);
  setItemDelegate(d_->delegate);
  setSelectionMode(ExtendedSelection);
  setEditTriggers(NoEditTriggers);
  setVerticalScrollMode(ScrollPerPixel);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setMouseTracking(true);
  viewport()->setMouseTracking(true);
  setFrameShape(NoFrame);
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Candidates"));
  setAccessibleDescription(tr("Grid of candidate masks by falling confidence"));
  d_->empty = new EmptyState(this);
  d_->empty->hide();
  d_->repaint.setSingleShot(true);
  d_->repaint.setInterval(15);
  connect(&d_->repaint, &QTimer::timeout, this, [this] { viewport()->update(); });
  connect(loader, &ImageLoader::loaded, this, [this] { d_->scheduleRepaint(); });
  connect(loader, &ImageLoader::failed, this, [this] { d_->scheduleRepaint(); });
  connect(d_->empty, &EmptyState::actionTriggered, this, &CandidateGrid::emptyActionTriggered);
  setEmptyState(tr("Nothing to show"), tr("No candidate passes the filters on the left."));
}

CandidateGrid::~CandidateGrid() = default;

void CandidateGrid::setModel(QAbstractItemModel* model) {
  for (const auto& connection : d_->modelConnections) disconnect(connection);
  d_->modelConnections.clear();
  QAbstractItemView::setModel(model);
  if (model) {
    const auto relayout = [this] {
      updateGeometries();
      viewport()->update();
    };
    const auto remember = [this] {
      d_->kept = currentCandidate();
      d_->keptTop = visualRect(currentIndex()).top();
    };
    d_->modelConnections = {
        connect(model, &QAbstractItemModel::rowsRemoved, this, relayout),
        connect(model, &QAbstractItemModel::layoutChanged, this, relayout),
        connect(model, &QAbstractItemModel::modelAboutToBeReset, this, remember),
        // After the selection model, which clears itself on this signal.
        connect(
            model, &QAbstractItemModel::modelReset, this, [this] { d_->restoreCurrent(this); })};
  }
  updateGeometries();
}

void CandidateGrid::setMaskProvider(MaskProvider* provider) {
  d_->delegate->setMaskProvider(provider);
  if (provider) {
    connect(provider, &MaskProvider::masksReady, this, [this] { d_->scheduleRepaint(); });
    connect(provider, &MaskProvider::masksChanged, this, [this] { d_->scheduleRepaint(); });
  }
  viewport()->update();
}

void CandidateGrid::setThreshold(double confidence) {
  d_->delegate->setThreshold(confidence);
  viewport()->update();
}

int CandidateGrid::tileSize() const {
  return d_->delegate->tileSize();
}

void CandidateGrid::setTileSize(int px) {
  px = std::clamp(px, kMinTile, kMaxTile);
  if (px == tileSize()) return;
  // The tile in view stays in view: zooming is no reason to lose one's place.
  const QModelIndex anchor = visualRect(currentIndex()).intersects(viewport()->rect())
                                 ? currentIndex()
                                 : indexAt({width() / 2, 20});
  const int before = anchor.isValid() ? visualRect(anchor).top() : 0;
  d_->delegate->setTileSize(px);
  updateGeometries();
  if (anchor.isValid())
    verticalScrollBar()->setValue(verticalScrollBar()->value() + visualRect(anchor).top() - before);
  viewport()->update();
  Q_EMIT tileSizeChanged(px);
}

void CandidateGrid::setMaskFill(double alpha) {
  d_->delegate->setMaskFill(alpha);
  viewport()->update();
}

void CandidateGrid::setOutlinesVisible(bool visible) {
  d_->delegate->setOutlinesVisible(visible);
  viewport()->update();
}

void CandidateGrid::setEmptyState(const QString& title,
                                  const QString& text,
                                  const QString& action) {
  d_->empty->setContents("grid", title, text, action);
}

int CandidateGrid::columns() const {
  return d_->layout(viewport()->width()).columns;
}

QRect CandidateGrid::visualRect(const QModelIndex& index) const {
  if (!index.isValid() || index.model() != model()) return {};
  const GridLayout layout = d_->layout(viewport()->width());
  return layout.tile(index.row()).translated(0, -verticalOffset());
}

QModelIndex CandidateGrid::indexAt(const QPoint& point) const {
  if (!model()) return {};
  const GridLayout layout = d_->layout(viewport()->width());
  const int row = layout.rowAt({point.x(), point.y() + verticalOffset()});
  return row >= 0 && row < model()->rowCount(rootIndex()) ? model()->index(row, 0, rootIndex())
                                                          : QModelIndex();
}

void CandidateGrid::scrollTo(const QModelIndex& index, ScrollHint hint) {
  const QRect rect = visualRect(index);
  if (rect.isEmpty()) return;
  QScrollBar* bar = verticalScrollBar();
  const int height = viewport()->height();
  if (hint == PositionAtCenter) {
    bar->setValue(bar->value() + rect.center().y() - height / 2);
  } else if (hint == PositionAtTop || rect.top() < kMargin) {
    bar->setValue(bar->value() + rect.top() - kMargin);
  } else if (rect.bottom() > height - kMargin) {
    bar->setValue(bar->value() + rect.bottom() - height + kMargin);
  }
}

int CandidateGrid::verticalOffset() const {
  return verticalScrollBar()->value();
}

void CandidateGrid::updateGeometries() {
  // The base class calls this while it is being constructed.
  if (!d_->empty) return;
  const GridLayout layout = d_->layout(viewport()->width());
  const int rows = model() ? model()->rowCount(rootIndex()) : 0;
  QScrollBar* bar = verticalScrollBar();
  bar->setPageStep(viewport()->height());
  bar->setSingleStep(layout.cell.height() / 3);
  bar->setRange(0, std::max(0, layout.contentHeight(rows) - viewport()->height()));
  bar->setEnabled(bar->maximum() > 0);
  d_->empty->setGeometry(viewport()->geometry());
  d_->empty->setVisible(rows == 0);
  QAbstractItemView::updateGeometries();
}

QList<int> CandidateGrid::visibleRows() const {
  QList<int> rows;
  if (!model()) return rows;
  const auto [first, last] =
      d_->layout(viewport()->width())
          .rowRange(verticalOffset(), viewport()->height(), model()->rowCount(rootIndex()));
  for (int row = first; row < last; ++row) rows.append(row);
  return rows;
}

void CandidateGrid::paintEvent(QPaintEvent* event) {
  QPainter painter(viewport());
  const ThemeColours& colours = coloursOf(palette());
  painter.fillRect(event->rect(), colours.window);
  if (!model()) return;
  QStyleOptionViewItem option;
  initViewItemOption(&option);
  const QModelIndex current = currentIndex();
  const QList<int> rows = visibleRows();
  for (const int row : rows) {
    const QModelIndex index = model()->index(row, 0, rootIndex());
    option.rect = visualRect(index);
    if (!option.rect.intersects(event->rect())) continue;
    option.state = QStyle::State_Enabled;
    if (selectionModel()->isSelected(index)) option.state |= QStyle::State_Selected;
    if (index == current && hasFocus()) option.state |= QStyle::State_HasFocus;
    if (row == d_->hovered) option.state |= QStyle::State_MouseOver;
    d_->delegate->paint(&painter, option, index);
  }
  if (d_->band.isActive()) {
    QColor fill = colours.accent;
    fill.setAlpha(40);
    painter.fillRect(d_->bandRect(verticalOffset()), fill);
    painter.setPen(colours.accent);
    painter.drawRect(d_->bandRect(verticalOffset()));
  }
  d_->prefetchAfter(this, rows);
}

void CandidateGrid::Private::hold(
    const GridLayout& layout, int scrolled, int height, int current, int rows) {
  const auto top = [&](int row) { return layout.tile(row).top() - scrolled; };
  const auto [first, last] = layout.rowRange(scrolled, height, rows);
  held.row = current >= first && current < last ? current : first;
  if (held.row != current && top(held.row) < 0 && first + layout.columns < rows)
    held.row += layout.columns;
  held.top = top(held.row);
}

void CandidateGrid::resizeEvent(QResizeEvent* event) {
  auto* bar = verticalScrollBar();
  const int scrolled = bar->value();
  const int rows = model() ? model()->rowCount(rootIndex()) : 0;
  if (scrolled != d_->held.scrolled && event->oldSize().width() > 0)
    d_->hold(d_->layout(event->oldSize().width()),
             scrolled,
             event->oldSize().height(),
             currentIndex().row(),
             rows);
  QAbstractItemView::resizeEvent(event);
  updateGeometries();
  if (scrolled > 0 && d_->held.row >= 0 && d_->held.row < rows)
    bar->setValue(d_->layout(viewport()->width()).tile(d_->held.row).top() - d_->held.top);
  d_->held.scrolled = bar->value();
}

void CandidateGrid::showEvent(QShowEvent* event) {
  QAbstractItemView::showEvent(event);
  updateGeometries();
  scrollTo(currentIndex());
}

void CandidateGrid::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) d_->delegate->dropPictures();
  QAbstractItemView::changeEvent(event);
}

void CandidateGrid::scrollContentsBy(int, int) {
  d_->loader->beginPass(d_->delegate->parent());
  viewport()->update();
}

void CandidateGrid::reset() {
  d_->hovered = -1;
  d_->delegate->dropPictures();
  QAbstractItemView::reset();
  updateGeometries();
  verticalScrollBar()->setValue(0);
  viewport()->update();
}

void CandidateGrid::rowsInserted(const QModelIndex& parent, int start, int end) {
  QAbstractItemView::rowsInserted(parent, start, end);
  updateGeometries();
  viewport()->update();
}

void CandidateGrid::dataChanged(const QModelIndex& from,
                                const QModelIndex& to,
                                const QList<int>& roles) {
  Q_UNUSED(roles);
  const QList<int> rows = visibleRows();
  if (rows.isEmpty() || to.row() < rows.front() || from.row() > rows.back()) return;
  QRect area;
  for (int row = std::max(from.row(), rows.front()); row <= std::min(to.row(), rows.back()); ++row)
    area |= visualRect(model()->index(row, 0, rootIndex()));
  viewport()->update(area);
}

}  // namespace maskwright::ui
