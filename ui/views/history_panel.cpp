#include "ui/views/history_panel.h"

#include "ui/models/history_model.h"
#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/history_delegate.h"
#include "ui/views/section.h"

#include <QDateTime>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace maskwright::ui {
namespace {

constexpr int kSearchDelayMs = 150;
constexpr int kRefreshDelayMs = 80;  ///< verdicts come in bursts

}  // namespace

HistoryPanel::HistoryPanel(ImageLoader* loader, QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("historyPanel"));
  setProperty("surface", "panel");
  setAttribute(Qt::WA_StyledBackground);
  setAccessibleName(tr("History"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(separator(Qt::Vertical, this));
  auto* column = new QVBoxLayout;
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  layout->addLayout(column);
  column->addWidget(buildHead());
  list_ = new QListView(this);
  list_->setObjectName(QStringLiteral("historyList"));
  list_->setAccessibleName(tr("Commands, newest first"));
  list_->setFrameShape(QFrame::NoFrame);
  list_->setMouseTracking(true);
  list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->setContextMenuPolicy(Qt::CustomContextMenu);
  list_->setResizeMode(QListView::Adjust);
  delegate_ = new HistoryDelegate(loader, list_);
  list_->setItemDelegate(delegate_);
  empty_ = new QLabel(this);
  empty_->setWordWrap(true);
  empty_->setAlignment(Qt::AlignCenter);
  empty_->setContentsMargins(2 * kGap, 6 * kGap, 2 * kGap, 0);
  setTextRole(empty_, TextSize::Body, false, true);
  column->addWidget(empty_);
  column->addWidget(list_, 1);
  column->addStretch();
  column->addWidget(separator(Qt::Horizontal, this));
  column->addWidget(buildFoot());
  searchTimer_.setSingleShot(true);
  searchTimer_.setInterval(kSearchDelayMs);
  refreshTimer_.setSingleShot(true);
  refreshTimer_.setInterval(kRefreshDelayMs);
  connect(&refreshTimer_, &QTimer::timeout, this, &HistoryPanel::refresh);
  connectList();
}

QWidget* HistoryPanel::buildHead() {
  auto* box = new QWidget(this);
  auto* rows = new QVBoxLayout(box);
  rows->setContentsMargins(12, kGap, kGap, kGap);
  rows->setSpacing(kGap);
  auto* head = new QHBoxLayout;
  auto* title = new QLabel(tr("History"), box);
  setTextRole(title, TextSize::Title, true);
  auto* close = new QToolButton(box);
  close->setIcon(icon("close"));
  close->setIconSize({16, 16});
  setKeyToolTip(close, tr("Hide the history"), QStringLiteral("view.history"));
  close->setAccessibleName(tr("Hide the history"));
  connect(close, &QToolButton::clicked, this, &HistoryPanel::closeRequested);
  head->addWidget(title, 1);
  head->addWidget(close);
  rows->addLayout(head);
  search_ = new QLineEdit(box);
  search_->setObjectName(QStringLiteral("historySearch"));
  search_->setPlaceholderText(tr("Search: what, or who"));
  search_->setAccessibleName(tr("Search the history"));
  search_->setClearButtonEnabled(true);
  rows->addWidget(search_);
  return box;
}

QWidget* HistoryPanel::buildFoot() {
  auto* box = new QWidget(this);
  auto* row = new QVBoxLayout(box);
  row->setContentsMargins(12, kGap, 12, kGap);
  go_ = new QPushButton(box);
  go_->setObjectName(QStringLiteral("historyGo"));
  row->addWidget(go_);
  connect(go_, &QPushButton::clicked, this, &HistoryPanel::goTo);
  return box;
}

void HistoryPanel::connectList() {
  connect(search_, &QLineEdit::textChanged, this, [this] { searchTimer_.start(); });
  connect(&searchTimer_, &QTimer::timeout, this, [this] {
    if (model_) model_->setSearch(search_->text().trimmed());
  });
  connect(list_, &QListView::clicked, this, &HistoryPanel::showMasks);
  connect(list_, &QListView::customContextMenuRequested, this, &HistoryPanel::showMenu);
}

void HistoryPanel::setMaskProvider(MaskProvider* masks) {
  delegate_->setMaskProvider(masks);
}

void HistoryPanel::setModel(HistoryModel* model) {
  model_ = model;
  list_->setModel(model);
  stale_ = true;
  connect(list_->selectionModel(),
          &QItemSelectionModel::currentChanged,
          this,
          &HistoryPanel::showChoice);
  connect(model, &QAbstractItemModel::modelReset, this, &HistoryPanel::showChoice);
  connect(model, &QAbstractItemModel::dataChanged, this, &HistoryPanel::showChoice);
  connect(model, &QAbstractItemModel::rowsInserted, this, &HistoryPanel::showChoice);
  showChoice();
}

void HistoryPanel::markStale() {
  stale_ = true;
  if (isVisible() && !refreshTimer_.isActive()) refreshTimer_.start();
}

void HistoryPanel::refresh() {
  if (!model_ || !stale_) return;
  stale_ = false;
  if (model_->rowCount() == 0)
    model_->reload();
  else
    model_->refresh();
}

void HistoryPanel::showEvent(QShowEvent* event) {
  refresh();
  if (!list_->currentIndex().isValid())
    list_->setCurrentIndex(model_->index(model_->rowOf(model_->current())));
  QWidget::showEvent(event);
}

void HistoryPanel::showChoice() {
  const bool any = model_->rowCount() > 0;
  list_->setVisible(any);
  empty_->setVisible(!any);
  empty_->setText(model_->search().isEmpty()
                      ? tr("Nothing was decided yet. Every verdict, name and edit is listed here.")
                      : tr("Nothing with “%1” in its text or author.").arg(model_->search()));
  const QModelIndex chosen = list_->currentIndex();
  const CommandId command = model_->commandAt(chosen.row());
  const bool isHere = chosen.data(CurrentCommandRole).toBool();
  const auto state = static_cast<store::CommandState>(chosen.data(CommandStateRole).toInt());
  const bool reachable = command && !isHere && state != store::CommandState::Dropped;
  go_->setEnabled(reachable);
  go_->setText(!command                                ? tr("Choose a step to go back to")
               : isHere                                ? tr("You are here")
               : state == store::CommandState::Dropped ? tr("Replaced by what was done after it")
               : state == store::CommandState::Undone  ? tr("Redo up to here")
                                                       : tr("Go back to here"));
  go_->setToolTip(reachable ? tr("In one step (Ctrl+Enter); nothing is lost, it can be done again")
                            : QString());
}

void HistoryPanel::goTo() {
  if (!go_->isEnabled()) return;
  Q_EMIT goToRequested(model_->commandAt(list_->currentIndex().row()));
}

void HistoryPanel::showMasks(const QModelIndex& index) {
  if (index.data(CommandMasksRole).toLongLong() > 0)
    Q_EMIT masksRequested(model_->commandAt(index.row()), index.data().toString());
}

void HistoryPanel::showMenu(const QPoint& position) {
  const QPersistentModelIndex index(list_->indexAt(position));  // rows may come while it is open
  if (!index.isValid()) return;
  list_->setCurrentIndex(index);
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  auto* go = menu->addAction(icon("history"), go_->text(), this, &HistoryPanel::goTo);
  go->setEnabled(go_->isEnabled());
  const bool isToday = index.data(CommandTimeRole).toDateTime().date() == QDate::currentDate();
  auto* day = menu->addAction(icon("undo"),
                              isToday ? tr("Undo all of today") : tr("Go back to before this day"),
                              this,
                              [this, index] {
                                if (const auto target = model_->lastBeforeDayOf(index.row()))
                                  Q_EMIT goToRequested(*target);
                              });
  const auto state = static_cast<store::CommandState>(index.data(CommandStateRole).toInt());
  day->setEnabled(state == store::CommandState::Done);
  auto* masks = menu->addAction(
      icon("grid"), tr("Show its masks"), this, [this, index] { showMasks(index); });
  masks->setEnabled(index.data(CommandMasksRole).toLongLong() > 0);
  menu->popup(list_->viewport()->mapToGlobal(position));
}

void HistoryPanel::keyPressEvent(QKeyEvent* event) {
  const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (isEnter && event->modifiers().testFlag(Qt::ControlModifier)) {
    goTo();
  } else if (isEnter && search_->hasFocus()) {
    list_->setFocus();
    if (!list_->currentIndex().isValid()) list_->setCurrentIndex(model_->index(0));
  } else if (isEnter) {
    showMasks(list_->currentIndex());
  } else if (event->key() == Qt::Key_Escape) {
    if (search_->text().isEmpty())
      Q_EMIT closeRequested();
    else
      search_->clear();
  } else {
    QWidget::keyPressEvent(event);
  }
}

}  // namespace maskwright::ui
