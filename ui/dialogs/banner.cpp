#include "ui/dialogs/banner.h"

#include "ui/support/icons.h"
#include "ui/support/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include <utility>

namespace maskwright::ui {

Banner::Banner(QWidget* parent)
    : QFrame(parent),
      icon_(new QLabel(this)),
      text_(new QLabel(this)),
      action_(new QPushButton(this)) {
  setObjectName(QStringLiteral("banner"));
  setAutoFillBackground(true);
  setBackgroundRole(QPalette::AlternateBase);
  text_->setObjectName(QStringLiteral("text"));
  text_->setWordWrap(true);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  action_->setObjectName(QStringLiteral("bannerAction"));
  auto* close = new QToolButton(this);
  close->setIcon(icon(QStringLiteral("close")));
  close->setAutoRaise(true);
  close->setAccessibleName(tr("Close this message"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(2 * kGap, kGap, kGap, kGap);
  layout->setSpacing(kGap);
  layout->addWidget(icon_);
  layout->addWidget(text_, 1);
  layout->addWidget(action_);
  layout->addWidget(close);
  connect(close, &QToolButton::clicked, this, &QWidget::hide);
  connect(action_, &QPushButton::clicked, this, [this] {
    hide();
    if (const auto run = std::exchange(run_, {})) run();
  });
  hide();
}

void Banner::showText(const QString& text,
                      bool isProblem,
                      const QString& action,
                      std::function<void()> run,
                      BannerTopic topic) {
  run_ = std::move(run);
  topic_ = topic;
  icon_->setPixmap(icon(isProblem ? QStringLiteral("warning") : QStringLiteral("info"),
                        isProblem ? QColor(0xe6, 0x9f, 0x00) : QColor())
                       .pixmap(20));
  text_->setText(text);
  text_->setAccessibleName(text);
  action_->setText(action);
  action_->setVisible(!action.isEmpty());
  show();
}

void Banner::withdraw(BannerTopic topic) {
  if (topic_ == topic) hide();
}

}  // namespace maskwright::ui
