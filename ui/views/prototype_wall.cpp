#include "ui/views/prototype_wall.h"

#include "ui/models/prototype_roles.h"
#include "ui/support/image_loader.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/prototype_delegate.h"

#include <QKeyEvent>
#include <QScrollBar>

#include <algorithm>
#include <optional>

namespace maskwright::ui {
namespace {

constexpr int kWheelStep = 48;  ///< a notch of the wheel is three of it

std::optional<PrototypeCommand> commandOf(const QKeyEvent& event) {
  for (const auto& info : prototypeCommands())
    if (isKeyOf(info.id, event)) return info.command;
  if (event.matches(QKeySequence::Undo) || isKeyOf(QStringLiteral("edit.undo"), event))
    return PrototypeCommand::Undo;
  const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
  const bool names =
      event.key() == Qt::Key_F2 || event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
  if (names && modifiers == Qt::NoModifier) return PrototypeCommand::Name;
  return std::nullopt;
}

/// +1, -1, or 0 for other keys.
int stepOf(const QKeyEvent& event) {
  return isKeyOf(QStringLiteral("move.next"), event)       ? 1
         : isKeyOf(QStringLiteral("move.previous"), event) ? -1
                                                           : 0;
}

}  // namespace

const std::vector<PrototypeCommandInfo>& prototypeCommands() {
  static const auto all = [] {
    const auto key = [](const char* text) { return QKeySequence(QLatin1String(text)); };
    const std::vector<PrototypeCommandInfo> table{
        {PrototypeCommand::Name, QStringLiteral("prototype.name"), {key("T")}},
        {PrototypeCommand::Merge, QStringLiteral("prototype.merge"), {key("M")}},
        {PrototypeCommand::Split, QStringLiteral("prototype.split"), {key("S")}},
        {PrototypeCommand::Switch, QStringLiteral("prototype.switch"), {key("O"), key("X")}}};
    for (const auto& one : table) Shortcuts::instance().declare(one.id, one.keys);
    return table;
  }();
  return all;
}

PrototypeWall::PrototypeWall(ImageLoader* loader, QWidget* parent)
    : QListView(parent), delegate_(new PrototypeDelegate(loader, this)) {
  setObjectName(QStringLiteral("prototypeWall"));
  setItemDelegate(delegate_);
  setAccessibleName(tr("Prototypes"));
  setMouseTracking(true);
  setUniformItemSizes(true);
  setViewMode(QListView::IconMode);
  setMovement(QListView::Static);
  setResizeMode(QListView::Adjust);
  setSpacing(kGap);
  setProperty("surface", "window");
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  verticalScrollBar()->setSingleStep(kWheelStep);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
  setSelectionMode(QAbstractItemView::ExtendedSelection);
  setSelectionRectVisible(false);
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  setContextMenuPolicy(Qt::CustomContextMenu);
  connect(loader, &ImageLoader::loaded, viewport(), qOverload<>(&QWidget::update));
  connect(verticalScrollBar(), &QScrollBar::valueChanged, loader, [this, loader] {
    loader->beginPass(this);
  });
  connect(delegate_, &PrototypeDelegate::renamed, this, &PrototypeWall::renamed);
}

void PrototypeWall::setModel(QAbstractItemModel* model) {
  QListView::setModel(model);
  if (model)
    connect(model, &QAbstractItemModel::modelReset, this, [this] { delegate_->forgetPictures(); });
}

void PrototypeWall::setMaskProvider(MaskProvider* masks) {
  delegate_->setMaskProvider(masks);
}

void PrototypeWall::setCategoryNames(const QStringList& names) {
  delegate_->setNames(names);
}

qint64 PrototypeWall::current() const {
  return currentIndex().isValid() ? currentIndex().data(PrototypeNumberRole).toLongLong() : -1;
}

void PrototypeWall::setCurrent(qint64 number) {
  for (int row = 0; model() && row < model()->rowCount(); ++row) {
    const QModelIndex index = model()->index(row, 0);
    if (index.data(PrototypeNumberRole).toLongLong() != number) continue;
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    scrollTo(index);
  }
}

QList<int> PrototypeWall::marked() const {
  auto indexes = selectedIndexes();
  std::sort(indexes.begin(), indexes.end());
  QList<int> numbers;
  for (const auto& index : indexes) numbers << index.data(PrototypeNumberRole).toInt();
  return numbers;
}

QList<int> PrototypeWall::targets() const {
  auto numbers = marked();
  if (numbers.isEmpty() && current() >= 0) numbers << static_cast<int>(current());
  return numbers;
}

QList<int> PrototypeWall::mergeGroup() const {
  auto numbers = marked();
  if (numbers.size() != 1 || current() < 0 || numbers.front() == current()) return numbers;
  const bool before = currentIndex() < selectedIndexes().front();
  numbers.insert(before ? 0 : 1, static_cast<int>(current()));
  return numbers;
}

bool PrototypeWall::event(QEvent* event) {
  // The same letters are verdicts elsewhere in the window.
  if (event->type() == QEvent::ShortcutOverride) {
    const auto& key = *static_cast<QKeyEvent*>(event);
    if (commandOf(key) || stepOf(key) != 0 || key.key() == Qt::Key_Space ||
        key.key() == Qt::Key_Escape) {
      event->accept();
      return true;
    }
  }
  return QListView::event(event);
}

void PrototypeWall::keyPressEvent(QKeyEvent* event) {
  if (const auto command = commandOf(*event)) {
    Q_EMIT commandGiven(*command);
  } else if (const int by = stepOf(*event)) {
    step(by);
  } else if (event->key() == Qt::Key_Escape) {
    clearSelection();
  } else if (event->key() == Qt::Key_Space) {
    selectionModel()->select(currentIndex(), QItemSelectionModel::Toggle);
  } else {
    QListView::keyPressEvent(event);
  }
}

void PrototypeWall::step(int by) {
  const QModelIndex next = currentIndex().siblingAtRow(currentIndex().row() + by);
  if (next.isValid()) selectionModel()->setCurrentIndex(next, QItemSelectionModel::NoUpdate);
}

/// Moving keeps the marks, so that cards far apart can be marked by keys alone.
QItemSelectionModel::SelectionFlags PrototypeWall::selectionCommand(const QModelIndex& index,
                                                                    const QEvent* event) const {
  if (!event || event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<const QKeyEvent*>(event);
    const bool extends = key && key->modifiers().testFlag(Qt::ShiftModifier);
    return extends ? QListView::selectionCommand(index, event) : QItemSelectionModel::NoUpdate;
  }
  if (event->type() == QEvent::MouseButtonPress) {
    const auto* mouse = static_cast<const QMouseEvent*>(event);
    if (mouse->button() == Qt::RightButton) return QItemSelectionModel::NoUpdate;
    if (mouse->modifiers().testFlag(Qt::ControlModifier)) return QItemSelectionModel::Toggle;
    if (!mouse->modifiers().testFlag(Qt::ShiftModifier)) return QItemSelectionModel::Clear;
    return QListView::selectionCommand(index, event);
  }
  return QItemSelectionModel::NoUpdate;
}

void PrototypeWall::mousePressEvent(QMouseEvent* event) {
  // Click one, Ctrl+click another: both are meant.
  if (event->button() == Qt::LeftButton && event->modifiers() == Qt::ControlModifier &&
      selectedIndexes().isEmpty())
    selectionModel()->select(currentIndex(), QItemSelectionModel::Select);
  QListView::mousePressEvent(event);
}

void PrototypeWall::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  QListView::currentChanged(current, previous);
  Q_EMIT targetsChanged();
}

void PrototypeWall::selectionChanged(const QItemSelection& selected, const QItemSelection& gone) {
  QListView::selectionChanged(selected, gone);
  Q_EMIT targetsChanged();
}

/// Cards grow a little so that their lines fill the width.
void PrototypeWall::resizeEvent(QResizeEvent* event) {
  const int usable = viewport()->width() - spacing() - 2;
  const int columns = qMax(1, usable / (PrototypeDelegate::kMinCard + spacing()));
  delegate_->setCardWidth(qBound(PrototypeDelegate::kMinCard,
                                 usable / columns - spacing(),
                                 PrototypeDelegate::kMinCard * 3 / 2));
  QListView::resizeEvent(event);
  doItemsLayout();
}

}  // namespace maskwright::ui
