#include "ui/views/verdict_bar.h"

#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"
#include "ui/views/key_button.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

namespace maskwright::ui {
namespace {
constexpr int kTargetWidth = 64;      ///< "12 selected"
constexpr int kUndecidedWidth = 168;  ///< "12,345 undecided of 40,962"
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
  target_->setObjectName(QStringLiteral("verdictTarget"));
  note_ = new QLabel(this);
  setTextRole(note_, TextSize::Caption, false, true);
  note_->setObjectName(QStringLiteral("verdictNote"));
  note_->hide();
  targetRoom_ = kTargetWidth;
  target_->setMinimumWidth(targetRoom_);
  auto* lines = new QVBoxLayout;
  lines->setSpacing(0);
  lines->addWidget(target_);
  lines->addWidget(note_);
  layout->addLayout(lines);
  layout->addStretch();
  const auto add = [&](Verdict verdict, const QString& text, const QString& action) {
    const VerdictStyle style = verdictStyle(verdict);
    auto* button =
        new KeyButton(icon(style.iconName, style.colour), text, verdictKey(verdict), this, action);
    layout->addWidget(button);
    buttons_.append(button);
    return button;
  };
  const auto decide = [this](Verdict verdict) {
    return [this, verdict] { Q_EMIT verdictRequested(verdict); };
  };
  connect(add(Verdict::Accepted, tr("Accept"), QStringLiteral("review.accept")),
          &QToolButton::clicked,
          this,
          decide(Verdict::Accepted));
  connect(add(Verdict::NotAnObject, tr("Not an object"), QStringLiteral("review.reject")),
          &QToolButton::clicked,
          this,
          decide(Verdict::NotAnObject));
  connect(add(Verdict::BadMask, tr("Bad mask"), QStringLiteral("review.bad")),
          &QToolButton::clicked,
          this,
          decide(Verdict::BadMask));
  connect(add(Verdict::FixLater, tr("Fix later"), QStringLiteral("review.fix")),
          &QToolButton::clicked,
          this,
          decide(Verdict::FixLater));
  connect(add(Verdict::Relabelled, tr("Relabel"), QStringLiteral("review.relabel")),
          &QToolButton::clicked,
          this,
          &VerdictBar::relabelRequested);
  skip_ = new KeyButton(icon("skip"), tr("Skip"), "N", this, QStringLiteral("review.skip"));
  layout->addWidget(skip_);
  buttons_.append(skip_);
  connect(skip_, &QToolButton::clicked, this, &VerdictBar::skipRequested);
  screen_ = new KeyButton(icon("grid"), tr("Screen"), "W", this, QStringLiteral("move.screen"));
  screen_->setObjectName(QStringLiteral("selectScreen"));
  setKeyToolTip(screen_,
                tr("Select the undecided on the screen: one verdict for all that are left there"),
                QStringLiteral("move.screen"));
  screen_->hide();
  layout->addWidget(screen_);
  buttons_.append(screen_);
  layout->addStretch();
  undo_ = new QToolButton(this);
  undo_->setIcon(icon("undo"));
  undo_->setAccessibleName(tr("Undo"));
  redo_ = new QToolButton(this);
  redo_->setIcon(icon("redo"));
  redo_->setAccessibleName(tr("Redo"));
  edit_ = new QToolButton(this);
  edit_->setIcon(icon("brush"));
  edit_->setAccessibleName(tr("Edit the mask"));
  setKeyToolTip(edit_, tr("Edit the mask"), QStringLiteral("review.edit"));
  for (QToolButton* button : {edit_, undo_, redo_}) {
    button->setIconSize({20, 20});
    button->setFocusPolicy(Qt::TabFocus);
  }
  layout->addWidget(edit_);
  layout->addWidget(undo_);
  layout->addWidget(redo_);
  connect(screen_, &QToolButton::clicked, this, &VerdictBar::screenRequested);
  connect(edit_, &QToolButton::clicked, this, &VerdictBar::editRequested);
  connect(undo_, &QToolButton::clicked, this, &VerdictBar::undoRequested);
  connect(redo_, &QToolButton::clicked, this, &VerdictBar::redoRequested);
  setTargetCount(0);
  setUndoText({}, {});
}

void VerdictBar::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fitButtons();
}

/// Buttons move together, then lose their texts, where they would be cut.
void VerdictBar::fitButtons() {
  using Density = KeyButton::Density;
  const auto needed = [this](Density density) {
    int width = 3 * (undo_->sizeHint().width() + kSmallGap) + 2 * kGap;
    for (const KeyButton* button : buttons_)
      if (!button->isHidden()) width += button->widthAt(density) + kSmallGap;
    return width;
  };
  const bool roomy = needed(Density::Roomy) + targetRoom_ <= width();
  const auto density = roomy                               ? Density::Roomy
                       : needed(Density::Tight) <= width() ? Density::Tight
                                                           : Density::NoText;
  for (KeyButton* button : buttons_) button->setDensity(density);
  const bool fits = needed(density) + targetRoom_ <= width();
  target_->setVisible(fits);
  note_->setVisible(fits && !note_->text().isEmpty());
}

void VerdictBar::setSkipVisible(bool visible) {
  skip_->setVisible(visible);
}

void VerdictBar::setTargetCount(int count) {
  setTarget(count > 1 ? tr("%Ln selected", nullptr, count) : QString(), count > 0);
}

void VerdictBar::setUndecided(qint64 undecided, qint64 all) {
  if (targetRoom_ != kUndecidedWidth) {
    // At once for all that it may say, so that the buttons stay where they are.
    targetRoom_ = kUndecidedWidth;
    for (QLabel* line : {target_, note_}) line->setMinimumWidth(targetRoom_);
  }
  const QString count = locale().toString(undecided);
  setTarget(all == 0           ? QString()
            : undecided == 0   ? tr("None undecided")
            : undecided == all ? tr("%1 undecided").arg(count)
                               : tr("%1 undecided of %2").arg(count, locale().toString(all)),
            all > 0,
            noteFor(undecided));
}

QString VerdictBar::noteFor(qint64 count) {
  return count > kLarge ? tr("Decided as one step of undo") : QString();
}

void VerdictBar::setTarget(const QString& text, bool enabled, const QString& note) {
  target_->setText(text);
  target_->setFont(uiFont(TextSize::Caption, !note.isEmpty()));
  note_->setText(note);
  fitButtons();
  for (KeyButton* button : buttons_) button->setEnabled(enabled);
  edit_->setEnabled(enabled);
}

void VerdictBar::setScreenVisible(bool visible) {
  screen_->setVisible(visible);
  fitButtons();
}

void VerdictBar::setEditVisible(bool visible) {
  edit_->setVisible(visible);
}

void VerdictBar::setUndoText(const QString& undo, const QString& redo) {
  undo_->setEnabled(!undo.isEmpty());
  setKeyToolTip(undo_,
                undo.isEmpty() ? tr("Nothing to undo") : tr("Undo: %1").arg(undo),
                QStringLiteral("edit.undo"));
  redo_->setEnabled(!redo.isEmpty());
  setKeyToolTip(redo_,
                redo.isEmpty() ? tr("Nothing to redo") : tr("Redo: %1").arg(redo),
                QStringLiteral("edit.redo"));
}

}  // namespace maskwright::ui
