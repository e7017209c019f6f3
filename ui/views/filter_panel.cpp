#include "ui/views/filter_panel.h"

#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"
#include "ui/views/candidate_delegate.h"
#include "ui/views/confidence_histogram.h"
#include "ui/views/filter_row.h"
#include "ui/views/reliability_chart.h"
#include "ui/views/section.h"
#include "ui/views/used_in_round_box.h"

#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace maskwright::ui {
namespace {

constexpr size_t kAll = 6;

/// As tall as its contents where there is room, scrolling where there is not.
class FittingScrollArea : public QScrollArea {
 public:
  explicit FittingScrollArea(QWidget* parent) : QScrollArea(parent) {
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
  }
  QSize sizeHint() const override { return widget() ? widget()->sizeHint() : QSize(); }
  QSize minimumSizeHint() const override { return {120, 160}; }
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::LayoutRequest) updateGeometry();
    return QScrollArea::eventFilter(watched, event);
  }
};

QString capitalised(QString text) {
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  return text;
}

}  // namespace

FilterPanel::FilterPanel(QWidget* parent) : QWidget(parent) {
  setProperty("surface", "panel");
  setAttribute(Qt::WA_StyledBackground);
  setAccessibleName(tr("Filters"));
  setMinimumWidth(212);
  build();
  showChoices();
}

void FilterPanel::build() {
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->setSpacing(0);
  auto* scroll = new FittingScrollArea(this);
  scroll->setAccessibleName(tr("Filters"));
  auto* page = new QWidget(scroll);
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(kGap, kGap, kGap, kSmallGap);
  layout->setSpacing(1);
  scroll->setWidget(page);
  buildChoices(layout);
  outer->addWidget(scroll);
  outer->addWidget(separator(Qt::Horizontal, this));  // where rows that go on are cut
  clusterSlot_ = new QVBoxLayout;
  clusterSlot_->setContentsMargins(kGap, 0, 0, 0);
  clusterSlot_->setSpacing(1);
  outer->addLayout(clusterSlot_, 1);
  outer->addWidget(separator(Qt::Horizontal, this));
  buildConfidence(outer);
}

void FilterPanel::buildChoices(QVBoxLayout* layout) {
  // What these two are is plain from what they say: a title each would push the categories out of
  // sight in a small window.
  round_ = new QComboBox(this);
  round_->setAccessibleName(tr("Round"));
  round_->setToolTip(tr("Round"));
  layout->addWidget(round_);
  connect(round_, &QComboBox::activated, this, [this](int row) {
    filter_.round = round_->itemData(row).toInt();
    filter_.cluster.reset();
    filter_.only.reset();
    filter_.inOrderOfOnly = filter_.anyRound = false;
    filter_.includeLinked = filter_.usedInRound.has_value();
    Q_EMIT filterChanged(filter_);
  });
  setRounds({0});
  layout->addSpacing(kSmallGap);
  order_ = new QComboBox(this);
  order_->setObjectName(QStringLiteral("order"));
  order_->setAccessibleName(tr("Order"));
  order_->setToolTip(tr("Order"));
  order_->setPlaceholderText(tr("Most alike first"));
  using Order = store::ReviewOrder;
  for (const auto& [text, tip, order] :
       {std::tuple{tr("Most likely first"), tr("By falling confidence"), Order::MostLikely},
        {tr("Most uncertain first"), tr("What teaches the ranking most"), Order::MostUncertain},
        {tr("Best yield first"),
         tr("Images with most left to accept, one after the other"),
         Order::BestYield},
        {tr("By cluster"), tr("Cluster by cluster, from its centre outwards"), Order::ByCluster},
        {tr("By image"), tr("Image by image, by falling confidence"), Order::ByImage},
        {tr("Random"), tr("An unbiased look at all of them"), Order::Random}}) {
    order_->addItem(text, static_cast<int>(order));
    order_->setItemData(order_->count() - 1, tip, Qt::ToolTipRole);
  }
  layout->addWidget(order_);
  connect(order_, &QComboBox::activated, this, [this](int row) {
    filter_.order = static_cast<store::ReviewOrder>(order_->itemData(row).toInt());
    Q_EMIT filterChanged(filter_);
  });
  layout->addSpacing(kGap);
  used_ = new UsedInRoundBox(this);
  layout->addWidget(used_);
  connect(used_, &UsedInRoundBox::chosen, this, [this](const store::ReviewFilter& part) {
    const bool isOther = part.usedInRound != filter_.usedInRound;
    filter_.usedInRound = part.usedInRound;
    filter_.targetRole = part.targetRole;
    filter_.targetReason = part.targetReason;
    if (isOther) {
      // The other filters would hide most of what is asked for; accepted ones are linked.
      filter_.verdict.reset();
      filter_.cluster.reset();
      filter_.category.reset();
      filter_.only.reset();
      filter_.inOrderOfOnly = filter_.anyRound = false;
      filter_.includeLinked = part.usedInRound.has_value();
    }
    showChoices();
    Q_EMIT filterChanged(filter_);
  });
  layout->addWidget(sectionTitle(tr("Verdict"), this));
  const auto addVerdict = [&](size_t slot, const QString& text, std::optional<Verdict> verdict) {
    auto* row = new FilterRow(text, this);
    if (verdict) row->setVerdictMark(*verdict);
    if (verdict && isPositive(*verdict)) row->setToolTip(tr("Those of all rounds"));
    verdicts_[slot] = row;
    layout->addWidget(row);
    connect(row, &QAbstractButton::clicked, this, [this, verdict] {
      filter_.verdict = verdict;
      showChoices();
      Q_EMIT filterChanged(filter_);
    });
  };
  addVerdict(kAll, tr("All"), std::nullopt);
  for (const Verdict verdict : kAllVerdicts)
    addVerdict(static_cast<size_t>(verdict), capitalised(verdictText(verdict)), verdict);
  layout->addSpacing(kGap);
  categorySection_ = new QWidget(this);
  categoryRows_ = new QVBoxLayout(categorySection_);
  categoryRows_->setContentsMargins(0, 0, 0, kSmallGap);
  categoryRows_->setSpacing(1);
  categoryRows_->addWidget(sectionTitle(tr("Category"), categorySection_));
  categorySection_->hide();
  layout->addWidget(categorySection_);
}

void FilterPanel::buildConfidence(QVBoxLayout* layout) {
  auto* box = new QWidget(this);
  auto* inner = new QVBoxLayout(box);
  inner->setContentsMargins(kGap, kGap, kGap, kGap);
  inner->setSpacing(kSmallGap);
  auto* head = new QHBoxLayout;
  head->addWidget(sectionTitle(tr("Confidence"), box), 1);
  thresholdText_ = new QLabel(box);
  setTextRole(thresholdText_, TextSize::Caption, true);
  thresholdText_->setContentsMargins(0, 0, kGap, 0);
  head->addWidget(thresholdText_);
  inner->addLayout(head);
  histogram_ = new ConfidenceHistogram(box);
  inner->addWidget(histogram_);
  accept_ = new QPushButton(box);
  accept_->setFocusPolicy(Qt::TabFocus);
  accept_->setToolTip(
      tr("Accepts the undecided candidates of this filter at or above the threshold, after a "
         "sample has proved that they are right; of several at the same place the best one. One "
         "step of undo."));
  inner->addSpacing(kSmallGap);
  inner->addWidget(accept_);
  expected_ = new QLabel(box);
  expected_->setObjectName(QStringLiteral("expectedPrecision"));
  expected_->setAlignment(Qt::AlignHCenter);
  expected_->setToolTip(tr("Their mean confidence. An audit says what can be proved."));
  setTextRole(expected_, TextSize::Caption, false, true);
  inner->addWidget(expected_);
  buildRanking(inner);
  layout->addWidget(box);
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

void FilterPanel::buildRanking(QVBoxLayout* layout) {
  reorder_ = new QPushButton(this);
  reorder_->setObjectName(QStringLiteral("reorder"));
  reorder_->setFocusPolicy(Qt::TabFocus);
  setKeyToolTip(reorder_,
                tr("Shows the list in the order of the new confidences"),
                QStringLiteral("view.refresh"));
  reorder_->hide();
  layout->addWidget(reorder_);
  connect(reorder_, &QPushButton::clicked, this, &FilterPanel::reorderRequested);
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
  if (moved > 0) reorder_->setText(tr("↻ Reorder (%1 moved)").arg(locale().toString(moved)));
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

void FilterPanel::showChoices() {
  for (size_t slot = 0; slot < verdicts_.size(); ++slot) {
    const bool chosen =
        filter_.verdict ? slot == static_cast<size_t>(*filter_.verdict) : slot == kAll;
    verdicts_[slot]->setChecked(chosen);
  }
  for (FilterRow* row : categories_) {
    const qint64 id = row->property("category").toLongLong();
    row->setChecked(filter_.category && filter_.category->value == id);
  }
  // "No category" alone is no choice, unless it is what has been chosen.
  categorySection_->setVisible(categories_.size() > 1 || filter_.category);
  const int row = round_->findData(filter_.round);
  if (row >= 0) round_->setCurrentIndex(row);
  // A list of look-alikes has an order of its own.
  order_->setEnabled(!filter_.inOrderOfOnly);
  order_->setCurrentIndex(
      filter_.inOrderOfOnly ? -1 : order_->findData(static_cast<int>(filter_.order)));
  used_->setFilter(filter_);
}

void FilterPanel::setUsedRounds(std::vector<store::TargetedRound> rounds) {
  used_->setRounds(std::move(rounds));
}

void FilterPanel::setTargetCounts(std::vector<store::TargetCount> counts) {
  used_->setCounts(std::move(counts));
}

int FilterPanel::numberOfUsed(RoundId round) const {
  return used_->numberOf(round);
}

void FilterPanel::setRolledBack(const QSet<int>& rounds) {
  for (int row = 0; row < round_->count(); ++row) {
    const int number = round_->itemData(row).toInt();
    if (rounds.contains(number)) round_->setItemText(row, tr("Round %1 (rolled back)").arg(number));
  }
}

void FilterPanel::setFilter(const store::ReviewFilter& filter) {
  filter_ = filter;
  showChoices();
}

void FilterPanel::setVerdictCounts(const std::array<int64_t, 6>& counts, int64_t all) {
  for (size_t slot = 0; slot < counts.size(); ++slot) verdicts_[slot]->setCount(counts[slot]);
  verdicts_[kAll]->setCount(all);
}

void FilterPanel::setCategories(const QVector<CategoryChoice>& categories) {
  qDeleteAll(categories_);
  categories_.clear();
  auto all = categories;
  all.append({0, tr("No category"), -1, -1});
  for (const CategoryChoice& one : std::as_const(all)) {
    auto* row = new FilterRow(one.name, categorySection_);
    row->setDot(stableColour(one.colour));
    row->setCount(one.count);
    row->setProperty("category", one.id);
    categoryRows_->addWidget(row);
    categories_.append(row);
    connect(row, &QAbstractButton::clicked, this, [this, id = one.id] {
      // A second click takes the filter away again.
      const CategoryId chosen(id);
      if (filter_.category == chosen)
        filter_.category.reset();
      else
        filter_.category = chosen;
      showChoices();
      Q_EMIT filterChanged(filter_);
    });
  }
  showChoices();
}

void FilterPanel::setRounds(const QVector<int>& rounds) {
  round_->clear();
  for (const int number : rounds.isEmpty() ? QVector<int>{0} : rounds)
    round_->addItem(number == 0 ? tr("Discovery") : tr("Round %1").arg(number), number);
  const int row = round_->findData(filter_.round);
  if (row >= 0) round_->setCurrentIndex(row);
  round_->setVisible(round_->count() > 1);
}

void FilterPanel::setHistogram(const std::array<int64_t, 50>& counts) {
  std::array<qint64, ConfidenceHistogram::kBins> copy{};
  std::copy(counts.begin(), counts.end(), copy.begin());
  histogram_->setCounts(copy);
  updateAcceptButton();
}

void FilterPanel::setAbove(qint64 count, double mean) {
  aboveCount_ = count;
  aboveMean_ = mean;
  updateAcceptButton();
}

void FilterPanel::setClusterWidget(QWidget* widget) {
  clusterSlot_->addWidget(sectionTitle(tr("Cluster"), this));
  clusterSlot_->addWidget(widget, 1);
  widget->setMinimumHeight(120);
}

}  // namespace maskwright::ui
