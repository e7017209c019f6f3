#include "ui/views/round_actions.h"

#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/round_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>

namespace maskwright::ui {

RoundActions::RoundActions(QWidget* parent) : QWidget(parent) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  resume_ = add("roundResume", tr("Resume"), tr("Goes on with it from where it stopped"));
  review_ = add("roundReview", tr("Review masks"), tr("Its masks in the grid"));
  targets_ = add(
      "roundTargets", tr("Trained on"), tr("Shows the masks that it trained on, as what, and why"));
  compare_ = add("roundCompare", tr("Compare"), {});
  setKeyToolTip(compare_,
                tr("With the newest round before it that isn't rolled back, image by image"),
                QStringLiteral("view.compare"));
  accept_ = add("roundAccept", {}, {});
  rollBack_ = add("roundRollBack", {}, {});
  layout->addStretch();
  curves_ = new QComboBox(this);
  curves_->setObjectName(QStringLiteral("roundCurves"));
  curves_->setAccessibleName(tr("Curves beside its own"));
  curves_->setToolTip(tr("Lays another round's curves, dashed, under these"));
  layout->addWidget(curves_);
  connect(resume_, &QPushButton::clicked, this, &RoundActions::resumeRequested);
  connect(review_, &QPushButton::clicked, this, &RoundActions::reviewRequested);
  connect(targets_, &QPushButton::clicked, this, &RoundActions::targetsRequested);
  connect(compare_, &QPushButton::clicked, this, &RoundActions::compareRequested);
  connect(accept_, &QPushButton::clicked, this, [this] {
    Q_EMIT markRequested(mark_ == RoundMark::Accepted ? RoundMark::None : RoundMark::Accepted);
  });
  connect(rollBack_, &QPushButton::clicked, this, [this] {
    Q_EMIT markRequested(mark_ == RoundMark::RolledBack ? RoundMark::None : RoundMark::RolledBack);
  });
  connect(curves_, &QComboBox::activated, this, &RoundActions::otherCurvesChosen);
}

QPushButton* RoundActions::add(const char* name, const QString& text, const QString& tip) {
  auto* button = new QPushButton(text, this);
  button->setObjectName(QLatin1String(name));
  button->setToolTip(tip);
  static_cast<QHBoxLayout*>(layout())->addWidget(button);
  return button;
}

void RoundActions::setOthers(const QVector<int>& others) {
  if (others == others_ && curves_->count() > 0) return;
  const int chosen = otherCurves();
  others_ = others;
  curves_->clear();
  curves_->addItem(tr("This round alone"), -1);
  for (const int number : others)
    curves_->addItem(tr("With round %1 (dashed)").arg(number), number);
  curves_->setCurrentIndex(std::max(0, curves_->findData(chosen)));
}

int RoundActions::otherCurves() const {
  return curves_->currentIndex() < 0 ? -1 : curves_->currentData().toInt();
}

void RoundActions::setRound(const RoundCard* card,
                            bool canCompare,
                            const QVector<int>& others,
                            bool running) {
  setVisible(card != nullptr);
  if (!card) return;
  mark_ = card->mark;
  const bool isRound = card->number > 0;
  const bool hasMasks = card->candidates > 0;
  resume_->setVisible(card->resumable && !running);
  review_->setVisible(hasMasks);
  targets_->setVisible(card->positives + card->negatives + card->ignored > 0);
  compare_->setVisible(hasMasks && canCompare);
  accept_->setVisible(isRound && hasMasks);
  accept_->setEnabled(mark_ != RoundMark::RolledBack);
  accept_->setText(mark_ == RoundMark::Accepted ? tr("✓ Accepted") : tr("Accept"));
  accept_->setToolTip(mark_ == RoundMark::Accepted ? tr("Takes the mark away again")
                                                   : tr("Marks it as good; nothing else changes"));
  rollBack_->setVisible(isRound && hasMasks);
  rollBack_->setText(mark_ == RoundMark::RolledBack ? tr("Restore") : tr("Roll back"));
  rollBack_->setToolTip(
      mark_ == RoundMark::RolledBack
          ? tr("Its masks are the ones shown again")
          : tr("It and all rounds after it no longer count: the round before it is the one shown, "
               "exported and learned from again. Nothing is deleted: your decisions stay, accepted "
               "masks are still exported, and Restore or Undo brings it back."));
  setOthers(others);
  curves_->setVisible(isRound && !others.isEmpty());
}

void RoundActions::popUp(const QPoint& globalPosition) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  for (QPushButton* button : {resume_, review_, targets_, compare_, accept_, rollBack_}) {
    if (button->isHidden()) continue;
    auto* action = menu->addAction(button->text(), button, &QPushButton::click);
    action->setEnabled(button->isEnabled());
  }
  menu->popup(globalPosition);
}

}  // namespace maskwright::ui
