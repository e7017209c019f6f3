#include "ui/views/inspector_panel.h"

#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"
#include "ui/views/candidate_delegate.h"
#include "ui/views/empty_state.h"
#include "ui/views/inspector_parts.h"
#include "ui/views/section.h"

#include <QDateTime>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>

namespace maskwright::ui {

struct InspectorPanel::Private {
  InspectorInfo info;
  QStackedLayout* stack = nullptr;
  QWidget* page = nullptr;
  EmptyState* empty = nullptr;
  WholeImage* image = nullptr;
  QLabel* file = nullptr;
  QLabel* verdict = nullptr;
  VerdictMark* mark = nullptr;
  MeasureRow* confidence = nullptr;
  QLabel* detail = nullptr;
  QPushButton* category = nullptr;
  QLabel* suggestionCaption = nullptr;
  QPushButton* suggestion = nullptr;
  QPushButton* cluster = nullptr;
  QLabel* origin = nullptr;
  QLabel* uses = nullptr;
  QList<MeasureRow*> measures;
  QLabel* reasons = nullptr;
  QLabel* history = nullptr;
};

InspectorPanel::InspectorPanel(ImageLoader* loader, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>()) {
  setProperty("surface", "panel");
  setAttribute(Qt::WA_StyledBackground);
  setAccessibleName(tr("Inspector"));
  setMinimumWidth(268);
  d_->stack = new QStackedLayout(this);
  auto* scroll = new QScrollArea(this);
  scroll->setAccessibleName(tr("Inspector"));
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  d_->page = new QWidget(scroll);
  scroll->setWidget(d_->page);
  d_->empty = new EmptyState(this);
  d_->stack->addWidget(scroll);
  d_->stack->addWidget(d_->empty);
  auto* layout = new QVBoxLayout(d_->page);
  layout->setContentsMargins(12, 12, 12, 12);
  layout->setSpacing(kSmallGap);
  buildHead(layout, loader);
  buildFacts(layout);
  layout->addStretch();
  clear();
}

InspectorPanel::~InspectorPanel() = default;

void InspectorPanel::buildHead(QVBoxLayout* layout, ImageLoader* loader) {
  d_->image = new WholeImage(loader, d_->page);
  layout->addWidget(d_->image);
  connect(d_->image, &WholeImage::clicked, this, [this] {
    Q_EMIT imageOpened(d_->info.crop.candidate);
  });
  d_->file = new QLabel(d_->page);
  setTextRole(d_->file, TextSize::Caption, false, true);
  d_->file->setTextInteractionFlags(Qt::TextSelectableByMouse);
  d_->file->setFocusPolicy(Qt::NoFocus);
  layout->addWidget(d_->file);
  layout->addSpacing(kGap);
  auto* row = new QHBoxLayout;
  row->setSpacing(kGap);
  d_->mark = new VerdictMark(d_->page);
  d_->verdict = new QLabel(d_->page);
  setTextRole(d_->verdict, TextSize::Title, true);
  row->addWidget(d_->mark);
  row->addWidget(d_->verdict, 1);
  layout->addLayout(row);
  d_->confidence = new MeasureRow(tr("Confidence (estimate)"), d_->page);
  layout->addWidget(d_->confidence);
}

void InspectorPanel::buildFacts(QVBoxLayout* layout) {
  layout->addSpacing(kGap);
  auto* facts = new QGridLayout;
  facts->setHorizontalSpacing(kGap);
  facts->setVerticalSpacing(kSmallGap);
  facts->setColumnStretch(1, 1);
  const auto caption = [&](int row, const QString& text) {
    auto* label = new QLabel(text, d_->page);
    setTextRole(label, TextSize::Body, false, true);
    facts->addWidget(label, row, 0);
    return label;
  };
  const auto link = [&](int row) {
    auto* button = new QPushButton(d_->page);
    button->setProperty("quiet", true);
    button->setStyleSheet("text-align: left;");
    facts->addWidget(button, row, 1);
    return button;
  };
  caption(0, tr("Category"));
  d_->category = link(0);
  setKeyToolTip(d_->category, tr("Relabel"), QStringLiteral("review.relabel"));
  d_->suggestionCaption = caption(1, tr("Suggested"));
  d_->suggestion = link(1);
  d_->suggestion->setObjectName(QStringLiteral("suggestion"));
  setKeyToolTip(
      d_->suggestion,
      tr("Take it. The nearest decided masks say so; it is no decision until you take it."),
      QStringLiteral("review.suggestion"));
  caption(2, tr("Cluster"));
  d_->cluster = link(2);
  d_->cluster->setToolTip(tr("Show only this cluster"));
  layout->addLayout(facts);
  d_->origin = new QLabel(d_->page);
  d_->origin->setWordWrap(true);
  setTextRole(d_->origin, TextSize::Caption, false, true);
  layout->addWidget(d_->origin);
  d_->uses = new QLabel(d_->page);
  d_->uses->setObjectName(QStringLiteral("trainedRounds"));
  d_->uses->setWordWrap(true);
  d_->uses->setToolTip(tr("What this mask was in the training of a round, and why"));
  setTextRole(d_->uses, TextSize::Caption, false, true);
  layout->addWidget(d_->uses);
  layout->addSpacing(kGap);
  layout->addWidget(separator(Qt::Horizontal, d_->page));
  layout->addSpacing(kSmallGap);
  auto* why = sectionTitle(tr("Why it stands here"), d_->page, 0);
  why->setContentsMargins(0, 0, 0, 2);
  layout->addWidget(why);
  for (const QString& name : {tr("Score of its method"),
                              tr("Edges along the outline"),
                              tr("Outline closed by edges"),
                              tr("Unlike its surround"),
                              tr("Looks that agree"),
                              tr("Compactness"),
                              tr("Share of its box"),
                              tr("Share of the image"),
                              tr("Away from the middle"),
                              tr("Outline on the border")}) {
    d_->measures.append(new MeasureRow(name, d_->page));
    layout->addWidget(d_->measures.back());
  }
  d_->reasons = new QLabel(d_->page);
  d_->reasons->setObjectName(QStringLiteral("reasons"));
  d_->reasons->setToolTip(tr("↑ more of it than in most decided masks, ↓ less"));
  d_->reasons->setWordWrap(true);
  d_->reasons->setContentsMargins(0, kSmallGap, 0, 0);
  d_->reasons->hide();
  setTextRole(d_->reasons, TextSize::Caption, false, true);
  layout->addWidget(d_->reasons);
  layout->addSpacing(kGap);
  layout->addWidget(separator(Qt::Horizontal, d_->page));
  layout->addSpacing(kSmallGap);
  auto* history = sectionTitle(tr("History"), d_->page, 0);
  history->setContentsMargins(0, 0, 0, 2);
  layout->addWidget(history);
  d_->history = new QLabel(d_->page);
  d_->history->setWordWrap(true);
  d_->history->setTextFormat(Qt::PlainText);
  setTextRole(d_->history, TextSize::Caption, false, true);
  layout->addWidget(d_->history);
  connect(d_->category, &QPushButton::clicked, this, [this] {
    Q_EMIT relabelRequested(d_->info.crop.candidate);
  });
  connect(&Shortcuts::instance(), &Shortcuts::changed, this, &InspectorPanel::showCategory);
  connect(d_->suggestion, &QPushButton::clicked, this, [this] {
    Q_EMIT suggestionTaken(d_->info.crop.candidate);
  });
  connect(
      d_->cluster, &QPushButton::clicked, this, [this] { Q_EMIT clusterChosen(d_->info.cluster); });
}

void InspectorPanel::setReasons(const QString& text) {
  d_->reasons->setText(text);
  d_->reasons->setVisible(!text.isEmpty());
}

void InspectorPanel::showCategory() {
  const QString key = Shortcuts::instance().text(QStringLiteral("review.relabel"));
  d_->category->setText(!d_->info.category.isEmpty() ? d_->info.category
                        : key.isEmpty()              ? tr("none")
                                                     : tr("none, press %1").arg(key));
}

void InspectorPanel::setCandidate(const InspectorInfo& info) {
  if (info.crop.candidate != d_->info.crop.candidate) setReasons({});
  d_->info = info;
  d_->stack->setCurrentIndex(0);
  d_->image->setCandidate(info.crop, info.mask, info.verdict.verdict);
  d_->file->setText(d_->file->fontMetrics().elidedText(
      info.imageName, Qt::ElideMiddle, std::max(160, width() - 32)));
  d_->file->setToolTip(info.imageName);
  d_->mark->setVerdict(info.verdict.verdict, info.saved);
  QString verdict = verdictText(info.verdict.verdict);
  verdict[0] = verdict[0].toUpper();
  d_->verdict->setText(verdict);
  d_->confidence->setValue(info.confidence);
  showCategory();
  d_->category->setIcon(info.category.isEmpty() ? QIcon()
                                                : icon("tag", stableColour(info.categoryColour)));
  showSuggestion(info);
  d_->cluster->setText(info.cluster == 0 ? tr("none") : info.clusterName);
  d_->cluster->setEnabled(info.cluster != 0);
  const QLocale locale;
  d_->origin->setText(tr("%1 × %2 px, %3 px of mask\n%4\n%5")
                          .arg(std::lround(info.crop.box.width()))
                          .arg(std::lround(info.crop.box.height()))
                          .arg(locale.toString(qlonglong(info.area)))
                          .arg(info.round == 0
                                   ? tr("Discovery, %1").arg(info.source)
                                   : tr("Round %1, %2").arg(info.round).arg(info.source))
                          .arg(info.profile));
  const CandidateAttributes& a = info.attributes;
  // What the confidence counts (core/rank/confidence.h); votes as it counts them, by their
  // logarithm.
  const double agreeing = std::log2(1 + std::min(a.votes, 63.0)) / 6;
  const std::array values{a.nmsScore,
                          a.outlineGradient,
                          a.outlineClosed,
                          a.featureContrast,
                          agreeing,
                          a.compactness,
                          a.extent,
                          a.areaFraction,
                          a.centreDistance,
                          a.borderFraction};
  for (qsizetype i = 0; i < d_->measures.size(); ++i) d_->measures[i]->setValue(values[i]);
  d_->uses->setText(info.uses.join('\n'));
  d_->uses->setVisible(!info.uses.isEmpty());
  d_->history->setText(historyText(info));
}

void InspectorPanel::showSuggestion(const InspectorInfo& info) {
  const bool any = !info.suggestion.isEmpty() && info.verdict.verdict == Verdict::Undecided;
  d_->suggestionCaption->setVisible(any);
  d_->suggestion->setVisible(any);
  if (!any) return;
  d_->suggestion->setText(
      withKey(tr("%1, %2 %").arg(info.suggestion).arg(std::lround(100 * info.suggestionShare)),
              QStringLiteral("review.suggestion")));
  d_->suggestion->setIcon(icon("tag", stableColour(info.suggestionColour)));
}

QString InspectorPanel::historyText(const InspectorInfo& info) {
  QStringList lines;
  for (size_t i = 0; i < info.history.size(); ++i) {
    const Decision& decision = info.history[i];
    const QString when =
        QLocale().toString(QDateTime::fromMSecsSinceEpoch(decision.decidedMs), "d MMM, HH:mm");
    QString what = verdictText(decision.now.verdict);
    const QString category = info.historyCategories.value(static_cast<qsizetype>(i));
    if (!category.isEmpty()) what += tr(" as %1").arg(category);
    const QString edit = info.historyEdits.value(static_cast<qsizetype>(i));
    if (!edit.isEmpty()) what += tr(", mask edited (%1)").arg(edit);
    lines << tr("%1  %2, %3").arg(when, what, originText(decision.origin));
  }
  return lines.isEmpty() ? tr("No decision yet.") : lines.join('\n');
}

QString InspectorPanel::originText(DecisionOrigin origin) {
  switch (origin) {
    case DecisionOrigin::Person:
      return tr("by hand");
    case DecisionOrigin::Cluster:
      return tr("with its cluster");
    case DecisionOrigin::Threshold:
      return tr("above a threshold");
    case DecisionOrigin::File:
      return tr("from a file");
    case DecisionOrigin::Simulated:
      return tr("simulated");
    case DecisionOrigin::Inherited:
      return tr("from an earlier round");
    case DecisionOrigin::Import:
      return tr("imported");
    case DecisionOrigin::Undo:
      return tr("undone");
    case DecisionOrigin::Redo:
      return tr("done again");
  }
  return {};
}

void InspectorPanel::setSelectionCount(int count) {
  if (count <= 1) {
    if (d_->info.crop.candidate != 0) d_->stack->setCurrentIndex(0);
    return;
  }
  d_->empty->setContents("grid",
                         tr("%Ln masks selected", nullptr, count),
                         tr("A verdict applies to all of them and is one step of undo."));
  d_->stack->setCurrentIndex(1);
}

void InspectorPanel::clear() {
  d_->info = {};
  d_->empty->setContents(
      "info", tr("Nothing selected"), tr("Click a mask in the grid, or press an arrow key."));
  d_->stack->setCurrentIndex(1);
}

}  // namespace maskwright::ui
