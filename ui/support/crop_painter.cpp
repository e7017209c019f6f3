#include "ui/support/crop_painter.h"

#include "ui/support/image_loader.h"
#include "ui/support/mask_paint.h"
#include "ui/support/mask_provider.h"
#include "ui/support/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace maskwright::ui {
namespace {
constexpr int kCacheCost = 16 * 1024;  ///< of 256 pixels: some hundred cards
constexpr int kDark = 72;              ///< mean grey level below which dimming shows nothing

bool isDark(const QImage& image) {
  const QImage small = image.scaled(8, 8, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                           .convertToFormat(QImage::Format_Grayscale8);
  int sum = 0;
  for (int y = 0; y < small.height(); ++y)
    for (int x = 0; x < small.width(); ++x) sum += small.constScanLine(y)[x];
  return sum < kDark * small.width() * small.height();
}
}  // namespace

CropPainter::CropPainter(ImageLoader* loader, const QObject* owner)
    : loader_(loader), owner_(owner), pictures_(kCacheCost) {}

QPixmap CropPainter::picture(const CropRef& crop, const QSize& size, qreal ratio, int pixels) {
  const QString key = QString("%1:%2:%3:%4")
                          .arg(crop.candidate)
                          .arg(size.width())
                          .arg(size.height())
                          .arg(masks_ ? masks_->versionOf(crop.candidate) : 0);
  if (const QPixmap* known = pictures_.object(key)) return *known;
  const int px = static_cast<int>(pixels * ratio);
  const QRect region = contextRect(crop.box, crop.imageSize, 0.08);
  const QImage image = loader_->request(
      {crop.imagePath, crop.orientation, crop.imageSize, region, QSize(px, px)}, owner_);
  if (image.isNull() || region.isEmpty()) return {};
  QPixmap result(size * ratio);
  result.setDevicePixelRatio(ratio);
  QPainter painter(&result);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
  const QRectF square(QPointF(0, 0), QSizeF(size));
  const QSizeF shown = QSizeF(image.size()).scaled(square.size(), Qt::KeepAspectRatioByExpanding);
  const QRectF target(square.center() - QPointF(shown.width(), shown.height()) / 2, shown);
  painter.drawImage(target, image);
  Rle mask;
  if (masks_ && masks_->maskFor(crop.candidate, &mask)) {
    QTransform toSquare;
    toSquare.translate(target.x(), target.y());
    toSquare.scale(target.width() / region.width(), target.height() / region.height());
    toSquare.translate(-region.x(), -region.y());
    const QPainterPath outline = toSquare.map(smoothMaskOutline(mask));
    QPainterPath around;
    around.addRect(square);
    around.addPath(outline);
    painter.fillPath(around, QColor(0, 0, 0, 165));  // a line alone would be noise at this size
    if (outlined_ || isDark(image)) {
      painter.setPen(QPen(QColor(255, 255, 255, 190), 1));  // with a halo, specks would be blots
      painter.setBrush(Qt::NoBrush);
      painter.drawPath(outline);
    }
  }
  painter.end();
  pictures_.insert(key, new QPixmap(result), size.width() * size.height() / 256 + 1);
  return result;
}

void CropPainter::paint(QPainter* painter, const QRectF& rect, const CropRef& crop, int pixels) {
  const QPixmap shown =
      picture(crop, rect.size().toSize(), painter->device()->devicePixelRatioF(), pixels);
  painter->save();
  QPainterPath clip;
  clip.addRoundedRect(rect, 4, 4);
  painter->fillPath(clip, coloursOf(QPalette()).hover);
  painter->setClipPath(clip, Qt::IntersectClip);
  if (!shown.isNull()) painter->drawPixmap(rect, shown, QRectF(shown.rect()));
  painter->restore();
}

}  // namespace maskwright::ui
