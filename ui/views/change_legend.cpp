#include "ui/views/change_legend.h"

#include "ui/support/change_style.h"
#include "ui/support/theme.h"
#include "ui/views/candidate_delegate.h"

#include <QLocale>
#include <QPainter>

namespace maskwright::ui {
namespace {

constexpr int kRow = 22;
constexpr std::array kShown{
    MaskChange::Gained, MaskChange::Lost, MaskChange::Changed, MaskChange::Kept};

}  // namespace

ChangeLegend::ChangeLegend(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  setToolTip(
      tr("Gained: in the right round alone. Lost: in the left one alone. Changed: the same "
         "thing (IoU .5 to .8) with another outline. Kept: IoU .8 or more."));
}

QSize ChangeLegend::sizeHint() const {
  return {200, kRow * static_cast<int>(kShown.size())};
}

void ChangeLegend::setChanges(const std::optional<std::array<ChangeTally, 4>>& changes) {
  changes_ = changes;
  QStringList texts;
  for (const MaskChange change : kShown) texts << changeText(change) + ' ' + textOf(change);
  setAccessibleName(texts.join(QStringLiteral("; ")));
  update();
}

QString ChangeLegend::textOf(MaskChange change) const {
  if (!changes_) return tr("…");
  const ChangeTally& tally = changes_->at(static_cast<size_t>(change));
  const QString count = QLocale().toString(static_cast<qlonglong>(tally.count));
  if (tally.count == 0) return count;
  switch (change) {
    case MaskChange::Gained:
      return tr("%1, confidence %2").arg(count, confidenceText(tally.mean(tally.after)));
    case MaskChange::Lost:
      return tr("%1, confidence %2").arg(count, confidenceText(tally.mean(tally.before)));
    default:
      return tr("%1, IoU %2").arg(count, confidenceText(tally.mean(tally.iou)));
  }
}

void ChangeLegend::paintEvent(QPaintEvent*) {
  const ThemeColours& colours = coloursOf(palette());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  for (size_t i = 0; i < kShown.size(); ++i) {
    const ChangeStyle style = changeStyle(kShown[i]);
    const QRect row(0, static_cast<int>(i) * kRow, width(), kRow);
    const QRectF sample(1, row.center().y() - 5, 20, 11);
    const bool isKept = kShown[i] == MaskChange::Kept;
    QColor colour = isKept ? colours.secondary : style.colour;
    // Yellow on white needs an edge, as its outline has one on a picture.
    painter.setPen(QPen(QColor(0, 0, 0, colours.dark ? 0 : 150), 3.5));
    painter.setBrush(Qt::NoBrush);
    if (!isKept && !colours.dark) painter.drawRoundedRect(sample, 3, 3);
    const bool isFilled = kShown[i] == MaskChange::Gained || kShown[i] == MaskChange::Lost;
    painter.setPen(QPen(colour, isKept ? 1 : 2, style.border));
    colour.setAlphaF(0.35F);
    painter.setBrush(isFilled ? QBrush(colour) : Qt::NoBrush);
    painter.drawRoundedRect(sample, 3, 3);
    painter.setFont(uiFont(TextSize::Body, true));
    painter.setPen(colours.text);
    painter.drawText(QRect(28, row.y(), 14, kRow), Qt::AlignCenter, style.sign);
    painter.setFont(uiFont(TextSize::Body));
    const QRect texts(46, row.y(), width() - 46, kRow);
    painter.drawText(texts, Qt::AlignLeft | Qt::AlignVCenter, changeText(kShown[i]));
    painter.setFont(uiFont(TextSize::Caption));
    painter.setPen(colours.secondary);
    painter.drawText(texts, Qt::AlignRight | Qt::AlignVCenter, textOf(kShown[i]));
  }
}

}  // namespace maskwright::ui
