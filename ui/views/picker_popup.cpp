#include "ui/views/picker_popup.h"

#include "ui/support/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QVBoxLayout>

namespace maskwright::ui {
namespace {

QIcon dotIcon(const QColor& colour) {
  QPixmap pixmap(20, 20);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  painter.drawEllipse(5, 5, 10, 10);
  QIcon icon(pixmap);
  icon.addPixmap(pixmap, QIcon::Selected);  // or the style tints it where it is the choice
  return icon;
}

}  // namespace

PickerPopup::PickerPopup(const QString& name, const QString& hint, QWidget* parent)
    : QFrame(parent) {
  setProperty("surface", "popup");
  setFixedWidth(320);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(12, 12, 12, 12);
  layout->setSpacing(kGap);
  title_ = new QLabel(this);
  setTextRole(title_, TextSize::Body, true);
  edit_ = new QLineEdit(this);
  edit_->setPlaceholderText(hint);
  edit_->setAccessibleName(name);
  edit_->installEventFilter(this);
  list_ = new QListWidget(this);
  list_->setFocusPolicy(Qt::NoFocus);
  list_->setUniformItemSizes(true);
  list_->setStyleSheet("QListWidget { background: transparent; }");
  list_->setAccessibleName(tr("Choices"));
  auto* keys = new QLabel(tr("Enter takes it, Escape leaves everything as it is"), this);
  setTextRole(keys, TextSize::Caption, false, true);
  layout->addWidget(title_);
  layout->addWidget(edit_);
  layout->addWidget(list_, 1);
  layout->addWidget(keys);
  connect(edit_, &QLineEdit::textChanged, this, [this] { showMatches(); });
  connect(edit_, &QLineEdit::returnPressed, this, [this] { choose(); });
  connect(list_, &QListWidget::itemClicked, this, [this] { choose(); });
  hide();
}

void PickerPopup::popUp(const QString& title, const QString& text) {
  if (!isVisible()) {
    before_ = window()->focusWidget();
    qApp->installEventFilter(this);  // for the click beside it
  }
  title_->setText(title);
  edit_->setText(text);
  showMatches();
  move(parentWidget()->rect().center() - rect().center());
  show();
  raise();
  edit_->setFocus(Qt::PopupFocusReason);
  edit_->selectAll();
}

void PickerPopup::showMatches() {
  list_->clear();
  for (const Row& row : rowsFor(edit_->text().trimmed())) {
    auto* item = new QListWidgetItem(dotIcon(row.dot), row.text, list_);
    item->setData(Qt::UserRole, row.value);
    item->setSizeHint({0, 28});
  }
  if (list_->count() > 0) list_->setCurrentRow(0);
  list_->setVisible(list_->count() > 0);
  list_->setFixedHeight(qBound(1, list_->count(), 8) * 28 + 4);
  adjustSize();
}

void PickerPopup::choose() {
  const QListWidgetItem* item = list_->currentItem();
  take(item ? item->data(Qt::UserRole) : QVariant(), edit_->text().trimmed());
}

void PickerPopup::finish() {
  qApp->removeEventFilter(this);
  hide();
}

void PickerPopup::dismiss() {
  qApp->removeEventFilter(this);
  hide();
  if (before_) before_->setFocus();
  Q_EMIT dismissed();
}

bool PickerPopup::takeKey(int key) {
  switch (key) {
    case Qt::Key_Escape:
      dismiss();
      return true;
    case Qt::Key_Down:
    case Qt::Key_Up: {
      const int row = list_->currentRow() + (key == Qt::Key_Down ? 1 : -1);
      if (row >= 0 && row < list_->count()) list_->setCurrentRow(row);
      return true;
    }
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
      return true;  // the list is moved in with the arrows
    default:
      return false;
  }
}

bool PickerPopup::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::MouseButtonPress) {
    const auto* widget = qobject_cast<QWidget*>(watched);
    if (widget && widget->window() == window() && widget != this && !isAncestorOf(widget))
      dismiss();
    return false;
  }
  if (watched != edit_) return false;
  if (event->type() == QEvent::ShortcutOverride) {
    event->accept();  // keys are this line's while it is open, not the window's
    return true;
  }
  return event->type() == QEvent::KeyPress && takeKey(static_cast<QKeyEvent*>(event)->key());
}

}  // namespace maskwright::ui
