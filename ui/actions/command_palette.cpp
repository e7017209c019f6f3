#include "ui/actions/command_palette.h"

#include "ui/actions/action_registry.h"
#include "ui/support/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
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

constexpr int kKeysRole = Qt::UserRole + 1;

/// Name on the left, its keys on the right.
class CommandDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
    return {200, 30};
  }
  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    const ThemeColours& colours = coloursOf(option.palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
      painter->setPen(Qt::NoPen);
      painter->setBrush(option.state & QStyle::State_Selected ? colours.accentSoft : colours.hover);
      painter->drawRoundedRect(option.rect, 4, 4);
    }
    const QRect inner = option.rect.adjusted(kGap, 0, -kGap, 0);
    painter->setFont(uiFont(TextSize::Caption));
    painter->setPen(colours.secondary);
    painter->drawText(inner, Qt::AlignRight | Qt::AlignVCenter, index.data(kKeysRole).toString());
    painter->setFont(uiFont(TextSize::Body));
    painter->setPen(index.flags() & Qt::ItemIsEnabled ? colours.text : colours.secondary);
    painter->drawText(inner, Qt::AlignLeft | Qt::AlignVCenter, index.data().toString());
    painter->restore();
  }
};

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
  setProperty("surface", "popup");
  edit_->setPlaceholderText(tr("Type a command"));
  edit_->setAccessibleName(tr("Command"));
  list_->setAccessibleName(tr("Commands"));
  list_->setFocusPolicy(Qt::NoFocus);
  list_->setMouseTracking(true);
  list_->setItemDelegate(new CommandDelegate(list_));
  list_->setStyleSheet(QStringLiteral("background: transparent;"));
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
    bool matches = spec.isPossible() && spec.id != QLatin1String("view.palette");
    for (const auto& word : words) matches = matches && name.contains(word, Qt::CaseInsensitive);
    if (!matches) continue;
    const QString keys = keyText(spec);
    auto* item = new QListWidgetItem(name, list_);
    item->setData(Qt::UserRole, spec.id);
    item->setData(kKeysRole, keys);
  }
  if (list_->count() == 0) {
    auto* none = new QListWidgetItem(tr("No command here has these words"), list_);
    none->setFlags(Qt::NoItemFlags);
    return;
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
  setAccessibleName(tr("Keys"));
  setProperty("surface", "popup");
  setFocusPolicy(Qt::StrongFocus);
  hide();
}

void KeyOverlay::build(int rows) {
  qDeleteAll(findChildren<QWidget*>(Qt::FindDirectChildrenOnly));
  delete layout();
  auto* columns = new QHBoxLayout(this);
  columns->setContentsMargins(3 * kGap, 2 * kGap, 3 * kGap, 3 * kGap);
  columns->setSpacing(5 * kGap);
  QList<QPair<QString, QList<QPair<QString, QString>>>> groups;
  const auto takesAllKeys = [](const ActionSpec& spec) {
    return spec.scope && spec.scope->isVisible() && spec.scope->property("takesAllKeys").toBool();
  };
  const auto& specs = actions_.specs();
  const bool isTaken = std::any_of(specs.begin(), specs.end(), takesAllKeys);
  for (const auto& one : actions_.gestures()) {
    if (isTaken || !one.scope->isVisible()) continue;
    if (groups.isEmpty() || groups.back().first != one.group) groups.append({one.group, {}});
    groups.back().second.append({one.how, one.text});
  }
  for (const auto& spec : specs) {
    if (spec.keys.isEmpty() || (isTaken && !takesAllKeys(spec))) continue;
    if (!spec.isOffered()) continue;  // another workspace's
    const QString keys = keyText(spec);
    // One line stands for the nine category keys.
    const bool digit = keys.size() == 1 && keys[0].isDigit();
    if (digit && keys != QLatin1String("1")) continue;
    if (groups.isEmpty() || groups.back().first != spec.group) groups.append({spec.group, {}});
    groups.back().second.append(digit ? qMakePair(tr("1 to 9"), tr("Give category 1 to 9"))
                                      : qMakePair(keys, plain(actions_.action(spec.id)->text())));
  }
  QGridLayout* grid = nullptr;
  const auto add =
      [&](const QString& text, bool strong, bool quiet, int row, int column, int span) {
        auto* label = new QLabel(text, this);
        setTextRole(label, quiet ? TextSize::Caption : TextSize::Body, strong, quiet);
        label->ensurePolished();  // its width counts before it is shown
        label->setMinimumWidth(label->sizeHint().width() + 4);
        if (quiet && row > 0) label->setContentsMargins(0, kGap, 0, 0);
        grid->addWidget(label, row, column, 1, span);
      };
  int row = 0;
  for (const auto& [group, lines] : groups) {
    if (!grid || row + lines.size() + 1 > rows) {
      auto* column = new QVBoxLayout;
      grid = new QGridLayout;
      grid->setHorizontalSpacing(2 * kGap);
      grid->setVerticalSpacing(6);
      column->addLayout(grid);
      column->addStretch();
      columns->addLayout(column);
      row = 0;
    }
    add(group, true, true, row++, 0, 2);
    for (const auto& [keys, text] : lines) {
      add(keys, true, false, row, 0, 1);
      add(text, false, false, row++, 1, 1);
    }
  }
}

void KeyOverlay::popUp() {
  before_ = window()->focusWidget();
  // Low and wide where there is room, else fewer columns.
  constexpr int kLeastRows = 16, kMostRows = 30, kTop = 64;
  for (int rows = kLeastRows; rows <= kMostRows; rows += 2) {
    build(rows);
    if (layout()->sizeHint().width() <= parentWidget()->width() - 2 * kGap) break;
  }
  raiseOver(this, layout()->sizeHint(), kTop);
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
