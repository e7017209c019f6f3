#include "ui/views/verdict_bar.h"

#include "ui/support/icons.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace maskwright::ui {
namespace {

QToolButton* textButton(const QIcon& icon,
                        const QString& text,
                        const QString& key,
                        QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setIcon(icon);
  button->setIconSize({18, 18});
  button->setText(key.isEmpty() ? text : QString("%1  %2").arg(text, key));
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button->setFocusPolicy(Qt::TabFocus);
  button->setAccessibleName(text);
  button->setToolTip(key.isEmpty() ? text : QString("%1 (%2)").arg(text, key));
  return button;
}

}  // namespace

VerdictBar::VerdictBar(QWidget* parent) : QWidget(parent) {
  setProperty("surface", "panel");
  setAttribute(Qt::WA_StyledBackground);
  setAccessibleName(tr("Verdicts"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(kGap, 6, kGap, 6);
  layout->setSpacing(kSmallGap);
  target_ = new QLabel(this);
  setTextRole(target_, TextSize::Caption, false, true);
  target_->setMinimumWidth(64);
  layout->addWidget(target_);
  layout->addStretch();
  const auto add = [&](Verdict verdict, const QString& text) {
    const VerdictStyle style = verdictStyle(verdict);
    auto* button = textButton(icon(style.iconName, style.colour), text, verdictKey(verdict), this);
    layout->addWidget(button);
    buttons_.append(button);
    return button;
  };
  const auto decide = [this](Verdict verdict) {
    return [this, verdict] { Q_EMIT verdictRequested(verdict); };
  };
  connect(
      add(Verdict::Accepted, tr("Accept")), &QToolButton::clicked, this, decide(Verdict::Accepted));
  connect(add(Verdict::NotAnObject, tr("Not an object")),
          &QToolButton::clicked,
          this,
          decide(Verdict::NotAnObject));
  connect(
      add(Verdict::BadMask, tr("Bad mask")), &QToolButton::clicked, this, decide(Verdict::BadMask));
  connect(add(Verdict::FixLater, tr("Fix later")),
          &QToolButton::clicked,
          this,
          decide(Verdict::FixLater));
  connect(add(Verdict::Relabelled, tr("Relabel")),
          &QToolButton::clicked,
          this,
          &VerdictBar::relabelRequested);
  auto* skip = textButton(icon("skip"), tr("Skip"), "N", this);
  layout->addWidget(skip);
  buttons_.append(skip);
  connect(skip, &QToolButton::clicked, this, &VerdictBar::skipRequested);
  layout->addStretch();
  undo_ = textButton(icon("undo"), tr("Undo"), {}, this);
  undo_->setToolButtonStyle(Qt::ToolButtonIconOnly);
  redo_ = textButton(icon("redo"), tr("Redo"), {}, this);
  redo_->setToolButtonStyle(Qt::ToolButtonIconOnly);
  layout->addWidget(undo_);
  layout->addWidget(redo_);
  connect(undo_, &QToolButton::clicked, this, &VerdictBar::undoRequested);
  connect(redo_, &QToolButton::clicked, this, &VerdictBar::redoRequested);
  setTargetCount(0);
  setUndoText({}, {});
}

void VerdictBar::setTargetCount(int count) {
  target_->setText(count > 1 ? tr("%n selected", nullptr, count) : QString());
  for (QToolButton* button : buttons_) button->setEnabled(count > 0);
}

void VerdictBar::setUndoText(const QString& undo, const QString& redo) {
  undo_->setEnabled(!undo.isEmpty());
  undo_->setToolTip(undo.isEmpty() ? tr("Nothing to undo") : tr("Undo: %1 (Z)").arg(undo));
  redo_->setEnabled(!redo.isEmpty());
  redo_->setToolTip(redo.isEmpty() ? tr("Nothing to redo") : tr("Redo: %1 (Shift+Z)").arg(redo));
}

}  // namespace maskwright::ui
