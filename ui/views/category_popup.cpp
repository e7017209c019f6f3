#include "ui/views/category_popup.h"

#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"

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

CategoryPopup::CategoryPopup(QWidget* parent) : QFrame(parent) {
  setObjectName(QStringLiteral("categoryPopup"));
  setProperty("surface", "popup");
  setFixedWidth(320);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(12, 12, 12, 12);
  layout->setSpacing(kGap);
  title_ = new QLabel(this);
  setTextRole(title_, TextSize::Body, true);
  edit_ = new QLineEdit(this);
  edit_->setPlaceholderText(tr("Category, new or known"));
  edit_->setAccessibleName(tr("Category"));
  edit_->installEventFilter(this);
  list_ = new QListWidget(this);
  list_->setFocusPolicy(Qt::NoFocus);
  list_->setUniformItemSizes(true);
  list_->setStyleSheet("QListWidget { background: transparent; }");
  list_->setAccessibleName(tr("Known categories"));
  auto* hint = new QLabel(tr("Enter takes it, Escape leaves everything as it is"), this);
  setTextRole(hint, TextSize::Caption, false, true);
  layout->addWidget(title_);
  layout->addWidget(edit_);
  layout->addWidget(list_, 1);
  layout->addWidget(hint);
  connect(edit_, &QLineEdit::textChanged, this, [this] { showMatches(); });
  connect(edit_, &QLineEdit::returnPressed, this, [this] { choose(); });
  connect(list_, &QListWidget::itemClicked, this, [this] { choose(); });
  hide();
}

void CategoryPopup::setCategories(const QVector<CategoryChoice>& categories) {
  categories_ = categories;
  showMatches();
}

void CategoryPopup::popUp(const QString& title, const QString& text) {
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

void CategoryPopup::showMatches() {
  const QString typed = edit_->text().trimmed();
  list_->clear();
  bool exact = false;
  const auto add = [this](const QString& text, const QString& name, const QColor& colour) {
    auto* item = new QListWidgetItem(dotIcon(colour), text, list_);
    item->setData(Qt::UserRole, name);
    item->setSizeHint({0, 28});
  };
  // Names that begin with what was typed come before those that only contain it.
  for (const bool atStart : {true, false}) {
    for (const CategoryChoice& one : categories_) {
      if (one.name.startsWith(typed, Qt::CaseInsensitive) != atStart ||
          !one.name.contains(typed, Qt::CaseInsensitive))
        continue;
      exact |= one.name.compare(typed, Qt::CaseInsensitive) == 0;
      add(one.name, one.name, stableColour(one.colour));
    }
  }
  if (!typed.isEmpty() && !exact)
    add(tr("New category \"%1\"").arg(typed), typed, stableColour(-1));
  if (list_->count() > 0) list_->setCurrentRow(0);
  list_->setVisible(list_->count() > 0);
  list_->setFixedHeight(qBound(1, list_->count(), 8) * 28 + 4);
  adjustSize();
}

void CategoryPopup::choose() {
  const QListWidgetItem* item = list_->currentItem();
  const QString name = item ? item->data(Qt::UserRole).toString() : edit_->text().trimmed();
  if (name.isEmpty()) return;
  qApp->removeEventFilter(this);
  hide();
  Q_EMIT categoryChosen(name);
}

void CategoryPopup::dismiss() {
  qApp->removeEventFilter(this);
  hide();
  if (before_) before_->setFocus();
  Q_EMIT dismissed();
}

bool CategoryPopup::takeKey(int key) {
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

bool CategoryPopup::eventFilter(QObject* watched, QEvent* event) {
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
