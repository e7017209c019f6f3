#include "ui/views/prototype_bar.h"

#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/key_button.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace maskwright::ui {
namespace {
constexpr int kTargetWidth =
    200;  ///< as long as its longest text, so that buttons keep their place
QString idOf(PrototypeCommand command) {
  for (const auto& info : prototypeCommands())
    if (info.command == command) return info.id;
  return {};
}

}  // namespace

PrototypeBar::PrototypeBar(QWidget* parent) : QWidget(parent), target_(new QLabel(this)) {
  setProperty("surface", "panel");
  setAttribute(Qt::WA_StyledBackground);
  setAccessibleName(tr("Prototypes"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(kGap, 6, kGap, 6);
  layout->setSpacing(kSmallGap);
  setTextRole(target_, TextSize::Caption, false, true);
  target_->setFixedWidth(kTargetWidth);
  layout->addWidget(target_);
  layout->addStretch();
  const auto add =
      [&](const char* picture, const QString& text, const QString& tip, PrototypeCommand command) {
        auto* button = new KeyButton(icon(QLatin1String(picture)), text, {}, this, idOf(command));
        button->setToolTip(tip);
        layout->addWidget(button);
        connect(
            button, &QToolButton::clicked, this, [this, command] { Q_EMIT commandGiven(command); });
        return button;
      };
  name_ = add("tag", tr("Name"), tr("Name the current one"), PrototypeCommand::Name);
  merge_ = add("merge",
               tr("Merge"),
               tr("Show all marked ones as one: the named one, else the largest"),
               PrototypeCommand::Merge);
  split_ = add(
      "split", tr("Split"), tr("Show merged ones as themselves again"), PrototypeCommand::Split);
  off_ = add(
      "switch", tr("Switch off"), tr("Its pixels count as unlabelled"), PrototypeCommand::Switch);
  on_ = add("switch", tr("Switch on"), tr("Its pixels count again"), PrototypeCommand::Switch);
  layout->addStretch();
  undo_ = new QToolButton(this);
  undo_->setIcon(icon("undo"));
  undo_->setIconSize({20, 20});
  undo_->setFocusPolicy(Qt::TabFocus);
  undo_->setAccessibleName(tr("Undo"));
  setKeyToolTip(undo_, tr("Take back the newest edit of prototypes"), QStringLiteral("edit.undo"));
  auto* side = new QWidget(this);  // as wide as the text on the left: the buttons are in the middle
  side->setFixedWidth(kTargetWidth);
  auto* right = new QHBoxLayout(side);
  right->setContentsMargins(0, 0, 0, 0);
  right->addStretch();
  right->addWidget(undo_);
  layout->addWidget(side);
  connect(
      undo_, &QToolButton::clicked, this, [this] { Q_EMIT commandGiven(PrototypeCommand::Undo); });
  setTargets({});
}

void PrototypeBar::setTargets(const Targets& targets) {
  target_->setText(targets.marked > 0 ? tr("%n marked · Esc clears", nullptr, targets.marked)
                                      : tr("Space or Ctrl+click marks several"));
  name_->setEnabled(targets.any);
  merge_->setEnabled(targets.canMerge);
  split_->setEnabled(targets.canSplit);
  off_->setEnabled(targets.any);
  off_->setVisible(!targets.areOff);
  on_->setVisible(targets.areOff);
}

}  // namespace maskwright::ui
