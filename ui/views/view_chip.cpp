#include "ui/views/view_chip.h"

#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace maskwright::ui {

ViewChip::ViewChip(QWidget* parent) : QWidget(parent) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(kGap, kGap, kGap, 0);
  button_ = new QToolButton(this);
  button_->setIcon(icon("close"));
  button_->setIconSize({16, 16});
  button_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button_->setLayoutDirection(Qt::RightToLeft);
  button_->setProperty("chip", true);
  button_->setFocusPolicy(Qt::TabFocus);
  setKeyToolTip(button_, tr("Back to all masks"), QStringLiteral("move.back"));
  back_ = new QLabel(this);
  setTextRole(back_, TextSize::Caption, false, true);
  layout->addWidget(button_);
  layout->addWidget(back_);
  layout->addStretch();
  connect(button_, &QToolButton::clicked, this, &ViewChip::closed);
  connect(&Shortcuts::instance(), &Shortcuts::changed, this, &ViewChip::showKey);
  showKey();
  hide();
}

void ViewChip::showKey() {
  const QString key = Shortcuts::instance().text(QStringLiteral("move.back"));
  back_->setText(key.isEmpty() ? QString() : tr("%1: back to all masks").arg(key));
}

void ViewChip::setText(const QString& text) {
  button_->setText(text);
  button_->setAccessibleName(tr("%1. Back to all masks").arg(text));
  setVisible(!text.isEmpty());
}

}  // namespace maskwright::ui
