#include "ui/views/view_chip.h"

#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"

#include <QHBoxLayout>
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
  layout->addWidget(button_);
  layout->addStretch();
  connect(button_, &QToolButton::clicked, this, &ViewChip::closed);
  hide();
}

void ViewChip::setText(const QString& text) {
  button_->setText(text);
  button_->setAccessibleName(tr("%1. Back to all masks").arg(text));
  setVisible(!text.isEmpty());
}

}  // namespace maskwright::ui
