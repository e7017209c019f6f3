#include "ui/views/used_in_round_box.h"

#include "ui/support/target_style.h"
#include "ui/support/theme.h"
#include "ui/views/filter_row.h"

#include <QComboBox>
#include <QVBoxLayout>

#include <algorithm>

namespace maskwright::ui {

UsedInRoundBox::UsedInRoundBox(QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(1);
  round_ = new QComboBox(this);
  round_->setObjectName(QStringLiteral("usedInRound"));
  round_->setAccessibleName(tr("Used in round"));
  round_->setToolTip(tr("What a round trained on, as what, and why"));
  layout->addWidget(round_);
  rows_ = new QVBoxLayout;
  rows_->setSpacing(1);
  rows_->setContentsMargins(0, 2, 0, 0);
  layout->addLayout(rows_);
  connect(round_, &QComboBox::activated, this, [this](int row) {
    store::ReviewFilter part;
    if (row > 0) part.usedInRound = rounds_[static_cast<size_t>(row) - 1].id;
    Q_EMIT chosen(part);
  });
  hide();
}

void UsedInRoundBox::setRounds(std::vector<store::TargetedRound> rounds) {
  rounds_ = std::move(rounds);
  round_->clear();
  round_->addItem(tr("Whether used or not"));
  for (const auto& one : rounds_)
    round_->addItem(one.targets == 1
                        ? tr("Round %1: 1 mask").arg(one.number)
                        : tr("Round %1: %2 masks")
                              .arg(one.number)
                              .arg(locale().toString(static_cast<qlonglong>(one.targets))));
  setVisible(!rounds_.empty());
  setFilter(filter_);
}

int UsedInRoundBox::numberOf(RoundId round) const {
  for (const auto& one : rounds_)
    if (one.id == round) return one.number;
  return 0;
}

void UsedInRoundBox::setFilter(const store::ReviewFilter& filter) {
  const bool isOther = filter.usedInRound != filter_.usedInRound;
  filter_ = filter;
  int row = 0;
  for (size_t i = 0; i < rounds_.size(); ++i)
    if (filter.usedInRound == rounds_[i].id) row = static_cast<int>(i) + 1;
  round_->setCurrentIndex(row);
  if (isOther) counts_.clear();
  rebuild();
}

void UsedInRoundBox::setCounts(std::vector<store::TargetCount> counts) {
  counts_ = std::move(counts);
  rebuild();
}

FilterRow* UsedInRoundBox::addRow(const QString& text,
                                  TargetRole role,
                                  const std::string& reason,
                                  qint64 count) {
  auto* row = new FilterRow(text, this);
  row->setCount(count);
  row->setChecked(filter_.targetRole == role && filter_.targetReason == reason);
  rows_->addWidget(row);
  widgets_.append(row);
  connect(row, &QAbstractButton::clicked, this, [this, role, reason] {
    // A second click takes it away again.
    store::ReviewFilter part;
    part.usedInRound = filter_.usedInRound;
    if (filter_.targetRole != role || filter_.targetReason != reason) {
      part.targetRole = role;
      part.targetReason = reason;
    }
    Q_EMIT chosen(part);
  });
  return row;
}

void UsedInRoundBox::rebuild() {
  // A row may ask for this in its own click.
  for (FilterRow* row : widgets_) {
    row->hide();
    row->deleteLater();
  }
  widgets_.clear();
  if (!filter_.usedInRound) return;
  for (const TargetRole role : {TargetRole::Positive, TargetRole::Negative, TargetRole::Ignored}) {
    qint64 sum = 0;
    int reasons = 0;
    for (const auto& one : counts_) {
      if (one.role != role) continue;
      sum += one.count;
      ++reasons;
    }
    if (reasons == 0) continue;
    auto* row = addRow(roleText(role), role, {}, sum);
    row->setRoleMark(role);
    row->setToolTip(roleMeaning(role));
    for (const auto& one : counts_) {
      if (one.role != role) continue;
      addRow(QString::fromStdString(one.reason), role, one.reason, one.count)->setIndent(16);
    }
  }
}

}  // namespace maskwright::ui
