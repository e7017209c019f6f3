#include "ui/views/filter_panel.h"

#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"
#include "ui/views/filter_row.h"
#include "ui/views/fold_section.h"
#include "ui/views/section.h"
#include "ui/views/used_in_round_box.h"

#include <QComboBox>
#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <tuple>
#include <utility>

namespace maskwright::ui {
namespace {

constexpr size_t kAll = 6;
constexpr int kLeastClusters = 120;
constexpr int kFoldIndent = 24;  ///< of the titles that fold

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
  choices_ = new QWidget(scroll);
  auto* layout = new QVBoxLayout(choices_);
  layout->setContentsMargins(kGap, kGap, kGap, 0);
  layout->setSpacing(1);
  scroll->setWidget(choices_);
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
  // A click leaves the keys to the grid.
  order_->setFocusPolicy(Qt::TabFocus);
  round_->setFocusPolicy(Qt::TabFocus);
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
  layout->addSpacing(kSmallGap);
  usedSection_ = new FoldSection(tr("Used in round"), QStringLiteral("used"), this);
  used_ = new UsedInRoundBox(usedSection_);
  usedSection_->body()->addWidget(used_);
  usedSection_->setOpen(false);
  usedSection_->hide();
  layout->addWidget(usedSection_);
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
  verdictSection_ = new FoldSection(tr("Verdict"), QStringLiteral("verdict"), this);
  layout->addWidget(verdictSection_);
  const auto addVerdict = [&](size_t slot, const QString& text, std::optional<Verdict> verdict) {
    auto* row = new FilterRow(text, verdictSection_);
    if (verdict) row->setVerdictMark(*verdict);
    if (verdict && isPositive(*verdict)) row->setToolTip(tr("Those of all rounds"));
    verdicts_[slot] = row;
    verdictSection_->body()->addWidget(row);
    connect(row, &QAbstractButton::clicked, this, [this, verdict] {
      filter_.verdict = verdict;
      showChoices();
      Q_EMIT filterChanged(filter_);
    });
  };
  addVerdict(kAll, tr("All"), std::nullopt);
  verdicts_[kAll]->setToolTip(
      tr("The masks of this round; accepted ones of earlier rounds are listed under Accepted"));
  for (const Verdict verdict : kAllVerdicts)
    addVerdict(static_cast<size_t>(verdict), capitalised(verdictText(verdict)), verdict);
  categorySection_ = new FoldSection(tr("Category"), QStringLiteral("category"), this);
  categorySection_->hide();
  layout->addWidget(categorySection_);
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
  categorySection_->setSummary(categoryText());
  verdictSection_->setSummary(
      filter_.verdict ? verdicts_[static_cast<size_t>(*filter_.verdict)]->text() : QString());
  usedSection_->setOpen(filter_.usedInRound.has_value());
  usedSection_->setSummary(
      filter_.usedInRound ? tr("Round %1").arg(used_->numberOf(*filter_.usedInRound)) : QString());
  const int row = round_->findData(filter_.round);
  if (row >= 0) round_->setCurrentIndex(row);
  // A list of look-alikes has an order of its own.
  order_->setEnabled(!filter_.inOrderOfOnly);
  order_->setCurrentIndex(
      filter_.inOrderOfOnly ? -1 : order_->findData(static_cast<int>(filter_.order)));
  used_->setFilter(filter_);
  fitSections();
}

QString FilterPanel::categoryText() const {
  for (const FilterRow* row : categories_)
    if (row->isChecked()) return row->text();
  return {};
}

void FilterPanel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fitSections();
}

void FilterPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  fitSections();
}

/// Clusters come before categories where only one of them has a place.
void FilterPanel::fitSections() {
  if (categorySection_->isHidden() || !isVisible()) return;
  const int body = categorySection_->bodyHeight();
  const int folded = choices_->sizeHint().height() - (categorySection_->isOpen() ? body : 0);
  const int others = clusterSlot_->minimumSize().height() + confidence_->sizeHint().height() + 2;
  categorySection_->setOpen(folded + body + others <= height());
}

void FilterPanel::setUsedRounds(std::vector<store::TargetedRound> rounds) {
  usedSection_->setVisible(!rounds.empty());
  used_->setRounds(std::move(rounds));
  fitSections();
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
    categorySection_->body()->addWidget(row);
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

void FilterPanel::setClusterWidget(QWidget* widget) {
  clusterSlot_->addWidget(sectionTitle(tr("Cluster"), this, kFoldIndent));
  clusterSlot_->addWidget(widget, 1);
  widget->setMinimumHeight(kLeastClusters);
}

}  // namespace maskwright::ui
