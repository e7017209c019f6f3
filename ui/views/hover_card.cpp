#include "ui/views/hover_card.h"

#include "ui/support/image_loader.h"
#include "ui/support/mask_provider.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"
#include "ui/views/candidate_delegate.h"

#include <QPainter>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr int kCrop = 176, kLine = 18, kAway = 16, kBadge = 16;

}  // namespace

HoverCard::HoverCard(ImageLoader* loader, MaskProvider* masks, QWidget* parent)
    : QWidget(parent), crops_(loader, this) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setFocusPolicy(Qt::NoFocus);
  crops_.setMaskProvider(masks);
  crops_.setOutlined(true);
  setFixedSize(kCrop + 2 * kGap, kCrop + 2 * kGap + 2 * kLine + kSmallGap);
  connect(loader, &ImageLoader::loaded, this, qOverload<>(&QWidget::update));
  connect(masks, &MaskProvider::masksReady, this, [this] {
    crops_.clear();
    update();
  });
  hide();
}

void HoverCard::showTile(const CandidateTile& tile, const QString& note, const QPointF& around) {
  tile_ = tile;
  note_ = note;
  const QRect room = parentWidget()->rect();
  QPoint corner = around.toPoint() + QPoint(kAway, kAway);
  if (corner.x() + width() > room.right()) corner.setX(around.toPoint().x() - kAway - width());
  if (corner.y() + height() > room.bottom()) corner.setY(around.toPoint().y() - kAway - height());
  move(std::max(0, corner.x()), std::max(0, corner.y()));
  show();
  raise();
  update();
}

void HoverCard::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const ThemeColours& colours = coloursOf(palette());
  painter.setPen(colours.outline);
  painter.setBrush(colours.panel);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
  const QRectF square(kGap, kGap, kCrop, kCrop);
  crops_.paint(&painter, square, tile_.crop, 256);
  const QRectF badge(square.right() - kBadge - kSmallGap, square.top() + kSmallGap, kBadge, kBadge);
  paintVerdictBadge(&painter, badge, tile_.verdict, tile_.saved);
  QRectF line(kGap, square.bottom() + kSmallGap, kCrop, kLine);
  painter.setFont(uiFont(TextSize::Body, true));
  painter.setPen(colours.text);
  painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, confidenceText(tile_.confidence));
  painter.setFont(uiFont(TextSize::Body));
  const QString category = tile_.category.isEmpty() ? verdictText(tile_.verdict) : tile_.category;
  const int room = kCrop - 48;
  painter.drawText(line,
                   Qt::AlignRight | Qt::AlignVCenter,
                   painter.fontMetrics().elidedText(category, Qt::ElideRight, room));
  painter.setFont(uiFont(TextSize::Caption));
  painter.setPen(colours.secondary);
  painter.drawText(line.translated(0, kLine),
                   Qt::AlignLeft | Qt::AlignVCenter,
                   painter.fontMetrics().elidedText(note_, Qt::ElideMiddle, kCrop));
}

}  // namespace maskwright::ui
