#include "ui/views/round_card.h"

#include "ui/support/icons.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"
#include "ui/views/jobs_panel.h"

#include <QLocale>
#include <QPainter>

namespace maskwright::ui {

QString roundStateText(RoundState state) {
  switch (state) {
    case RoundState::Training:
      return RoundPanel::tr("training");
    case RoundState::Discovering:
      return RoundPanel::tr("finding masks");
    case RoundState::Done:
      return RoundPanel::tr("done");
    case RoundState::Failed:
      return RoundPanel::tr("failed");
    case RoundState::Cancelled:
      return RoundPanel::tr("cancelled");
  }
  return {};
}

RoundCardButton::RoundCardButton(const RoundCard& card, QWidget* parent) : QAbstractButton(parent) {
  setCheckable(true);
  setAutoExclusive(true);
  setAttribute(Qt::WA_Hover);
  setCursor(Qt::PointingHandCursor);
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setCard(card);
}

void RoundCardButton::setCard(const RoundCard& card) {
  card_ = card;
  setText(card.number == 0 ? tr("Discovery") : tr("Round %1").arg(card.number));
  setAccessibleName(text() + ", " + card.method + ", " + roundStateText(card.state));
  if (card.mark == RoundMark::Accepted) setAccessibleName(accessibleName() + tr(", accepted"));
  if (card.mark == RoundMark::RolledBack) setAccessibleName(accessibleName() + tr(", rolled back"));
  setToolTip(card.markedBy.isEmpty() ? card.note : card.markedBy + '\n' + card.note);
  update();
}

void RoundCardButton::paintEvent(QPaintEvent*) {
  const ThemeColours& colours = coloursOf(palette());
  const QLocale locale;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(hasFocus() ? colours.accent : colours.hairline, hasFocus() ? 2 : 1));
  painter.setBrush(isChecked() ? colours.accentSoft : underMouse() ? colours.hover : colours.panel);
  painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kRadius, kRadius);
  // It is kept, but steps back from those that count.
  if (card_.mark == RoundMark::RolledBack) painter.setOpacity(0.55);
  const QRect inner = rect().adjusted(12, 10, -12, -10);
  painter.setFont(uiFont(TextSize::Body, true));
  painter.setPen(colours.text);
  painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop, text());
  painter.setFont(uiFont(TextSize::Caption));
  const bool bad = card_.state == RoundState::Failed;
  painter.setPen(bad ? verdictStyle(Verdict::NotAnObject).colour : colours.secondary);
  QString state = roundStateText(card_.state);
  if (card_.seconds > 0 && card_.state == RoundState::Done) state = durationText(card_.seconds);
  if (card_.mark == RoundMark::Accepted) state = tr("✓ accepted");
  if (card_.mark == RoundMark::RolledBack) state = tr("↶ rolled back");
  painter.drawText(inner, Qt::AlignRight | Qt::AlignTop, state);
  painter.setPen(colours.secondary);
  const auto line = [&](int row, const QString& content) {
    painter.drawText(inner.adjusted(0, 22 + 17 * row, 0, 0),
                     Qt::AlignLeft | Qt::AlignTop,
                     painter.fontMetrics().elidedText(content, Qt::ElideRight, inner.width()));
  };
  line(0, card_.method);
  // A profile says what the figures can be compared with: better on two lines than cut.
  const bool isLong = painter.fontMetrics().horizontalAdvance(card_.profile) > inner.width();
  const QRect twoLines(inner.left(), inner.top() + 22 + 17, inner.width(), 2 * 17);
  if (isLong)
    painter.drawText(twoLines, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, card_.profile);
  else
    line(1, card_.profile);
  const int below = isLong ? 3 : 2;
  const bool isChoosing = card_.state == RoundState::Training && card_.positives == 0;
  if (card_.number > 0 && isChoosing)
    line(below, tr("chooses what it will be taught"));
  else if (card_.number > 0)
    line(below,
         tr("trained on %1 + and %2 −")
             .arg(locale.toString(card_.positives), locale.toString(card_.negatives)));
  else
    line(below, tr("no label used"));
  painter.setFont(uiFont(TextSize::Body, true));
  painter.setPen(colours.text);
  const QString found = locale.toString(card_.candidates);
  painter.drawText(inner, Qt::AlignLeft | Qt::AlignBottom, found);
  const int left = painter.fontMetrics().horizontalAdvance(found) + 5;
  painter.setFont(uiFont(TextSize::Caption));
  painter.setPen(colours.secondary);
  painter.drawText(inner.adjusted(left, 0, 0, -1), Qt::AlignLeft | Qt::AlignBottom, tr("masks"));
  const auto verdictCount = [&](Verdict verdict, qint64 count, int right) {
    const QString text = locale.toString(count);
    const int width = painter.fontMetrics().horizontalAdvance(text);
    painter.drawText(inner.adjusted(0, 0, -right, -1), Qt::AlignRight | Qt::AlignBottom, text);
    paintVerdictBadge(&painter,
                      QRectF(inner.right() - right - width - 18, inner.bottom() - 13, 13, 13),
                      verdict,
                      /*saved=*/true);
    return right + width + 28;
  };
  const int next = verdictCount(Verdict::NotAnObject, card_.rejected, 0);
  verdictCount(Verdict::Accepted, card_.accepted, next);
}

}  // namespace maskwright::ui
