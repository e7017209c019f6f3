#include "ui/views/cluster_bar.h"

#include "ui/support/icons.h"
#include "ui/support/theme.h"
#include "ui/views/key_button.h"

#include <QHBoxLayout>
#include <QLabel>

namespace maskwright::ui {

ClusterBar::ClusterBar(QWidget* parent) : QWidget(parent), counts_(new QLabel(this)) {
  setObjectName(QStringLiteral("clusterBar"));
  setAccessibleName(tr("Clusters"));
  setTextRole(counts_, TextSize::Caption, false, true);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(2 * kGap, 6, kGap, 6);
  row->setSpacing(kSmallGap);
  row->addWidget(counts_);
  row->addStretch();
  merge_ = add("merge", tr("Merge"), "cluster.merge", ClusterCommand::Merge);
  merge_->setToolTip(
      tr("Make one of the selected clusters (Ctrl or Shift selects several); of one "
         "alone: asks into which"));
  split_ = add("split", tr("Split"), "cluster.split", ClusterCommand::Split);
  split_->setToolTip(tr("Propose two halves by their looks"));
  lock_ = add("lock", tr("Lock"), "cluster.lock", ClusterCommand::Lock);
  unlock_ = add("lock", tr("Unlock"), "cluster.lock", ClusterCommand::Lock);
  for (KeyButton* button : {lock_, unlock_})
    button->setToolTip(tr("A new grouping leaves locked clusters alone"));
  junk_ = add("trash", tr("Junk"), "cluster.junk", ClusterCommand::Junk);
  keep_ = add("trash", tr("Not junk"), "cluster.junk", ClusterCommand::Junk);
  for (KeyButton* button : {junk_, keep_})
    button->setToolTip(
        tr("The masks of junk clusters and their look-alikes come last in the order"));
  setTargets({});
}

KeyButton* ClusterBar::add(const char* picture,
                           const QString& text,
                           const char* id,
                           ClusterCommand command) {
  auto* button = new KeyButton(icon(QLatin1String(picture)), text, {}, this, QLatin1String(id));
  layout()->addWidget(button);
  connect(button, &QToolButton::clicked, this, [this, command] { Q_EMIT commandGiven(command); });
  buttons_.append(button);
  return button;
}

void ClusterBar::setCounts(const QString& text) {
  counts_->setText(text);
}

void ClusterBar::setTargets(const Targets& targets) {
  merge_->setEnabled(targets.count > 0);
  split_->setEnabled(targets.canSplit);
  for (KeyButton* button : {lock_, unlock_, junk_, keep_}) button->setEnabled(targets.count > 0);
  lock_->setVisible(!targets.areLocked);
  unlock_->setVisible(targets.areLocked);
  junk_->setVisible(!targets.areJunk);
  keep_->setVisible(targets.areJunk);
  fit();
}

void ClusterBar::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fit();
}

/// Buttons lose their texts where they would be cut.
void ClusterBar::fit() {
  int needed = counts_->sizeHint().width() + 4 * kGap;
  for (const KeyButton* button : buttons_)
    if (!button->isHidden()) needed += button->widthAt(KeyButton::Density::Tight) + kSmallGap;
  for (KeyButton* button : buttons_)
    button->setDensity(needed <= width() ? KeyButton::Density::Tight : KeyButton::Density::NoText);
}

}  // namespace maskwright::ui
