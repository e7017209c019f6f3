#include "ui/views/empty_state.h"

#include "ui/support/icons.h"
#include "ui/support/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace maskwright::ui {

EmptyState::EmptyState(QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(3 * kGap, 3 * kGap, 3 * kGap, 3 * kGap);
  layout->setSpacing(kGap);
  picture_ = new QLabel(this);
  picture_->setAlignment(Qt::AlignCenter);
  title_ = new QLabel(this);
  title_->setAlignment(Qt::AlignCenter);
  title_->setWordWrap(true);
  setTextRole(title_, TextSize::Title, true);
  text_ = new QLabel(this);
  text_->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
  text_->setWordWrap(true);
  text_->setMaximumWidth(440);
  setTextRole(text_, TextSize::Body, false, true);
  action_ = new QPushButton(this);
  action_->setProperty("primary", true);
  layout->addStretch(2);
  layout->addWidget(picture_);
  layout->addWidget(title_);
  auto* row = new QHBoxLayout;
  row->addStretch();
  row->addWidget(text_, 10);
  row->addStretch();
  layout->addLayout(row);
  layout->addSpacing(kGap);
  second_ = new QPushButton(this);
  second_->hide();
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(kGap);
  buttons->addStretch();
  buttons->addWidget(action_);
  buttons->addWidget(second_);
  buttons->addStretch();
  layout->addLayout(buttons);
  layout->addStretch(3);
  connect(action_, &QPushButton::clicked, this, &EmptyState::actionTriggered);
  connect(second_, &QPushButton::clicked, this, &EmptyState::secondTriggered);
}

void EmptyState::setContents(const QString& iconName,
                             const QString& title,
                             const QString& text,
                             const QString& action) {
  picture_->setPixmap(icon(iconName, coloursOf(palette()).disabled).pixmap(40, 40));
  title_->setText(title);
  text_->setText(text);
  text_->setVisible(!text.isEmpty());
  action_->setText(action);
  action_->setVisible(!action.isEmpty());
}

void EmptyState::setSecondAction(const QString& action, const QString& missing) {
  second_->setText(action);
  second_->setVisible(!action.isEmpty());
  second_->setEnabled(missing.isEmpty());
  second_->setToolTip(missing);
}

}  // namespace maskwright::ui
