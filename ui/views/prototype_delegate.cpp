#include "ui/views/prototype_delegate.h"

#include "ui/models/prototype_roles.h"
#include "ui/support/icons.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QStyleOptionViewItem>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr int kPad = 8, kBetween = 4;
constexpr int kColumns = 3, kLines = 2;
constexpr int kCropPixels = 128;
constexpr qreal kOffOpacity = 0.3;

/// "4.2 %", and never "0.0 %" for what has pixels.
QString shareText(double share) {
  const double percent = 100 * share;
  if (percent > 0 && percent < 0.1) return PrototypeDelegate::tr("< 0.1 %");
  return PrototypeDelegate::tr("%1 %").arg(QLocale().toString(percent, 'f', 1));
}

/// A small text over a picture.
void paintBadge(QPainter* painter, const QPointF& bottomLeft, const QString& text) {
  painter->setFont(uiFont(TextSize::Caption));
  const qreal width = painter->fontMetrics().horizontalAdvance(text) + 8;
  const QRectF badge(bottomLeft.x() + 3, bottomLeft.y() - 19, width, 16);
  painter->setPen(Qt::NoPen);
  painter->setBrush(QColor(0, 0, 0, 190));
  painter->drawRoundedRect(badge, 3, 3);
  painter->setPen(Qt::white);
  painter->drawText(badge, Qt::AlignCenter, text);
}

}  // namespace

PrototypeDelegate::PrototypeDelegate(ImageLoader* loader, QObject* parent)
    : NameEditDelegate(tr("Name of the prototype"), PrototypeNumberRole, PrototypeNameRole, parent),
      crops_(loader, parent) {
  crops_.setOutlined(true);
}

double PrototypeDelegate::cell() const {
  return (cardWidth_ - 2 * kPad - (kColumns - 1) * kBetween) / static_cast<double>(kColumns);
}

int PrototypeDelegate::mosaicHeight() const {
  return static_cast<int>(kLines * cell()) + (kLines - 1) * kBetween;
}

QSize PrototypeDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
  return {cardWidth_, kPad + mosaicHeight() + 68};
}

QRect PrototypeDelegate::nameRect(const QRect& item) const {
  return {item.x() + kPad, item.y() + kPad + mosaicHeight() + 4, item.width() - 2 * kPad, 26};
}

void PrototypeDelegate::paintMosaic(QPainter* painter,
                                    const QRect& item,
                                    const QModelIndex& index) const {
  const auto own = index.data(PrototypeCropsRole).value<QVector<CropRef>>();
  const auto merged = index.data(PrototypeMembersCropsRole).value<QVector<CropRef>>();
  const auto members = index.data(PrototypeMembersRole).value<QList<int>>();
  constexpr int kCells = kColumns * kLines;
  const int shownMembers = std::min<int>(kColumns, static_cast<int>(merged.size()));
  const double side = cell();
  for (int i = 0; i < kCells; ++i) {
    const QRectF rect(item.x() + kPad + (i % kColumns) * (side + kBetween),
                      item.y() + kPad + (i / kColumns) * (side + kBetween),
                      side,
                      side);
    const int member = i - (kCells - shownMembers);
    if (member < 0) {
      if (i < own.size()) crops_.paint(painter, rect, own[i], kCropPixels);
      continue;
    }
    crops_.paint(painter, rect, merged[member], kCropPixels);
    const bool more = member == shownMembers - 1 && members.size() > shownMembers;
    paintBadge(painter,
               rect.bottomLeft(),
               more ? tr("+ %1 more").arg(members.size() - shownMembers + 1)
                    : tr("+ %1").arg(members.value(member)));
  }
}

void PrototypeDelegate::paintTexts(QPainter* painter,
                                   const QStyleOptionViewItem& option,
                                   const QModelIndex& index) const {
  const ThemeColours& colours = coloursOf(option.palette);
  const bool on = index.data(PrototypeEnabledRole).toBool();
  const QString name = index.data(PrototypeNameRole).toString();
  const QRect line = nameRect(option.rect);
  qreal left = line.x() + 2;
  qreal right = line.right() - 2;
  if (!name.isEmpty()) {
    painter->setPen(Qt::NoPen);
    painter->setBrush(on ? stableColour(index.data(PrototypeColourRole).toInt())
                         : colours.disabled);
    painter->drawEllipse(QPointF(left + 4, line.center().y() + 0.5), 4, 4);
    left += 14;
    painter->setFont(uiFont(TextSize::Caption));
    painter->setPen(colours.secondary);
    const QString number = index.data(PrototypeNumberRole).toString();
    painter->drawText(QRectF(left, line.y(), right - left, line.height()),
                      Qt::AlignRight | Qt::AlignVCenter,
                      number);
    right -= painter->fontMetrics().horizontalAdvance(number) + kPad;
  }
  painter->setFont(uiFont(TextSize::Body, true));
  painter->setPen(!on ? colours.disabled : name.isEmpty() ? colours.secondary : colours.text);
  painter->drawText(QRectF(left, line.y(), right - left, line.height()),
                    Qt::AlignLeft | Qt::AlignVCenter,
                    painter->fontMetrics().elidedText(
                        index.data().toString(), Qt::ElideRight, static_cast<int>(right - left)));
  painter->setFont(uiFont(TextSize::Caption));
  painter->setPen(on ? colours.secondary : colours.disabled);
  const QRectF below(line.x() + 2, line.bottom() + 1, line.width() - 4, 16);
  const double share = index.data(PrototypeShareRole).toDouble();
  painter->drawText(below,
                    Qt::AlignLeft | Qt::AlignVCenter,
                    on ? tr("%1 of pixels").arg(shareText(share))
                       : tr("off · %1 of pixels").arg(shareText(share)));
  const qint64 images = index.data(PrototypeImagesRole).toLongLong();
  painter->drawText(below,
                    Qt::AlignRight | Qt::AlignVCenter,
                    images == 1 ? tr("1 image") : tr("%1 images").arg(QLocale().toString(images)));
  // Against the largest one: absolute shares of a hundred prototypes are all slivers.
  const double relative = index.data(PrototypeRelativeShareRole).toDouble();
  const QRectF track(below.x(), below.bottom() + 5, below.width(), 3);
  painter->setPen(Qt::NoPen);
  painter->setBrush(colours.outline);
  painter->drawRoundedRect(track, 1.5, 1.5);
  painter->setBrush(on ? colours.secondary : colours.disabled);
  painter->drawRoundedRect(QRectF(track.x(), track.y(), track.width() * relative, 3), 1.5, 1.5);
}

void PrototypeDelegate::paint(QPainter* painter,
                              const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
  const ThemeColours& colours = coloursOf(option.palette);
  const bool current = option.state & QStyle::State_HasFocus;
  const bool marked = option.state & QStyle::State_Selected;
  const qreal inset = current ? 1 : 0.5;  // the line stays inside, where it is painted over again
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setPen(QPen(current || marked ? colours.accent : colours.hairline, current ? 2 : 1));
  painter->setBrush(marked                                   ? colours.accentSoft
                    : option.state & QStyle::State_MouseOver ? colours.hover
                                                             : colours.panel);
  painter->drawRoundedRect(
      QRectF(option.rect).adjusted(inset, inset, -inset, -inset), kRadius, kRadius);
  if (!index.data(PrototypeEnabledRole).toBool()) painter->setOpacity(kOffOpacity);
  paintMosaic(painter, option.rect, index);
  painter->setOpacity(1);
  paintTexts(painter, option, index);
  if (marked) {
    const QRectF tick(option.rect.right() - kPad - 21, option.rect.y() + kPad + 4, 18, 18);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colours.accent);
    painter->drawEllipse(tick);
    icon(QStringLiteral("check"), colours.accentText)
        .paint(painter, tick.adjusted(2, 2, -2, -2).toRect());
  }
  painter->restore();
}

}  // namespace maskwright::ui
