#include "ui/views/cluster_panel.h"

#include "ui/models/cluster_roles.h"
#include "ui/support/icons.h"
#include "ui/support/image_loader.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/cluster_delegate.h"
#include "ui/views/cluster_list_view.h"
#include "ui/views/empty_state.h"

#include <QKeyEvent>
#include <QListView>
#include <QMenu>
#include <QScrollBar>
#include <QStackedLayout>

#include <algorithm>

namespace maskwright::ui {

namespace {
/// A notch of the wheel is three of it: half a card. By itself the view steps by a whole one.
constexpr int kWheelStep = 48;
}  // namespace

ClusterPanel::ClusterPanel(ImageLoader* loader, ClusterLayout layout, QWidget* parent)
    : QWidget(parent) {
  auto* stack = new QStackedLayout(this);
  stack->setContentsMargins(0, 0, 0, 0);
  wall_ = layout == ClusterLayout::Wall ? new ClusterListView(this) : nullptr;
  list_ = wall_ ? wall_ : new QListView(this);
  delegate_ = new ClusterDelegate(loader, layout, list_);
  list_->setItemDelegate(delegate_);
  list_->setAccessibleName(tr("Clusters"));
  list_->setMouseTracking(true);
  list_->setUniformItemSizes(true);
  list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  list_->verticalScrollBar()->setSingleStep(kWheelStep);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->setContextMenuPolicy(Qt::CustomContextMenu);
  list_->setEditTriggers(QAbstractItemView::EditKeyPressed);
  if (layout == ClusterLayout::Wall) {
    list_->setViewMode(QListView::IconMode);
    list_->setMovement(QListView::Static);
    list_->setResizeMode(QListView::Adjust);
    list_->setSpacing(kGap);
    list_->setProperty("surface", "window");
    list_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
  }
  list_->installEventFilter(this);
  list_->viewport()->installEventFilter(this);
  empty_ = new EmptyState(this);
  setEmptyState(tr("No clusters yet"),
                tr("Clusters appear when discovery has finished. They group masks that look alike, "
                   "so that one key decides many."));
  stack->addWidget(list_);
  stack->addWidget(empty_);
  setFocusProxy(list_);
  connect(loader, &ImageLoader::loaded, list_->viewport(), qOverload<>(&QWidget::update));
  connect(list_->verticalScrollBar(), &QScrollBar::valueChanged, loader, [this, loader] {
    loader->beginPass(list_);
  });
  connect(delegate_, &ClusterDelegate::renamed, this, &ClusterPanel::clusterRenamed);
  connect(list_, &QListView::customContextMenuRequested, this, &ClusterPanel::showMenu);
  connect(list_, &QListView::doubleClicked, this, [this](const QModelIndex& index) {
    Q_EMIT clusterOpened(index.data(ClusterIdRole).toLongLong());
  });
  if (layout == ClusterLayout::List) {
    list_->setFocusPolicy(Qt::TabFocus);  // a click filters; the keys stay the grid's
    connect(list_, &QListView::clicked, this, [this](const QModelIndex& index) {
      // A second click on the marked one shows all again.
      const qint64 cluster = index.data(ClusterIdRole).toLongLong();
      setCurrentCluster(cluster == delegate_->marked() ? 0 : cluster);
      Q_EMIT clusterChosen(delegate_->marked());
    });
  }
}

void ClusterPanel::setMaskProvider(MaskProvider* masks) {
  delegate_->setMaskProvider(masks);
  list_->viewport()->update();
}

void ClusterPanel::setModel(QAbstractItemModel* model) {
  if (list_->model()) disconnect(list_->model(), nullptr, this, nullptr);
  list_->setModel(model);
  const auto refresh = [this] { rebuildEmptyState(); };
  if (model) {
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this, model] {
      // The view has forgotten both when it hears of the reset's end.
      connect(
          model,
          &QAbstractItemModel::modelReset,
          this,
          [this, before = place()] { restore(before); },
          Qt::SingleShotConnection);
    });
    connect(model, &QAbstractItemModel::modelReset, this, refresh);
    connect(model, &QAbstractItemModel::rowsInserted, this, refresh);
    connect(model, &QAbstractItemModel::rowsRemoved, this, refresh);
  }
  if (model)
    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
      Q_EMIT clusterFocused(currentCluster());
    });
  if (model)
    connect(list_->selectionModel(),
            &QItemSelectionModel::selectionChanged,
            this,
            &ClusterPanel::selectionChanged);
  rebuildEmptyState();
}

void ClusterPanel::rebuildEmptyState() {
  const bool any = list_->model() && list_->model()->rowCount() > 0;
  static_cast<QStackedLayout*>(layout())->setCurrentWidget(any ? static_cast<QWidget*>(list_)
                                                               : empty_);
}

ClusterPanel::Place ClusterPanel::place() const {
  Place now{currentCluster(),
            selectedClusters(),
            list_->currentIndex().row(),
            list_->verticalScrollBar()->value()};
  const QRect card = list_->visualRect(list_->currentIndex());
  now.top = card.top();
  now.inSight = card.intersects(list_->viewport()->rect());
  return now;
}

/// Where the current one is gone, the one in its place is current. One that was in sight stays
/// where it was on the screen: the next key is for it.
void ClusterPanel::restore(const Place& place) {
  const int count = list_->model()->rowCount();
  if (place.cluster == 0 || count == 0) return;
  int found = wall_ ? std::clamp(place.row, 0, count - 1) : -1;
  for (int one = 0; one < count; ++one)
    if (list_->model()->index(one, 0).data(ClusterIdRole).toLongLong() == place.cluster)
      found = one;
  if (found < 0) return;
  list_->doItemsLayout();  // or the scroll bar has no range yet
  list_->setCurrentIndex(list_->model()->index(found, 0));
  if (wall_ && place.selected.size() > 1 && place.selected.contains(currentCluster()))
    wall_->selectClusters(place.selected);
  auto* bar = list_->verticalScrollBar();
  bar->setValue(place.scrolled);
  if (place.inSight)
    bar->setValue(bar->value() + list_->visualRect(list_->currentIndex()).top() - place.top);
}

QList<qint64> ClusterPanel::selectedClusters() const {
  if (wall_) return wall_->selectedClusters();
  return currentCluster() == 0 ? QList<qint64>{} : QList<qint64>{currentCluster()};
}

void ClusterPanel::setCategoryNames(const QStringList& names) {
  delegate_->setNames(names);
}

qint64 ClusterPanel::currentCluster() const {
  return list_->currentIndex().data(ClusterIdRole).toLongLong();
}

void ClusterPanel::setCurrentCluster(qint64 cluster) {
  const auto* model = list_->model();
  const int rows = model && cluster != delegate_->marked() ? model->rowCount() : 0;
  for (int row = 0; row < rows; ++row)
    if (model->index(row, 0).data(ClusterIdRole).toLongLong() == cluster)
      list_->scrollTo(model->index(row, 0));
  delegate_->setMarked(cluster);
  list_->viewport()->update();
}

void ClusterPanel::setEmptyState(const QString& title, const QString& text) {
  empty_->setContents("clusters", title, text);
}

void ClusterPanel::moveToNext() {
  const QModelIndex next = list_->currentIndex().siblingAtRow(list_->currentIndex().row() + 1);
  if (next.isValid()) list_->setCurrentIndex(next);
}

void ClusterPanel::leaveSelected() {
  const auto selected = selectedClusters();
  const auto isOther = [&](int row) {
    const QModelIndex index = list_->model()->index(row, 0);
    return index.isValid() && !selected.contains(index.data(ClusterIdRole).toLongLong());
  };
  const int from = list_->currentIndex().row(), count = list_->model()->rowCount();
  int to = from;
  while (to < count && !isOther(to)) ++to;
  if (to == count)
    for (to = from; to >= 0 && !isOther(to);) --to;
  if (to >= 0) list_->setCurrentIndex(list_->model()->index(to, 0));
}

void ClusterPanel::showClusters(const QList<qint64>& clusters) {
  if (!wall_) return;
  QModelIndex first;
  for (int row = wall_->model()->rowCount() - 1; row >= 0; --row)
    if (const QModelIndex index = wall_->model()->index(row, 0);
        clusters.contains(index.data(ClusterIdRole).toLongLong()))
      first = index;
  if (!first.isValid()) return;
  wall_->setCurrentIndex(first);
  if (clusters.size() > 1) wall_->selectClusters(clusters);
  wall_->scrollTo(first);
}

void ClusterPanel::renameCurrent() {
  if (list_->currentIndex().isValid()) list_->edit(list_->currentIndex());
}

/// Cards grow a little so that their lines fill the width.
void ClusterPanel::fitCards() {
  if (list_->viewMode() != QListView::IconMode) return;
  const int gap = list_->spacing();
  const int usable = list_->viewport()->width() - gap - 2;
  const int columns = qMax(1, usable / (ClusterDelegate::kMinCard + gap));
  delegate_->setCardWidth(
      qBound(ClusterDelegate::kMinCard, usable / columns - gap, ClusterDelegate::kMinCard * 3 / 2));
  list_->doItemsLayout();
}

bool ClusterPanel::eventFilter(QObject* watched, QEvent* event) {
  if (watched == list_->viewport() && event->type() == QEvent::Resize) fitCards();
  if (watched != list_ || event->type() != QEvent::KeyPress) return false;
  const int key = static_cast<QKeyEvent*>(event)->key();
  if ((key != Qt::Key_Return && key != Qt::Key_Enter) || currentCluster() == 0) return false;
  Q_EMIT clusterOpened(currentCluster());
  return true;
}

/// The keys are shown; the window owns them.
void ClusterPanel::addCommands(QMenu* menu) {
  const auto add =
      [&](const char* picture, const QString& text, const char* id, ClusterCommand what) {
        auto* action = menu->addAction(
            icon(QLatin1String(picture)), text, this, [this, what] { Q_EMIT commandGiven(what); });
        action->setShortcuts(Shortcuts::instance().keys(QLatin1String(id)));
        action->setShortcutContext(Qt::WidgetShortcut);
      };
  const auto selected = selectedClusters();
  const auto count = static_cast<int>(selected.size());
  bool areLocked = count > 0, areJunk = count > 0;
  for (int row = 0; row < list_->model()->rowCount(); ++row) {
    const QModelIndex one = list_->model()->index(row, 0);
    if (!selected.contains(one.data(ClusterIdRole).toLongLong())) continue;
    areLocked &= one.data(ClusterLockedRole).toBool();
    areJunk &= one.data(ClusterJunkRole).toBool();
  }
  add("merge",
      count > 1 ? tr("Merge %n clusters", nullptr, count) : tr("Merge into…"),
      "cluster.merge",
      ClusterCommand::Merge);
  if (count == 1) add("split", tr("Split…"), "cluster.split", ClusterCommand::Split);
  add("lock", areLocked ? tr("Unlock") : tr("Lock"), "cluster.lock", ClusterCommand::Lock);
  add("trash", areJunk ? tr("Not junk") : tr("Junk"), "cluster.junk", ClusterCommand::Junk);
  menu->addSeparator();
}

void ClusterPanel::showMenu(const QPoint& position) {
  const QModelIndex index = list_->indexAt(position);
  if (!index.isValid()) return;
  // The whole selection, like the keys; a press on another card has selected that one.
  const qint64 cluster = index.data(ClusterIdRole).toLongLong();
  const auto clusters = wall_ ? selectedClusters() : QList<qint64>{cluster};
  const auto count = static_cast<int>(clusters.size());
  const int counted = index.data(ClusterUndecidedRole).toInt();  // those that a verdict is for
  const int undecided = counted < 0 ? index.data(ClusterSizeRole).toInt() : counted;
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  const auto add = [&](const char* picture, const QString& text, Verdict verdict) {
    menu->addAction(icon(QLatin1String(picture)), text, this, [this, clusters, verdict] {
      Q_EMIT verdictRequested(clusters, verdict);
    });
  };
  add("accept",
      count == 1 ? tr("Accept %Ln undecided", nullptr, undecided)
                 : tr("Accept the undecided masks of %n clusters", nullptr, count),
      Verdict::Accepted);
  add("reject",
      count == 1 ? tr("Reject %Ln undecided", nullptr, undecided)
                 : tr("Reject the undecided masks of %n clusters", nullptr, count),
      Verdict::NotAnObject);
  add("relabel",
      count == 1 ? tr("Relabel its masks…")
                 : tr("Relabel the masks of %n clusters…", nullptr, count),
      Verdict::Relabelled);
  menu->addSeparator();
  if (wall_) addCommands(menu);
  menu->addAction(icon("tag"), tr("Name..."), this, [this, index = QPersistentModelIndex(index)] {
    list_->edit(index);
  });
  menu->addAction(
      icon("grid"), tr("Show its masks"), this, [this, cluster] { Q_EMIT clusterOpened(cluster); });
  menu->popup(list_->viewport()->mapToGlobal(position));
}

}  // namespace maskwright::ui
