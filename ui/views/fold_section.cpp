#include "ui/views/fold_section.h"

#include "ui/support/theme.h"
#include "ui/views/elided_label.h"

#include <QHBoxLayout>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

namespace maskwright::ui {
namespace {
constexpr int kHead = 24;
}  // namespace

FoldSection::FoldSection(const QString& title, const QString& name, QWidget* parent)
    : QWidget(parent), key_(QStringLiteral("folded/") + name) {
  title_ = new QToolButton(this);
  title_->setObjectName(name);
  title_->setProperty("fold", true);
  title_->setText(title);
  title_->setCheckable(true);
  title_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  title_->setFocusPolicy(Qt::TabFocus);
  setTextRole(title_, TextSize::Caption, true, true);
  summary_ = new ElidedLabel(this);
  setTextRole(summary_, TextSize::Caption);
  summary_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  head_ = new QHBoxLayout;
  head_->setContentsMargins(0, 0, kGap, 0);
  head_->setSpacing(kSmallGap);
  head_->addWidget(title_);
  head_->addWidget(summary_, 1);
  title_->setMinimumHeight(kHead);
  part_ = new QWidget(this);
  body_ = new QVBoxLayout(part_);
  body_->setContentsMargins(0, 0, 0, kSmallGap);
  body_->setSpacing(1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(head_);
  layout->addWidget(part_);
  show(isChosen() ? !QSettings().value(key_).toBool() : true);
  connect(title_, &QToolButton::clicked, this, [this](bool open) {
    QSettings().setValue(key_, !open);
    show(open);
    Q_EMIT toggled();
  });
}

bool FoldSection::isOpen() const {
  return title_->isChecked();
}

bool FoldSection::isChosen() const {
  return QSettings().contains(key_);
}

void FoldSection::setOpen(bool open) {
  if (!isChosen() && open != isOpen()) show(open);
}

int FoldSection::bodyHeight() const {
  return part_->sizeHint().height();
}

void FoldSection::setSummary(const QString& text) {
  text_ = text;
  summary_->setFullText(isOpen() ? QString() : text_);
}

void FoldSection::show(bool open) {
  title_->setChecked(open);
  title_->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
  part_->setVisible(open);
  setSummary(text_);
}

}  // namespace maskwright::ui
