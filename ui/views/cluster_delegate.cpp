#include "ui/views/cluster_delegate.h"

#include "ui/models/cluster_roles.h"
#include "ui/support/icons.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"
#include "ui/views/candidate_delegate.h"
#include "ui/views/cluster_panel.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr int kCardPad = 8;
constexpr int kLineHeight = 52;
constexpr int kThumb = 40;
constexpr double kJunkOpacity = 0.35;  ///< of what is there, but out of the way

QString nameOf(const QModelIndex& index) {
  const QString name = index.data(ClusterNameRole).toString();
  return name.isEmpty() ? index.data(Qt::DisplayRole).toString() : name;
}

}  // namespace

ClusterDelegate::ClusterDelegate(ImageLoader* loader, ClusterLayout layout, QObject* parent)
    : NameEditDelegate(tr("Name of the cluster"), ClusterIdRole, ClusterNameRole, parent),
      crops_(loader, parent),
      layout_(layout) {}

QSize ClusterDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
  return layout_ == ClusterLayout::List ? QSize(160, kLineHeight)
                                        : QSize(cardWidth_, cardWidth_ + 60);
}

QRect ClusterDelegate::nameRect(const QRect& item) const {
  if (layout_ == ClusterLayout::List)
    return {item.x() + kThumb + 16, item.y() + 4, item.width() - kThumb - 20, 24};
  return {
      item.x() + kCardPad, item.y() + cardWidth_ - kCardPad + 4, item.width() - 2 * kCardPad, 26};
}

/// Accepted from the left, rejected from the right, undecided between.
void ClusterDelegate::paintShare(QPainter* painter,
                                 const QRectF& rect,
                                 const QModelIndex& index,
                                 const QPalette& palette) const {
  const double size = std::max<double>(1, index.data(ClusterSizeRole).toDouble());
  const double accepted = index.data(ClusterAcceptedRole).toDouble() / size;
  const double rejected = index.data(ClusterRejectedRole).toDouble() / size;
  painter->save();
  QPainterPath clip;
  clip.addRoundedRect(rect, rect.height() / 2, rect.height() / 2);
  painter->setClipPath(clip, Qt::IntersectClip);
  painter->fillRect(rect, coloursOf(palette).outline);
  painter->fillRect(QRectF(rect.x(), rect.y(), rect.width() * accepted, rect.height()),
                    verdictStyle(Verdict::Accepted).colour);
  const double width = rect.width() * rejected;
  painter->fillRect(QRectF(rect.right() - width, rect.y(), width, rect.height()),
                    verdictStyle(Verdict::NotAnObject).colour);
  painter->restore();
}

void ClusterDelegate::paintLock(QPainter* painter, const QRect& rect, const QColor& colour) const {
  icon(QStringLiteral("lock"), colour).paint(painter, rect);
}

/// A small word in a frame, its right end at `end`; the width that it takes.
qreal ClusterDelegate::paintTag(QPainter* painter,
                                const QPointF& end,
                                const QString& text,
                                const QPalette& palette) const {
  painter->setFont(uiFont(TextSize::Caption));
  const qreal width = painter->fontMetrics().horizontalAdvance(text) + 12;
  const QRectF rect(end.x() - width, end.y() - 8, width, 17);
  painter->setPen(coloursOf(palette).outline);
  painter->setBrush(coloursOf(palette).raised);
  painter->drawRoundedRect(rect, 4, 4);
  painter->setPen(coloursOf(palette).secondary);
  painter->drawText(rect, Qt::AlignCenter, text);
  return width + 4;
}

void ClusterDelegate::paintLine(QPainter* painter,
                                const QStyleOptionViewItem& option,
                                const QModelIndex& index) const {
  const ThemeColours& colours = coloursOf(option.palette);
  const QRectF area = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5);
  const bool marked = index.data(ClusterIdRole).toLongLong() == marked_ && marked_ != 0;
  const bool current = option.state & QStyle::State_HasFocus;
  if (marked || (option.state & QStyle::State_MouseOver)) {
    painter->setPen(Qt::NoPen);
    painter->setBrush(marked ? colours.accentSoft : colours.hover);
    painter->drawRoundedRect(area, kRadius, kRadius);
  }
  if (current) {
    painter->setPen(colours.accent);
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(area, kRadius, kRadius);
  }
  const auto members = index.data(ClusterMembersRole).value<QVector<CropRef>>();
  const QRectF thumb(area.x() + 6, area.center().y() - kThumb / 2.0, kThumb, kThumb);
  const bool junk = index.data(ClusterJunkRole).toBool();
  if (junk) painter->setOpacity(kJunkOpacity);
  if (!members.isEmpty()) crops_.paint(painter, thumb, members.front(), cropPixels());
  painter->setOpacity(1);
  const QRect name = nameRect(option.rect);
  const QString size = QLocale().toString(index.data(ClusterSizeRole).toLongLong());
  painter->setFont(uiFont(TextSize::Caption));
  painter->setPen(colours.secondary);
  int sizeWidth = painter->fontMetrics().horizontalAdvance(size) + 8;
  painter->drawText(name.adjusted(0, 0, -4, 0), Qt::AlignRight | Qt::AlignVCenter, size);
  if (index.data(ClusterLockedRole).toBool()) {
    paintLock(
        painter, QRect(name.right() - sizeWidth - 14, name.y() + 5, 14, 14), colours.secondary);
    sizeWidth += 18;
  }
  painter->setFont(uiFont(TextSize::Body));
  const bool unnamed = index.data(ClusterNameRole).toString().isEmpty();
  painter->setPen(junk ? colours.disabled : unnamed ? colours.secondary : colours.text);
  painter->drawText(name.adjusted(0, 0, -sizeWidth, 0),
                    Qt::AlignLeft | Qt::AlignVCenter,
                    painter->fontMetrics().elidedText(
                        nameOf(index), Qt::ElideRight, name.width() - sizeWidth - 4));
  painter->setFont(uiFont(TextSize::Caption));
  painter->setPen(colours.secondary);
  const QRectF below(name.x(), name.bottom() + 1, name.width() - 4, 16);
  painter->drawText(below,
                    Qt::AlignLeft | Qt::AlignVCenter,
                    confidenceText(index.data(ClusterConfidenceRole).toDouble()));
  paintShare(painter,
             QRectF(below.x() + 26, below.center().y() - 1.5, below.width() - 26, 3),
             index,
             option.palette);
}

void ClusterDelegate::paintCard(QPainter* painter,
                                const QStyleOptionViewItem& option,
                                const QModelIndex& index) const {
  const ThemeColours& colours = coloursOf(option.palette);
  const bool current = option.state & QStyle::State_HasFocus;
  const bool marked = option.state & QStyle::State_Selected;
  const qreal inset = current ? 1 : 0.5;  // the line stays inside, where it is painted over again
  const QRectF area = QRectF(option.rect).adjusted(inset, inset, -inset, -inset);
  painter->setPen(QPen(current ? colours.accent : colours.hairline, current ? 2 : 1));
  painter->setBrush(marked                                   ? colours.accentSoft
                    : option.state & QStyle::State_MouseOver ? colours.hover
                                                             : colours.panel);
  painter->drawRoundedRect(area, kRadius, kRadius);
  const auto members = index.data(ClusterMembersRole).value<QVector<CropRef>>();
  const double cell = (cardWidth_ - 2 * kCardPad - 2 * 4) / 3.0;
  const bool junk = index.data(ClusterJunkRole).toBool();
  if (junk) painter->setOpacity(kJunkOpacity);
  for (int i = 0; i < std::min<int>(9, static_cast<int>(members.size())); ++i) {
    const int column = i % 3, line = i / 3;
    const QRectF rect(option.rect.x() + kCardPad + column * (cell + 4),
                      option.rect.y() + kCardPad + line * (cell + 4),
                      cell,
                      cell);
    crops_.paint(painter, rect, members[i], cropPixels());
  }
  painter->setOpacity(1);
  const QRect name = nameRect(option.rect);
  qreal left = name.x() + 2, right = name.right();
  if (index.data(ClusterLockedRole).toBool()) {
    paintLock(painter, QRect(int(right) - 16, name.y() + 5, 16, 16), colours.text);
    right -= 20;
  }
  if (junk)
    right -= paintTag(painter, QPointF(right, name.center().y()), tr("junk"), option.palette);
  if (!index.data(ClusterNameRole).toString().isEmpty()) {
    // Several may share a name.
    const QString number = QLocale().toString(index.data(ClusterOrdinalRole).toInt());
    painter->setFont(uiFont(TextSize::Caption));
    painter->setPen(colours.secondary);
    painter->drawText(QRectF(left, name.y(), right - left - 2, name.height()),
                      Qt::AlignRight | Qt::AlignVCenter,
                      number);
    right -= painter->fontMetrics().horizontalAdvance(number) + 8;
  }
  painter->setPen(Qt::NoPen);
  painter->setBrush(stableColour(index.data(ClusterColourRole).toInt()));
  painter->drawEllipse(QPointF(left + 4, name.center().y() + 0.5), 4, 4);
  left += 14;
  painter->setFont(uiFont(TextSize::Body, true));
  painter->setPen(junk ? colours.secondary : colours.text);
  const QRectF nameSpace(left, name.y(), right - left, name.height());
  painter->drawText(
      nameSpace,
      Qt::AlignLeft | Qt::AlignVCenter,
      painter->fontMetrics().elidedText(nameOf(index), Qt::ElideRight, int(nameSpace.width())));
  painter->setFont(uiFont(TextSize::Caption));
  painter->setPen(colours.secondary);
  const qint64 size = index.data(ClusterSizeRole).toLongLong();
  const QRectF line(name.x() + 2, name.bottom() + 1, name.width() - 4, 16);
  const QString masks = size == 1 ? tr("1 mask") : tr("%1 masks").arg(QLocale().toString(size));
  const QString mean = confidenceText(index.data(ClusterConfidenceRole).toDouble());
  painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, tr("%1 · mean %2").arg(masks, mean));
  const QVariant purity = index.data(ClusterPurityRole);
  if (purity.isValid() && purity.toDouble() >= 0)
    painter->drawText(line,
                      Qt::AlignRight | Qt::AlignVCenter,
                      tr("purity ≈ %1").arg(confidenceText(purity.toDouble())));
  paintShare(painter, QRectF(line.x(), line.bottom() + 5, line.width(), 3), index, option.palette);
}

void ClusterDelegate::paint(QPainter* painter,
                            const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  if (layout_ == ClusterLayout::List)
    paintLine(painter, option, index);
  else
    paintCard(painter, option, index);
  painter->restore();
}

}  // namespace maskwright::ui
