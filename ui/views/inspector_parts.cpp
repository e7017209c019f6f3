#include "ui/views/inspector_parts.h"

#include "ui/support/icons.h"
#include "ui/support/image_loader.h"
#include "ui/support/mask_paint.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"
#include "ui/views/candidate_delegate.h"

#include <QPainter>

#include <cmath>

namespace maskwright::ui {

WholeImage::WholeImage(ImageLoader* loader, QWidget* parent)
    : QAbstractButton(parent), loader_(loader) {
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  setFocusPolicy(Qt::TabFocus);
  setCursor(Qt::PointingHandCursor);
  setAccessibleName(tr("Whole image"));
  setKeyToolTip(this, tr("Open the image"), QStringLiteral("move.open"));
  connect(loader, &ImageLoader::loaded, this, [this](const ImageRequest& request) {
    if (request.path == crop_.imagePath) update();
  });
}

void WholeImage::setCandidate(const CropRef& crop, const Rle& mask, Verdict verdict) {
  crop_ = crop;
  outline_ = smoothMaskOutline(mask);
  verdict_ = verdict;
  update();
}

void WholeImage::paintEvent(QPaintEvent*) {
  const ThemeColours& colours = coloursOf(palette());
  QPainter painter(this);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
  QPainterPath rounded;
  rounded.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
  painter.fillPath(rounded, colours.window);
  painter.save();
  painter.setClipPath(rounded);
  if (loader_->isBroken(crop_.imagePath)) {
    ui::icon("broken-image", colours.disabled)
        .paint(&painter, QRect(rect().center() - QPoint(16, 16), QSize(32, 32)));
  } else if (!crop_.imageSize.isEmpty()) {
    // A fixed bound: the picture is decoded once, whatever the width of the panel.
    const QImage image = loader_->request(
        {crop_.imagePath, crop_.orientation, crop_.imageSize, {}, QSize(640, 480)}, this);
    const QSizeF size = QSizeF(crop_.imageSize).scaled(QSizeF(rect().size()), Qt::KeepAspectRatio);
    const QRectF target(QRectF(rect()).center() - QPointF(size.width(), size.height()) / 2, size);
    if (!image.isNull()) painter.drawImage(target, image);
    QTransform toWidget;
    toWidget.translate(target.x(), target.y());
    toWidget.scale(target.width() / crop_.imageSize.width(),
                   target.height() / crop_.imageSize.height());
    const QPainterPath path = toWidget.map(outline_);
    QPainterPath context;
    context.addRect(target);
    context.addPath(path);
    context.setFillRule(Qt::OddEvenFill);
    painter.fillPath(context, QColor(0, 0, 0, 90));
    const VerdictStyle style = verdictStyle(verdict_);
    const bool undecided = verdict_ == Verdict::Undecided;
    strokeWithHalo(
        &painter, path, undecided ? QColor(245, 246, 248) : style.colour, 1.5, style.border);
  }
  painter.restore();
  painter.setPen(QPen(hasFocus() ? colours.accent : colours.hairline, 1));
  painter.drawPath(rounded);
}

VerdictMark::VerdictMark(QWidget* parent) : QWidget(parent) {
  setFixedSize(24, 24);
}

void VerdictMark::setVerdict(Verdict verdict, bool saved) {
  verdict_ = verdict;
  saved_ = saved;
  setToolTip(saved ? tr("On disk") : tr("Being saved"));
  update();
}

void VerdictMark::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF area = QRectF(rect()).adjusted(2, 2, -2, -2);
  if (verdict_ == Verdict::Undecided) {
    painter.setPen(QPen(coloursOf(palette()).secondary, 1.5));
    painter.drawEllipse(area.adjusted(1, 1, -1, -1));
    return;
  }
  paintVerdictBadge(&painter, area, verdict_, saved_);
}

MeasureRow::MeasureRow(const QString& name, QWidget* parent) : QWidget(parent), name_(name) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAccessibleName(name);
}

void MeasureRow::setValue(double value) {
  value_ = value;
  setAccessibleDescription(confidenceText(value));
  update();
}

void MeasureRow::paintEvent(QPaintEvent*) {
  const ThemeColours& colours = coloursOf(palette());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setFont(uiFont(TextSize::Caption));
  painter.setPen(colours.secondary);
  constexpr int kBar = 72, kNumber = 26;
  painter.drawText(
      QRectF(0, 0, width() - kBar - kNumber - kGap, height()),
      Qt::AlignLeft | Qt::AlignVCenter,
      painter.fontMetrics().elidedText(name_, Qt::ElideRight, width() - kBar - kNumber - kGap));
  painter.setFont(uiFont(TextSize::Caption, true));
  painter.setPen(colours.text);
  painter.drawText(QRectF(width() - kBar - kNumber - kSmallGap, 0, kNumber, height()),
                   Qt::AlignLeft | Qt::AlignVCenter,
                   confidenceText(value_));
  paintConfidenceBar(&painter,
                     QRectF(width() - kBar, height() / 2.0 - 1.5, kBar, 3),
                     std::isnan(value_) ? 0 : value_,
                     colours.hairline,
                     colours.secondary);
}

}  // namespace maskwright::ui
