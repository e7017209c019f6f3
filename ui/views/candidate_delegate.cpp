#include "ui/views/candidate_delegate.h"

#include "ui/models/candidate_tile.h"
#include "ui/support/icons.h"
#include "ui/support/image_loader.h"
#include "ui/support/mask_paint.h"
#include "ui/support/mask_provider.h"
#include "ui/support/target_style.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace maskwright::ui {

CandidateDelegate::CandidateDelegate(ImageLoader* loader, QObject* parent)
    : QAbstractItemDelegate(parent), loader_(loader) {}

void CandidateDelegate::setMaskProvider(MaskProvider* provider) {
  masks_ = provider;
  dropPictures();
}

void CandidateDelegate::setTileSize(int px) {
  tileSize_ = px;
  dropPictures();
}

void CandidateDelegate::setMaskFill(double alpha) {
  fill_ = std::clamp(alpha, 0.0, 0.6);
  dropPictures();
}

void CandidateDelegate::setOutlinesVisible(bool visible) {
  outlines_ = visible;
  dropPictures();
}

QSize CandidateDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
  return {tileSize_ + 2 * kPad, tileSize_ + kCaptionHeight + 2 * kPad};
}

namespace {

/// Crops come in few sizes, so that resizing the window decodes nothing anew.
ImageRequest cropRequest(const CropRef& crop, int px) {
  int bucket = 128;
  while (bucket < px && bucket < 1024) bucket += bucket / 2;
  return {crop.imagePath,
          crop.orientation,
          crop.imageSize,
          contextRect(crop.box, crop.imageSize),
          QSize(bucket, bucket)};
}

}  // namespace

void CandidateDelegate::prefetch(const QModelIndex& index, int tileWidth, qreal ratio) {
  const CandidateTile t = tileOf(index);
  const int px = static_cast<int>(std::lround((tileWidth - 2 * kPad) * ratio));
  if (t.loaded) loader_->request(cropRequest(t.crop, px), parent(), LoadPriority::Ahead);
}

/// Crop, darkened context and outline at device resolution; null while the crop is not at hand.
QPixmap CandidateDelegate::picture(const CandidateTile& t, int side, qreal ratio) const {
  const int px = static_cast<int>(std::lround(side * ratio));
  const QString key = QString("%1:%2:%3:%4")
                          .arg(t.crop.candidate)
                          .arg(px)
                          .arg(int(t.verdict))
                          .arg(masks_ ? masks_->versionOf(t.crop.candidate) : 0);
  if (const QPixmap* known = pictures_.object(key)) return *known;
  const QRect region = contextRect(t.crop.box, t.crop.imageSize);
  const QImage crop = loader_->request(cropRequest(t.crop, px), parent());
  if (crop.isNull() || region.isEmpty()) return {};

  QPixmap result(px, px);
  result.fill(coloursOf(QPalette()).raised);
  const QSizeF shown = QSizeF(region.size()).scaled(QSizeF(px, px), Qt::KeepAspectRatio);
  const QRectF target(
      (px - shown.width()) / 2, (px - shown.height()) / 2, shown.width(), shown.height());
  QPainter painter(&result);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
  painter.drawImage(target, crop);
  Rle mask;
  const bool hasMask = outlines_ && masks_ && masks_->maskFor(t.crop.candidate, &mask);
  if (hasMask) {
    QTransform toTile;
    toTile.translate(target.x(), target.y());
    toTile.scale(target.width() / region.width(), target.height() / region.height());
    toTile.translate(-region.x(), -region.y());
    const QPainterPath outline = toTile.map(smoothMaskOutline(mask));
    painter.setClipRect(target);
    QPainterPath context;
    context.addRect(target);
    context.addPath(outline);
    context.setFillRule(Qt::OddEvenFill);
    painter.fillPath(context, QColor(0, 0, 0, 70));
    const VerdictStyle style = verdictStyle(t.verdict);
    if (fill_ > 0) {
      QColor fill = style.colour;
      fill.setAlphaF(fill_);
      painter.fillPath(outline, fill);
    }
    const bool undecided = t.verdict == Verdict::Undecided;
    strokeWithHalo(&painter,
                   outline,
                   undecided ? QColor(245, 246, 248) : style.colour,
                   (undecided ? 1.5 : 2) * ratio,
                   style.border);
  }
  painter.end();
  result.setDevicePixelRatio(ratio);
  if (hasMask || !outlines_ || !masks_) pictures_.insert(key, new QPixmap(result), px * px / 256);
  return result;
}

void CandidateDelegate::paintPicture(QPainter* painter,
                                     const QRectF& frame,
                                     const CandidateTile& t) const {
  const ThemeColours& colours = coloursOf(QPalette());
  QPainterPath rounded;
  rounded.addRoundedRect(frame, kRadius, kRadius);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->fillPath(rounded, colours.raised);
  if (!t.loaded) {
    painter->restore();
    return;
  }
  painter->setClipPath(rounded, Qt::IntersectClip);
  if (loader_->isBroken(t.crop.imagePath)) {
    const QRectF middle(frame.center() - QPointF(14, 14), QSizeF(28, 28));
    icon("broken-image", colours.disabled).paint(painter, middle.toRect());
  } else {
    const qreal ratio = painter->device()->devicePixelRatioF();
    const QPixmap pixmap = picture(t, static_cast<int>(frame.width()), ratio);
    if (!pixmap.isNull()) painter->drawPixmap(frame.topLeft(), pixmap);
  }
  // What was thrown out steps back, so that the eye finds what is left.
  if (t.verdict == Verdict::NotAnObject) {
    QColor veil = colours.window;
    veil.setAlpha(130);
    painter->fillPath(rounded, veil);
  }
  painter->restore();
}

void CandidateDelegate::paintCaption(QPainter* painter,
                                     const QRectF& row,
                                     const CandidateTile& t,
                                     const QPalette& palette) const {
  const ThemeColours& colours = coloursOf(palette);
  const QFont font = uiFont(TextSize::Caption, true);
  painter->setFont(font);
  painter->setPen(colours.text);
  painter->drawText(QRectF(row.x(), row.y(), 24, row.height()),
                    Qt::AlignVCenter | Qt::AlignLeft,
                    confidenceText(t.confidence));
  if (t.target) {
    paintRole(painter, QRectF(row.x() + 26, row.center().y() - 7, 14, 14), *t.target, colours.text);
    painter->setFont(uiFont(TextSize::Caption));
    painter->setPen(colours.secondary);
    const QRectF why = row.adjusted(45, 0, 0, 0);
    painter->drawText(why,
                      Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(
                          reasonText(t.reason), Qt::ElideRight, static_cast<int>(why.width())));
    return;
  }
  const QRectF bar(row.x() + 26, row.center().y() - 1, 34, 3);
  paintConfidenceBar(painter, bar, t.confidence, colours.hairline, colours.secondary);
  if (t.category.isEmpty()) return;
  const QRectF space(bar.right() + 8, row.y(), row.right() - bar.right() - 8, row.height());
  painter->setFont(uiFont(TextSize::Caption));
  const QFontMetricsF metrics(painter->font());
  const QString text = metrics.elidedText(t.category, Qt::ElideRight, space.width() - 20);
  const qreal width = metrics.horizontalAdvance(text) + 20;
  const QRectF chip(space.right() - width, row.center().y() - 8, width, 16);
  QColor ground = stableColour(t.categoryColour);
  const QColor dot = ground;
  ground.setAlpha(colours.dark ? 50 : 70);
  painter->setPen(Qt::NoPen);
  painter->setBrush(ground);
  painter->drawRoundedRect(chip, 8, 8);
  painter->setBrush(dot);
  painter->drawEllipse(QPointF(chip.x() + 8, chip.center().y()), 3, 3);
  painter->setPen(colours.text);
  painter->drawText(chip.adjusted(15, 0, -4, 0), Qt::AlignVCenter | Qt::AlignLeft, text);
}

void CandidateDelegate::paint(QPainter* painter,
                              const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
  const ThemeColours& colours = coloursOf(option.palette);
  const CandidateTile t = tileOf(index);
  const QRectF tile = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5);
  const double side = option.rect.width() - 2 * kPad;
  const QRectF frame(option.rect.x() + kPad, option.rect.y() + kPad, side, side);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  const bool selected = option.state & QStyle::State_Selected;
  const bool hovered = option.state & QStyle::State_MouseOver;
  if (selected || hovered) {
    painter->setPen(Qt::NoPen);
    painter->setBrush(selected ? colours.accentSoft : colours.panel);
    painter->drawRoundedRect(tile, kRadius + 3, kRadius + 3);
  }
  paintPicture(painter, frame, t);
  if (t.loaded) {
    const bool undecided = t.verdict == Verdict::Undecided;
    const VerdictStyle style = verdictStyle(t.verdict);
    QColor border = undecided ? QColor(128, 132, 140, 90) : style.colour;
    painter->setPen(QPen(border, undecided ? 1 : 2, undecided ? Qt::SolidLine : style.border));
    painter->setBrush(Qt::NoBrush);
    const qreal inset = undecided ? 0.5 : 1;
    painter->drawRoundedRect(frame.adjusted(inset, inset, -inset, -inset), kRadius, kRadius);
    paintVerdictBadge(painter, QRectF(frame.x() + 7, frame.y() + 7, 20, 20), t.verdict, t.saved);
    const QRectF caption(frame.x() + 1, frame.bottom() + 2, frame.width() - 2, kCaptionHeight - 2);
    if (t.confidence >= threshold_) {
      painter->setPen(Qt::NoPen);
      painter->setBrush(colours.accent);
      painter->drawRoundedRect(
          QRectF(frame.x() + 3, frame.bottom() + 2, frame.width() - 6, 2), 1, 1);
    }
    paintCaption(painter, caption.adjusted(0, 2, 0, 2), t, option.palette);
  }
  if (option.state & QStyle::State_HasFocus) {
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(colours.accent, 2));
    painter->drawRoundedRect(tile.adjusted(0.5, 0.5, -0.5, -0.5), kRadius + 3, kRadius + 3);
  }
  painter->restore();
}

bool CandidateDelegate::helpEvent(QHelpEvent* event,
                                  QAbstractItemView* view,
                                  const QStyleOptionViewItem&,
                                  const QModelIndex& index) {
  if (event->type() != QEvent::ToolTip || !index.isValid()) return false;
  const CandidateTile t = tileOf(index);
  if (!t.loaded) return false;
  QStringList lines{
      tr("Confidence %1 (estimate)").arg(confidenceText(t.confidence)),
      t.saved ? verdictText(t.verdict) : tr("%1, being saved").arg(verdictText(t.verdict))};
  if (!t.category.isEmpty()) lines << tr("Category: %1").arg(t.category);
  if (t.target)
    lines
        << tr("%1: %2. %3").arg(roleText(*t.target), reasonText(t.reason), roleMeaning(*t.target));
  lines << t.crop.imagePath.section('/', -1);
  if (loader_->isBroken(t.crop.imagePath))
    lines << tr("This image cannot be read; its masks are kept.");
  QToolTip::showText(event->globalPos(), lines.join('\n'), view->viewport());
  return true;
}

QString confidenceText(double confidence) {
  if (!(confidence >= 0 && confidence <= 1)) return QStringLiteral("--");
  // Two digits never round up to certainty.
  const int hundredths = std::min(99, static_cast<int>(std::lround(confidence * 100)));
  return confidence >= 1 ? QStringLiteral("1.0")
                         : QString(".%1").arg(hundredths, 2, 10, QChar('0'));
}

void paintConfidenceBar(
    QPainter* painter, const QRectF& rect, double value, const QColor& track, const QColor& bar) {
  painter->setPen(Qt::NoPen);
  painter->setBrush(track);
  const qreal radius = rect.height() / 2;
  painter->drawRoundedRect(rect, radius, radius);
  QRectF part = rect;
  part.setWidth(std::max(rect.height(), rect.width() * std::clamp(value, 0.0, 1.0)));
  painter->setBrush(bar);
  painter->drawRoundedRect(part, radius, radius);
}

}  // namespace maskwright::ui
