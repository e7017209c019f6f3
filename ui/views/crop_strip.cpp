#include "ui/views/crop_strip.h"

#include "ui/support/image_loader.h"
#include "ui/support/mask_provider.h"
#include "ui/support/theme.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr int kCrop = 64, kLine = 18;
constexpr int kCropPixels = 96;  ///< as the mosaics on the wall, which have them by now

}  // namespace

CropStrip::CropStrip(ImageLoader* loader, MaskProvider* masks, QWidget* parent)
    : QWidget(parent), crops_(loader, this) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setFocusPolicy(Qt::NoFocus);
  crops_.setMaskProvider(masks);
  connect(loader, &ImageLoader::loaded, this, qOverload<>(&QWidget::update));
  connect(masks, &MaskProvider::masksReady, this, [this] {
    crops_.clear();
    update();
  });
  parent->installEventFilter(this);
  hide();
}

void CropStrip::setCrops(const QString& text, const QVector<CropRef>& crops) {
  text_ = text;
  shown_ = crops.mid(0, kMost);
  setAccessibleName(text);
  place();
  setVisible(!shown_.isEmpty());
  raise();
  update();
}

void CropStrip::place() {
  const int line = fontMetrics().horizontalAdvance(text_);
  const int row = static_cast<int>(shown_.size()) * (kCrop + kSmallGap) - kSmallGap;
  const QSize size(std::max(line, row) + 2 * kGap, kLine + kCrop + 2 * kGap + kSmallGap);
  setGeometry(QRect(QPoint(kGap, parentWidget()->height() - size.height() - kGap), size));
}

bool CropStrip::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize) place();
  return QWidget::eventFilter(watched, event);
}

void CropStrip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const ThemeColours& colours = coloursOf(palette());
  painter.setPen(colours.outline);
  painter.setBrush(colours.panel);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
  painter.setFont(uiFont(TextSize::Caption));
  painter.setPen(colours.secondary);
  painter.drawText(
      QRectF(kGap, kSmallGap, width() - 2 * kGap, kLine), Qt::AlignLeft | Qt::AlignVCenter, text_);
  QRectF square(kGap, kGap + kLine, kCrop, kCrop);
  for (const CropRef& crop : shown_) {
    crops_.paint(&painter, square, crop, kCropPixels);
    square.translate(kCrop + kSmallGap, 0);
  }
}

}  // namespace maskwright::ui
