#include "ui/views/round_panel.h"

#include "ui/support/icons.h"
#include "ui/support/theme.h"
#include "ui/views/empty_state.h"
#include "ui/views/loss_chart.h"
#include "ui/views/round_actions.h"
#include "ui/views/round_card.h"
#include "ui/views/round_form.h"
#include "ui/views/section.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace maskwright::ui {

struct RoundPanel::Private {
  QWidget* timeLine = nullptr;  ///< the cards; hidden while there are none
  QHBoxLayout* line = nullptr;
  QList<RoundCardButton*> cards;
  QLabel* title = nullptr;
  QLabel* note = nullptr;
  RoundActions* actions = nullptr;
  QStackedLayout* curves = nullptr;
  LossChart* chart = nullptr;
  EmptyState* empty = nullptr;
  RoundForm* form = nullptr;
  int selected = 0;
  bool wasChosen = false;  ///< by the person; until then the newest is shown
  bool running = false;
};

RoundPanel::RoundPanel(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>()) {
  setProperty("surface", "window");
  setAttribute(Qt::WA_StyledBackground);
  setAccessibleName(tr("Rounds"));
  auto* outer = new QHBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->setSpacing(0);
  auto* left = new QVBoxLayout;
  left->setContentsMargins(0, 0, 0, 0);
  left->setSpacing(0);
  auto* scroll = new QScrollArea(this);
  scroll->setAccessibleName(tr("Rounds"));
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFixedHeight(132 + 2 * 16 + 4);
  auto* page = new QWidget(scroll);
  d_->line = new QHBoxLayout(page);
  d_->line->setContentsMargins(16, 16, 16, 12);
  d_->line->setSpacing(12);
  d_->line->addStretch();
  scroll->setWidget(page);
  d_->timeLine = new QWidget(this);
  auto* band = new QVBoxLayout(d_->timeLine);
  band->setContentsMargins(0, 0, 0, 0);
  band->setSpacing(0);
  band->addWidget(scroll);
  band->addWidget(separator(Qt::Horizontal, d_->timeLine));
  left->addWidget(d_->timeLine);
  buildCurves(left);
  outer->addLayout(left, 1);
  outer->addWidget(separator(Qt::Vertical, this));
  d_->form = new RoundForm(this);
  outer->addWidget(d_->form);
  connect(d_->form, &RoundForm::startRequested, this, &RoundPanel::startRequested);
  connect(d_->form, &RoundForm::cancelRequested, this, &RoundPanel::cancelRequested);
  setRounds({});
}

RoundPanel::~RoundPanel() = default;

void RoundPanel::buildCurves(QVBoxLayout* layout) {
  auto* box = new QWidget(this);
  box->setProperty("surface", "panel");
  box->setAttribute(Qt::WA_StyledBackground);
  auto* inner = new QVBoxLayout(box);
  inner->setContentsMargins(16, 12, 16, 12);
  inner->setSpacing(kGap);
  auto* head = new QHBoxLayout;
  d_->title = new QLabel(box);
  setTextRole(d_->title, TextSize::Body, true);
  head->addWidget(d_->title, 1);
  inner->addLayout(head);
  d_->note = new QLabel(box);
  d_->note->setWordWrap(true);
  setTextRole(d_->note, TextSize::Caption, false, true);
  inner->addWidget(d_->note);
  d_->actions = new RoundActions(box);
  inner->addWidget(d_->actions);
  d_->curves = new QStackedLayout;
  d_->chart = new LossChart(box);
  d_->empty = new EmptyState(box);
  d_->curves->addWidget(d_->chart);
  d_->curves->addWidget(d_->empty);
  inner->addLayout(d_->curves, 1);
  layout->addWidget(box, 1);
  connect(d_->chart, &LossChart::lineChanged, this, &RoundPanel::showSelected);
  connect(d_->actions, &RoundActions::reviewRequested, this, [this] {
    Q_EMIT candidatesRequested(d_->selected);
  });
  connect(d_->actions, &RoundActions::targetsRequested, this, [this] {
    Q_EMIT targetsRequested(d_->selected);
  });
  connect(d_->actions, &RoundActions::compareRequested, this, [this] {
    Q_EMIT compareRequested(d_->selected);
  });
  connect(d_->actions, &RoundActions::markRequested, this, [this](RoundMark mark) {
    Q_EMIT markRequested(d_->selected, mark);
  });
  connect(d_->actions, &RoundActions::resumeRequested, this, [this] {
    Q_EMIT resumeRequested(d_->selected);
  });
  connect(d_->actions, &RoundActions::otherCurvesChosen, this, [this] {
    Q_EMIT roundSelected(d_->selected);
  });
}

void RoundPanel::setRounds(const QVector<RoundCard>& rounds) {
  d_->timeLine->setVisible(!rounds.isEmpty());
  while (d_->cards.size() > rounds.size()) delete d_->cards.takeLast();
  for (qsizetype i = 0; i < rounds.size(); ++i) {
    if (i < d_->cards.size()) {
      d_->cards[i]->setCard(rounds[i]);
      continue;
    }
    auto* card = new RoundCardButton(rounds[i], this);
    d_->line->insertWidget(static_cast<int>(i), card);
    d_->cards.append(card);
    connect(card, &QAbstractButton::clicked, this, [this, card] {
      d_->wasChosen = true;
      selectRound(card->card().number);
    });
    card->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(card, &QWidget::customContextMenuRequested, this, [this, card](const QPoint& at) {
      d_->wasChosen = true;
      selectRound(card->card().number);
      d_->actions->popUp(card->mapToGlobal(at));
    });
  }
  if (!d_->wasChosen && !rounds.isEmpty()) d_->selected = rounds.back().number;
  showSelected();
}

void RoundPanel::selectRound(int number) {
  d_->selected = number;
  showSelected();
  Q_EMIT roundSelected(number);
}

void RoundPanel::focusSelected() {
  for (RoundCardButton* card : d_->cards)
    if (card->isChecked()) card->setFocus();
}

void RoundPanel::showSelected() {
  const RoundCard* card = nullptr;
  for (RoundCardButton* button : d_->cards) {
    const bool chosen = button->card().number == d_->selected;
    button->setChecked(chosen);
    if (chosen) card = &button->card();
  }
  d_->title->setText(!card               ? QString()
                     : card->number == 0 ? tr("Discovery: %1").arg(card->method)
                                         : tr("Round %1: %2").arg(card->number).arg(card->method));
  d_->note->setText(card ? card->note : QString());
  d_->note->setVisible(card && !card->note.isEmpty());
  QVector<int> others;
  for (const RoundCardButton* button : d_->cards)
    if (button->card().number > 0 && button->card().number != d_->selected)
      others << button->card().number;
  d_->actions->setRound(card, d_->cards.size() > 1, others, d_->running);
  const bool curves = d_->chart->hasLine();
  if (!card)
    d_->empty->setContents("rounds",
                           tr("No masks yet"),
                           tr("Find masks first; that is round 0. Then decide some of them and "
                              "start a round."));
  else if (card->number == 0)
    d_->empty->setContents("rounds",
                           tr("Discovery has no loss curve"),
                           tr("It needs no label: masks come from how alike the image's parts are. "
                              "Rounds learn from your decisions; start one on the right."));
  else
    d_->empty->setContents(
        "rounds", tr("No curve yet"), tr("It appears with the first training steps."));
  d_->curves->setCurrentIndex(curves && card ? 0 : 1);
}

void RoundPanel::setOutlook(const RoundOutlook& outlook) {
  d_->form->setOutlook(outlook);
}
void RoundPanel::setSegmenters(const QVector<NamedChoice>& choices) {
  d_->form->setSegmenters(choices);
}
void RoundPanel::setProfiles(const QVector<NamedChoice>& choices) {
  d_->form->setProfiles(choices);
}

void RoundPanel::setRunning(bool running, const QString& stage, double fraction, double etaS) {
  d_->running = running;
  d_->form->setRunning(running, stage, fraction, etaS);
  showSelected();
}

int RoundPanel::selectedRound() const {
  return d_->selected;
}
RoundActions* RoundPanel::actions() const {
  return d_->actions;
}
int RoundPanel::comparedRound() const {
  return d_->actions->otherCurves();
}
LossChart* RoundPanel::lossChart() const {
  return d_->chart;
}

}  // namespace maskwright::ui
