#include "ui/views/compared_image_delegate.h"

#include "ui/models/comparison_model.h"
#include "ui/support/change_style.h"
#include "ui/support/theme.h"

#include <QPainter>

namespace maskwright::ui {
namespace {
constexpr int kHeight = 40;
}

QSize ComparedImageDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
  return {180, kHeight};
}

void ComparedImageDelegate::paint(QPainter* painter,
                                  const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const {
  const ThemeColours& colours = coloursOf(option.palette);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  const bool selected = option.state & QStyle::State_Selected;
  if (selected || option.state & QStyle::State_MouseOver) {
    painter->setPen(Qt::NoPen);
    painter->setBrush(selected ? colours.accentSoft : colours.hover);
    painter->drawRoundedRect(option.rect.adjusted(4, 1, -4, -1), kRadius, kRadius);
  }
  const QRect inner = option.rect.adjusted(12, 4, -12, -4);
  painter->setFont(uiFont(TextSize::Body));
  painter->setPen(colours.text);
  painter->drawText(
      inner,
      Qt::AlignLeft | Qt::AlignTop,
      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, inner.width()));
  QStringList parts;
  const auto add = [&](MaskChange change, int role) {
    const qlonglong count = index.data(role).toLongLong();
    if (count > 0) parts << changeStyle(change).sign + QString::number(count);
  };
  add(MaskChange::Gained, GainedRole);
  add(MaskChange::Lost, LostRole);
  add(MaskChange::Changed, ChangedRole);
  painter->setFont(uiFont(TextSize::Caption));
  painter->setPen(colours.secondary);
  const QString kept = tr("%1 kept").arg(index.data(KeptRole).toLongLong());
  painter->drawText(inner,
                    Qt::AlignLeft | Qt::AlignBottom,
                    parts.isEmpty() ? tr("no change, %1").arg(kept)
                                    : parts.join(QStringLiteral("  ")) + "  " + kept);
  painter->restore();
}

}  // namespace maskwright::ui
