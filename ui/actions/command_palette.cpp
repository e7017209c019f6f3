#include "ui/actions/command_palette.h"

#include "ui/actions/action_registry.h"
#include "ui/support/theme.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace maskwright::ui {
namespace {

QString keyText(const ActionSpec& spec) {
  QStringList keys;
  for (const auto& key : spec.keys) keys << key.toString(QKeySequence::NativeText);
  return keys.join(QStringLiteral("  "));
}

QString plain(QString text) {
  return text.remove(u'&');
}

void raiseOver(QFrame* frame, const QSize& wanted, int top) {
  QWidget* parent = frame->parentWidget();
  const QSize size = wanted.boundedTo(parent->size() - QSize(2 * kGap, 2 * kGap));
  frame->setGeometry((parent->width() - size.width()) / 2, top, size.width(), size.height());
  frame->show();
  frame->raise();
}

}  // namespace

CommandPalette::CommandPalette(ActionRegistry& actions, QWidget* parent)
    : QFrame(parent), actions_(actions), edit_(new QLineEdit(this)), list_(new QListWidget(this)) {
  setObjectName(QStringLiteral("commandPalette"));
  setFrameShape(QFrame::StyledPanel);
  setAutoFillBackground(true);
  edit_->setPlaceholderText(tr("Type a command"));
  edit_->setAccessibleName(tr("Command"));
  list_->setAccessibleName(tr("Commands"));
  list_->setFocusPolicy(Qt::NoFocus);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(kGap, kGap, kGap, kGap);
  layout->addWidget(edit_);
  layout->addWidget(list_);
  edit_->installEventFilter(this);
  connect(edit_, &QLineEdit::textChanged, this, &CommandPalette::showMatches);
  connect(list_, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
  hide();
}

void CommandPalette::popUp() {
  before_ = window()->focusWidget();
  actions_.refresh();
  edit_->clear();
  showMatches();
  raiseOver(this, QSize(560, 420), 64);
  edit_->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::close() {
  hide();
  if (before_) before_->setFocus();
}

void CommandPalette::showMatches() {
  list_->clear();
  const auto words = edit_->text().split(u' ', Qt::SkipEmptyParts);
  for (const auto& spec : actions_.specs()) {
    const auto* action = actions_.action(spec.id);
    const QString name = spec.group + QStringLiteral(": ") + plain(action->text());
    bool matches = action->isEnabled();
    for (const auto& word : words) matches = matches && name.contains(word, Qt::CaseInsensitive);
    if (!matches) continue;
    const QString keys = keyText(spec);
    auto* item =
        new QListWidgetItem(keys.isEmpty() ? name : name + QStringLiteral("    ") + keys, list_);
    item->setData(Qt::UserRole, spec.id);
  }
  list_->setCurrentRow(0);
}

void CommandPalette::runCurrent() {
  const auto* item = list_->currentItem();
  const QString id = item ? item->data(Qt::UserRole).toString() : QString();
  close();
  if (!id.isEmpty()) actions_.trigger(id);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::FocusOut) {
    hide();
  } else if (event->type() == QEvent::ShortcutOverride) {
    event->accept();  // Escape and Enter are this line's, not the window's
    return true;
  } else if (event->type() == QEvent::KeyPress) {
    switch (static_cast<QKeyEvent*>(event)->key()) {
      case Qt::Key_Escape:
        close();
        return true;
      case Qt::Key_Return:
      case Qt::Key_Enter:
        runCurrent();
        return true;
      case Qt::Key_Down:
        list_->setCurrentRow(std::min(list_->currentRow() + 1, list_->count() - 1));
        return true;
      case Qt::Key_Up:
        list_->setCurrentRow(std::max(list_->currentRow() - 1, 0));
        return true;
      default:
        break;
    }
  }
  return QFrame::eventFilter(watched, event);
}

KeyOverlay::KeyOverlay(ActionRegistry& actions, QWidget* parent)
    : QFrame(parent), actions_(actions) {
  setObjectName(QStringLiteral("keyOverlay"));
  setFrameShape(QFrame::StyledPanel);
  setAutoFillBackground(true);
  setFocusPolicy(Qt::StrongFocus);
  hide();
}

void KeyOverlay::build() {
  qDeleteAll(findChildren<QWidget*>(Qt::FindDirectChildrenOnly));
  delete layout();
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(3 * kGap, 3 * kGap, 3 * kGap, 3 * kGap);
  grid->setHorizontalSpacing(2 * kGap);
  grid->setVerticalSpacing(kSmallGap);
  constexpr int kRows = 20;
  int row = 0, column = 0;
  QString group;
  const auto put = [&](QWidget* left, QWidget* right) {
    grid->addWidget(left, row, column);
    if (right) grid->addWidget(right, row, column + 1);
    if (++row >= kRows) {
      row = 0;
      column += 3;
      grid->setColumnMinimumWidth(column - 1, 3 * kGap);
    }
  };
  for (const auto& spec : actions_.specs()) {
    if (spec.keys.isEmpty()) continue;
    if (spec.group != group) {
      group = spec.group;
      auto* heading = new QLabel(group, this);
      setTextRole(heading, TextSize::Title, true);
      put(heading, nullptr);
    }
    auto* key = new QLabel(keyText(spec), this);
    setTextRole(key, TextSize::Body, true);
    auto* name = new QLabel(plain(actions_.action(spec.id)->text()), this);
    setTextRole(name, TextSize::Body);
    put(key, name);
  }
}

void KeyOverlay::popUp() {
  before_ = window()->focusWidget();
  build();
  raiseOver(this, layout()->sizeHint(), 64);
  setFocus(Qt::PopupFocusReason);
}

void KeyOverlay::close() {
  hide();
  if (before_) before_->setFocus();
}

void KeyOverlay::keyPressEvent(QKeyEvent*) {
  close();
}

void KeyOverlay::mousePressEvent(QMouseEvent*) {
  close();
}

void KeyOverlay::focusOutEvent(QFocusEvent*) {
  hide();
}

}  // namespace maskwright::ui
