#include "ui/views/audit_end_page.h"

#include "core/rank/audit.h"
#include "ui/models/crop_list_model.h"
#include "ui/support/theme.h"
#include "ui/views/bound_bar.h"
#include "ui/views/candidate_delegate.h"
#include "ui/views/crop_list_view.h"
#include "ui/views/section.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr int kLineOfCrops = 126, kMostLines = 2, kCropsInLine = 5;

QString number(qint64 value) {
  return QLocale().toString(value);
}

QString percent(double share, int digits = 1) {
  return QLocale().toString(100 * share, 'f', digits);
}

}  // namespace

AuditEndPage::AuditEndPage(ImageLoader& loader, MaskProvider* masks, QWidget* parent)
    : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  result_ = new QLabel(this);
  result_->setObjectName(QStringLiteral("auditResult"));
  result_->setWordWrap(true);
  setTextRole(result_, TextSize::Title, true);
  layout->addWidget(result_);
  bound_ = new BoundBar(this);
  layout->addWidget(bound_);
  layout->addSpacing(kGap);
  facts_ = new QGridLayout;
  facts_->setHorizontalSpacing(2 * kGap);
  facts_->setVerticalSpacing(kSmallGap);
  facts_->setColumnStretch(1, 1);
  layout->addLayout(facts_);
  wrongTitle_ = sectionTitle(tr("Wrong in the sample"), this);
  wrongTitle_->setContentsMargins(0, kGap, 0, 0);
  layout->addWidget(wrongTitle_);
  wrong_ = new CropListModel(this);
  wrongView_ = new CropListView(&loader, wrong_, this);
  wrongView_->setObjectName(QStringLiteral("wrongInSample"));
  wrongView_->setAccessibleName(tr("Wrong in the sample"));
  wrongView_->setMaskProvider(masks);
  wrongView_->setSelectionMode(QAbstractItemView::NoSelection);
  wrongView_->setFrameShape(QFrame::NoFrame);
  wrongView_->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
  layout->addWidget(wrongView_);
  layout->addSpacing(kGap);
  evidence_ = new QLabel(this);
  evidence_->setWordWrap(true);
  setTextRole(evidence_, TextSize::Caption, false, true);
  layout->addWidget(evidence_);
  layout->addStretch(1);
  layout->addSpacing(kGap);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  auto* close = new QPushButton(tr("Close"), this);
  accept_ = new QPushButton(this);
  accept_->setProperty("primary", true);
  accept_->setObjectName(QStringLiteral("acceptAudited"));
  buttons->addWidget(close);
  buttons->addWidget(accept_);
  layout->addLayout(buttons);
  connect(close, &QPushButton::clicked, this, &AuditEndPage::closeRequested);
  connect(accept_, &QPushButton::clicked, this, [this] {
    accept_->setEnabled(false);
    Q_EMIT acceptRequested();
  });
}

void AuditEndPage::showFacts(const Audit& audit) {
  while (auto* item = facts_->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  const auto add = [this](const QString& what, const QString& text) {
    const int row = facts_->rowCount();
    auto* name = new QLabel(what, this);
    setTextRole(name, TextSize::Body, false, true);
    auto* value = new QLabel(text, this);
    value->setWordWrap(true);
    facts_->addWidget(name, row, 0, Qt::AlignTop);
    facts_->addWidget(value, row, 1);
  };
  const bool passed = audit.outcome == AuditOutcome::Passed;
  add(tr("Judged"), tr("%1, of which %2 were right").arg(number(audit.judged), number(audit.good)));
  const int64_t judged = std::max<int64_t>(1, audit.judged);
  add(tr("By the sample alone"),
      tr("at least %1 % right")
          .arg(percent(rank::precisionLowerBound(audit.good, judged, audit.confidence))));
  const QString above = confidenceText(audit.threshold);
  const qint64 rest = audit.population - audit.judged;
  add(passed ? tr("To accept") : tr("Not accepted"),
      rest == 1 ? tr("1 more mask above %1").arg(above)
                : tr("%1 more masks above %2").arg(number(rest), above));
}

void AuditEndPage::showEnd(const Audit& audit, const QVector<CropRef>& wrong) {
  const bool passed = audit.outcome == AuditOutcome::Passed;
  const qint64 rest = audit.population - audit.judged;
  result_->setText(
      passed ? tr("Proved: at least %1 % of these masks are right").arg(percent(audit.bound))
             : tr("Not proved: too many of the sample were wrong"));
  bound_->setState(static_cast<int>(audit.judged), audit.looks, audit.bound, audit.target);
  showFacts(audit);
  evidence_->setText(
      passed ? tr("With the wrong ones left out, what is accepted is better than the sample. Both "
                  "are Clopper-Pearson bounds at %1 % confidence, the one above over all looks at "
                  "the sample. The audit is stored with the project and named in exports.")
                   .arg(percent(audit.confidence, 0))
             : tr("Your verdicts are kept and teach the ranking. Raise the confidence and try "
                  "again, or ask for less; each further audit needs a somewhat larger sample."));
  wrong_->setCrops(wrong);
  wrongTitle_->setVisible(!wrong.isEmpty());
  wrongView_->setVisible(!wrong.isEmpty());
  const auto lines = (static_cast<int>(wrong.size()) + kCropsInLine - 1) / kCropsInLine;
  wrongView_->setFixedHeight(kLineOfCrops * std::clamp(lines, 1, kMostLines));
  accept_->setVisible(passed);
  accept_->setEnabled(passed && rest > 0);
  accept_->setText(rest == 1 ? tr("Accept the other one")
                             : tr("Accept the other %1").arg(number(rest)));
  accept_->setDefault(passed);
  if (passed) accept_->setFocus();
}

int AuditEndPage::heightAt(int width) const {
  layout()->activate();
  return layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width)
                                       : layout()->totalSizeHint().height();
}

}  // namespace maskwright::ui
