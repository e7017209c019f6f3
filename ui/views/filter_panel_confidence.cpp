#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/candidate_delegate.h"
#include "ui/views/confidence_histogram.h"
#include "ui/views/filter_panel.h"
#include "ui/views/fold_section.h"
#include "ui/views/reliability_chart.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

// The lower part of the filters: the histogram, and what the ranking has learned.

namespace maskwright::ui {

void FilterPanel::buildConfidence(QVBoxLayout* layout) {
  confidence_ = new FoldSection(tr("Confidence"), QStringLiteral("confidence"), this);
  confidence_->setContentsMargins(kGap, kSmallGap, kGap, kSmallGap);
  buildReorder();
  thresholdText_ = new QLabel(confidence_);
  setTextRole(thresholdText_, TextSize::Caption, true);
  confidence_->head()->addWidget(thresholdText_);
  auto* inner = confidence_->body();
  inner->setSpacing(kSmallGap);
  histogram_ = new ConfidenceHistogram(confidence_);
  inner->addWidget(histogram_);
  accept_ = new QPushButton(confidence_);
  accept_->setFocusPolicy(Qt::TabFocus);
  accept_->setToolTip(
      tr("Accepts the undecided candidates of this filter at or above the threshold, after a "
         "sample has proved that they are right; of several at the same place the best one. One "
         "step of undo."));
  inner->addWidget(accept_);
  expected_ = new QLabel(confidence_);
  expected_->setObjectName(QStringLiteral("expectedPrecision"));
  expected_->setAlignment(Qt::AlignHCenter);
  expected_->setToolTip(tr("Their mean confidence. An audit says what can be proved."));
  setTextRole(expected_, TextSize::Caption, false, true);
  auto kept = expected_->sizePolicy();
  kept.setRetainSizeWhenHidden(true);
  expected_->setSizePolicy(kept);
  inner->addWidget(expected_);
  buildRanking(inner);
  layout->addWidget(confidence_);
  connect(histogram_, &ConfidenceHistogram::thresholdChanged, this, [this](double threshold) {
    aboveCount_ = -1;
    updateAcceptButton();
    Q_EMIT thresholdChanged(threshold);
  });
  connect(accept_, &QPushButton::clicked, this, [this] {
    Q_EMIT acceptAboveRequested(threshold(),
                                aboveCount_ >= 0 ? aboveCount_ : histogram_->countAbove());
  });
  updateAcceptButton();
}

/// It comes while someone points at something below or above: its place is kept for it.
void FilterPanel::buildReorder() {
  reorder_ = new QToolButton(confidence_);
  reorder_->setObjectName(QStringLiteral("reorder"));
  reorder_->setProperty("chip", true);
  reorder_->setFont(uiFont(TextSize::Caption));
  reorder_->setFocusPolicy(Qt::TabFocus);
  auto kept = reorder_->sizePolicy();
  kept.setRetainSizeWhenHidden(true);
  reorder_->setSizePolicy(kept);
  reorder_->hide();
  confidence_->head()->addWidget(reorder_);
  connect(reorder_, &QToolButton::clicked, this, &FilterPanel::reorderRequested);
}

void FilterPanel::buildRanking(QVBoxLayout* layout) {
  learned_ = new QToolButton(this);
  learned_->setObjectName(QStringLiteral("learned"));
  learned_->setCheckable(true);
  learned_->setAutoRaise(true);
  learned_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  learned_->setArrowType(Qt::RightArrow);
  learned_->setFont(uiFont(TextSize::Caption));
  learned_->setToolTip(tr("How far the confidence can be believed"));
  learned_->hide();
  layout->addWidget(learned_);
  reliability_ = new ReliabilityChart(this);
  reliability_->hide();
  layout->addWidget(reliability_);
  connect(learned_, &QToolButton::toggled, this, [this](bool open) {
    learned_->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    reliability_->setVisible(open);
  });
}

void FilterPanel::setMoved(qint64 moved) {
  reorder_->setVisible(moved > 0);
  if (moved <= 0) return;
  const QString count = locale().toString(moved);
  reorder_->setText(QStringLiteral("↻ ") + count);
  reorder_->setAccessibleName(tr("Reorder (%1 moved)").arg(count));
  setKeyToolTip(
      reorder_,
      tr("Shows the list in the order of the new confidences, in which %1 masks moved").arg(count),
      QStringLiteral("view.refresh"));
}

void FilterPanel::setRanking(const store::RankingRepository::Report& report) {
  const bool judged = report.decisions > 0 && report.examples > 0;
  learned_->setVisible(report.decisions > 0);
  learned_->setText(tr("Learned from %1 decisions")
                        .arg(locale().toString(static_cast<qlonglong>(report.decisions))));
  learned_->setEnabled(judged);
  if (!judged) learned_->setChecked(false);
  reliability_->setReport(report);
}

double FilterPanel::threshold() const {
  return histogram_->threshold();
}

void FilterPanel::updateAcceptButton() {
  const qint64 count = aboveCount_ >= 0 ? aboveCount_ : histogram_->countAbove();
  const QString text = confidenceText(threshold());
  thresholdText_->setText(text);
  accept_->setEnabled(count > 0);
  accept_->setText(count > 0 ? tr("Accept %1 above %2").arg(locale().toString(count), text)
                             : tr("None above %1").arg(text));
  const double mean = aboveCount_ >= 0 ? aboveMean_ : histogram_->meanAbove();
  expected_->setVisible(count > 0);
  // An estimate never rounds up to certainty.
  const int percent = std::min(99, static_cast<int>(std::lround(100 * mean)));
  expected_->setText(tr("about %1 % of them right (estimate)").arg(locale().toString(percent)));
}

void FilterPanel::setHistogram(const std::array<int64_t, 50>& counts) {
  std::array<qint64, ConfidenceHistogram::kBins> copy{};
  std::copy(counts.begin(), counts.end(), copy.begin());
  histogram_->setCounts(copy);
  updateAcceptButton();
}

void FilterPanel::setAbove(qint64 count, double mean) {
  aboveMean_ = mean;
  aboveCount_ = count;
  updateAcceptButton();
}

}  // namespace maskwright::ui
